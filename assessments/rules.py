"""Editorial checks of an assessment: what blocks publishing it, and what a reviewer should look at."""

from collections.abc import Iterator
from dataclasses import replace

from articles import rules, sources, unseen
from assessments import proof
from cms.publishing.models import Finding

from .earlier import whole

#: What readers must be told of a tool that asks them something.
_REQUIRED = {
    "intended_use": "a text about its intended use",
    "limits": "a text about its limits",
    "disclaimer": "a disclaimer",
    "references": "a source",
}


#: What the text of an outcome is checked for, as the answer of a question is.
_OF_TEXTS = [
    rules.a_link_has_no_words,
    rules.the_text_promises_too_much,
    rules.a_sentence_is_long,
    rules.a_link_says_nothing,
]


#: Before the name of a rule of the proof, among the findings.
OF_PROOF = "proof_"
#: What works as it stands and still wants somebody who says by name that it is meant so.
_WANTS_A_NAME = {"diagnosis", "milder-first", "nothing-required", "unanswered-differs"}


def problems(document: dict) -> list[Finding]:
    findings = rules.missing(document, {"title": "a title", "topic": "a topic"})
    findings += _unseen(document)
    if document["definition"] is None:
        return findings
    document = sources.informed(document)
    findings += rules.missing(document, _REQUIRED)
    findings += _of_audience(document)
    findings += _untitled(document)
    findings += _retracted(document)
    findings += [replace(one, field="sources") for one in rules.a_source_no_longer_stands(document)]
    findings += [found for one in _outcomes(document) for rule in _OF_TEXTS for found in _told(rule, one)]
    findings += _unproven(document)
    return findings


def _unseen(document: dict) -> Iterator[Finding]:
    """Text that shows other than it is stored: of an answer, it may be another one that is read."""
    meant, definition = document["intended_for"], document["definition"] or {}
    parts = [(name, "", document[name]) for name in _WRITTEN]
    parts += [("instrument_name", "", document["instrument"]), ("excludes", "", meant["excludes"])]
    parts += [("otherwise", "", meant["otherwise"])]
    for name, what in _NAMED.items():
        for one in definition.get(name, ()):
            # The blocks of an outcome say all that its text and its HTML say.
            said = {**one, "content": one["content"]["blocks"]} if name == "outcomes" else one
            parts.append((_FIELD_OF[name], f"{what} {unseen.shown(str(one['key']))}: ", said))
    for field, where, part in parts:
        for text in unseen.texts(part):
            if found := unseen.complaint(text):
                yield Finding("unseen_character", where + found, field)


_WRITTEN = ("title", "description", "intended_use", "limits", "disclaimer")
_NAMED = {
    "sections": "Section",
    "questions": "Question",
    "scores": "Score",
    "outcomes": "Outcome",
    "red_flags": "Red flag",
    "rules": "Rule",
}


def _untitled(document: dict) -> Iterator[Finding]:
    """A title is what readers hear first of a section; a questionnaire from elsewhere may have none."""
    for one in document["definition"]["sections"]:
        if not one["title"].strip():
            sentence = f"The section “{one['key']}” has no title: write one, or take its questions out of it."
            yield Finding("section_without_title", sentence, "sections")


def _unproven(document: dict) -> Iterator[Finding]:
    """What a path through it shows to be wrong, with answers that lead there."""
    meant = document["intended_for"]
    for fault in proof.check(document["definition"], intended_for=ages(meant["min_age"], meant["max_age"])):
        if fault.rule == "ages-reversed":
            continue  # said beside the ages themselves
        yield Finding(
            OF_PROOF + fault.rule,
            fault.sentence,
            _FIELD_OF.get(fault.where.partition("/")[0], "questions"),
            blocks=fault.blocks,
            waivable=not fault.blocks and fault.rule in _WANTS_A_NAME,
        )


#: The rows of the form that a part of a definition is written in.
_FIELD_OF = {name: name for name in ("sections", "questions", "scores", "outcomes", "rules")}
_FIELD_OF |= {"red_flags": "rules", "default": "default_outcome", "intended_for": "min_age"}


def ages(youngest: int | None, oldest: int | None) -> dict:
    """Whom it is meant for, as far as the proof asks."""
    return {"min_age": youngest, "max_age": oldest}


def obstacles(document: dict) -> list[Finding]:
    """What stands against a document today, however right it was when it was signed."""
    return list(_retracted(sources.informed(whole(document))))


def _retracted(document: dict) -> Iterator[Finding]:
    for one in _outcomes(document):
        yield from _told(rules.a_retracted_source_is_cited_as_if_it_stood, one)
    for reference in document["references"]:
        # Without a mention it is a source of the whole, and nothing marks it as cited for being retracted.
        if reference["status_when_signed"] == "retracted" and not reference["mentions"]:
            yield Finding(
                "retracted_source",
                f"“{reference['title']}” was retracted. Take it out of the sources.",
                "sources",
            )


def _outcomes(document: dict) -> Iterator[dict]:
    """Each outcome's text as the rules of articles read an answer."""
    for one in (document["definition"] or {}).get("outcomes", ()):
        yield {"answer": one["content"], "references": document["references"], "title": one["title"]}


def _told(rule, outcome: dict) -> Iterator[Finding]:
    for finding in rule(outcome):
        sentence = f"Outcome “{outcome['title']}”: {finding.sentence}"
        yield replace(finding, sentence=sentence, field="outcomes")


def _of_audience(document: dict) -> list[Finding]:
    meant = document["intended_for"]
    low, high, otherwise = meant["min_age"], meant["max_age"], meant["otherwise"]
    findings = []
    if low is not None and high is not None and low > high:
        findings.append(
            Finding("ages", f"It is meant for people from {low} to {high}: turn the ages round.", "min_age")
        )
    narrowed = low is not None or high is not None or meant["excludes"]
    if narrowed and not (otherwise["text"] and otherwise["next_steps"]):
        findings.append(
            Finding(
                "no_otherwise",
                "It is not meant for everybody: say what the others should do instead, with a next step.",
                "otherwise",
            )
        )
    return findings
