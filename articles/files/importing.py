"""Carrying a plan into the drafts: one transaction, one entry, and nothing at all when nothing differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from articles import citations
from cms.audit import trail
from cms.people.actions import system_person
from cms.people.credentials import Proof
from cms.publishing import actions, composing
from cms.publishing.actions import drafts
from cms.publishing.models import Change, Publication, Release, Revision

from .problems import Problem
from .reading import Plan, Planned
from .writing import Writing, text_of

ACTION = "content.import"


class HasProblems(Exception):
    """Something in the files stands against it; nothing was written."""

    def __init__(self, problems: list[Problem]):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Moved(actions.NotPossible):
    """Somebody changed a draft while the files were read."""

    def __init__(self, one: Planned):
        super().__init__(f"{one.address} was saved by somebody else meanwhile. Import again.")


@dataclass
class Outcome:
    """What an import did, by address."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    revisions: int = 0
    release: Release | None = None
    publications: list[Publication] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.changed or self.revisions)


def carry_in(*, plan: Plan, clock: trail.Clock, reason: str) -> Outcome:
    """Make the drafts what the plan says, as the system person `import`."""
    problems = plan.problems or contradictions(plan)
    if problems:
        raise HasProblems(problems)
    outcome = _sort(plan)
    with transaction.atomic():
        with actions.editing(
            by=system_person("import", clock), clock=clock, reason=reason, action=ACTION
        ) as session:
            _write(plan, outcome, session)
        if outcome.is_nothing:
            # Not even the system person stays behind.
            transaction.set_rollback(True)
    return outcome


def carry_in_and_attest(*, plan: Plan, by, proof: Proof, clock: trail.Clock, reason: str) -> Outcome:
    """Carry the plan in and publish all of it on one person's attestation; both or neither."""
    problems = plan.problems + earlier_revisions(plan)
    if problems:
        raise HasProblems(sorted(problems))
    with transaction.atomic():
        outcome = carry_in(plan=plan, clock=clock, reason=reason)
        items = [_row(one) for one in plan.items]
        try:
            outcome.release = actions.attest(items=items, by=by, proof=proof, clock=clock, reason=reason)
        except actions.NotReady as error:
            raise HasProblems(_findings(plan, error, clock())) from error
        outcome.publications = list(outcome.release.publications.order_by("number"))
    return outcome


def rehearse(carry: Callable[[], Outcome]) -> Outcome:
    """Do it, see how it ends, and take all of it back."""
    with transaction.atomic():
        outcome = carry()
        transaction.set_rollback(True)
    return outcome


def earlier_revisions(plan: Plan) -> list[Problem]:
    """Items that have a history here: they cannot be attested, they take the ordinary way."""
    uids = [one.source.uid for one in plan.items]
    numbers = dict(Revision.objects.filter(item__in=uids).order_by("number").values_list("item", "by_name"))
    return [
        Problem(
            one.source.path,
            one.source.line_of(one.source.slug_key),
            f"{one.address} has a revision here already, by {numbers[one.source.uid]}: take it out "
            "of the folder, or import without --publish and let it take the ordinary way.",
        )
        for one in plan.items
        if one.source.uid in numbers
    ]


def contradictions(plan: Plan) -> list[Problem]:
    """Sources of which a file says something else than was said of them here, by name and with a reason."""
    of = {one.source.uid: one for one in plan.items if one.source.kind.type == "citation"}
    found = []
    for uid, event in citations.said(of).items():
        one = of[uid]
        if (one.state["status"], one.state["superseded_by"] or "") != (event.status, event.successor):
            sentence = (
                f"{one.address} is {event.get_status_display().lower()}, as {event.by_name} said here: "
                "say the same, or say in the admin what became of it since."
            )
            found.append(Problem(one.source.path, one.source.line_of("custom"), sentence))
    return sorted(found)


def _sort(plan: Plan) -> Outcome:
    outcome = Outcome()
    for one in plan.items:
        if one.item is None:
            outcome.new.append(one.address)
        elif _differs(one, plan):
            outcome.changed.append(one.address)
        else:
            outcome.same.append(one.address)
    return outcome


def _differs(one: Planned, plan: Plan) -> bool:
    """Whether the draft as a file differs from the plan as a file: what no file can say is no difference."""
    standing = one.item.state()
    if standing == one.state:
        return False
    writing = Writing(plan.names, one.source.locale, settings.DEFAULT_LOCALE)
    kind = one.source.kind
    return text_of(kind, standing, writing) != text_of(kind, one.state, writing)


def _write(plan: Plan, outcome: Outcome, session: drafts.Editing) -> None:
    for one in plan.items:
        if one.item is None:
            _make(one)
        else:
            _expect(one, session)
    changed = set(outcome.changed)
    # The organisation that stops being the default goes before the one that becomes it.
    waiting = [one for one in plan.items if one.item is None or one.address in changed]
    for one in sorted(waiting, key=lambda one: bool(one.state.get("is_default"))):
        try:
            _row(one).apply_state(one.state)
        except ValueError as error:
            raise actions.NotPossible(f"{one.address}: {error} Import again.") from error
    for one in plan.items:
        if session.saved(_row(one)):
            outcome.revisions += 1


def _make(one: Planned) -> None:
    """A row for every new item first, so that they can refer to each other in any direction."""
    model = one.source.kind.model
    if model.objects.filter(slug=one.source.slug, locale=one.source.locale).exists():
        raise Moved(one)
    model(uid=one.source.uid, slug=one.source.slug, locale=one.source.locale).save(force_insert=True)


def _expect(one: Planned, session) -> None:
    try:
        session.expect(one.item, one.item.version)
    except drafts.StaleDraft as error:
        raise Moved(one) from error


def _row(one: Planned):
    return one.source.kind.model.objects.get(uid=one.source.uid)


def _findings(plan: Plan, error: actions.NotReady, at: datetime) -> list[Problem]:
    """The findings of a refused attestation, each at the file it is about."""
    sources = {one.source.uid: one.source for one in plan.items}
    items = [_row(one) for one in plan.items]
    found: dict[Problem, None] = {}
    placed = set()
    _, composed = composing.compose_all(
        composing.gather(items[-1], items[:-1]), at=at, day=composing.local_day(at), change=Change.ATTESTED
    )
    for one in composed:
        source = sources.get(one.item.uid)
        for finding in one.blocking:
            if source and finding in error.findings:
                found[Problem(source.path, source.line_of(finding.field), finding.sentence)] = None
                placed.add(finding)
    for finding in error.findings:
        if finding not in placed:
            last = plan.items[-1].source
            found[Problem(last.path, last.line, finding.sentence)] = None
    return sorted(found)
