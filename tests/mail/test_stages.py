"""When reminders fall, as a table."""

from datetime import date, timedelta

import pytest

from cms.mail import stages

DUE = date(2040, 6, 1)


@pytest.mark.parametrize(
    ("days_before", "stage"),
    [
        (61, None),
        (60, "60"),
        (31, "60"),
        (30, "30"),
        (8, "30"),
        (7, "7"),
        (1, "7"),
        (0, "0"),
        (-1, "0"),
        (-6, "0"),
        (-7, "+1"),
        (-13, "+1"),
        (-14, "+2"),
        (-700, "+100"),
    ],
)
def test_a_stage_is_the_last_that_was_reached(days_before, stage):
    assert stages.stage(DUE, DUE - timedelta(days=days_before)) == stage


def test_from_day_to_day_stages_only_go_on():
    seen = [stages.stage(DUE, DUE + timedelta(days=n)) for n in range(-70, 60)]

    assert list(dict.fromkeys(seen)) == [None, "60", "30", "7", "0", *(f"+{n}" for n in range(1, 9))]


@pytest.mark.parametrize(
    ("warned", "day"),
    [
        ({}, DUE + timedelta(days=91)),
        ({"retire-14": DUE}, DUE + timedelta(days=91)),
        ({"retire-14": DUE + timedelta(days=200)}, DUE + timedelta(days=214)),
        (
            {"retire-14": DUE + timedelta(days=77), "retire-3": DUE + timedelta(days=95)},
            DUE + timedelta(days=98),
        ),
    ],
    ids=["as the policy says", "warned early", "the first warning came late", "the second came late"],
)
def test_a_page_stays_until_both_warnings_were_given_in_time(warned, day):
    assert stages.retires_on(DUE, 90, warned) == day
