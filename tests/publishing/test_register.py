"""The period register: what it tells, from when to when, and the sample that anybody can draw again."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.audit.models import GENESIS, Entry
from cms.people import actions as people_actions
from cms.publishing import actions, register
from cms.publishing.models import CallOff, Publication
from cms.publishing.register import overdue, period, sample
from tests import people

from . import builders, records

MARCH = register.Days(date(2040, 3, 1), date(2040, 3, 31))


def rich_with_everybody():
    people.everybody()
    return records.rich()


@pytest.fixture
def house(arranged):
    rich = arranged(rich_with_everybody)
    rich.clock.forward(days=40)
    return rich


@pytest.fixture
def clock(db):
    people.everybody()
    return builders.Clock()


def read(days, clock, **options):
    return register.read(days, by=people.otto(), clock=clock, **options)


# What it tells.


def test_every_sort_of_event_stands_in_its_section(house):
    found = read(MARCH, house.clock)

    totals = {one.key: one.total for one in found.sections}
    expected = {
        "corrections": 1,
        "waivers": 1,
        "recalls": 1,
        "notices": 1,
        "restored": 1,
        "called_off": CallOff.objects.count(),
        "seals": 2,
        "attestations": 0,
        "taken_down": Publication.objects.exclude(outcome="document").count(),
    }
    assert expected.items() <= totals.items()
    assert totals["publications"] == Publication.objects.filter(outcome="document").count()


def test_a_publication_is_told_with_writer_signers_meanings_and_reason(clock):
    item = builders.article(clock)
    release = builders.go_live(item, clock, change="substantive")

    rows = read(MARCH, _later(clock)).section("publications").rows

    [row] = [row for row in rows if row["title"].item == item.uid]
    assert row["wrote"] == ["Wanda Wright"]
    assert row["submitted"] == "Wanda Wright"
    assert row["decided_by"] == "Pia Palmer"
    assert row["reason"] == release.reason
    assert row["at"] == release.publications.get(item=item.uid).effective_at
    assert sorted(line.split(",")[0] for line in row["signed"]) == [
        "Approved for compliance: Otto Oberman",
        "Medically reviewed and approved: Mila Moreau",
    ]


def test_a_correction_carries_its_public_line_and_bringing_back_is_none(house):
    found = read(MARCH, house.clock)

    [row] = found.section("corrections").rows
    assert row["line"] == "We corrected a number."
    [restored] = [r for r in found.section("publications").rows if r["change"] == "Brought back as it was"]
    assert restored["reason"] == "It was right after all."


def test_drafts_have_no_part_in_it(clock):
    draft = builders.article(clock, title="Nobody has seen this")

    found = register.export(MARCH, by=people.otto(), clock=_later(clock), form="json")

    assert draft.title.encode() not in found.body


def test_a_recall_is_told_with_how_it_stands_and_whether_it_kept_its_deadline(house):
    [row] = read(MARCH, house.clock).section("recalls").rows

    # Its deadline is 1 April, and the page was never changed.
    assert (row["pages"], row["settled"], row["took"], row["missed"]) == (1, 0, "", "missed")
    assert row["deadline"] == date(2040, 4, 1)


def test_a_notice_is_told_with_how_long_readers_saw_it(clock):
    item = builders.article(clock)
    builders.go_live(item, clock)
    notice = actions.show_notice(
        items=[item.uid], kind="safety", severity="urgent", text="Call a doctor.", reason="A recall.",
        by=people.mila(), clock=clock,
    )  # fmt: skip
    clock.forward(days=2, hours=3)
    actions.lift_notice(places=notice.places.all(), reason="Over.", by=people.mila(), clock=clock)

    [row] = read(MARCH, _later(clock)).section("notices").rows

    assert row["lasted"] == "2 days 3 hours"
    assert row["until"] == clock.now
    after = register.Days(date(2040, 4, 1), date(2040, 4, 2))
    assert read(after, _later(clock, days=60)).section("notices").total == 0


def test_what_was_read_and_taken_away_is_told(clock):
    builders.go_live(builders.article(clock), clock)
    later = _later(clock)
    read(MARCH, later)
    register.export(MARCH, by=people.otto(), clock=later, form="json")

    day = later().date()
    found = read(register.Days(day, day), later)

    [reader] = found.section("readings").rows
    assert (reader["name"].text, reader["number"]) == ("Otto Oberman", 2)
    [export] = found.section("exports").rows
    assert export["said"] == "period register, json"


def test_a_draft_that_was_written_past_the_application_is_told(clock):
    item = builders.article(clock)
    type(item).objects.filter(pk=item.pk).update(dek="By hand.")
    builders.edit(item, clock, title="Leg pain again")

    [row] = read(MARCH, _later(clock)).section("outside").rows

    assert row["who"] == "Wanda Wright"


# Role holders.


def test_role_holders_are_those_of_then(clock):
    clock.forward(days=1)
    otto = people.otto()
    april = register.Days(date(2040, 4, 1), date(2040, 4, 30))
    clock.now = datetime(2040, 4, 10, tzinfo=UTC)
    change = {"by": people_actions.system_person("tests"), "clock": clock, "reason": "She moved."}
    people_actions.change_person(person=people.wanda(), roles=["publisher"], **change)
    clock.now = datetime(2040, 6, 1, tzinfo=UTC)
    people_actions.change_person(person=people.wanda(), roles=[], **change)

    def of(days):
        rows = register.read(days, by=otto, clock=clock).section("role_holders").rows
        return {row["name"].text: (row["before"], row["after"]) for row in rows}

    assert of(MARCH)["Wanda Wright"] == ("writer", "writer")
    assert of(april)["Wanda Wright"] == ("writer", "publisher")
    assert of(register.Days(date(2040, 5, 1), date(2040, 5, 31)))["Wanda Wright"] == (
        "publisher",
        "publisher",
    )
    assert "Nobody Nemo" not in of(april)


def test_changes_past_the_actions_count_for_role_holders(db):
    people.everybody()
    from django.contrib.auth.models import Group

    nobody = people.nobody()
    nobody.groups.add(Group.objects.get(name="publisher"))
    today = timezone.localdate()

    rows = read(register.Days(today, today), timezone.now).section("role_holders").rows

    [row] = [row for row in rows if row["name"].text == "Nobody Nemo"]
    assert row["after"] == "publisher"


# Overdue.


def test_a_review_is_overdue_from_the_day_after_it_was_due_until_it_was_confirmed(clock):
    item = builders.article(clock)
    builders.go_live(item, clock)
    due = date.fromisoformat(_document(item, clock)["publication"]["review_due"])
    month = register.Days(due - timedelta(days=10), due + timedelta(days=20))
    clock.now = datetime.combine(due + timedelta(days=6), datetime.min.time(), tzinfo=UTC)
    builders.edit(item, clock, dek="Small things.")
    builders.go_live(item, clock, change="editorial")
    clock.forward(days=5)
    release = actions.confirm_review(item=item, by=people.wanda(), clock=clock, reason="Read it all.")
    builders.sign_all(release, clock)  # which publishes it
    later = _later(clock)

    spans = [one for one in overdue.spans(period.of(month, later())) if one.item == item.uid]

    # The editorial change in between neither ended it nor made it two.
    assert [(one.due, one.until) for one in spans] == [(due, clock.now)]
    assert spans[0].since.date() == due + timedelta(days=1)
    assert read(register.Days(due - timedelta(days=10), due), later).section("overdue").total == 0


# Periods.


@pytest.mark.parametrize(
    ("today", "begins", "ends"),
    [
        (date(2026, 11, 23), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2024, 9, 30), date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(today, begins, ends):
    assert register.last_quarter(today) == register.Days(begins, ends)


def test_days_are_those_of_the_clocks_here(clock):
    clock.now = datetime(2040, 3, 10, 3, 30, tzinfo=UTC)  # 9 March, 22:30 in New York
    item = builders.article(clock)
    builders.go_live(item, clock)
    ninth, tenth = (register.Days(day, day) for day in (date(2040, 3, 9), date(2040, 3, 10)))

    with timezone.override("America/New_York"):
        assert item.uid in _items(read(ninth, _later(clock)))
        assert item.uid not in _items(read(tenth, _later(clock)))
    assert item.uid in _items(read(tenth, _later(clock)))


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [
        (date(2040, 3, 2), date(2040, 3, 1), "The period ends before it begins."),
        (date(2041, 1, 1), date(2041, 1, 2), "That day has not come yet."),
        (date(2040, 3, 1), date(2041, 1, 2), "That day has not come yet."),
        (date(1, 1, 1), date(2040, 3, 1), "The record knows nothing of 0001-01-01."),
    ],
)
def test_a_period_that_cannot_be_meant_is_refused_and_leaves_no_entry(clock, begins, ends, sentence):
    before = Entry.objects.count()

    with pytest.raises(actions.NotPossible, match=sentence):
        read(register.Days(begins, ends), clock)

    assert Entry.objects.count() == before


def test_days_in_which_nothing_happened_are_told_calmly(clock):
    found = read(register.Days(date(2030, 1, 1), date(2030, 1, 31)), clock)

    assert found.sample.rows == []
    assert found.period.entries().count() == 0
    # Who held a role then is still true.
    assert {one.key for one in found.sections if one.total} <= {"role_holders"}


def test_nothing_at_all_is_a_register_too(clock):
    found = period.of(register.Days(date(2001, 1, 1), date(2001, 1, 2)), clock())

    assert (found.first, found.last, found.head) == (1, 0, GENESIS)


# The sample.


def test_the_sample_is_the_same_for_whoever_draws_it(house):
    first = read(MARCH, house.clock, size=3).sample
    second = read(MARCH, house.clock, size=3).sample

    assert [row["number"] for row in first.rows] == [row["number"] for row in second.rows]
    assert len(first.rows) == 3


def test_the_sample_can_be_drawn_with_the_printed_lines_alone(house):
    days = register.Days(date(2040, 3, 1), date(2040, 3, 31))
    drawn = read(days, house.clock, size=4).sample
    last = Entry.objects.filter(at__lt=days.until).order_by("-sequence").first()

    line = f"sample/1 {last.hash} 2040-03-01 2040-03-31 4"
    seed = hashlib.sha256(line.encode()).hexdigest()
    numbers = Publication.objects.filter(
        outcome="document", call_off=None, effective_at__gte=days.since, effective_at__lt=days.until
    ).values_list("number", flat=True)
    order = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())

    assert drawn.seed == seed
    assert [row["number"] for row in drawn.rows] == order[:4]


def test_what_was_called_off_is_never_drawn(house):
    rows = read(MARCH, house.clock, size=200).sample.rows

    called_off = set(Publication.objects.filter(call_off__isnull=False).values_list("number", flat=True))
    assert called_off
    assert not called_off & {row["number"] for row in rows}


SEEDS = st.text("0123456789abcdef", min_size=64)


@given(st.sets(st.integers(1, 10**6), max_size=60), st.integers(1, 30), SEEDS)
def test_a_sample_has_its_size_and_no_number_twice(numbers, size, seed):
    drawn = sample.draw(numbers, seed, size)

    assert len(drawn) == len(set(drawn)) == min(size, len(numbers))
    assert set(drawn) <= numbers
    assert drawn == sample.draw(sorted(numbers, reverse=True), seed, size)


@pytest.mark.parametrize("size", [0, -1, 201])
def test_a_sample_of_another_size_is_refused(clock, size):
    with pytest.raises(actions.NotPossible, match="1 to 200"):
        read(MARCH, _later(clock), size=size)


# Files.


def test_no_cell_of_a_table_can_be_taken_for_a_formula(clock):
    item = builders.article(clock, title='=HYPERLINK("https://example.org")')
    builders.go_live(item, clock, reason="@SUM(1)")
    made = register.export(MARCH, by=people.otto(), clock=_later(clock), form="zip")

    with zipfile.ZipFile(io.BytesIO(made.body)) as pack:
        tables = {name: pack.read(name).decode() for name in pack.namelist() if name.endswith(".csv")}

    cells = [cell for text in tables.values() for row in csv.reader(io.StringIO(text)) for cell in row]
    assert '\'=HYPERLINK("https://example.org")' in cells
    assert "'@SUM(1)" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(tables) == len(made.register.sections) + 2


def test_the_document_says_every_row_with_its_moment_in_utc(house):
    made = register.export(MARCH, by=people.otto(), clock=house.clock, form="json")

    said = json.loads(made.body)
    sections = {one["key"]: one for one in said["sections"]}
    assert (said["format"], said["from"], said["to"]) == ("register/1", "2040-03-01", "2040-03-31")
    assert all(one["total"] == len(one["rows"]) for one in said["sections"])
    assert sections["publications"]["rows"][0]["at"].endswith("Z")
    assert sections["taken_down"]["rows"][0]["item"].startswith("art_")
    assert len(said["sample"]["rows"]) == min(20, said["sample"]["population"])


def test_each_opening_and_each_file_is_one_entry(house):
    before = Entry.objects.count()
    read(MARCH, house.clock)
    made = register.export(MARCH, by=people.otto(), clock=house.clock, form="zip")

    opened, taken = Entry.objects.order_by("sequence")[before:]
    asked = {"what": "period register", "from": "2040-03-01", "to": "2040-03-31", "sample": 20}
    assert opened.detail_document == {**asked, "seed": opened.detail_document["seed"]}
    assert taken.detail_document["export"] == "zip"
    assert taken.detail_document["sha256"] == hashlib.sha256(made.body).hexdigest() == made.sha256


@pytest.mark.parametrize("who", [people.wanda, people.mila, people.pia, people.ada, people.nobody])
def test_nobody_else_may_read_it(clock, who):
    before = Entry.objects.count()

    with pytest.raises(actions.NotAllowed):
        register.read(MARCH, by=who(), clock=_later(clock))

    assert Entry.objects.count() == before


def test_it_asks_no_more_questions_where_there_is_more_to_tell(clock):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            read(MARCH, _later(clock))
        return len(asked)

    builders.go_live(builders.article(clock), clock)
    few = questions()
    for number in range(6):
        item = builders.article(clock, slug=f"page-{number}")
        builders.go_live(item, clock)
        builders.retire(item, clock)

    # One more for the entries of what was taken down, and one for its titles' three tables.
    assert questions() <= few + 4


def _document(item, clock):
    return json.loads(builders.live_bytes(item, clock))


def _items(found):
    return {row["title"].item for row in found.section("publications").rows}


def _later(clock, **duration):
    """A clock that stands after the month."""
    begins = max(clock.now, datetime(2040, 4, 1, tzinfo=UTC))
    return builders.Clock(begins + timedelta(**(duration or {"days": 1})))
