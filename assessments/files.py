"""Assessments as content files: `assessments/<slug>.yaml`."""

from articles.files.forms import Line, One, Prose, Whole
from articles.files.kinds import Key, Kind, register

KIND = Kind(
    "assessments",
    keys=(
        Key("title", "title", Line(), required=True),
        Key("topic", "topic", One("topic")),
        Key("description", "description", Prose()),
        Key("estimated_minutes", "estimated_minutes", Whole(), always=True),
    ),
)

register(KIND)
