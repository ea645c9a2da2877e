"""The parts of a register that are entries: sealings, exports, readings, lock-outs, operation."""

from django.db.models import Count, Max, Min, Q

from cms.audit import reading

from .period import Period
from .sections import Section, Title, of_entries

#: Actions of machines and of those who look after them.
OPERATION = ("system.", "backup.", "projection.", "roles.", "content.", "demo.", "mail.")


def restored(period: Period, most) -> Section:
    return of_entries("restored", "Pages brought back", period, Q(action="item.restore"), most)


def sealed(period: Period, most) -> Section:
    return of_entries(
        "seals",
        "Sealings",
        period,
        Q(action__startswith="seal."),
        most,
        lambda said: f"{len(said.get('digests', ()))} stored texts",
        help="Asked for by one person, agreed to by another.",
    )


def attested(period: Period, most) -> Section:
    return of_entries("attestations", "Attestations", period, Q(action="release.attest"), most)


def outside(period: Period, most) -> Section:
    return of_entries(
        "outside",
        "Drafts changed outside the application",
        period,
        Q(action__startswith="draft.", detail__contains='"outside":['),
        most,
        lambda said: f"{len(said.get('outside', ()))} drafts, noticed with this saving",
        help="Drafts that were written past the application, and then saved or restored here. One that nobody"
        " has opened since is told by verify_audit alone.",
    )


def exported(period: Period, most) -> Section:
    exports = Q(action__in=["evidence.export", "content.export"])
    exports |= Q(action=reading.ACTION, detail__contains='"export":')
    return of_entries("exports", "Exports", period, exports, most, _export)


def _export(said: dict) -> str:
    if "manifest" in said:
        return f"manifest {said['manifest']}"
    if "export" in said:
        return f"{said.get('what', '')}, {said['export']}"
    return ""


def readings(period: Period, most) -> Section:
    rows = list(
        period.entries()
        .filter(action=reading.ACTION)
        .order_by("actor_name", "actor")
        .values("actor", "actor_name")
        .annotate(number=Count("pk"), first=Min("at"), last=Max("at"))
    )
    section = Section(
        "readings",
        "Restricted reading, by person",
        {"name": "Person", "number": "Pages and answers", "first": "First", "last": "Last"},
        len(rows),
        help="Looking at the record is an entry of its own.",
    )
    for row in rows[:most]:
        section.rows.append(
            {"name": Title(row["actor_name"]), **{name: row[name] for name in ("number", "first", "last")}}
        )
    return section


def locked_out(period: Period, most) -> Section:
    return of_entries(
        "lock_outs",
        "Lock-outs at sign-in",
        period,
        Q(action__in=["person.locked_out", "person.let_in"]),
        most,
        lambda said: f"{said['failures']} failures from {said.get('from', '')}" if "failures" in said else "",
    )


def verified(period: Period, most) -> Section:
    return of_entries(
        "checkpoints",
        "Checkpoints, and reviews of the trail",
        period,
        Q(action__startswith="checkpoint.") | Q(action__startswith="trail."),
        most,
        _verification,
    )


def _verification(said: dict) -> str:
    if "verification" in said:
        held = said["verification"]
        outcome = "the chain held" if held["holds"] else f"{held['findings']} findings"
        return f"entries {said['from']} to {said['to']} reviewed; {outcome}"
    if "sequence" in said:
        return f"vouches for the entries up to {said['sequence']}, key {said.get('key', '')}"
    return ""


def operated(period: Period, most) -> Section:
    which = Q(pk__in=[])
    for beginning in OPERATION:
        which |= Q(action__startswith=beginning)
    return of_entries("operation", "Operation of the system", period, which, most)


def counted(period: Period, most) -> Section:
    counts = period.counts()
    section = Section(
        "actions",
        "Every action that was taken",
        {"action": "Action", "number": "Entries"},
        len(counts),
        help=f"Entries {period.first} to {period.last} of the audit trail." if counts else "",
    )
    section.rows = [{"action": action, "number": number} for action, number in sorted(counts.items())][:most]
    return section
