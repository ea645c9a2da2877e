"""What happens in the demo, through the real workflow: content in every state that a newcomer should see.

The clock starts months ago and is stepped by hand, so the record tells a history; what is scheduled lies
ahead of the real time.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from articles import citations
from articles.files import folder, importing, library, reading
from articles.files.problems import Report
from articles.models import Article, Author, Citation
from cms.people.credentials import Proof, reauthenticate
from cms.people.models import User
from cms.publishing import actions, composing, kinds, record, waivers
from cms.publishing.actions.submitting import found_in, preview
from cms.publishing.models import Decision, Meaning, NoticeKind, Release, Severity

CONTENT = Path(__file__).parent / "content"
FIRST = "First publication."
THREE_REVISIONS = "walking-with-peripheral-artery-disease"
OVERDUE = "deep-vein-thrombosis-warning-signs"
DUE_SOON = "checking-blood-pressure-at-home"
BY_HAND = "supervised-exercise-for-leg-pain"
MOVED_ON = "foot-care-with-diabetes-and-poor-circulation"
SENT_BACK = "carotid-artery-disease-and-stroke-signs"
TO_PUBLISH = "varicose-veins-and-tired-legs"
RETIRED, SUCCESSOR = "daily-aspirin-for-your-heart", "aspirin-and-a-first-heart-attack"
IN_MEDICAL_REVIEW = "living-with-atrial-fibrillation"
IN_COMPLIANCE_REVIEW = "heart-failure-daily-weight"
SCHEDULED = "understanding-high-ldl-cholesterol"
#: Assessments: one in its second version, one that rests on a source that was superseded, one to be signed.
TWO_VERSIONS, ON_OLD_SOURCE, TO_SIGN = (
    "leg-circulation-check",
    "edinburgh-claudication-questionnaire",
    "alcohol-check",
)

#: How many days ago each page first went live. Reviews fall due after a year: one has, one will in 20 days.
LIVE = {
    OVERDUE: 378,
    DUE_SOON: 345,
    THREE_REVISIONS: 320,
    SENT_BACK: 306,
    "abdominal-aortic-aneurysm-screening": 292,
    TO_PUBLISH: 277,
    MOVED_ON: 263,
    BY_HAND: 249,
    RETIRED: 232,
    SUCCESSOR: 218,
}
#: Every state that a newcomer should see fits into so many days.
DAYS = 400

TYPO = (
    "It seems odd to treat leg pain with the very thing that brings it on. Yet a steady walking plan is one"
    " of the best-tested treatments we have.",
    "It may seem odd to treat leg pain with the very thing that brings it on. Yet a steady walking plan is"
    " one of the best-studied treatments for it.",
)
UPDATE = (
    "Aim for at least three sessions a week. Start with a time you can manage, and build toward 30 to 45"
    " minutes.",
    "Aim for at least three sessions a week, for at least 12 weeks. Start with a time you can manage, and"
    " build toward 30 to 45 minutes, rests included.",
)
FIRMER = (
    "It is fair to ask your surgeon about that rate.",
    "Ask your surgeon about that rate. It should be low.",
)
MORE_RISKS = ("none | None of these", "kidney | I have kidney disease | 1\nnone | None of these")
SOONER = {"rule": "risk-alone", "subject": "score:risk", "operator": ">="}
CLEARER = (
    "Bruising, a tight cord feeling and brown marks can occur.",
    "Bruising, a tight cord feeling and brown marks can occur, and most fade within weeks.",
)
OLD_GUIDELINE, NEW_GUIDELINE = "aha-acc-pad-2016", "acc-aha-pad-2024"
OLD_STATEMENT, NEW_STATEMENT = "uspstf-aspirin-2016", "uspstf-aspirin-2022"
#: Why a finding that stands may stay: (page, rule) → reason.
ACCEPTED = {
    (SUCCESSOR, "source_status"): "The paragraph tells what was advised then, and says that it was replaced.",
    (SUCCESSOR, "uncited_claim"): "An introduction; the sections below name each study.",
    ("abdominal-aortic-aneurysm-screening", "uncited_claim"): "The task force cited above the list says so.",
}
PUBLIC_NOTE = (
    "This page was based on 2016 advice that was replaced in 2022. Most adults aged 60 or older should not"
    " start daily aspirin to prevent a first heart attack or stroke. Do not stop aspirin on your own."
)


class SteppedClock:
    """A clock that moves a few seconds with each look, by days when told to, and never past its end."""

    def __init__(self, start: datetime, end: datetime):
        self._now = start
        self._end = end

    def __call__(self) -> datetime:
        self._now = min(self._now + timedelta(seconds=17), self._end)
        return self._now

    def days(self, number: float) -> None:
        self._now = min(self._now + timedelta(days=number), self._end)

    def days_ago(self, number: float) -> None:
        """Move to so many days before the end; a clock never goes back."""
        self._now = max(self._now, self._end - timedelta(days=number))


class Story:
    """The demo's history, told step by step on an empty record."""

    def __init__(self, *, cast: dict[str, User], password: str, clock: SteppedClock, now: datetime):
        self.writer = cast["writer"]
        self.mila = cast["medical_reviewer"]
        self.otto = cast["compliance_officer"]
        self.pia = cast["publisher"]
        self.clock = clock
        self.now = now
        # One proof per person serves the whole story: proving takes a third of a second each time.
        self.proofs: dict[str, Proof] = {
            person.uid: reauthenticate(person, password) for person in (self.mila, self.otto)
        }

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Each step's name for the terminal, and the step."""
        yield "content files", self.import_content
        for slug, days in LIVE.items():
            if slug == SUCCESSOR:
                yield "a source superseded", self.supersede_statement
            yield slug, lambda slug=slug, days=days: self.first_publication(slug, days)
        yield "a page taken down", self.retire
        yield "a questionnaire", lambda: self.first_assessment(ON_OLD_SOURCE, 200)
        yield "a typo, mended", lambda: self.edit(TYPO, "editorial", "Wording only.", 170)
        yield "a notice, and lifted again", self.notice_for_a_day
        yield (
            "new advice, signed",
            lambda: self.edit(UPDATE, "substantive", "Says for how long a walking plan runs.", 130),
        )
        yield "an assessment, changed", self.second_version
        yield "a guideline superseded", self.supersede_guideline
        yield "its pages recalled", self.recall
        yield "a page sent back", self.send_back
        yield "a page for the publisher", self.sign_only
        yield "a page and an assessment in medical review", self.wait_for_medicine
        yield "a page in compliance review", self.half_sign
        yield "a page scheduled", self.schedule

    def import_content(self) -> None:
        report = Report()
        plan = reading.read(folder.scan(CONTENT, report), report, library.Database())
        importing.carry_in(plan=plan, clock=self.clock, reason="Content files imported.")
        # The medical reviewer has a public profile, so readers see who reviewed a page.
        profile = Author.objects.get(slug="mila-torres")
        profile.person = self.mila
        actions.save(item=profile, by=self.writer, clock=self.clock, reason="Her staff account.")
        release = actions.submit(
            item=profile,
            by=self.writer,
            clock=self.clock,
            change="substantive",
            reason="Profiles of the organization and its medical reviewer.",
            when_signed=True,
        )
        self.sign_all(release)

    def first_publication(self, slug: str, days: float) -> None:
        self.clock.days_ago(days + 2)
        self.dated(slug)
        self.sign_all(self.submit(slug, FIRST, when_signed=True))

    def dated(self, slug: str, moment: datetime | None = None) -> None:
        """The writer gives a page the day on which she submits it, or that of the moment."""
        article = Article.objects.get(slug=slug)
        article.display_date = composing.local_day(moment or self.clock())
        self.save(article, "Dated for its publication.")

    def edit(self, sentence: tuple[str, str], change: str, reason: str, days: float) -> None:
        self.clock.days_ago(days)
        self.sign_all(self.submit_edit(THREE_REVISIONS, sentence, change, reason, when_signed=True))

    def submit_edit(self, slug: str, sentence: tuple[str, str], change: str, reason: str, **options):
        article = Article.objects.get(slug=slug)
        article.body = replace_text(article.body, *sentence)
        self.save(article, reason)
        self.clock.days(0.2)
        return self.submit(slug, reason, change=change, **options)

    def first_assessment(self, slug: str, days: float) -> None:
        self.clock.days_ago(days)
        self.sign_all(self.submit_item(assessment(slug), FIRST, when_signed=True))

    def second_version(self) -> None:
        """Asks for one more risk, and advises a test from fewer points on."""
        self.clock.days_ago(100)
        item = assessment(TWO_VERSIONS)
        state = item.state()
        for row in state["questions"]:
            row["options"] = row["options"].replace(*MORE_RISKS)
        for row in state["criteria"]:
            if SOONER.items() <= row.items():
                row["value"] = "2"
        reason = "Asks for kidney disease too, and advises a test from 2 points on."
        actions.save(
            item=item,
            by=self.writer,
            clock=self.clock,
            reason=reason,
            write=lambda one: one.apply_state(state),
        )
        self.clock.days(0.2)
        self.sign_all(self.submit_item(assessment(TWO_VERSIONS), reason, when_signed=True))

    def retire(self) -> None:
        self.clock.days_ago(210)
        actions.retire(
            item=Article.objects.get(slug=RETIRED),
            by=self.pia,
            clock=self.clock,
            reason="The recommendation it rests on was replaced.",
            note=PUBLIC_NOTE,
            successor=Article.objects.get(slug=SUCCESSOR),
        )

    def notice_for_a_day(self) -> None:
        self.clock.days_ago(150)
        item = Article.objects.get(slug=DUE_SOON)
        notice = actions.show_notice(
            items=[item.uid],
            kind=NoticeKind.UNDER_REVIEW,
            severity=Severity.INFO,
            text="We are checking the table of blood pressure groups. Ask us before you act on a reading.",
            reason="A reader asked whether the table is in line with the guideline.",
            by=self.mila,
            clock=self.clock,
        )
        self.clock.days(1.3)
        actions.lift_notice(
            places=notice.places.all(), reason="Checked: the table holds.", by=self.mila, clock=self.clock
        )

    def supersede_statement(self) -> None:
        self.clock.days_ago(224)
        citations.supersede(
            citation=Citation.objects.get(slug=OLD_STATEMENT),
            successor=Citation.objects.get(slug=NEW_STATEMENT),
            by=self.pia,
            clock=self.clock,
            reason="The task force replaced its statement of 2016.",
            since=date(2022, 4, 26),
        )

    def supersede_guideline(self) -> None:
        self.clock.days_ago(12)
        old = Citation.objects.get(slug=OLD_GUIDELINE)
        citations.supersede(
            citation=old,
            successor=Citation.objects.get(slug=NEW_GUIDELINE),
            by=self.pia,
            clock=self.clock,
            reason="The 2024 guideline replaces the one of 2016.",
            since=date(2024, 5, 14),
        )
        self.clock.days(0.1)
        actions.show_notice(
            items=[Article.objects.get(slug=BY_HAND).uid],
            kind=NoticeKind.EVIDENCE,
            severity=Severity.INFO,
            text="A newer guideline on leg arteries came out in 2024. We are bringing this page up to date.",
            reason="The page rests on the guideline of 2016 in two places.",
            cause=old.uid,
            by=self.mila,
            clock=self.clock,
        )

    def recall(self) -> None:
        self.clock.days_ago(11)
        items = {slug: Article.objects.get(slug=slug).uid for slug in (BY_HAND, MOVED_ON)}
        questionnaire = assessment(ON_OLD_SOURCE).uid
        actions.recall(
            cause=Citation.objects.get(slug=OLD_GUIDELINE),
            because="superseded",
            places=[
                (items[BY_HAND], Decision.BY_HAND),
                (items[MOVED_ON], Decision.SUCCESSOR),
                (questionnaire, Decision.SUCCESSOR),
            ],
            reason="Two pages and a questionnaire rest on the guideline of 2016.",
            deadline=composing.local_day(self.now) + timedelta(days=10),
            by=self.pia,
            clock=self.clock,
        )

    def send_back(self) -> None:
        self.clock.days_ago(7)
        reason = "Says more firmly what to ask the surgeon."
        release = self.submit_edit(SENT_BACK, FIRMER, "substantive", reason)
        self.clock.days(0.5)
        actions.send_back(
            release=release,
            by=self.mila,
            note="How low is low? Please give the number from the guideline, with its section.",
            clock=self.clock,
        )

    def sign_only(self) -> None:
        """Signed, and not published: the publisher decides when."""
        self.clock.days_ago(6)
        self.sign_all(self.submit_edit(TO_PUBLISH, CLEARER, "substantive", "Says what becomes of the marks."))

    def wait_for_medicine(self) -> None:
        self.clock.days_ago(4)
        self.dated(IN_MEDICAL_REVIEW)
        self.submit(IN_MEDICAL_REVIEW, FIRST)
        self.submit_item(assessment(TO_SIGN), FIRST)

    def half_sign(self) -> None:
        self.clock.days_ago(3)
        self.dated(IN_COMPLIANCE_REVIEW)
        release = self.submit(IN_COMPLIANCE_REVIEW, FIRST, when_signed=True)
        self.clock.days(0.5)
        self.sign(release, Meaning.MEDICAL, self.mila)

    def schedule(self) -> None:
        self.clock.days_ago(1.5)
        next_week = (self.now + timedelta(days=6)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.dated(SCHEDULED, next_week)
        release = self.submit(SCHEDULED, FIRST)
        self.sign_all(release)
        actions.publish(release=release, by=self.pia, clock=self.clock, at=next_week)

    def save(self, article: Article, reason: str) -> None:
        actions.save(item=article, by=self.writer, clock=self.clock, reason=reason)

    def submit(
        self, slug: str, reason: str, *, change: str = "substantive", when_signed: bool = False
    ) -> Release:
        item = Article.objects.get(slug=slug)
        return self.submit_item(item, reason, change=change, when_signed=when_signed)

    def submit_item(
        self, item, reason: str, *, change: str = "substantive", when_signed: bool = False
    ) -> Release:
        slug = item.slug
        also = [Citation.objects.get(slug=OLD_STATEMENT)] if slug == SUCCESSOR else []
        accepted = {rule: why for (page, rule), why in ACCEPTED.items() if page == slug}
        found = found_in(preview(item, at=self.clock(), change=change, also=also)) if accepted else {}
        return actions.submit(
            item=item,
            by=self.writer,
            clock=self.clock,
            change=change,
            reason=reason,
            also=also,
            when_signed=when_signed,
            waivers={key: accepted[key.rule] for key in waivers.wanted(found)},
        )

    def sign_all(self, release: Release) -> None:
        for meaning in record.missing_signatures(release):
            self.clock.days(0.3)
            medical = meaning == Meaning.MEDICAL
            person = self.mila if medical else self.otto
            self.sign(release, Meaning.MEDICAL if medical else Meaning.COMPLIANCE, person)

    def sign(self, release: Release, meaning: str, person: User) -> None:
        actions.sign(
            release=release, meaning=meaning, by=person, proof=self.proofs[person.uid], clock=self.clock
        )


def assessment(slug: str):
    """The draft of an assessment, which an application above this one owns."""
    return kinds.model("assessments").objects.get(slug=slug)


def replace_text(node, old: str, new: str):
    """The tree with one sentence changed; ValueError when it is not there, so that the story cannot drift."""
    changed, found = _replace(node, old, new)
    if not found:
        raise ValueError(f"The demo's text does not hold: {old[:60]}…")
    return changed


def _replace(node, old: str, new: str):
    if isinstance(node, dict):
        if old in node.get("text", ""):
            return {**node, "text": node["text"].replace(old, new)}, True
        pairs = {key: _replace(value, old, new) for key, value in node.items()}
        return {key: pair[0] for key, pair in pairs.items()}, any(pair[1] for pair in pairs.values())
    if isinstance(node, list):
        pairs = [_replace(child, old, new) for child in node]
        return [pair[0] for pair in pairs], any(pair[1] for pair in pairs)
    return node, False
