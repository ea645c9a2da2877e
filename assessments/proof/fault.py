"""What a proof reports: which rule is broken, where, in which words, and answers that show it."""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a definition.

    `where` is a path into the definition by keys, then by positions counted from 0: "default",
    "rules/high", "rules/high/1" (its second criterion), "questions/pain/options/2",
    "questions/pain/shown_when/0", "questions/age/bands/0", "outcomes/urgent/next_steps/0". `witness` are
    answers that show the fault when they are evaluated; `claim` is what they show, see witness.py.
    """

    rule: str
    sentence: str
    where: str
    severity: str = ERROR
    witness: dict | None = None
    claim: dict | None = None

    @property
    def blocks(self) -> bool:
        return self.severity == ERROR


def warning(rule: str, sentence: str, where: str, **more) -> Fault:
    return Fault(rule, sentence, where, WARNING, **more)
