"""Faults in what the rules cover: what never or always holds, what is never reached, gaps and overlaps."""

from itertools import combinations

from ..definition import URGENCIES, decimal_text
from .answers import scaled, unscaled
from .decisions import Decisions, End
from .fault import Fault, warning
from .reading import Decider, compares, is_one_end
from .words import answers_text, criterion_text, listed, score_text


def faults(decisions: Decisions) -> list[Fault]:
    found = []
    for place, decider in enumerate(decisions.deciders):
        found += _whether_it_holds(decisions, place, decider)
    found += _score_rows(decisions)
    found += [*_gaps(decisions), *_untold(decisions), *_overlaps(decisions), *_milder_first(decisions)]
    return found


def name(decider: Decider) -> str:
    return f"red flag “{decider.key}”" if decider.is_flag else f"rule “{decider.key}”"


def _about(decisions: Decisions, *places: int) -> set[str]:
    rows = [row for place in places for _, row in decisions.deciders[place].group.asks]
    return {row["question"] for row in rows}


def _scores_said(decisions: Decisions, end: End) -> str:
    told = [
        f"the score {decisions.reading.score_name(key)} is {score_text(points)}"
        for key, points in decisions.sums(end).items()
        if points is not None
    ]
    return f"{listed(told)} and " if told else ""


def _whether_it_holds(decisions: Decisions, place: int, decider: Decider) -> list[Fault]:
    reading, where = decisions.reading, decider.group.where
    deciding = decisions.first(lambda end: end.decided == place)
    holding = deciding or decisions.holding(place)
    if holding is None:
        answers = decisions.witness(decisions.ends[0])
        return [
            Fault(
                "impossible",
                f"The {name(decider)} cannot hold on any path, so it never leads to "
                f"{reading.outcome_name(decider.outcome)}.{_bounds(decisions, decider)}",
                where,
                witness=answers,
                claim={"failing": [decider.key]},
            )
        ]
    if deciding is None:
        before = decisions.decider_on(holding)
        return [
            Fault(
                "shadowed",
                f"The {name(decider)} never decides: whenever it holds, something before it has decided. "
                f"{answers_text(reading, holding, _about(decisions, place))}: the {name(before)} comes "
                f"first. Move it up, or leave it out.",
                where,
                witness=holding,
                claim={"holding": [decider.key], "rule": before.key},
            )
        ]
    if decisions.failing(place) is None:
        return [
            Fault(
                "always-true",
                f"The {name(decider)} holds whatever is answered. Ask for something that can be different, "
                f"or make {reading.outcome_name(decider.outcome)} the default.",
                where,
                witness=deciding,
                claim={"holding": [decider.key], "rule": decider.key},
            )
        ]
    return []


def _bounds(decisions: Decisions, decider: Decider) -> str:
    """What the scores that it asks about can be."""
    said = []
    for score in dict.fromkeys(row["score"] for _, row in decider.group.weighs):
        reached = decisions.totals(score)
        if reached:
            low, high = score_text(min(reached)), score_text(max(reached))
            said.append(f" The score {decisions.reading.score_name(score)} goes from {low} to {high}.")
    return "".join(said)


def _score_rows(decisions: Decisions) -> list[Fault]:
    """Single criteria on a score that never hold or never fail."""
    found = []
    for decider in decisions.deciders:
        for place, row in decider.group.weighs:
            if len(decider.group.rows) == 1:
                continue
            seen = {}
            decisions.look_through()
            for end in decisions.ends:
                total = decisions.sums(end)[row["score"]]
                holds = total is not None and compares(row["operator"], total, scaled(row["value"]))
                seen.setdefault(holds, end)
            if len(seen) == 2:
                continue
            ((holds, end),) = seen.items()
            if holds and is_one_end(decider.group, place):
                continue  # "2 to 3" says more than "2 and more", also where 3 is the highest
            rule, word = ("never-false", "always") if holds else ("never-true", "never")
            said = criterion_text(decisions.reading, row)
            found.append(
                warning(
                    rule,
                    f"{said} {word} holds in the {name(decider)}: it decides nothing there."
                    f"{_bounds(decisions, decider)}",
                    f"{decider.group.where}/{place}",
                    witness=decisions.witness(end),
                    claim={"criterion": {"criterion": row, "holds": holds}},
                )
            )
    return found


def _gaps(decisions: Decisions) -> list[Fault]:
    """Scores between those of two rules that only the default takes."""
    found = {}
    for end in decisions.ends:
        if end.decided is not None:
            continue
        for score, total in decisions.sums(end).items():
            if total is None or (score in found and total >= found[score][1]):
                continue
            between = _between(decisions, end, score, total)
            if between:
                found[score] = (end, total, between)
    return [_gap(decisions, score, *kept) for score, kept in found.items()]


def _gap(decisions: Decisions, score: str, end: End, total: int, between: list[Decider]) -> Fault:
    reading = decisions.reading
    answers = decisions.witness(end)
    default = reading.definition["default"]
    return Fault(
        "gap",
        f"{answers_text(reading, answers)}: the score {reading.score_name(score)} is {score_text(total)}, "
        f"between the {name(between[0])} and the {name(between[1])}, and no rule says what follows. It falls "
        f"to the default {reading.outcome_name(default)}. Close the gap, or write a rule for it.",
        f"scores/{score}",
        witness=answers,
        claim={"outcome": default, "rule": None, "scores": {score: decimal_text(unscaled(total))}},
    )


def _between(decisions: Decisions, end: End, score: str, total: int) -> list[Decider] | None:
    """Two rules that would decide if only this score were lower, and higher."""
    covers = {}
    for decider in decisions.deciders:
        if any(row["score"] == score for _, row in decider.group.weighs):
            covers[decider.key] = (decider, _covered(decisions, end, decider, score))
    points = sorted({scaled(row["value"]) for d, _ in covers.values() for _, row in d.group.weighs})
    #: One score in every stretch that no criterion parts; twice as fine, so that there is a middle.
    probes = sorted({2 * point + step for point in points for step in (-1, 0, 1)})
    if decisions.budget:
        decisions.budget.spend(len(covers) * len(probes) // 8, *decisions.reading.scores[score]["questions"])
    below = [d for d, holds in covers.values() if any(p < 2 * total and holds(p) for p in probes)]
    above = [d for d, holds in covers.values() if any(p > 2 * total and holds(p) for p in probes)]
    for lower in below:
        for upper in above:
            if lower.key != upper.key:
                return [lower, upper]
    return None


def _covered(decisions: Decisions, end: End, decider: Decider, score: str):
    """Whether the decider would hold with another score, all else being as on this path.

    It does not hold at this end. The function takes twice the score.
    """
    group = decider.group
    own = [(row["operator"], 2 * scaled(row["value"])) for _, row in group.weighs if row["score"] == score]
    if group.mode == "any":
        return lambda doubled: any(compares(operator, doubled, value) for operator, value in own)
    sums = decisions.sums(end)
    others = not group.asks or decisions.walk.holds(group, end.state)
    for _, row in group.weighs:
        total = sums[row["score"]]
        if row["score"] != score:
            held = total is not None and compares(row["operator"], total, scaled(row["value"]))
            others = others and held
    return lambda doubled: others and all(compares(operator, doubled, value) for operator, value in own)


def _untold(decisions: Decisions) -> list[Fault]:
    """Paths on which a score waits for an answer that may be left out, so that no rule on it can hold."""
    reading = decisions.reading
    default = reading.definition["default"]
    reached = {decisions.outcome(end) for end in decisions.ends}
    mildest = min(_urgency(decisions, key) for key in reached)
    for end in decisions.ends:
        untold = [score for score, total in decisions.sums(end).items() if total is None]
        if end.decided is not None or not untold:
            continue
        answers = decisions.witness(end)
        make = Fault if _urgency(decisions, default) == mildest else warning
        return [
            make(
                "score-untold",
                f"{answers_text(reading, answers)}: the score {reading.score_name(untold[0])} cannot be told "
                f"because an answer is missing, no rule on it can hold, and the default "
                f"{reading.outcome_name(default)} follows. Require the answers, let the score skip what is "
                f"missing, or write a rule for it.",
                f"scores/{untold[0]}",
                witness=answers,
                claim={"outcome": default, "rule": None, "scores": {untold[0]: None}},
            )
        ]
    return []


def _band(decider: Decider) -> tuple[str, frozenset, tuple] | None:
    """(score, its other criteria, (lowest, highest)) of a rule that takes a stretch of one score."""
    group = decider.group
    scores = {row["score"] for _, row in group.weighs}
    if len(scores) != 1 or (group.mode == "any" and len(group.rows) > 1):
        return None
    low, high = None, None
    for _, row in group.weighs:
        operator, value = row["operator"], scaled(row["value"])
        if operator == "!=":
            return None
        # The smallest step there is keeps an open end out.
        if operator in (">", ">=", "="):
            end = value + (operator == ">")
            low = end if low is None else max(low, end)
        if operator in ("<", "<=", "="):
            end = value - (operator == "<")
            high = end if high is None else min(high, end)
    others = frozenset(repr(sorted(row.items(), key=str)) for _, row in group.asks)
    return scores.pop(), others, (low, high)


def _overlaps(decisions: Decisions) -> list[Fault]:
    """Two bands of one score that share a reachable score.

    Rules that begin at one end ("at least 4", then "at least 3") stand in order on purpose.
    """
    found = []
    bands = [(place, _band(decider)) for place, decider in enumerate(decisions.deciders)]
    for (first, band), (second, other) in combinations([pair for pair in bands if pair[1]], 2):
        if band[:2] != other[:2] or _is_cascade(band[2], other[2]):
            continue
        answers = decisions.holding(first, second)
        if answers is None or second not in decisions.reached:
            continue  # they never meet, or the second is shadowed, which is told elsewhere
        reading, score = decisions.reading, band[0]
        one, two = decisions.deciders[first], decisions.deciders[second]
        total = decisions.scores_on(answers)[score]
        found.append(
            Fault(
                "overlap",
                f"{answers_text(reading, answers)}: the score {reading.score_name(score)} is {total}, and "
                f"both the {name(one)} and the {name(two)} hold. Let one begin where the other ends.",
                two.group.where,
                witness=answers,
                claim={"holding": [one.key, two.key], "scores": {score: total}},
            )
        )
    return found


def _is_cascade(one: tuple, two: tuple) -> bool:
    """Whether both are open at the same end."""
    return any(one[side] is None and two[side] is None for side in (0, 1))


def _milder_first(decisions: Decisions) -> list[Fault]:
    """Something less urgent that decides although something more urgent holds as well."""
    found, told = [], set()
    for end in decisions.ends:
        if end.decided is None or decisions.forgetful:
            continue
        decider = decisions.deciders[end.decided]
        for place in range(end.decided + 1, len(end.holds)):
            other = decisions.deciders[place]
            if not end.holds[place] or (end.decided, place) in told:
                continue
            told.add((end.decided, place))
            if _urgency(decisions, other.outcome) <= _urgency(decisions, decider.outcome):
                continue
            if place not in decisions.reached:
                continue
            reading, answers = decisions.reading, decisions.witness(end)
            found.append(
                warning(
                    "milder-first",
                    f"{answers_text(reading, answers, _about(decisions, end.decided, place))}: "
                    f"{_scores_said(decisions, end)}the {name(decider)} decides "
                    f"({reading.outcome_name(decider.outcome)}) although the more urgent {name(other)} holds "
                    f"as well. Let the more urgent one come first.",
                    decider.group.where,
                    witness=answers,
                    claim={"holding": [decider.key, other.key], "rule": decider.key},
                )
            )
    return found


def _urgency(decisions: Decisions, outcome: str | None) -> int:
    return URGENCIES.index(decisions.reading.outcomes[outcome]["urgency"])
