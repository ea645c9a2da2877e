"""Items on their way to readers, built through the product's own actions, with a clock that a test moves."""

from datetime import UTC, datetime, timedelta

from articles.models import Article, ArticleAuthor, Author, Organisation, RelatedPick, Topic
from cms.people import credentials
from cms.publishing import actions, record, waivers
from cms.publishing.actions import submitting
from cms.publishing.models import Release
from tests import people


class Clock:
    """Stands still until it is moved. It starts long after the cast was added, so its entries come last."""

    def __init__(self, now=datetime(2040, 3, 5, 9, 0, tzinfo=UTC)):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **duration):
        self.now += timedelta(**duration)
        return self.now

    def after(self, **duration):
        return self.now + timedelta(**duration)


def proof(person):
    return credentials.reauthenticate(person, people.PASSWORD)


# Drafts.


def organisation(clock, slug="house", **fields):
    return save(Organisation(slug=slug, **{"name": "True Precision", **fields}), clock)


def topic(clock, slug="pad", **fields):
    return save(Topic(slug=slug, **{"name": "Leg arteries", "inline_label": "leg arteries", **fields}), clock)


def author(clock, slug="team", **fields):
    fields = {"name": "The Editors", "author_type": "person" if "person" in fields else "team", **fields}
    return save(Author(slug=slug, **fields), clock)


def article(clock, slug="leg-pain", *, authors=None, picks=(), words="Walk slowly.", by=None, **fields):
    """An article with everything that it cannot do without; what it refers to is made when it isn't given."""
    fields.setdefault("topic", Topic.objects.order_by("pk").first() or topic(clock))
    fields.setdefault("organization", Organisation.objects.order_by("pk").first() or organisation(clock))
    authors = authors or [Author.objects.filter(author_type="team").first() or author(clock)]
    draft = Article(slug=slug, body=body(words), **{"title": "Leg pain", "dek": "When to walk.", **fields})

    def rows(item):
        for position, one in enumerate(authors):
            ArticleAuthor.objects.create(article=item, author=one, position=position)
        for position, one in enumerate(picks):
            RelatedPick.objects.create(article=item, pick=one, position=position)

    return save(draft, clock, by=by, write=rows)


def body(words):
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}


def save(item, clock, by=None, **options):
    actions.save(item=item, by=by or people.wanda(), clock=clock, **options)
    item.refresh_from_db()
    return item


def edit(item, clock, by=None, reason="It reads better.", **fields):
    """Save the draft with these columns changed, and wanda as the writer unless it is somebody else."""
    item.refresh_from_db()
    for name, value in fields.items():
        setattr(item, name, value)
    return save(item, clock, by=by, reason=reason)


# From a draft to readers.


def submit(item, clock, change="substantive", by=None, **options):
    item.refresh_from_db()
    options.setdefault("reason", "It is ready.")
    if change in ("correction", "safety"):
        options.setdefault("public_line", "We corrected a number.")
    return actions.submit(item=item, by=by or people.wanda(), clock=clock, change=change, **options)


def accepting(item, clock, reason="It still holds.", change="substantive", also=()):
    """Waivers for everything that a submission of the item would have to accept."""
    item.refresh_from_db()
    composed = submitting.preview(item, at=clock(), change=change, also=also)
    return dict.fromkeys(waivers.wanted(submitting.found_in(composed)), reason)


#: Who signs with which meaning.
SIGNERS = {"medical": people.mila, "compliance": people.otto}


def sign(release, meaning, clock, by=None):
    by = by or SIGNERS[meaning]()
    return actions.sign(release=release, meaning=meaning, by=by, proof=proof(by), clock=clock)


def sign_all(release, clock):
    """Every signature that is still wanted; where any meaning will do, compliance gives it."""
    while missing := record.missing_signatures(Release.objects.get(pk=release.pk)):
        sign(release, "compliance" if missing[0] == "any" else missing[0], clock)
    return release


def signed(item, clock, **options):
    return sign_all(submit(item, clock, **options), clock)


def publish(release, clock, at=None):
    return actions.publish(release=release, by=people.pia(), clock=clock, at=at)


def go_live(item, clock, **options):
    """Submit, sign and publish: the item is live with what its draft says. Returns the release."""
    release = signed(item, clock, **options)
    publish(release, clock)
    return release


def schedule(item, clock, at, **options):
    release = signed(item, clock, **options)
    publish(release, clock, at=at)
    return release


def retire(item, clock, **options):
    options = {"reason": "It was wrong.", "note": "This page was taken down.", **options}
    return actions.retire(item=item, by=people.pia(), clock=clock, **options)


def restore(publication, clock):
    return actions.restore(
        publication=publication, by=people.pia(), clock=clock, reason="It was right after all."
    )


def call_off(release, clock):
    return actions.call_off(release=release, by=people.pia(), clock=clock, reason="Not yet.")


def live(item, clock):
    """The publication that readers of the item see now."""
    return record.live_publication(item.uid, clock())


def live_bytes(item, clock):
    publication = live(item, clock)
    return record.bytes_of(publication.snapshot_id) if publication else None


# The stage: a committed database that most tests of publishing start from, see conftest.py.


def set_the_stage():
    clock = Clock()
    people.everybody()
    one = article(clock)
    go_live(one, clock)
    clock.forward(days=1)
    edit(one, clock, dek="When to rest.")
    go_live(one, clock)
    clock.forward(days=1)
    edit(one, clock, dek="When to walk again.")
    article(clock, slug="veins", title="Veins")
    clock.forward(days=1)


def changed():
    """An article that is live in its second revision; its draft is a third."""
    return Article.objects.get(slug="leg-pain")


def fresh():
    """An article that was saved once and never submitted. What it embeds is live."""
    return Article.objects.get(slug="veins")
