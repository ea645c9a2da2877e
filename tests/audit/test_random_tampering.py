"""Two thousand random tamperings, seeded: each is found, and where nobody tampered nothing is."""

import itertools
import random
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction

from cms.audit import checkpointing, checkpoints, keys, triggers, verification
from tests import people
from tests.publishing import builders

from . import tampering

SEED = 20_260_701
BATCHES, IN_A_BATCH = 20, 100

#: How often each way is taken.
WAYS = {
    tampering.a_value: 50,
    tampering.two_values_exchanged: 10,
    tampering.the_order: 5,
    tampering.rows_gone: 7,
    tampering.a_row_put_in: 6,
    tampering.a_signature_moved: 3,
    tampering.the_tail_cut: 4,
    tampering.the_chain_recomputed: 4,
    tampering.a_plain_table: 8,
    tampering.bytes_changed: 3,
}


@pytest.fixture(scope="module")
def harmed(rich_template, django_db_blocker, tmp_path_factory):
    """A copy of the rich record under a checkpoint, without its triggers; yields what vouches for it."""
    database = rich_template.copy()
    folder, key = tmp_path_factory.mktemp("checkpoints"), keys.Key.new()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), database.open():
        from django.conf import settings

        patch.setattr(settings, "CHECKPOINT_DIR", str(folder))
        patch.setattr(settings, "CHECKPOINT_TRUSTED", [key.public])
        clock = builders.Clock()
        clock.forward(days=300)
        made = checkpointing.make(key=key, place=folder, by=people.ada(), clock=clock)
        assert findings() == []
        tampering.unprotect()
        yield made.document["sequence"]
    database.drop()


def findings(most=None):
    """What verification finds first, apart from triggers that are gone."""
    gone = set(triggers.missing(connection))
    found = (str(one) for one in verification.verify(connection) if one.where not in gone)
    return list(itertools.islice(found, most))


def tamper(rng, vouched):
    """One tampering that the database has room for; says which."""
    way = rng.choices(list(WAYS), WAYS.values())[0]
    given = (vouched,) if way in (tampering.the_tail_cut, tampering.the_chain_recomputed) else ()
    try:
        with transaction.atomic():
            return way, way(rng, *given)
    except (DatabaseError, OverflowError, UnicodeDecodeError, tampering.Unchanged):
        return way, ""


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_each_of_them_is_found(harmed, batch):
    rng = random.Random(SEED + batch)
    unseen, done = [], Counter()

    while done.total() < IN_A_BATCH:
        with transaction.atomic():
            way, said = tamper(rng, harmed)
            if said:
                done[way.__name__] += 1
                if not findings(most=1):
                    unseen.append(f"{way.__name__}: {said}")
            transaction.set_rollback(True)

    assert unseen == []
    assert findings() == []


@pytest.mark.slow
def test_each_trigger_that_is_dropped_or_emptied_is_found(rich_database):
    for name in sorted(triggers.expected(connection.vendor)):
        table = next(
            m._meta.db_table
            for m in triggers.protected_models()
            if name.startswith(f"record_{m._meta.db_table}_")
        )
        with transaction.atomic():
            tampering.execute(
                f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )
            found = [str(one) for one in itertools.islice(verification.verify(connection), 1)]
            transaction.set_rollback(True)
        assert found == [f"{name}: the trigger that protects the record is missing or altered"]


def test_a_tail_cut_anywhere_is_found(harmed):
    """At each entry up to the last checkpoint, and right behind it."""
    document = checkpoints.latest()
    assert document["sequence"] == harmed
    for first in range(2, harmed + 2):
        with transaction.atomic():
            tampering.execute("DELETE FROM audit_entry WHERE sequence >= %s", first)
            assert findings(most=1), first
            transaction.set_rollback(True)
