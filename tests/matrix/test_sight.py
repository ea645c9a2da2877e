"""Whoever may look at one content type only: no page shows them another type's items, and no list a title."""

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from cms.publishing import kinds, waiting
from cms.publishing.models import Publishable

from . import addresses, cast, endpoints, world
from .test_endpoints import ask, client_of, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgres")]


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = world.build()
        made.tokens["row"], _ = world.token(world.tess())
        made.people = {model.kind: cast.of_one_kind(model) for model in kinds.all()}
        yield made
        transaction.set_rollback(True)


def all_types(test):
    return pytest.mark.parametrize("model", kinds.all(), ids=lambda model: model.kind)(test)


@all_types
def test_no_page_of_an_item_of_another_type_opens(here, model):
    client, wrong = client_of(here.people[model.kind]), []
    for address in addresses.all_of_them():
        row = endpoints.TABLE[address.line]
        needs_sight = row.needs is not None and {"see", "write"} & set(row.needs)
        if address.model in (None, model) or not needs_sight:
            continue
        for method in ("GET", "POST"):
            path = path_of(here, address)
            if (said := ask(client, method, path).status_code) != 403:
                wrong.append(f"{method} {path}: {said}")
    assert not wrong, "\n".join(wrong)


@all_types
def test_nothing_submitted_asked_or_exported_of_another_type_opens(here, model):
    client, wrong = client_of(here.people[model.kind]), []
    for kind, item in here.items.items():
        release = here.releases[kind].uid
        paths = [f"/admin/review/{release}/{end}" for end in ("", "withdraw/", "send-back/", "publish/")]
        paths += [f"/admin/evidence/release/{release}/", f"/admin/evidence/item/{item.uid}/"]
        paths += [f"/admin/review/item/{item.uid}/"]
        if kind == model.kind:
            continue
        for path in paths:
            for method in ("GET", "POST"):
                if (said := ask(client, method, path).status_code) != 403:
                    wrong.append(f"{method} {path}: {said}")
    assert not wrong, "\n".join(wrong)


def shown_with(item: Publishable, found=None) -> set[str]:
    """The kinds of everything that an item itself embeds, cites or links to."""
    found = set() if found is None else found
    for reference in item.references():
        if reference.item.kind not in found:
            found.add(reference.item.kind)
            shown_with(reference.item, found)
    return found


@all_types
def test_no_list_search_or_page_shows_a_title_of_another_type(here, model):
    client = client_of(here.people[model.kind])
    item = here.items[model.kind]
    others = {kind: here.title(kind) for kind in here.items if kind != model.kind}
    own = {kind: title for kind, title in others.items() if kind not in shown_with(item)}
    lists = ["/admin/", "/admin/review/", "/admin/review/reviews/", "/admin/review/recall/"]
    lists += ["/admin/review/notices/", "/admin/review/register/", "/admin/review/trail/"]
    lists += ["/admin/review/ask/?address=Zebra"]
    lists += [f"/admin/review/waiting/{key}/" for key in waiting._groups]
    lists += ["/admin/articles/article/picker/?type=entity&q=Zebra"]
    lists += ["/admin/articles/article/picker/?type=citation&q=Zebra"]
    lists += [f"/admin/review/notices/{here.notice.uid}/lift/"]
    lists += ["/admin/review/notices/show/?" + "&".join(f"item={one.uid}" for one in here.items.values())]
    mine = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    pages = [
        mine,
        *(f"{mine}{item.pk}/{end}/" for end in ("live-pages", "impact", "retire", "recall", "history")),
    ]
    pages += [f"{mine}{item.pk}/impact/?format=csv", f"{mine}{item.pk}/change/", f"{mine}{item.pk}/submit/"]
    pages += [f"/admin/review/recall/{here.recall.uid}/", f"/admin/review/{here.releases[model.kind].uid}/"]
    pages += [f"{mine}{item.pk}/{end}/" for end in ("compare", "revisions/1")]
    pages += ["/admin/review/as-of/?address=Zebra&time="]
    wrong = []
    for path, titles in [*((path, others) for path in lists), *((path, own) for path in pages)]:
        text = ask(client, "GET", path).content.decode()
        wrong += [f"{path} shows {kind}" for kind, title in titles.items() if f"{title} " in text]
    assert not wrong, "\n".join(wrong)


@all_types
def test_what_a_form_completes_is_of_the_types_in_sight(here, model):
    client, wrong = client_of(here.people[model.kind]), []
    for source in apps.get_models():
        for field in source._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.remote_field.model
            if not (isinstance(target, type) and issubclass(target, Publishable)) or field.auto_created:
                continue
            query = f"app_label={source._meta.app_label}&model_name={source._meta.model_name}"
            answer = ask(client, "GET", f"/admin/autocomplete/?term=Zebra&{query}&field_name={field.name}")
            shows = here.title(target.kind) in answer.content.decode()
            if target is not model and (answer.status_code != 403 or shows):
                wrong.append(f"{source.__name__}.{field.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
