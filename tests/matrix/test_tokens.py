"""The compliance API × whose token, which scope, which type of content."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cms import instant
from cms.people.models import Token
from cms.publishing import kinds, record
from tests import people

from . import addresses, cast, world

pytestmark = pytest.mark.django_db

LINES = [one for one in addresses.all_of_them() if one.route.startswith("api/v1/compliance/")]
#: What a refused type is answered: an address says so, a digest does not even tell that it is stored.
HIDDEN = {"documents": 404, "kind": 403}


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = world.build()
        cast.everybody()
        yield made
        transaction.set_rollback(True)


def token_of(person, scopes="compliance", **fields):
    """A token straight into its table: also of those for whom none is made."""
    text = f"mct_{person.pk:043d}"
    options = {"made_at": timezone.now(), "expires_at": timezone.now() + timedelta(days=1), **fields}
    Token.objects.update_or_create(
        person=person, name="matrix", scopes=scopes, defaults={"digest": _digest(text), **options}
    )
    return text


def _digest(text):
    from cms.people import tokens

    return tokens.digest_of(text)


def answers(here, text, model):
    """Line → status, for the item of one type."""
    found = {}
    given = world.arguments(here, "", model)
    live = record.live_publication(here.items[model.kind].uid, timezone.now())
    time = instant.to_text(live.effective_at)
    for line in LINES:
        path = addresses.fill(line.route, given)
        query = {"time": time} if line.route.endswith("/at") else {}
        with transaction.atomic():
            answer = Client().get(path, query, headers={"Authorization": f"Bearer {text}"})
            transaction.set_rollback(True)
        found[line.route.removeprefix("api/v1/compliance/")] = answer.status_code
    return found


@pytest.mark.parametrize("model", kinds.all(), ids=lambda model: model.kind)
@pytest.mark.parametrize("who", [name for name in cast.EVERYBODY if name != "anonymous"])
def test_each_role_and_type(here, who, model):
    wanted = {"deactivated": 401, "system": 401}.get(who)
    wanted = wanted or (200 if "read_record" in cast.HOLDS[who] else 403)

    said = answers(here, token_of(cast.person(who)), model)

    assert said == dict.fromkeys(said, wanted)
    assert len(said) == len(LINES)


@pytest.mark.parametrize("model", kinds.all(), ids=lambda model: model.kind)
def test_who_may_look_at_one_type_reads_the_record_of_that_type_only(here, model):
    text = token_of(cast.of_one_kind(model))

    for other in kinds.all():
        said = answers(here, text, other)
        seen = other is model
        assert (other.kind, said) == (
            other.kind,
            {line: 200 if seen else HIDDEN["documents" if "documents" in line else "kind"] for line in said},
        )


@pytest.mark.parametrize(
    ("wanted", "options"),
    [
        (403, {"scopes": "another"}),
        (403, {"scopes": ""}),
        (401, {"expires_at": timezone.now() - timedelta(days=1)}),
        (401, {"revoked_at": timezone.now()}),
    ],
    ids=["another scope", "no scope", "expired", "revoked"],
)
def test_a_token_that_opens_nothing(here, wanted, options):
    said = answers(here, token_of(people.otto(), **options), kinds.all()[0])

    assert said == dict.fromkeys(said, wanted)
