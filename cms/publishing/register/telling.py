"""One register: its sections, its figures and its sample, told from the record at one moment."""

from dataclasses import dataclass
from datetime import datetime

from ..models import Publication
from . import events, holders, pages, period, sample
from .overdue import overdue
from .period import Days, Period
from .sections import AT_ONCE, Section

#: In the order in which an auditor reads them.
SECTIONS = [
    pages.published,
    pages.corrections,
    pages.editorial,
    pages.waived,
    overdue,
    pages.recalled,
    pages.notices,
    pages.taken_down,
    events.restored,
    pages.called_off,
    events.sealed,
    events.attested,
    events.outside,
    events.exported,
    events.readings,
    events.locked_out,
    holders.holders,
    holders.changes,
    events.verified,
    events.operated,
    events.counted,
]


@dataclass
class Drawn:
    """The sample: `population` publications took effect in the period, of which these were drawn."""

    size: int
    population: int
    seed: str
    head: str
    rows: list[dict]


@dataclass
class Register:
    period: Period
    sections: list[Section]
    sample: Drawn
    figures: list[tuple[str, int, str]]

    def section(self, key: str) -> Section:
        return next(one for one in self.sections if one.key == key)


def tell(days: Days, now: datetime, *, size: int, most: int | None) -> Register:
    """The register of these days; of each section at most `most` rows."""
    about = period.of(days, now)
    sections = [section(about, most) for section in SECTIONS]
    found = Register(about, sections, _draw(about, size), [])
    found.figures = _figures(found)
    return found


def _draw(about: Period, size: int) -> Drawn:
    numbers = list(pages.took_effect(about).values_list("number", flat=True))
    seed = sample.seed(about.head, about.days.begins, about.days.ends, size)
    drawn = sample.draw(numbers, seed, size)
    rows = {}
    for begin in range(0, len(drawn), AT_ONCE):
        some = Publication.objects.filter(pk__in=drawn[begin : begin + AT_ONCE])
        some = list(some.select_related("release", "call_off"))
        rows |= {row["number"]: row for row in pages.tell_publications(some)}
    return Drawn(size, len(numbers), seed, about.head, [rows[number] for number in drawn])


def _figures(found: Register) -> list[tuple[str, int, str]]:
    """(what, how many, key of the section that tells it)."""
    recalls = found.section("recalls").rows
    figures = [("Pages that went live", found.sample.population, "publications")]
    words = {
        "corrections": "Corrections and safety changes",
        "editorial": "Editorial changes",
        "waivers": "Findings accepted",
        "overdue": "Reviews overdue",
        "recalls": "Recalls",
        "notices": "Notices",
        "taken_down": "Taken down or moved",
        "restored": "Brought back",
        "called_off": "Called off",
        "seals": "Entries about sealing",
        "attestations": "Attestations",
        "outside": "Changed outside",
        "exports": "Exports",
        "lock_outs": "Lock-outs",
        "access_changes": "Changes of access",
        "checkpoints": "Checkpoints and trail reviews",
    }
    for key, label in words.items():
        figures.append((label, found.section(key).total, key))
        if key == "recalls":
            late = sum(row["missed"] == "missed" for row in recalls)
            figures.append(("Recalls that missed the deadline", late, key))
    readings = sum(row["number"] for row in found.section("readings").rows)
    entries = max(0, found.period.last - found.period.first + 1)
    return [*figures, ("Restricted readings", readings, "readings"), ("Entries in all", entries, "actions")]
