"""Every page of the record, on the demo, as whoever works there: no error, nothing that axe objects to."""

import pytest
from django.urls import reverse

from articles.demo import story
from articles.models import Article, Citation
from assessments.models import Assessment
from cms.audit.models import Entry
from cms.people.models import User
from cms.publishing.models import Notice, Publication, Recall, Standing
from tests import barriers

from . import screens

pytestmark = pytest.mark.once("sqlite")


@pytest.fixture
def own_database(told, django_db_blocker):
    database = told.copy()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()


def of(item, *pages):
    opts = item._meta
    for page in pages:
        yield reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[item.pk])


def release_of(slug):
    return Standing.objects.get(item=Article.objects.get(slug=slug).uid).release


def officer():
    """What a compliance officer meets."""
    changed, source = (
        Article.objects.get(slug=story.THREE_REVISIONS),
        Citation.objects.get(slug=story.OLD_GUIDELINE),
    )
    first = Publication.objects.filter(item=changed.uid).earliest("number")
    asked = f"?address={story.THREE_REVISIONS}&time={first.effective_at:%Y-%m-%d}"
    yield "/admin/"
    for name in ("queue", "reviews", "recalls", "notices", "as_of", "ask", "register", "trail_review"):
        yield reverse(f"review:{name}")
    yield reverse("review:waiting", args=["to-sign"])
    yield reverse("review:as_of") + asked
    yield reverse("review:as_of") + "?address=aspirin"
    yield reverse("review:as_of") + f"?address={story.RETIRED}"
    yield reverse("review:ask") + "?address=nowhere&day=2999-01-01&ask=approved"
    yield reverse("review:recall", args=[Recall.objects.get().pk])
    yield from of(changed, "change", "history", "compare", "seal", "retire")
    yield from of(source, "change", "history", "impact", "recall", "became")
    yield reverse("admin:articles_article_revision", args=[changed.pk, 3])
    yield reverse("admin:articles_article_publication", args=[changed.pk, first.number])
    yield f"{next(of(changed, 'compare'))}?from=p{first.number}&to=r4&view=sides"
    yield reverse("review:release", args=[first.release_id])
    yield reverse("review:member", args=[first.release_id, 0])
    yield reverse("review:release", args=[release_of(story.IN_COMPLIANCE_REVIEW)])
    yield reverse("review:release", args=[release_of(story.MOVED_ON)])
    yield reverse("evidence:item", args=[changed.uid])
    yield reverse("evidence:release", args=[first.release_id])
    yield "/admin/audit/entry/"
    yield reverse("admin:audit_entry_change", args=[Entry.objects.filter(action="recall.open").get().pk])
    yield from ("/admin/people/user/", "/admin/people/token/", "/admin/people/token/add/")
    yield "/admin/notifications/"


def medical_reviewer():
    """Notices, sources, and what waits for a medical signature."""
    page = Article.objects.get(slug=story.BY_HAND)
    notice = Notice.objects.latest("at")
    yield "/admin/"
    yield f"{reverse('review:show_notice')}?item={page.uid}"
    yield reverse("review:lift_notice", args=[notice.pk])
    yield reverse("review:release", args=[release_of(story.IN_MEDICAL_REVIEW)])
    yield from of(Citation.objects.get(slug=story.OLD_STATEMENT), "became", "impact")
    yield from of(Assessment.objects.first(), "change", "impact")


def writer():
    """What came back, what is recalled, and a review that is due."""
    yield "/admin/"
    yield from of(Article.objects.get(slug=story.SENT_BACK), "change", "submit", "history", "compare")
    yield from of(Article.objects.get(slug=story.BY_HAND), "change")
    yield from of(Article.objects.get(slug=story.OVERDUE), "confirm_review")
    yield from of(Article.objects.get(slug=story.SUCCESSOR), "submit")


def publisher():
    yield "/admin/"
    signed, planned = release_of(story.TO_PUBLISH), release_of(story.SCHEDULED)
    yield from (reverse(f"review:{page}", args=[signed]) for page in ("publish", "schedule", "withdraw"))
    yield reverse("review:call_off", args=[planned])


def administrator():
    yield from ("/admin/", "/admin/mail/letter/", "/admin/people/user/", "/admin/people/user/add/")
    yield reverse("admin:people_user_change", args=[User.objects.get(email="mila@demo.example").pk])


@pytest.mark.parametrize("role", [officer, medical_reviewer, writer, publisher, administrator])
def test_no_page_has_an_error_or_a_barrier(open_page, server, troubles, role):
    name = {"officer": "compliance_officer"}.get(role.__name__, role.__name__)
    person = User.objects.get(groups__name=name, email__endswith="@demo.example")
    page = screens.at_desk(open_page, server, person)
    found = []

    for address in role():
        found += barriers.at(page, address, troubles)

    assert not found, "\n".join(found)
