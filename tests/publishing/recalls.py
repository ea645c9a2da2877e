"""Articles that cite sources, live, for tests of impact and recall."""

from types import SimpleNamespace

from articles import citations
from articles.models import FAQ, Citation
from cms.publishing import actions, record
from cms.publishing.models import Revision
from tests import people
from tests.publishing import builders


def source(clock, slug, **fields):
    fields = {
        "title": f"Guideline {slug}",
        "short_title": slug.upper(),
        "url": "https://example.org",
        **fields,
    }
    return builders.save(Citation(slug=slug, issued="2016", **fields), clock)


def cite(item, label="2016 guideline", locator=""):
    attrs = {"target": item.uid, "label": label, "locator": locator, "cited_as": ""}
    return {"type": "citation", "attrs": attrs}


def said(*pieces):
    """A body of one paragraph, from texts and nodes."""
    nodes = [{"type": "text", "text": one} if isinstance(one, str) else one for one in pieces]
    return {"type": "doc", "content": [{"type": "paragraph", "content": nodes}]}


def citing(item, **options):
    return said("First. Walking helps (", cite(item, **options), "). Most need no more.")


def answer(clock, slug, body):
    return builders.save(FAQ(slug=slug, question=f"What of {slug}?", answer=body), clock)


def house(clock):
    """Two live articles that cite the old guideline, one also through an answer, and one that does not."""
    old = source(clock, "aha-2016")
    new = source(clock, "acc-2024")
    builders.go_live(new, clock)
    faq = answer(clock, "stairs", said("Rest first (", cite(old, "the guideline"), ")."))
    first = builders.article(clock, slug="first", title="First")
    edit_body(first, clock, citing(old, locator="p. 12"))
    second = builders.article(clock, slug="second", title="Second")
    second.body = citing(old)
    builders.save(second, clock, write=lambda item: item.faq_rows.create(faq=faq, position=0))
    other = builders.article(clock, slug="other", title="Other")
    for one in (first, second, other):
        builders.go_live(one, clock)
        clock.forward(minutes=1)
    return SimpleNamespace(old=old, new=new, faq=faq, first=first, second=second, other=other)


def standing_house():
    """That, with the cast; its clock stands right behind it."""
    people.everybody()
    clock = builders.Clock()
    found = house(clock)
    found.clock = clock
    return found


def superseded_house():
    """That, an hour after the old guideline was superseded."""
    found = standing_house()
    supersede(found, found.clock)
    found.clock.forward(hours=1)
    return found


def edit_body(item, clock, body, by=None):
    return builders.edit(item, clock, by=by, body=body)


def supersede(house, clock):
    citations.supersede(
        citation=house.old,
        successor=house.new,
        by=people.pia(),
        clock=clock,
        reason="There is a new edition.",
    )
    house.old.refresh_from_db()


def recall(cause, places, clock, because="superseded", by=None, **options):
    options = {"reason": "There is a new edition.", "deadline": clock.after(days=14).date(), **options}
    places = [(item.uid, decision) for item, decision in places]
    by = by or people.pia()
    return actions.recall(cause=cause, because=because, places=places, by=by, clock=clock, **options)


def revisions(item):
    """(number, parent, beside) of each revision, oldest first."""
    rows = Revision.objects.filter(item=item.uid).order_by("number")
    return list(rows.values_list("number", "parent", "beside"))


def live_document(item, clock):
    return record.live_document(item.uid, clock())


def cited(document):
    """The keys that a document's body cites."""
    return [
        node["key"]
        for block in document["body"]["blocks"]
        for node in block.get("children", [])
        if node["type"] == "citation"
    ]
