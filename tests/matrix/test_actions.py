"""Every action × every state × everybody: done, or refused with nothing written; and pages say the same."""

import inspect

import pytest
from django.apps import apps
from django.db import connection, transaction

from articles.models import Article, Citation
from cms.people.models import User
from cms.publishing import actions, possible
from cms.publishing.models import Release, Standing

from . import calls, cast, rules, states

pytestmark = pytest.mark.django_db


def test_every_action_and_state_is_in_the_table():
    public = {name for name in actions.__all__ if inspect.isfunction(getattr(actions, name))} - {"editing"}

    assert public <= {name.split()[0] for name in calls.CALLS}
    assert set(calls.CALLS) == set(rules.RULES)
    assert set(states.REACH) == set(rules.STATES)


REFUSALS = (actions.NotAllowed, actions.NotPossible, actions.NotReady)


def everybody():
    """Row of the matrix → the person, read anew, so that their permissions are asked for once."""
    found = {name: cast.person(name) for name in cast.EVERYBODY if name != "anonymous"}
    found |= {"superuser, wrote it": states.wes(), "superuser, in the byline": states.bea()}
    found |= {"superuser, suspended": states.sim()}
    return {name: User.objects.get(pk=person.pk) for name, person in found.items()}


def written():
    """What a refused action leaves as it was: how many rows there are, and what drafts and states say."""
    tables = [model._meta.db_table for model in apps.get_models()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables))
        counts = dict(zip(tables, cursor.fetchone(), strict=True))
        said = []
        for model in (Article, Citation, Standing, Release):
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY {model._meta.pk.column}")
            said.append(cursor.fetchall())
    return counts, said


def outcome(call, stage, person, before):
    """What becomes of it, in the words of the table; whatever it wrote is taken back."""
    stage.item = type(stage.item).objects.get(pk=stage.item.pk)
    with transaction.atomic():
        try:
            call(stage, person)
            said = rules.ALLOWED
        except REFUSALS as error:
            said = next(kind.__name__ for kind in REFUSALS if isinstance(error, kind))
            if not str(error):
                said += ", without saying why"
            if written() != before:
                said += ", and wrote something"
        transaction.set_rollback(True)
    return said


@pytest.mark.parametrize("state", rules.STATES)
def test_each_cell(state):
    stage = states.build(state)
    people, wrong = everybody(), []
    before = written()
    for who, person in people.items():
        said = {}
        for action in rules.called_in(state):
            said[action] = outcome(calls.CALLS[action], stage, person, before)
            wanted = rules.expected(action, state, who)
            if said[action] != wanted:
                wrong.append(f"{who} · {action}: {said[action]}, not {wanted}")
        wrong += disagreements(state, stage, who, person, said)
    assert written() == before
    assert not wrong, f"{state}\n" + "\n".join(wrong)


#: Move of a page → the actions of which one must be possible.
MOVES = {
    "submit": ["submit"],
    "sign": ["sign", "sign for compliance"],
    "withdraw": ["withdraw"],
    "publish": ["publish"],
    "schedule": ["publish later"],
    "call_off": ["call_off"],
    "confirm_review": ["confirm_review"],
    "retire": ["retire"],
    "notice": ["show_notice"],
    "archive": ["archive"],
    "unarchive": ["unarchive"],
    "seal": ["request_seal"],
}


def test_every_move_of_a_page_is_compared():
    assert {verb for verb, *_ in possible._MOVES} == set(MOVES)


def disagreements(state, stage, who, person, said):
    """Where a page offers what the action refuses, or the other way round. Findings are told on the way."""
    possible_ = {rules.ALLOWED} if state in rules.HELD_BACK else {rules.ALLOWED, rules.NOT_READY}
    stage.item.refresh_from_db()
    offered = {move.verb for move in possible.moves(stage.item, person, stage.clock()) if move.enabled}
    for verb, names in MOVES.items():
        if (verb, state) == ("seal", "imported"):
            continue  # which text is sealed is chosen on the page, and there is none to choose
        done = {said.get(name) for name in names} & possible_
        if bool(done) != (verb in offered):
            yield f"{who} · page says {verb} is {'' if verb in offered else 'not '}possible, action: {done}"
