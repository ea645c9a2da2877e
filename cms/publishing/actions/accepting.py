"""Findings that a release goes ahead with: accepted by name with a reason, or carried where nobody is asked.

A writer who submits accepts each waivable finding anew. A release that only carries out what was decided
elsewhere (a recall, a confirmed review, an attested import) asks nobody. Its entry says which findings were
accepted before, in a waiver that stands in the earlier release, and which ones nobody ever accepted.
"""

from collections.abc import Mapping

from cms.audit import trail

from .. import waivers
from ..models import Finding, Release, Waiver
from .errors import NotPossible

#: What became of a finding, as the entry of the release says it.
NOTE, ACCEPTED, CARRIED, OPEN = "note", "accepted", "carried", "not accepted"

Found = Mapping[str, list[Finding]]


def not_accepted(found: Found, reasons: Mapping[waivers.Key, str]) -> list[Finding]:
    """Findings that must be mended or accepted, and that no reason was given for."""
    wanted = waivers.wanted(found)
    if reasons.keys() - wanted.keys():
        # Saved or settled meanwhile: what is there now was not what the person accepted.
        raise NotPossible("A reason was given for something that is not found any more. Look at it again.")
    return [finding for key, finding in wanted.items() if not reasons.get(key, "").strip()]


def accept(
    entry: trail.OpenEntry, release: Release, found: Found, reasons: Mapping[waivers.Key, str]
) -> None:
    """Write down what was accepted, by whom and why, and keep every finding in the entry."""
    by = {"by": entry.by.uid, "by_name": entry.by.printed_name, "at": entry.at}
    for key in waivers.wanted(found):
        entry.add(Waiver(release=release, **key._asdict(), reason=reasons[key].strip(), **by))
    _keep(entry, {key: ACCEPTED if finding.waivable else NOTE for key, finding in _notes(found).items()})


def carry(entry: trail.OpenEntry, found: Found) -> None:
    """Keep in the entry which findings were accepted before, and which ones nobody accepted.

    No waiver is written: who carries out a recall accepts nothing in somebody else's name.
    """
    wanted = waivers.wanted(found)
    before = waivers.earlier(key.item for key in wanted)
    _keep(entry, {key: CARRIED if key in before else OPEN for key in wanted})


def _notes(found: Found) -> dict[waivers.Key, Finding]:
    return {
        waivers.key(item, finding): finding
        for item, findings in found.items()
        for finding in findings
        if not finding.blocks
    }


def _keep(entry: trail.OpenEntry, said: Mapping[waivers.Key, str]) -> None:
    """In the entry: [[item, rule, sentence, words, what became of it], …]."""
    if said:
        entry.detail["findings"] = [[*key, became] for key, became in said.items()]
