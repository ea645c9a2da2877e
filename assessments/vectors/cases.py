"""Which cases an assessment's vectors hold, and what they are called."""

from collections.abc import Iterator
from itertools import islice

from assessments import evaluation
from assessments.evaluation.compiling import Compiled

from . import search, values

#: Cases altogether, and of each sort: complete ones, urgent and missing, hidden, wrong.
MOST = 200
_COMPLETE, _INCOMPLETE, _HIDDEN, _WRONG = 110, 35, 20, 35


def of(definition: dict) -> list[dict]:
    """The golden cases of this definition. Raises evaluation.Broken if it means nothing."""
    tool = evaluation.compiled(definition)
    paths, good = search.paths(definition, tool), values.right(definition)
    sorts = (
        (_COMPLETE, _complete(tool, paths)),
        (_INCOMPLETE, _incomplete(tool, paths)),
        (_HIDDEN, _hidden(tool, paths, good)),
        (_WRONG, _wrong(definition, tool, paths, good)),
    )
    found = {}
    for most, cases in sorts:
        for name, answers in islice(cases, most):
            found.setdefault(name, answers)
    return [
        {"name": name, "answers": answers, "expected": evaluation.evaluate(tool, answers)}
        for name, answers in found.items()
    ]


Cases = Iterator[tuple[str, dict]]


def _complete(tool: Compiled, paths: dict[str, dict]) -> Cases:
    """Each path once, under the name of the first thing that it shows."""
    told = set()
    for name, answers in paths.items():
        if id(answers) not in told:
            told.add(id(answers))
            yield name, answers


def _incomplete(tool: Compiled, paths: dict[str, dict]) -> Cases:
    yield "no answers", {}
    for flag in tool.red_flags:
        if answers := paths.get(f"red flag {flag.key}"):
            yield from _as_soon_as_urgent(tool, flag.key, answers)
    types = set()
    for question in tool.questions:
        if question.required:
            with_it = next((answers for answers in paths.values() if question.key in answers), None)
            if with_it:
                rest = {key: value for key, value in with_it.items() if key != question.key}
                yield f"{question.key} missing", rest
                if question.type not in types:
                    types.add(question.type)
                    yield f"{question.key} null", with_it | {question.key: None}
                    yield f"{question.key} empty", with_it | {question.key: []}


def _as_soon_as_urgent(tool: Compiled, flag: str, answers: dict) -> Cases:
    """The first answers with which the red flag is told."""
    said = {}
    for key in tool.by_key:
        if key in answers:
            said[key] = answers[key]
            result = evaluation.evaluate(tool, said)
            if result["status"] == "incomplete" and (result["urgent"] or {}).get("rule") == flag:
                yield f"red flag {flag}, urgent", said
                return


def _hidden(tool: Compiled, paths: dict[str, dict], good: dict[str, list]) -> Cases:
    for key in tool.by_key:
        answers = paths.get(f"{key} hidden")
        if answers is not None and good.get(key):
            yield f"{key} answered and hidden", answers | {key: good[key][-1]}


def _wrong(definition: dict, tool: Compiled, paths: dict[str, dict], good: dict[str, list]) -> Cases:
    """Every kind at least once before any kind twice: a long assessment has more than fit."""
    base = next(iter(paths.values()), {})
    stranger = values.unused("no-such-question", tool.by_key)
    yield "unknown question", base | {stranger: True}
    for key in ("scores", "points"):
        if key not in tool.by_key:
            yield f"{key} sent along", base | {key: 999}
    later, seen = [], set()
    for number, (key, value) in enumerate(values.wrong(definition, tool.by_key, good), start=1):
        kind = tool.by_key[key].read(value).value
        case = f"{key} wrong {number}: {kind}", base | {key: value}
        first = (kind, tool.by_key[key].type, type(value))
        if first in seen:
            later.append(case)
        else:
            seen.add(first)
            yield case
    yield from later
