"""Every address × everybody × GET and POST: the answer is the one that the table says."""

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from cms.publishing.admin import showing

from . import addresses, cast, endpoints, world

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgres")]


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    """One world for all of them; each request is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = world.build()
        made.people = cast.everybody()
        made.tokens["row"], made.tokens["text"] = world.token(world.tess())
        yield made
        transaction.set_rollback(True)


def client_of(person) -> Client:
    client = Client(raise_request_exception=False)
    if person.pk:
        client.force_login(person)
    return client


def ask(client, method, path):
    """The answer to one request, whose writes are taken back."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method.lower())(path)
        if hasattr(answer, "streaming_content"):
            answer.close()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def test_the_table_names_every_address_and_no_other():
    assert addresses.lines() == set(endpoints.TABLE)


def test_the_table_of_roles_is_what_the_code_grants(here):
    world.check_that_every_kind_is_there(here)
    assert set(cast.HOLDS) - {"nobody", "superuser"} == cast.ROLES
    for name, words in cast.HOLDS.items():
        held = {word for word in cast.WORDS if here.people[name].has_perms(cast.permissions({word}))}
        assert (name, held) == (name, words)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", cast.EVERYBODY)
def test_each_cell(here, who, method):
    person = here.people[who]
    words = words_of(who)
    client = client_of(person)
    wrong = []
    for address in addresses.all_of_them():
        path = path_of(here, address)
        with pytest.MonkeyPatch.context() as patch:
            if "/members/" in address.route:
                # Pages of single differences are those of large releases.
                patch.setattr(showing, "ON_ONE_PAGE", 0)
            said = ask(client, method, path).status_code
        wanted = endpoints.expected(endpoints.TABLE[address.line], words, method)
        if said != wanted:
            wrong.append(f"{method} {path}: {said}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["superuser", "nobody", "anonymous"])
def test_other_methods_write_nothing_and_say_so(here, who):
    client, before, wrong = client_of(here.people[who]), rows(), []
    asked = [(endpoints.TABLE[one.line], one.line, path_of(here, one)) for one in addresses.all_of_them()]
    for row, line, path in asked:
        for method in ("put", "patch", "delete"):
            said = getattr(client, method)(path).status_code
            if said != endpoints.other_method(row, line):
                wrong.append(f"{method.upper()} {path}: {said}")
    assert rows() == before
    for _, line, path in asked:
        head, get = ask(client, "HEAD", path), ask(client, "GET", path)
        # Django's admin leads on from its sign-in only whoever gets it.
        if head.content or head.status_code != (200 if line == "admin/login/" else get.status_code):
            wrong.append(f"HEAD {path}: {head.status_code}")
    assert not wrong, "\n".join(wrong)


def path_of(here, address) -> str:
    if address not in here.paths:
        given = world.arguments(here, address.route, address.model)
        here.paths[address] = addresses.fill(address.route, given)
    return here.paths[address]


def rows() -> dict[str, int]:
    """How many rows every table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def words_of(who) -> set[str] | None:
    """What somebody holds, with the two words about tokens that follow from the others."""
    words = cast.HOLDS.get(who)
    if words is None:
        return None
    found = set(words)
    if words & {"read_record", "change_people"}:
        found |= {"make_token"}
    if words & {"read_record", "change_people", "view_people"}:
        found |= {"token"}
    return found
