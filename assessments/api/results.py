"""What an evaluation answers: its result, and what of the definition a front end draws it with. Pure."""


def told(edition, current, slug: str, result: dict, *, partial: bool) -> dict:
    """The answer for a result that is complete or incomplete; with `partial`, what is to be asked as well."""
    found = {
        "assessment": slug,
        "version": edition.version,
        "digest": edition.definition_digest,
        "superseded": edition.version != current.version,
        "current_version": current.version,
        "disclaimer": edition.disclaimer,
        **result,
    }
    if result["status"] == "complete":
        outcome = edition.outcomes.get(result["outcome"])
        found["outcome"] = outcome
        found["scores"] = _scores(edition, result["scores"]) if outcome and outcome["show_score"] else []
    elif result["urgent"]:
        urgent = result["urgent"]
        found["urgent"] = {"rule": urgent["rule"], "outcome": edition.outcomes[urgent["outcome"]]}
    if partial:
        found |= _asked(edition.definition, result["visible"])
    return found


def _scores(edition, totals: dict[str, str | None]) -> list[dict]:
    return [
        {"key": score["key"], "label": score["label"], "value": totals[score["key"]]}
        for score in edition.definition["scores"]
    ]


def _asked(definition: dict, visible: list[str]) -> dict:
    """The visible questions in full, in order, and the sections that they stand in."""
    shown = set(visible)
    items = [question for question in definition["questions"] if question["key"] in shown]
    sections = {question["section"] for question in items}
    return {
        "items": items,
        "sections": [
            {name: section[name] for name in ("key", "title", "text")}
            for section in definition["sections"]
            if section["key"] in sections
        ],
    }
