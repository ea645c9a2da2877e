"""One item of every content type in the middle of everything, with what the engine's own pages are about."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from articles.models import FAQ, Article, ArticleAuthor, Author, Citation, Organisation, Topic, Treatment
from assessments.models import Assessment
from cms.mail.models import Letter
from cms.people import tokens
from cms.publishing import actions, kinds, record
from cms.publishing.models import Decision, Revision
from tests import people
from tests.publishing import builders, recalls

NAMES = {
    Organisation: "name",
    Topic: "name",
    Author: "name",
    Treatment: "name",
    FAQ: "question",
    Citation: "title",
    Article: "title",
    Assessment: "title",
}


@dataclass
class World:
    """Item and open release of each kind, and one of everything else that an address may name."""

    items: dict = field(default_factory=dict)
    releases: dict = field(default_factory=dict)
    notice: object = None
    recall: object = None
    sealing: object = None
    letter: object = None
    tokens: dict = field(default_factory=dict)
    #: Address → its path here, once somebody asked for it.
    paths: dict = field(default_factory=dict)

    def title(self, kind: str) -> str:
        """Words that stand in no other text; what is shown of an item shows them."""
        return _canary(kind)


def _canary(kind: str) -> str:
    return f"Zebra{kind}"


def build() -> World:
    """Each item is live, changed since, and the change is in review; notice and recall name the article."""
    clock, world = timezone.now, World()
    people.everybody()

    def named(model, **fields):
        return model(slug=f"z-{model.type}", **{NAMES[model]: f"{_canary(model.kind)} one", **fields})

    def keep(item, **options):
        world.items[item.kind] = builders.save(item, clock, **options)
        return item

    organization = keep(named(Organisation))
    topic = keep(named(Topic, inline_label="leg arteries", review_months=1))
    author = keep(named(Author, author_type="team"))
    keep(named(Treatment))
    citation = keep(named(Citation, short_title="ZebraShort", issued="2016", url="https://example.org"))
    keep(named(FAQ, answer=recalls.said("Rest first (", recalls.cite(citation, "a guideline"), ").")))
    keep(named(Assessment, topic=topic))
    article = named(
        Article, dek="When to walk.", topic=topic, organization=organization, body=recalls.citing(citation)
    )
    keep(article, write=lambda item: ArticleAuthor.objects.create(article=item, author=author, position=0))
    for item in world.items.values():
        if not record.live_publication(item.uid, clock()):
            builders.go_live(item, clock)

    first = Revision.objects.filter(item=article.uid).earliest("number")
    for item in world.items.values():
        builders.edit(item, clock, **{NAMES[type(item)]: f"{_canary(item.kind)} two"})
    world.sealing = actions.request_seal(
        item=article.uid, digests=[first.digest], by=tess(), clock=clock, reason="A patient."
    )
    world.notice = actions.show_notice(
        items=[item.uid for item in world.items.values()], kind="safety", severity="warning",
        text="Do not stop your medicine.", reason="A call.", by=people.mila(), clock=clock,
    )  # fmt: skip
    world.recall = actions.recall(
        cause=citation, because="changed", places=[(article.uid, Decision.BY_HAND)], reason="It changed.",
        deadline=timezone.localdate() + timedelta(days=7), by=people.pia(), clock=clock,
    ).recall  # fmt: skip
    for item in world.items.values():
        world.releases[item.kind] = builders.submit(item, clock)
    world.letter = Letter.objects.create(
        cause="entry:1:x", person=people.wanda().uid, event="to_sign", path="/admin/", due_at=clock()
    )
    return world


def tess():
    """Another compliance officer: has a token, and asked for a sealing."""
    return people._person("Tess Tidy", ["compliance_officer"])


def token(person, *, days=30):
    """A token of this person for the compliance API: the row, and the text that opens it."""
    return tokens.make(
        person=person, name="matrix", scopes=["compliance"], by=person, clock=timezone.now,
        expires_at=timezone.now() + timedelta(days=days), reason="Matrix.",
    )  # fmt: skip


def arguments(world: World, route: str, model=None) -> dict:
    """What stands for each parameter of a route."""
    model = model or Article
    item, release = world.items[model.kind], world.releases[model.kind]
    live = record.live_publication(item.uid, timezone.now())
    uid = {
        "admin/review/recall": world.recall.uid,
        "admin/review/notices": world.notice.uid,
        "admin/review/item": item.uid,
        "admin/evidence/item": item.uid,
    }
    found = {
        "uid": next((said for begins, said in uid.items() if route.startswith(begins)), release.uid),
        "object_id": item.pk,
        "number": live.number if "publications" in route else 1,
        "version": 1,
        "position": 0,
        "pk": world.sealing.pk,
        "key": "scheduled",
        "page": "history",
        "name": "paths.csv",
        "slug": item.slug,
        "kind": item.kind,
        "digest": live.snapshot_id,
        "code": "not-found",
        "app_label": model._meta.app_label,
        "url": "nowhere/",
        "content_type_id": 1,
    }
    if route.startswith("api/problems/"):
        found["slug"] = found["code"] = "gone"
    for begins, row in (
        ("admin/people/token/", world.tokens.get("row")),
        ("admin/people/user/", people.pia()),
        ("admin/mail/letter/", world.letter),
    ):
        if route.startswith(begins):
            found["object_id"] = row.pk
    if route.startswith("admin/audit/entry/"):
        found["object_id"] = 1
    return found


def check_that_every_kind_is_there(world: World) -> None:
    assert set(world.items) == {model.kind for model in kinds.all()}, "build() needs a line for a new kind"
