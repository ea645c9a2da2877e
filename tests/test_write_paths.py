"""Every way in which the application writes leaves exactly one entry; a new way fails until it stands here.

The actions themselves are swept in tests/publishing/test_one_entry.py; here are the edges that call them: the
admin of every registered model, its bulk actions, and every management command of ours.
"""

from io import StringIO

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command, get_commands
from django.urls import NoReverseMatch, reverse

from articles.models import Article, ArticleAuthor
from cms.audit.models import Entry
from cms.publishing import kinds
from cms.publishing.admin import PublishableAdmin
from tests import people
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk, change_form

pytestmark = pytest.mark.django_db


def actions_since(before):
    return list(
        Entry.objects.filter(sequence__gt=before).order_by("sequence").values_list("action", flat=True)
    )


def last():
    return Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


# Management commands.

READS = "reads only"
ONE = "one entry"
ELSEWHERE = "its own tests count its entries"

COMMANDS = {
    "add_person": ONE,
    "add_token": ELSEWHERE,  # tests/test_tokens.py
    "backup": ELSEWHERE,  # tests/backup/
    "changepassword": ELSEWHERE,  # tests/test_people_actions.py
    "checkpoint": ELSEWHERE,  # tests/audit/test_checkpoints.py
    "demo": ELSEWHERE,  # tests/articles/test_demo.py: it calls the actions
    "evidence_verifier": READS,
    "export_content": ONE,
    "export_evidence": ELSEWHERE,  # tests/evidence/
    "import_content": ONE,
    "import_questionnaire": ELSEWHERE,  # tests/assessments/test_importing.py
    "migrate": ELSEWHERE,  # tests/test_people_roles.py: the roles it grants
    "rebuild_live": ONE,
    "register": ELSEWHERE,  # tests/publishing/test_register_command.py
    "restore": ELSEWHERE,  # tests/backup/
    "upgrade": ELSEWHERE,  # tests/backup/
    "verify_audit": READS,
    "worker": ELSEWHERE,  # tests/mail/: letters are no record
}


def test_every_command_of_ours_is_classified():
    ours = {
        name for name, app in get_commands().items() if app.startswith(("cms.", "articles", "assessments"))
    }

    assert ours == set(COMMANDS)


@pytest.fixture
def item(db):
    people.everybody()
    return builders.article(builders.Clock())


@pytest.fixture
def exported(item, tmp_path):
    call_command("export_content", str(tmp_path / "content"))
    return tmp_path / "content"


def run(name, *arguments, expected, **options):
    """Call a command twice: system people are made the first time, which is an entry of its own."""
    before = last()
    call_command(name, *arguments, **options)
    assert [action for action in actions_since(before) if action != "person.add"] == expected


def test_add_person_is_one_entry(item, monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", "a-quite-long-one-42")
    before = Entry.objects.filter(action="person.add").count()
    call_command("add_person", "first@example.org", role=["writer"], name="First")
    middle = last()
    assert (
        Entry.objects.filter(action="person.add").count() == before + 2
    )  # the command, as a person, and First

    call_command("add_person", "second@example.org", role=["writer"], name="Second")

    assert actions_since(middle) == ["person.add"]


def test_rebuild_live_is_one_entry(item):
    run("rebuild_live", expected=["projection.rebuild"])


def test_export_content_is_one_entry(item, tmp_path):
    run("export_content", str(tmp_path / "out"), expected=["content.export"])


def test_an_export_that_is_refused_is_none(exported):
    (exported / "more.txt").write_text("x")
    before = last()

    with pytest.raises(CommandError):
        call_command("export_content", str(exported))

    assert actions_since(before) == []


def test_import_content_is_one_entry_and_none_when_nothing_differs(item, exported):
    file = next((exported / "articles").glob("*.md"))
    run("import_content", str(exported), expected=[])
    file.write_text(file.read_text().replace("When to walk.", "When to rest."))

    run("import_content", str(exported), dry_run=True, expected=[])
    run("import_content", str(exported), expected=["content.import"])


@pytest.mark.parametrize("name", [name for name, what in COMMANDS.items() if what == READS])
def test_what_only_reads_leaves_none(item, name):
    before = last()

    call_command(name, stdout=StringIO())

    assert actions_since(before) == []


# The admin.

#: Models whose admin is no PublishableAdmin → how it is written there.
OTHER_MODELS = {
    "audit.Entry": "only read",
    "mail.Letter": "only read, and tried again through an action",
    "people.Token": "through actions",
    "people.User": "through actions",
}
#: Bulk actions that any list offers.
BULK_ACTIONS = {"mail.Letter": {"try_again"}}

REGISTRY = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
MODELS = [pytest.param(model, one, id=model._meta.label) for model, one in REGISTRY]
DRAFTS = [
    pytest.param(model, id=model._meta.label) for model, one in REGISTRY if isinstance(one, PublishableAdmin)
]


def test_every_admin_is_classified():
    assert {model for model, one in REGISTRY if isinstance(one, PublishableAdmin)} == set(kinds.all())
    others = {model._meta.label for model, one in REGISTRY if not isinstance(one, PublishableAdmin)}
    assert others == set(OTHER_MODELS)


@pytest.mark.parametrize(("model", "one"), MODELS)
def test_no_list_offers_a_bulk_action_that_is_not_known_here(model, one, rf, db):
    request = rf.get("/")
    request.user = people.ada()
    request.user.is_superuser = True

    offered = set(one.get_actions(request)) if one.actions is not None else set()

    assert offered == BULK_ACTIONS.get(model._meta.label, set())


@pytest.mark.parametrize(("model", "one"), MODELS)
def test_nothing_is_deleted_or_edited_in_a_list(model, one, rf, db):
    request = rf.get("/")
    request.user = people.ada()
    request.user.is_superuser = True

    assert not one.has_delete_permission(request)
    assert not one.list_editable


#: What an empty form of each kind needs.
FILLED = {
    "articles": {"title": "Typed", "slug": "typed"},
    "assessments": {"title": "Typed", "slug": "typed"},
    "authors": {"name": "Typed", "slug": "typed", "author_type": "team"},
    "citations": {"title": "Typed", "short_title": "Typed", "slug": "typed", "url": "https://example.org"},
    "faqs": {"question": "Typed?", "slug": "typed"},
    "organizations": {"name": "Typed", "slug": "typed"},
    "topics": {"name": "Typed", "slug": "typed", "inline_label": "typed"},
    "treatments": {"name": "Typed", "slug": "typed"},
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", DRAFTS)
class TestDrafts:
    @pytest.fixture
    def wanda(self, db):
        people.everybody()
        return Desk(people.wanda())

    @pytest.fixture
    def made(self, wanda, model):
        wanda.open(address(model, "add")).send(**FILLED[model.kind])
        return model.objects.get(slug="typed")

    def test_adding_one_is_one_entry(self, wanda, model):
        before = last()

        said = wanda.open(address(model, "add")).send(**FILLED[model.kind])

        assert said.errors == []
        assert actions_since(before) == ["draft.save"]
        assert LogEntry.objects.count() == 0

    def test_adding_one_in_a_pop_up_is_one_entry(self, wanda, model):
        before = last()

        wanda.open(address(model, "add"), _popup=1, _to_field="id").send(_popup=1, **FILLED[model.kind])

        assert model.objects.filter(slug="typed").exists()
        assert actions_since(before) == ["draft.save"]

    def test_changing_one_is_one_entry_and_saving_it_unchanged_none(self, wanda, model, made):
        name = next(iter(FILLED[model.kind]))
        before = last()

        wanda.open(change_form(made)).send(**{name: "Typed anew"}, save_reason="It reads better.")
        assert actions_since(before) == ["draft.save"]
        wanda.open(change_form(made)).send(save_reason="It reads better.")

        assert actions_since(before) == ["draft.save"]
        assert LogEntry.objects.count() == 0

    def test_what_is_refused_is_none(self, wanda, model, made):
        before = last()

        wanda.open(change_form(made)).send(slug="Not a slug")
        wanda.post(address(model, "delete", made.pk), post="yes")
        wanda.post(address(model, "changelist"), action="delete_selected", _selected_action=made.pk)

        assert actions_since(before) == []
        assert model.objects.filter(pk=made.pk).exists()


def test_rows_tags_and_the_item_itself_are_one_entry(item):
    author = builders.author(builders.Clock(), slug="another", name="Another")
    before = last()

    Desk(people.wanda()).open(change_form(item)).send(
        title="Typed anew",
        keywords="legs, walking",
        save_reason="All at once.",
        **{
            "author_rows-TOTAL_FORMS": 2,
            "author_rows-1-author": author.pk,
            "author_rows-1-position": 1,
            "author_rows-0-DELETE": "on",
        },
    )

    assert actions_since(before) == ["draft.save"]
    item = Article.objects.get(pk=item.pk)
    assert (item.title, item.tag_names()) == ("Typed anew", ["legs", "walking"])
    assert [row.author for row in ArticleAuthor.objects.filter(article=item)] == [author]


def test_no_admin_writes_to_djangos_own_log():
    """It would be a second history beside the trail, and could only contradict it."""
    for _, one in REGISTRY:
        if one.has_add_permission.__func__ is admin.ModelAdmin.has_add_permission or isinstance(
            one, PublishableAdmin
        ):
            for name in ("log_addition", "log_change"):
                assert getattr(type(one), name) is not getattr(admin.ModelAdmin, name), (one, name)


def test_tags_and_groups_are_not_edited_by_hand():
    with pytest.raises(NoReverseMatch):
        reverse("admin:taggit_tag_changelist")
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")
