"""How templates get at everything that an assessment may show."""

from django import template

from assessments import comparing, drawing

register = template.Library()


@register.simple_tag
def whole(document):
    """Every question and outcome of a published document or a preview."""
    return drawing.whole(document["definition"], document.get("urgency_words"))


@register.simple_tag
def decides(document):
    """How a document of this kind leads from answers to outcomes, in a reviewer's words."""
    said = comparing.as_compared(document)
    sometimes = [(one.get("title"), one.get("shown_when")) for one in said.get("sections", ())]
    sometimes += [(one.get("question"), one.get("asked_when")) for one in said.get("questions", ())]
    return {
        "sometimes": [(text, when) for text, when in sometimes if when],
        "scores": said.get("scores"),
        "points": [
            (one["question"], points) for one in said.get("questions", ()) if (points := _points(one))
        ],
        "red_flags": said.get("red_flags"),
        "rules": said.get("rules"),
        "otherwise": said.get("when_no_rule_holds"),
    }


def _points(question) -> list[str]:
    counted = []
    for one in question.get("options", ()):
        said = [one.get("counts"), "goes with no other" if one.get("goes_alone") else ""]
        if any(said):
            counted.append(f"{one['label']}: {', '.join(filter(None, said))}")
    return [*counted, *question.get("points_by_value", ())]
