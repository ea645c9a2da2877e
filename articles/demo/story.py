"""What happens in the demo, through the real workflow: content in every state that a newcomer should see.

The clock starts months ago and is stepped by hand, so the record tells a history; what is scheduled lies
ahead of the real time.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from articles.files import folder, importing, library, reading
from articles.files.problems import Report
from articles.models import Article, Author
from cms.people.credentials import Proof, reauthenticate
from cms.people.models import User
from cms.publishing import actions, record
from cms.publishing.models import Meaning, Release

CONTENT = Path(__file__).parent / "content"
THREE_REVISIONS = "walking-with-peripheral-artery-disease"
LIVE = (
    THREE_REVISIONS,
    "carotid-artery-disease-and-stroke-signs",
    "abdominal-aortic-aneurysm-screening",
    "deep-vein-thrombosis-warning-signs",
    "checking-blood-pressure-at-home",
    "varicose-veins-and-tired-legs",
    "foot-care-with-diabetes-and-poor-circulation",
    "supervised-exercise-for-leg-pain",
    "daily-aspirin-for-your-heart",
    "aspirin-and-a-first-heart-attack",
)
RETIRED, SUCCESSOR = "daily-aspirin-for-your-heart", "aspirin-and-a-first-heart-attack"
IN_MEDICAL_REVIEW = "living-with-atrial-fibrillation"
IN_COMPLIANCE_REVIEW = "heart-failure-daily-weight"
SCHEDULED = "understanding-high-ldl-cholesterol"

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
        for slug in LIVE:
            yield slug, lambda slug=slug: self.publish(slug, "First publication.")
        yield "a typo, mended", lambda: self.edit(TYPO, "editorial", "Wording only.")
        yield (
            "new advice, signed",
            lambda: self.edit(UPDATE, "substantive", "Says for how long a walking plan runs."),
        )
        yield "a page taken down", self.retire
        yield "a page in medical review", lambda: self.submit(IN_MEDICAL_REVIEW, "First publication.")
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

    def publish(self, slug: str, reason: str) -> None:
        self.clock.days(6)
        self.sign_all(self.submit(slug, reason, when_signed=True))

    def edit(self, sentence: tuple[str, str], change: str, reason: str) -> None:
        self.clock.days(9)
        article = Article.objects.get(slug=THREE_REVISIONS)
        article.body = replace_text(article.body, *sentence)
        actions.save(item=article, by=self.writer, clock=self.clock, reason=reason)
        self.clock.days(0.2)
        self.sign_all(self.submit(THREE_REVISIONS, reason, change=change, when_signed=True))

    def retire(self) -> None:
        self.clock.days(5)
        actions.retire(
            item=Article.objects.get(slug=RETIRED),
            by=self.pia,
            clock=self.clock,
            reason="The recommendation it rests on was replaced.",
            note=PUBLIC_NOTE,
            successor=Article.objects.get(slug=SUCCESSOR),
        )

    def half_sign(self) -> None:
        release = self.submit(IN_COMPLIANCE_REVIEW, "First publication.", when_signed=True)
        self.clock.days(0.5)
        self.sign(release, Meaning.MEDICAL, self.mila)

    def schedule(self) -> None:
        release = self.submit(SCHEDULED, "First publication.")
        self.sign_all(release)
        next_week = (self.now + timedelta(days=7)).replace(hour=9, minute=0, second=0, microsecond=0)
        actions.publish(release=release, by=self.pia, clock=self.clock, at=next_week)

    def submit(
        self, slug: str, reason: str, *, change: str = "substantive", when_signed: bool = False
    ) -> Release:
        self.clock.days(1)
        return actions.submit(
            item=Article.objects.get(slug=slug),
            by=self.writer,
            clock=self.clock,
            change=change,
            reason=reason,
            when_signed=when_signed,
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
