"""Assessments as content files: `assessments/<slug>.yaml` holds all of one; see docs/content-files.md."""

from articles.files.forms import Line, Listed, Many, One, Prose, Whole
from articles.files.kinds import Group, Key, Kind, Part, register

from . import reading, writing

KIND = Kind(
    "assessments",
    keys=(
        Key("title", "title", Line(), required=True),
        Key("topic", "topic", One("topic")),
        Key("description", "description", Prose()),
        Key("estimated_minutes", "estimated_minutes", Whole(), always=True),
        Group(
            "instrument",
            (Key("name", "instrument_name", Line()), Key("rights", "instrument_rights", Prose())),
        ),
        Key("intended_use", "intended_use", Prose()),
        Group(
            "intended_for",
            (
                Key("min_age", "min_age", Whole()),
                Key("max_age", "max_age", Whole()),
                Key("excludes", "excludes", Listed()),
            ),
        ),
        Part(reading.OTHERWISE, ("otherwise",), reading.otherwise, writing.otherwise),
        Key("limits", "limits", Prose()),
        Key("disclaimer", "disclaimer", Prose()),
        Key("sources", "sources", Many("citation")),
        Part(reading.NAMES, reading.COLUMNS, reading.definition, writing.definition),
        Key("related", "related", Many("article")),
        Part(reading.LEFTOVERS, ("leftovers",), reading.leftovers, writing.leftovers),
    ),
)

register(KIND)
