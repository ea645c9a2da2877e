"""English words in an outcome that sound like a diagnosis: an assessment never makes one."""

import re

from .fault import Fault, warning
from .reading import Reading, quoted

#: What somebody may "have" that is no illness: what they did, said, can do, or how likely something is.
_HARMLESS = re.compile(
    r"\s*(?:(?:a|an|any|some|no|the|your|already|just|now|also|not|more|other|several|further)\s+)*"
    r"(?:answered|completed|reported|told|said|chosen|given|indicated|finished|taken|read|been|had|noticed"
    r"|to\b|questions?|concerns?|worries|doubts?|symptoms?|signs?|pain|time|choices?|options?|rights?"
    r"|(?:(?:higher|lower|low|high|raised|increased|moderate|slight)\s+)?(?:risk|chance|score|points)\b)",
    re.IGNORECASE,
)
_HAVING = re.compile(
    r"\byou(?:\s+(?:probably|likely|clearly|definitely|certainly|do\s+not|don['’]t|cannot|can['’]t))*"
    r"\s+have(?:\s+got)?\b|\byou['’]ve\s+got\b|\byou\s+(?:do\s+not\s+|don['’]t\s+)?suffer\s+from\b",
    re.IGNORECASE,
)
#: "If you have chest pain", "whether you have": said of what is not known.
_SUPPOSING = re.compile(r"\b(?:if|whether|when|once|unless|should|that|may|might|could)\s+$", re.IGNORECASE)
_RULING = re.compile(r"\b(?:ruled\s+out|rules\s+out|excluded)\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:\bnot|n['’]t|cannot|never|nothing)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_PLAIN = re.compile(
    r"\byou(?:\s+are|['’]re)\s+(?:healthy|free\s+(?:of|from)|diagnosed|an?\s+alcoholic|depressed|anxious)\b"
    r"|\byour\s+diagnosis\b|\bthis\s+(?:confirms|proves)\b|\bnothing\s+is\s+wrong\b",
    re.IGNORECASE,
)


def said(text: str) -> list[str]:
    """The phrases of a text that sound like a diagnosis.

    >>> said("You have peripheral artery disease."), said("This does not rule out a clot.")
    (['You have peripheral artery'], [])
    """
    text = " ".join((text or "").split())
    found = []
    for match in _HAVING.finditer(text):
        if not _HARMLESS.match(text, match.end()) and not _SUPPOSING.search(text[: match.start()]):
            found.append(match.group() + _next_words(text, match.end()))
    for match in _RULING.finditer(text):
        if not _DENIED.search(text[: match.start()]):
            found.append(match.group())
    return found + [match.group() for match in _PLAIN.finditer(text)]


def _next_words(text: str, end: int) -> str:
    return re.match(r"(?:\s+[\w-]+){0,2}", text[end:]).group()


def faults(reading: Reading) -> list[Fault]:
    found = []
    for key, outcome in reading.outcomes.items():
        texts = [
            outcome.get("title"),
            (outcome.get("content") or {}).get("text"),
            outcome.get("does_not_rule_out"),
        ]
        for phrase in dict.fromkeys(one for text in texts for one in said(text)):
            found.append(
                warning(
                    "diagnosis",
                    f"The outcome {reading.outcome_name(key)} says {quoted(phrase)}, which sounds like a "
                    f"diagnosis. Say what the answers suggest and what to do.",
                    f"outcomes/{key}",
                )
            )
    return found
