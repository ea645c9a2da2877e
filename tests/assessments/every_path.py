"""Brute force: every complete way through an assessment, one by one, told only by evaluating.

Nothing here is shared with the proof. Whether a question is visible, which rule holds and what a score
would have been is asked of the evaluation, of the definition itself or of a copy with one thing changed.
"""

from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from itertools import combinations

from assessments import evaluation
from assessments.definition import NUMBERS, URGENCIES, decimal_text
from tests.assessments.samples import option, question

#: A number question with more values than this is tried only where something changes.
MOST_NUMBERS = 12


class TooManyPaths(Exception):
    pass


class EveryPath:
    """All complete paths of a definition: `results` is a list of (answers, result)."""

    def __init__(self, definition, most=3_000):
        self.definition = definition
        self.tool = evaluation.compiled(definition)
        self.most = most
        self.results = []
        self._walk(0, {})

    def _walk(self, place, answers):
        questions = self.definition["questions"]
        if place == len(questions):
            result = evaluation.evaluate(self.tool, answers)
            assert result["status"] == "complete", (answers, result)
            self.results.append((answers, result))
            if len(self.results) > self.most:
                raise TooManyPaths
            return
        key = questions[place]["key"]
        visible = evaluation.evaluate(self.tool, answers)["visible"]
        if key not in visible or questions[place]["type"] == "notice":
            self._walk(place + 1, answers)
            return
        if not questions[place]["required"]:
            self._walk(place + 1, answers)
        for value in self._values(questions[place]):
            self._walk(place + 1, {**answers, key: value})

    def _values(self, asked):
        keys = [one["key"] for one in asked["options"]]
        if asked["type"] == "single":
            return keys
        if asked["type"] == "yes_no":
            return [True, False]
        if asked["type"] == "multi":
            alone = {one["key"] for one in asked["options"] if one["exclusive"]}
            others = [key for key in keys if key not in alone]
            sets = [list(some) for size in range(1, len(others) + 1) for some in combinations(others, size)]
            return sets + [[key] for key in sorted(alone)]
        return self._numbers(asked)

    def _numbers(self, asked):
        step = Decimal(1).scaleb(-asked["places"])
        low, high = Decimal(asked["minimum"] or "-999"), Decimal(asked["maximum"] or "999")
        if (high - low) / step <= MOST_NUMBERS:
            values = [low + place * step for place in range(int((high - low) / step) + 1)]
        else:
            edges = {low, high} | self._constants(asked)
            near = {
                ((edge / step).to_integral_value(ROUND_FLOOR) + by) * step
                for edge in edges
                for by in (-1, 0, 1)
            }
            values = sorted(value for value in near if low <= value <= high)
        return [int(value) if asked["type"] == "integer" else decimal_text(value) for value in values]

    def _constants(self, asked):
        found = {
            Decimal(b[end]) for b in asked["bands"] for end in ("at_least", "at_most") if b[end] is not None
        }
        groups = [row["shown_when"] for name in ("sections", "questions") for row in self.definition[name]]
        groups += [*self.definition["rules"], *self.definition["red_flags"]]
        for group in groups:
            for row in (group or {}).get("all") or (group or {}).get("any") or []:
                if row.get("question") == asked["key"] and row["operator"] != "answered":
                    found.add(Decimal(row["value"]))
        return found

    # What there is to know of a rule or a condition, each tried alone.

    def held_by(self, name, group):
        """On which paths, by place, the criteria hold alone, as those of a rule or of a red flag."""
        form = "all" if "all" in group else "any"
        row = {"key": "alone", "outcome": self.definition["default"], form: group[form]}
        copy = {**self.definition, "red_flags": [], "rules": [], name: [row]}
        tool = evaluation.compiled(copy)
        return [evaluation.evaluate(tool, answers)["rule"] == "alone" for answers, _ in self.results]

    @cached_property
    def holding(self):
        """By the key of a red flag or rule: on which paths it would hold if it stood alone."""
        return {
            row["key"]: self.held_by(name, row)
            for name in ("red_flags", "rules")
            for row in self.definition[name]
        }

    @property
    def deciding(self):
        return {result["rule"] for _, result in self.results} - {None}

    def impossible(self):
        return {key for key, held in self.holding.items() if not any(held)}

    def shadowed(self):
        return set(self.holding) - self.deciding - self.impossible()

    def always(self):
        return {key for key, held in self.holding.items() if all(held)}

    def unreachable(self):
        visible = {key for _, result in self.results for key in result["visible"]}
        return {row["key"] for row in self.definition["questions"]} - visible

    def conditions_that_always_hold(self):
        return {
            f"{name}/{row['key']}/shown_when"
            for name in ("sections", "questions")
            for row in self.definition[name]
            if row["shown_when"] and all(self.held_by("rules", row["shown_when"]))
        }

    def lowest_without_words(self):
        urgency = {row["key"]: URGENCIES.index(row["urgency"]) for row in self.definition["outcomes"]}
        reached = {result["outcome"] for _, result in self.results}
        lowest = min(urgency[key] for key in reached)
        return {
            row["key"]
            for row in self.definition["outcomes"]
            if row["key"] in reached and urgency[row["key"]] == lowest and not row["does_not_rule_out"]
        }

    def untold(self):
        """Whether a path falls to the default while a score that rules ask for is null."""
        weighed = {row["score"] for _, row in self._on_scores()}
        return any(
            result["rule"] is None and any(result["scores"][key] is None for key in weighed)
            for _, result in self.results
        )

    def _on_scores(self):
        for rule in self.definition["rules"]:
            for row in rule.get("all", rule.get("any")):
                if row.get("score") is not None:
                    yield rule["key"], row

    def gaps(self):
        """Scores on which a path falls to the default although one rule would hold if this score were
        lower, and another if it were higher: tried with a question more that moves this score alone."""
        found = set()
        for score in self.definition["scores"]:
            key = score["key"]
            cuts = sorted({Decimal(row["value"]) for _, row in self._on_scores() if row["score"] == key})
            names = {name for name, row in self._on_scores() if row["score"] == key}
            rules = [rule for rule in self.definition["rules"] if rule["key"] in names]
            if len(rules) < 2:
                continue
            for answers, result in self.results:
                total = result["scores"][key]
                if result["rule"] is not None or total is None:
                    continue
                if self._lies_between(score, Decimal(total), cuts, rules, answers):
                    found.add(key)
                    break
        return found

    def _lies_between(self, score, total, cuts, rules, answers):
        tiny = Decimal("0.000001")
        targets = sorted({cut + by for cut in cuts for by in (-tiny, 0, tiny)})
        shifts = {f"t{place}": target - total for place, target in enumerate(targets)}
        mover = question(
            "mover", options=[option(name, points=decimal_text(by)) for name, by in shifts.items()]
        )
        moved = {**score, "questions": [*score["questions"], "mover"]}
        copy = {
            **self.definition,
            "questions": [*self.definition["questions"], mover],
            "scores": [moved if row is score else row for row in self.definition["scores"]],
            "red_flags": [],
        }
        below, above = set(), set()
        for rule in rules:
            tool = evaluation.compiled({**copy, "rules": [rule]})
            for name, by in shifts.items():
                if by and evaluation.evaluate(tool, {**answers, "mover": name})["rule"]:
                    (above if by > 0 else below).add(rule["key"])
        return any(low != high for low in below for high in above)

    def overlaps(self):
        """The later of two rules that are bands of one score and nothing else, closed at both ends, where
        both hold on one path and both decide on some."""
        found = set()
        bands = [row["key"] for row in self.definition["rules"] if _is_closed_band(row)]
        scores = {name: row["score"] for name, row in self._on_scores()}
        for first, second in combinations(bands, 2):
            if scores[first] == scores[second] and second in self.deciding:
                together = zip(self.holding[first], self.holding[second], strict=True)
                found |= {second} if any(one and two for one, two in together) else set()
        return found

    def uneven_bands(self):
        """Numbers that were taken and lie in two bands, or between two and in none."""
        found = set()
        for row in self.definition["questions"]:
            if row["type"] not in NUMBERS or not row["bands"]:
                continue
            numbers = {Decimal(answers[row["key"]]) for answers, _ in self.results if row["key"] in answers}
            counts = [sum(_lies_in(band, number) for band in row["bands"]) for number in sorted(numbers)]
            inside = [place for place, count in enumerate(counts) if count]
            if any(count > 1 for count in counts) or (inside and 0 in counts[inside[0] : inside[-1]]):
                found.add(row["key"])
        return found


def _lies_in(band, number):
    low, high = band["at_least"], band["at_most"]
    return (low is None or Decimal(low) <= number) and (high is None or number <= Decimal(high))


def _is_closed_band(rule):
    rows = rule.get("all") or []
    return (
        len(rows) == 2
        and rows[0].get("score") == rows[1].get("score") is not None
        and {row["operator"][0] for row in rows} == {"<", ">"}
    )
