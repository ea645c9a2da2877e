"""A change in an assessment as a reviewer says it. Pure."""

from collections.abc import Iterator

from .words import quoted


def change_in_words(steps, what: str, was, now) -> str:
    """The sentence for a change; empty where the comparison's own words do."""
    names = tuple(name for name, _ in steps)
    tell = _TOLD.get(names)
    if not tell:
        return ""
    titles = [title for _, title in steps]
    return tell(titles, what, was, now) or ""


def _became(who: str, was, now, word: str = "") -> str:
    word = f"{word} " if word else ""
    if was and now:
        return f"{who} {word}{_shown(now)}, before {word}{_shown(was)}"
    return ""


def _shown(text) -> str:
    return quoted(str(text))


def _question_named(titles, what, was, now):
    return f"Question {_shown(was)} now reads {_shown(now)}" if what == "renamed" else ""


def _an_option(titles, what, was, now):
    question, option = titles[:2]
    if what == "renamed":
        return f"Option {_shown(was)} of {_shown(question)} now reads {_shown(now)}"
    counts = (now or was).get("counts")
    if what == "added":
        return f"Option {_shown(option)} added to {_shown(question)}{f' ({counts})' if counts else ''}"
    before = f" ({counts} before)" if counts else ""
    return f"Option {_shown(option)} removed from {_shown(question)}{before}"


def _counts(titles, what, was, now):
    who = f"Option {_shown(titles[1])} of {_shown(titles[0])}"
    if not now:
        return f"{who} no longer counts ({was} before)"
    return f"{who} counts {now}, before {was}" if was else f"{who} now counts {now}"


def _goes_alone(titles, what, was, now):
    who = f"Option {_shown(titles[1])} of {_shown(titles[0])}"
    return f"{who} now goes with no other" if now else f"{who} may now be chosen with others"


def _asked_when(noun, verb, always):
    def tell(titles, what, was, now):
        who = f"{noun} {_shown(titles[0])}"
        if not now:
            return f"{who} is now {always} (before only when {was})"
        return f"{who} is {verb} only when {now}" + (f", before when {was}" if was else "")

    return tell


def _may_be_left_out(titles, what, was, now):
    return f"Question {_shown(titles[0])} {'may now be left out' if now else 'must now be answered'}"


def _in_section(titles, what, was, now):
    who = f"Question {_shown(titles[0])}"
    if not now:
        return f"{who} stands in no section any more, before in {_shown(was)}"
    return f"{who} now stands in section {_shown(now)}" + (f", before in {_shown(was)}" if was else "")


def _asks_for(titles, what, was, now):
    return f"Question {_shown(titles[0])} asks for {now}, before for {was}" if was and now else ""


def _limit(word):
    def tell(titles, what, was, now):
        who = f"Question {_shown(titles[0])}"
        if not now:
            return f"{who} takes answers without a limit, before {word} {was}"
        return f"{who} takes answers {word} {now}" + (f", before {word} {was}" if was else "")

    return tell


def _value_points(titles, what, was, now):
    who = f"Question {_shown(titles[0])}"
    if what == "renamed":
        return f"{who}: points for {was} became {now}"
    return f"{who}: points for {now or was} {what}"


def _sums(titles, what, was, now):
    if what == "renamed":
        return f"Score {_shown(titles[0])} counts {_shown(now)}, before {_shown(was)}"
    done = "now counts" if what == "added" else "no longer counts"
    return f"Score {_shown(titles[0])} {done} {_shown(now or was)}"


def _missing(titles, what, was, now):
    said = "counts as nothing" if now else "now leaves no score"
    return f"Score {_shown(titles[0])}: an answer that is missing {said}"


def _urgency(titles, what, was, now):
    words = {"none": "not urgent", "emergency": "an emergency"}
    return (
        f"Outcome {_shown(titles[0])} became {words.get(now, now)}, before {words.get(was, was)}"
        if was and now
        else ""
    )


def _outcome_named(titles, what, was, now):
    return f"Outcome {_shown(was)} is now called {_shown(now)}" if what == "renamed" else ""


def _rules_out(titles, what, was, now):
    if was and now:
        return ""
    done = "now says what it does not rule out" if now else "no longer says what it does not rule out"
    return f"Outcome {_shown(titles[0])} {done}: {_shown(now or was)}"


def _yes(yes, no):
    return lambda titles, what, was, now: f"Outcome {_shown(titles[0])} {yes if now else no}"


def _next_step(titles, what, was, now):
    outcome, step = titles[:2]
    if what == "renamed":
        return f"Next step {_shown(was)} of {_shown(outcome)} now reads {_shown(now)}"
    return f"Next step {_shown(step)} {what} {'to' if what == 'added' else 'from'} {_shown(outcome)}"


def _step_leads(titles, what, was, now):
    return _became(f"Next step {_shown(titles[1])} of {_shown(titles[0])}", was, now, "leads to")


def _rule_leads(noun):
    return lambda titles, what, was, now: _became(f"{noun} {_shown(titles[0])}", was, now, "leads to")


def _rule_needs(noun):
    def tell(titles, what, was, now):
        return f"{noun} {_shown(titles[0])} holds when {now} hold, before {was}" if was and now else ""

    return tell


def _rule_condition(noun):
    def tell(titles, what, was, now):
        who = f"{noun} {_shown(titles[0])}"
        if what == "renamed":
            return f"{who}: {was} became {now}"
        return f"{who} now also asks: {now}" if what == "added" else f"{who} no longer asks: {was}"

    return tell


def _default(titles, what, was, now):
    return _became("When no rule holds, readers are told", was, now)


def _of_rules() -> Iterator[tuple]:
    for name, noun in (("rules", "Rule"), ("red_flags", "Red flag")):
        yield (name, "leads_to"), _rule_leads(noun)
        yield (name, "needs"), _rule_needs(noun)
        yield (name, "conditions"), _rule_condition(noun)


_TOLD = {
    ("sections", "shown_when"): _asked_when("Section", "shown", "always shown"),
    ("questions",): _question_named,
    ("questions", "options"): _an_option,
    ("questions", "options", "counts"): _counts,
    ("questions", "options", "goes_alone"): _goes_alone,
    ("questions", "asked_when"): _asked_when("Question", "asked", "always asked"),
    ("questions", "may_be_left_out"): _may_be_left_out,
    ("questions", "section"): _in_section,
    ("questions", "asks_for"): _asks_for,
    ("questions", "minimum"): _limit("from"),
    ("questions", "maximum"): _limit("up to"),
    ("questions", "points_by_value"): _value_points,
    ("scores", "sums"): _sums,
    ("scores", "when_an_answer_is_missing"): _missing,
    ("outcomes",): _outcome_named,
    ("outcomes", "urgency"): _urgency,
    ("outcomes", "does_not_rule_out"): _rules_out,
    ("outcomes", "shows_its_score"): _yes("now shows its score", "no longer shows its score"),
    ("outcomes", "promotes"): _yes(
        "now recommends our own services", "no longer recommends our own services"
    ),
    ("outcomes", "next_steps"): _next_step,
    ("outcomes", "next_steps", "leads_to"): _step_leads,
    ("when_no_rule_holds",): _default,
    **dict(_of_rules()),
}
