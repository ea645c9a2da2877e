"""Tokens in inherited texts: `{topic.inline_label}` stands for what the topic says. Pure.

>>> substitute("Ask {organization.name}.", {"organization.name": "Our Clinic"})
('Ask Our Clinic.', [])
>>> substitute("{topic.label}", {"topic.name": "PAD"})[1][0].token
'topic.label'
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

#: Every token there is, with what a writer calls it.
KNOWN = {
    "organization.name": "the organisation's name",
    "organization.legal_name": "the organisation's legal name",
    "organization.url": "the organisation's web address",
    "topic.name": "the topic's name",
    "topic.inline_label": "the topic's label inside a sentence",
    "topic.preferred_term": "the topic's preferred term",
    "topic.abbreviation": "the topic's abbreviation",
    "topic.assessment": "the topic's assessment",
    "topic.treatment": "the topic's treatment page",
    "assessment.slug": "the assessment's address",
    "assessment.title": "the assessment's title",
    "assessment.estimated_minutes": "the assessment's minutes",
    "treatment.slug": "the treatment page's address",
    "treatment.name": "the treatment page's name",
}

# `{.term}` and `{lang=la}` are markup, not tokens.
_TOKEN = re.compile(r"\{ *([A-Za-z_][A-Za-z0-9_.]*) *\}")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")


class Problem(NamedTuple):
    """A token that could not be replaced; it stands in the text as it was."""

    token: str
    sentence: str
    known: bool


def in_text(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return [match.strip() for match in _TOKEN.findall(text)]


def unknown(text: str) -> list[Problem]:
    return [_unknown(token) for token in in_text(text) if token not in KNOWN]


def substitute(
    text: str, values: Mapping[str, str | int | None], *, markdown: bool = False
) -> tuple[str, list[Problem]]:
    """The text with its tokens replaced, and what could not be. In Markdown a value is never markup."""
    problems: list[Problem] = []

    def replace(match: re.Match) -> str:
        token = match[1].strip()
        value = values.get(token)
        if token not in KNOWN:
            problems.append(_unknown(token))
        elif value is None or value == "":
            problems.append(Problem(token, f"The text uses {{{token}}}, but {KNOWN[token]} is empty.", True))
        else:
            return _MARKDOWN.sub(r"\\\1", str(value)) if markdown else str(value)
        return match[0]

    return _TOKEN.sub(replace, text), problems


def _unknown(token: str) -> Problem:
    return Problem(token, f"There is no token {{{token}}}. Use one of: {', '.join(sorted(KNOWN))}.", False)
