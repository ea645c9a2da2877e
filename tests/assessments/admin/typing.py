"""Filling in an assessment's form without a browser."""

ADD = "/admin/assessments/assessment/add/"


def rows(prefix, *said):
    """What a form sends for new rows of one kind, the first of a new item: {"question_rows-0-text": …}."""
    return added(prefix, 0, *said)


def added(prefix, there, *said):
    """The same, behind the rows that are there already."""
    sent = {f"{prefix}-TOTAL_FORMS": str(there + len(said))}
    for number, row in enumerate(said, start=there):
        sent |= {f"{prefix}-{number}-position": str(number)}
        sent |= {f"{prefix}-{number}-{name}": str(value) for name, value in row.items()}
    return sent


def question(text, **more):
    return {"text": text, "type": "single", "match": "all", "places": "0", "required": "on", **more}


def outcome(title, **more):
    return {"title": title, "urgency": "routine", "content": "<p>Read on.</p>", **more}


def rule(outcome, **more):
    return {"outcome": outcome, "match": "all", **more}


ITEM = {"title": "Leg check", "slug": "leg-check", "estimated_minutes": "2"}
