"""Every state an item can be in × every action: the state that follows, or the refusal in its words.

The item is an article that was live in two revisions, so outside `draft` there is always an earlier page.
"""

import pytest

from cms.audit.models import Entry
from cms.publishing import actions, possible, record, standings
from cms.publishing.actions.errors import NotAllowed, NotPossible, NotReady, Refused
from cms.publishing.models import Publication, Release
from cms.publishing.models.standing import State
from tests import people

from . import builders, checks


class Refusal:
    def __init__(self, kind, sentence):
        self.kind, self.sentence = kind, sentence


def no(sentence, kind=NotPossible):
    return Refusal(kind, sentence)


def draft(clock):
    """Submitted once and withdrawn, so that there is a release to try."""
    item = builders.fresh()
    actions.withdraw(release=builders.submit(item, clock), by=people.wanda(), clock=clock)
    return item


def in_review(clock):
    builders.submit(builders.changed(), clock)
    return builders.changed()


def signed(clock):
    builders.signed(builders.changed(), clock)
    return builders.changed()


def scheduled(clock):
    builders.schedule(builders.changed(), clock, clock.after(days=1))
    return builders.changed()


def live(clock):
    builders.go_live(builders.changed(), clock)
    return builders.changed()


def changed(clock):
    return builders.changed()


def retired(clock):
    builders.retire(builders.changed(), clock)
    return builders.changed()


STATES = [draft, in_review, signed, scheduled, live, changed, retired]

ACTIONS = {
    "submit": lambda item, release, clock: builders.submit(item, clock),
    "sign": lambda item, release, clock: builders.sign(release, "medical", clock),
    "send back": lambda item, release, clock: actions.send_back(
        release=release, by=people.mila(), note="Why?", clock=clock
    ),
    "withdraw": lambda item, release, clock: actions.withdraw(
        release=release, by=people.wanda(), clock=clock
    ),
    "publish": lambda item, release, clock: builders.publish(release, clock),
    "schedule": lambda item, release, clock: builders.publish(release, clock, at=clock.after(days=2)),
    "call off": lambda item, release, clock: builders.call_off(release, clock),
    "retire": lambda item, release, clock: builders.retire(item, clock),
    "restore": lambda item, release, clock: builders.restore(
        Publication.objects.filter(item=item.uid, outcome="document").earliest("number"), clock
    ),
    "confirm": lambda item, release, clock: actions.confirm_review(
        item=item, by=people.wanda(), clock=clock, reason="Yearly."
    ),
    "archive": lambda item, release, clock: actions.archive(item=item, by=people.wanda(), clock=clock),
}

ENDED = no("not in review any more")
PLANNED = no("It is scheduled already")
UNSIGNED = no("still needs 2 signatures")
SIGNED = no("You have signed this already", NotAllowed)
SAME = no("Nothing differs from what is live", NotReady)
OFF_FIRST = no("Call that off first")
NO_PLAN = no("It is not scheduled")
NOT_LIVE = no("It is not live")
NO_PAGE = no("Only a live page can be confirmed")
LIVE = no("It is live. Retire it instead")

# fmt: off
TABLE = {
    #             draft        in_review    signed       scheduled    live         changed      retired
    "submit":    ["in_review", "in_review", "in_review", OFF_FIRST,   SAME,        "in_review", "in_review"],
    "sign":      [ENDED,       "in_review", SIGNED,      PLANNED,     ENDED,       ENDED,       ENDED],
    "send back": [ENDED,       "changed",   "changed",   PLANNED,     ENDED,       ENDED,       ENDED],
    "withdraw":  [ENDED,       "changed",   "changed",   PLANNED,     ENDED,       ENDED,       ENDED],
    "publish":   [ENDED,       UNSIGNED,    "live",      PLANNED,     ENDED,       ENDED,       ENDED],
    "schedule":  [ENDED,       UNSIGNED,    "scheduled", PLANNED,     ENDED,       ENDED,       ENDED],
    "call off":  [NO_PLAN,     NO_PLAN,     NO_PLAN,     "changed",   NO_PLAN,     NO_PLAN,     NO_PLAN],
    "retire":    [NOT_LIVE,    "in_review", "signed",    "retired",   "retired",   "retired",   NOT_LIVE],
    "restore":   [None,        "in_review", "signed",    "changed",   "changed",   "changed",   "changed"],
    "confirm":   [NO_PAGE,     "in_review", "in_review", OFF_FIRST,   "in_review", "in_review", NO_PAGE],
    "archive":   ["draft",     LIVE,        LIVE,        LIVE,        LIVE,        LIVE,        "retired"],
}
# fmt: on

PAIRS = [
    pytest.param(state, action, outcome, id=f"{state.__name__} - {action}")
    for action, outcomes in TABLE.items()
    for state, outcome in zip(STATES, outcomes, strict=True)
    if outcome
]


def test_the_table_is_complete():
    assert list(TABLE) == list(ACTIONS)
    assert [state.__name__ for state in STATES] == list(State)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_an_item_can_be_in_each_state(state, clock):
    item = state(clock)

    assert standings.of(item.uid).state(clock()) == state.__name__
    checks.standings_agree(clock())
    checks.standings_follow_the_record(clock())


@pytest.mark.parametrize(("state", "action", "outcome"), PAIRS)
def test_an_action_in_a_state(state, action, outcome, clock):
    item = state(clock)
    release = Release.objects.filter(members__item=item.uid).latest("entry")
    clock.forward(hours=1)
    before = Entry.objects.count(), standings.of(item.uid).state(clock())

    if isinstance(outcome, Refusal):
        with pytest.raises(outcome.kind, match=outcome.sentence):
            ACTIONS[action](item, release, clock)
        assert (Entry.objects.count(), standings.of(item.uid).state(clock())) == before
    else:
        ACTIONS[action](item, release, clock)
        assert standings.of(item.uid).state(clock()) == outcome
        assert Entry.objects.count() == before[0] + 1

    checks.standings_agree(clock(), clock.after(days=3))
    checks.standings_follow_the_record(clock())
    checks.the_live_table_is_the_record(clock())
    checks.the_live_table_is_the_record(clock.after(days=3))
    checks.the_record_holds()


#: Who does it, and what the pages call it.
OFFERED = {
    "submit": (people.wanda, "submit"),
    "sign": (people.mila, "sign"),
    "withdraw": (people.wanda, "withdraw"),
    "publish": (people.pia, "publish"),
    "schedule": (people.pia, "schedule"),
    "call off": (people.pia, "call_off"),
    "retire": (people.pia, "retire"),
    "confirm": (people.wanda, "confirm_review"),
    "archive": (people.wanda, "archive"),
}


@pytest.mark.parametrize(("state", "action", "outcome"), [p for p in PAIRS if p.values[1] in OFFERED])
def test_pages_offer_what_the_action_does(state, action, outcome, clock):
    person, verb = OFFERED[action]
    item = state(clock)

    offered = possible.move(verb, item, person(), clock())

    # Whether something differs from what is live is only known once it is composed.
    assert offered.enabled is (outcome is SAME or not isinstance(outcome, Refusal)), offered.why_not
    assert possible.move(verb, item, people.nobody(), clock()).enabled is False


class TestAPageThatGoesLiveByItself:
    """Time decides: nothing is written when a scheduled moment comes."""

    def test_is_live_from_its_second_on(self, clock):
        item, at = builders.changed(), clock.after(days=1)
        before = builders.live_bytes(item, clock)
        release = builders.schedule(item, clock, at)
        entries = Entry.objects.count()
        standing = standings.of(item.uid)

        clock.now = at - builders.timedelta(microseconds=1)
        assert standing.state(clock()) == "scheduled"
        assert builders.live_bytes(item, clock) == before
        clock.now = at
        assert standing.state(clock()) == "live"
        assert record.live_publication(item.uid, at).release == release
        assert Entry.objects.count() == entries
        checks.standings_follow_the_record(at)
        checks.the_live_table_is_the_record(at)

    @pytest.mark.parametrize("action", ["sign", "send back", "withdraw", "publish", "schedule", "call off"])
    def test_is_no_longer_on_its_way(self, clock, action):
        item = builders.changed()
        release = builders.schedule(item, clock, clock.after(days=1))
        clock.forward(days=1)

        with pytest.raises(Refused):
            ACTIONS[action](item, release, clock)

    def test_can_be_changed_retired_and_submitted_again(self, clock):
        item = builders.changed()
        builders.schedule(item, clock, clock.after(days=1))
        clock.forward(days=1)

        builders.edit(item, clock, dek="Once more.")
        assert standings.of(item.uid).state(clock()) == "changed"
        builders.submit(item, clock)
        assert standings.of(item.uid).state(clock()) == "in_review"
        builders.retire(item, clock)
        assert record.live_publication(item.uid, clock()) is None
        checks.the_record_holds()


class TestASecondRelease:
    def test_replaces_the_first_and_needs_its_own_signatures(self, clock):
        item = builders.changed()
        first = builders.signed(item, clock)
        second = builders.submit(item, clock)

        assert first.closing.end == "replaced"
        assert record.missing_signatures(second) == ["compliance", "medical"]
        assert first.digest != second.digest
        with pytest.raises(NotPossible, match="not in review any more"):
            builders.publish(first, clock)

    def test_leaves_an_item_in_one_open_release(self, clock):
        item = builders.changed()
        for _ in range(3):
            builders.submit(item, clock)

        assert record.open_releases(clock()).filter(members__item=item.uid).count() == 1
