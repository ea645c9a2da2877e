"""The start page: each person finds what waits for them, nothing they may not view, with a bounded number of
questions to the database.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Citation, SourceEvent, Treatment
from cms.audit import trail
from cms.mail.models import Event, Letter
from cms.people import actions as people_actions
from cms.people.models import User
from cms.publishing import actions, waiting
from cms.publishing.models import Recall, RecallPlace, Standing
from tests import people

from . import builders
from .admin.browsing import Desk

pytestmark = pytest.mark.django_db


def groups(person, clock):
    """What waits for this person: {key of the group: titles}."""
    person = User.objects.get(pk=person.pk)
    found = waiting.groups(person, clock())
    assert all(group.count == len(group.rows) for group in found)
    return {group.key: [row.title for row in group.rows] for group in found}


def everybody_sees(key, clock):
    """Who has this group, by first name."""
    return {p.name.split()[0].lower() for p in people.everybody() if key in groups(p, clock)}


@pytest.fixture
def page(clock):
    """A live article of which the draft says the same."""
    item = builders.changed()
    builders.go_live(item, clock)
    return item


def test_a_submission_waits_for_those_who_may_sign_it(page, clock):
    builders.edit(page, clock, dek="Rest.")
    release = builders.submit(page, clock)
    assert everybody_sees("to-sign", clock) == {"mila", "otto"}

    builders.sign(release, "medical", clock)

    assert everybody_sees("to-sign", clock) == {"otto"}


def test_an_editorial_submission_waits_for_either(page, clock):
    builders.edit(page, clock, dek="When to walk again, slowly.")
    builders.submit(page, clock, change="editorial")

    assert everybody_sees("to-sign", clock) == {"mila", "otto"}


def test_what_one_wrote_oneself_never_waits_for_ones_signature(page, clock):
    ada = people.ada()
    people_actions.change_person(
        person=ada,
        roles=["writer", "medical_reviewer"],
        by=people_actions.system_person("tests"),
        clock=clock,
    )
    builders.edit(page, clock, by=User.objects.get(pk=ada.pk), dek="Rest.")
    builders.submit(page, clock)

    assert "to-sign" not in groups(ada, clock)
    assert "to-sign" in groups(people.mila(), clock)


def test_signatures_say_what_is_awaited_and_how_long(page, clock):
    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)
    clock.forward(days=3)

    group = waiting.group("to-sign", people.mila(), clock(), slice(0, 10))

    assert group.rows[0].said == "Waits 3 days for compliance and medical review; Wanda Wright asked."


def test_the_oldest_stands_first_and_the_rest_on_a_page_of_its_own(clock):
    for n in range(12):
        item = builders.save(Treatment(name=f"Treatment {n:02}", slug=f"t-{n}"), clock)
        builders.submit(item, clock)
        clock.forward(minutes=1)

    [group] = [one for one in waiting.groups(people.otto(), clock()) if one.key == "to-sign"]
    shown = Desk(people.otto()).open("/admin/")
    everything = Desk(people.otto()).open("/admin/review/waiting/to-sign/")

    assert (group.count, [row.title for row in group.rows]) == (12, [f"Treatment {n:02}" for n in range(10)])
    assert "All 12" in shown.words
    assert "Treatment 11" not in shown.words
    assert "Treatment 11" in everything.words


def test_what_was_sent_back_waits_for_writers_ones_own_first(page, clock):
    other = builders.save(Treatment(name="Other", slug="other"), clock, by=people.wanda())
    elder = builders.submit(other, clock, by=people.pia())
    builders.edit(page, clock, dek="Rest.")
    mine = builders.submit(page, clock)
    actions.send_back(release=elder, by=people.otto(), note="Why?", clock=clock)
    clock.forward(hours=1)
    actions.send_back(release=mine, by=people.mila(), note="Which?", clock=clock)

    assert groups(people.wanda(), clock)["sent-back"] == ["Leg pain", "Other"]
    assert groups(people.pia(), clock)["sent-back"] == ["Other", "Leg pain"]
    assert everybody_sees("sent-back", clock) == {"wanda", "pia"}

    builders.submit(page, clock)
    assert groups(people.wanda(), clock)["sent-back"] == ["Other"]


def test_ones_own_drafts_wait_until_they_are_submitted(page, clock):
    fresh = builders.fresh()
    assert groups(people.wanda(), clock)["drafts"] == ["Veins"]
    builders.edit(page, clock, dek="Rest.")
    assert groups(people.wanda(), clock)["drafts"] == ["Veins", "Leg pain"]
    assert "drafts" not in groups(people.pia(), clock)

    builders.submit(page, clock)
    actions.archive(item=fresh, by=people.wanda(), clock=clock)

    assert "drafts" not in groups(people.wanda(), clock)


def test_reviews_wait_when_due_and_no_more_once_somebody_asked_for_one(page, clock):
    assert everybody_sees("reviews-due", clock) == set()
    clock.forward(days=350)
    staff = {"wanda", "mila", "otto", "pia", "ada"}
    assert everybody_sees("reviews-due", clock) == staff
    clock.forward(days=30)
    assert everybody_sees("reviews-due", clock) == set()
    assert everybody_sees("reviews-overdue", clock) == staff

    actions.confirm_review(item=page, by=people.wanda(), clock=clock, reason="Yearly.")

    assert everybody_sees("reviews-overdue", clock) == set()
    assert everybody_sees("to-sign", clock) == {"mila"}


def test_who_may_ask_for_a_review_does_it_with_one_click(page, clock):
    clock.forward(days=380)
    rows = {
        who.name: waiting.group("reviews-overdue", who, clock(), slice(0, 10)).rows[0]
        for who in (people.wanda(), people.mila())
    }

    label, url = rows["Wanda Wright"].act
    assert rows["Mila Moreau"].act is None
    assert label == "Confirm review"
    assert Desk(people.wanda()).open(url).address.endswith("/confirm-review/")


def test_what_is_signed_waits_for_publishers(page, clock):
    builders.edit(page, clock, dek="Rest.")
    release = builders.signed(page, clock)
    assert everybody_sees("to-publish", clock) == {"pia"}

    builders.publish(release, clock, at=clock.after(days=2))

    assert everybody_sees("to-publish", clock) == set()
    assert everybody_sees("scheduled", clock) == {"wanda", "mila", "otto", "pia", "ada"}
    clock.forward(days=2)
    assert everybody_sees("scheduled", clock) == set()


def test_what_was_called_off_is_told_its_submitter_and_publishers(page, clock):
    builders.edit(page, clock, dek="Rest.")
    release = builders.schedule(page, clock, clock.after(days=2))
    builders.call_off(release, clock)

    assert everybody_sees("called-off", clock) == {"wanda", "pia"}


def test_sealing_waits_for_a_second_person(clock):
    fresh = builders.fresh()
    digest = fresh_digest(fresh)
    builders.edit(fresh, clock, dek="Call your clinic.")
    actions.request_seal(
        item=fresh.uid, digests=[digest], by=people.otto(), clock=clock, reason="It names a patient."
    )

    assert everybody_sees("sealing", clock) == {"pia"}


def fresh_digest(item):
    from cms.publishing.models import Revision

    return Revision.objects.get(item=item.uid, number=1).digest


def test_a_source_that_fell_waits_until_it_is_recalled(page, clock):
    source = builders.save(Citation(title="Guideline", slug="guideline"), clock)
    live_page_cites(page, source)
    event = {"citation": source.uid, "title": "Guideline", "reason": "New edition.", "since": "2040-01-01"}
    say(SourceEvent, clock, status="current", **event)
    assert everybody_sees("sources", clock) == set()

    say(SourceEvent, clock, status="retracted", **event)
    assert everybody_sees("sources", clock) == {"wanda", "mila", "otto", "pia", "ada"}
    row = waiting.group("sources", people.mila(), clock(), slice(0, 10)).rows[0]
    assert row.said.endswith("in 1 live page.")

    say(
        Recall,
        clock,
        cause=source.uid,
        cause_title="Guideline",
        because="retracted",
        reason="x",
        deadline="2041-01-01",
    )
    assert everybody_sees("sources", clock) == set()


def test_a_recalled_page_waits_for_whoever_is_asked_to_edit_it(page, clock):
    wanda, mila = people.wanda(), people.mila()
    with trail.entry(action="test.recall", by=mila, clock=clock) as entry:
        by = {"at": entry.at, "by": mila.uid, "by_name": mila.name}
        recall = Recall(
            cause="cit_1",
            cause_title="Guideline",
            because="superseded",
            deadline="2040-03-20",
            reason="x",
            **by,
        )
        place = RecallPlace(
            recall=entry.add(recall),
            item=page.uid,
            title="Leg pain",
            publication=builders.live(page, clock).number,
            decision="by_hand",
            assignee=wanda.uid,
            assignee_name=wanda.name,
        )
        entry.add(place)

    assert everybody_sees("recalls", clock) == {"wanda"}
    row = waiting.group("recalls", wanda, clock(), slice(0, 10)).rows[0]
    assert row.said == "Until 20 Mar 2040: “Guideline” superseded."
    clock.forward(days=30)
    assert waiting.group("recalls", wanda, clock(), slice(0, 10)).rows[0].late


def live_page_cites(page, source):
    from cms.publishing.models import Facet, Live

    Facet.objects.create(
        live=Live.objects.get(item=page.uid, live_until=None), name="cites", value=source.slug
    )


def say(model, clock, **fields):
    """A row of the record as the action that owns it would write it."""
    by = people.mila()
    with trail.entry(action="test.say", by=by, clock=clock) as entry:
        return entry.add(model(at=entry.at, by=by.uid, by_name=by.name, **fields))


def test_mail_that_failed_is_shown_to_administrators(clock):
    Letter.objects.create(
        cause="x",
        person=people.mila().uid,
        event=Event.TO_SIGN,
        path="/admin/",
        due_at=clock(),
        state="failed",
        error="SMTPServerDisconnected",
    )

    assert everybody_sees("failed-mail", clock) == {"ada"}


def test_nobody_without_a_role_sees_anything_but_how_to_go_on(page, clock):
    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)
    nemo = Desk(people.nobody())

    assert groups(people.nobody(), clock) == {}
    shown = nemo.open("/admin/")
    assert "Nothing waits for you" in shown.words
    assert "Ask an administrator" in shown.words
    assert "Leg pain" not in shown.words
    assert nemo.open("/admin/review/waiting/to-sign/").status == 404
    assert nemo.open("/admin/review/reviews/").status == 403
    assert nemo.open("/admin/review/ask/").status == 403


def test_a_person_sees_only_kinds_that_they_may_view(page, clock):
    from django.contrib.auth.models import Permission

    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)
    treatment = builders.save(Treatment(name="Walking", slug="walking"), clock)
    builders.submit(treatment, clock)
    nemo = people.nobody()
    names = ["sign_compliance", "view_release", "view_treatment"]
    nemo.user_permissions.set(Permission.objects.filter(codename__in=names))

    assert groups(nemo, clock) == {"to-sign": ["Walking"]}


def test_an_empty_start_page_says_what_else_there_is(clock):
    Standing.objects.all().delete()
    shown = Desk(people.mila()).open("/admin/")

    assert "Nothing waits for you" in shown.words
    assert "Reviews by due date" in shown.words


def test_what_people_typed_is_escaped(clock):
    item = builders.save(Treatment(name="<script>alert(1)</script>", slug="t"), clock)
    release = builders.submit(item, clock)
    actions.send_back(release=release, by=people.otto(), note="<img src=x onerror=alert(1)>", clock=clock)

    body = Desk(people.wanda()).client.get("/admin/").content.decode()

    assert "&lt;script&gt;" in body
    assert "<img src=x" not in body


class TestManyItems:
    def many(self, numbers, clock):
        """Items in each state, as many saves and submissions would leave them."""
        wanda = people.wanda()
        now = clock()
        made = [Article(uid=f"art_{n:020}", slug=f"s-{n}", title=f"Number {n}") for n in numbers]
        Article.objects.bulk_create(made)
        from cms.publishing.models import Closing, Live, Member, Release, Revision

        by = {"at": now, "by": wanda.uid, "by_name": wanda.name}
        digest = "0" * 64
        with trail.entry(action="test.many", by=wanda, clock=clock) as entry:
            by["entry"] = entry.sequence
            Revision.objects.bulk_create(
                Revision(item=a.uid, kind="articles", number=1, parent=0, digest=digest, title=a.title, **by)
                for a in made
            )
            Release.objects.bulk_create(
                Release(uid=f"rel_{n:020}", change="substantive", reason="x", digest=digest, **by)
                for n in numbers
                if n % 5
            )
            Member.objects.bulk_create(
                Member(
                    entry=entry.sequence,
                    release_id=f"rel_{n:020}",
                    position=0,
                    item=a.uid,
                    kind="articles",
                    key=f"articles/s-{n}",
                    locale="en-US",
                    title=a.title,
                    revision=1,
                    after=0,
                    content=digest,
                )
                for n, a in zip(numbers, made, strict=True)
                if n % 5
            )
            Closing.objects.bulk_create(
                Closing(release_id=f"rel_{n:020}", end="sent_back" if n % 2 else "called_off", note="x", **by)
                for n in numbers
                if n % 5 == 3
            )
        Standing.objects.bulk_create(
            Standing(
                item=a.uid,
                kind="articles",
                title=a.title,
                revision=1,
                release=f"rel_{n:020}" if n % 5 in (1, 2) else "",
                waits_for="compliance medical" if n % 5 == 1 else "",
                scheduled_at=now + timedelta(days=n % 6 + 1) if n % 10 == 2 else None,
                ended_release=f"rel_{n:020}" if n % 5 == 3 else "",
                published_revision=int(n % 5 == 4),
            )
            for n, a in zip(numbers, made, strict=True)
        )
        Live.objects.bulk_create(
            Live(
                publication=1000 + n,
                key=f"articles/s-{n}",
                locale="en-US",
                kind="articles",
                slug=f"s-{n}",
                item=a.uid,
                outcome="document",
                live_from=now - timedelta(days=400),
                review_due=(now + timedelta(days=n % 60 - 30)).date().isoformat(),
                title=a.title,
                card="{}",
            )
            for n, a in zip(numbers, made, strict=True)
        )

    def questions(self, person):
        desk = Desk(person)
        desk.client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get("/admin/").status_code == 200
        return len(captured)

    def test_take_as_many_questions_as_a_few(self, clock):
        now = builders.Clock(timezone.now())
        self.many(range(100), now)
        few = {p.name: self.questions(p) for p in people.everybody()}
        self.many(range(100, 1000), now)

        assert {p.name: self.questions(p) for p in people.everybody()} == few
        assert max(few.values()) <= 32
        assert waiting.group("to-sign", people.mila(), now(), slice(0, 10)).count == 200

    def test_are_counted_in_full_and_shown_in_part(self, clock):
        now = builders.Clock(timezone.now())
        self.many(range(300), now)

        for group in waiting.groups(people.pia(), now()):
            assert group.count > len(group.rows) == waiting.SHOWN
        page = Desk(people.mila()).open("/admin/review/waiting/to-sign/", page=2)
        assert "60 in all" in page.words
        assert "Page 2 of 2" in page.words
        assert (
            Desk(people.mila()).open("/admin/review/waiting/to-sign/", page=99).address.endswith("to-sign/")
        )

    @pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "2\0"])
    def test_stay_reachable_whatever_page_is_asked_for(self, clock, page):
        assert Desk(people.mila()).open("/admin/review/waiting/to-sign/", page=page).status == 200
