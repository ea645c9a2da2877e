"""citations.json: CSL-JSON entries and the states of citations."""

from articles import csl

from .given import Mapping, Value
from .kinds import BAD, Kind
from .problems import did_you_mean, short, storable

#: What `custom` holds for us beside what it may hold for others.
OURS = ("status", "status_reason", "superseded_by", "kind", "locale")

TYPES = """article article-journal article-magazine article-newspaper bill book broadcast
chapter classic collection dataset document entry entry-dictionary entry-encyclopedia
event figure graphic hearing interview legal_case legislation manuscript map
motion_picture musical_score pamphlet paper-conference patent performance periodical
personal_communication post post-weblog regulation report review review-book software
song speech standard thesis treaty webpage""".split()

_NAMES = """author chair collection-editor compiler composer container-author contributor curator
director editor editorial-director executive-producer guest host interviewer
illustrator narrator organizer original-author performer producer recipient
reviewed-author script-writer series-creator translator""".split()
_DATES = "accessed available-date event-date issued original-date submitted".split()
_TEXTS = """abstract annote archive archive_collection archive_location archive-place authority
call-number chapter-number citation-key citation-label citation-number
collection-number collection-title container-title container-title-short dimensions
division DOI edition event event-place event-title first-reference-note-number genre
ISBN ISSN issue journalAbbreviation jurisdiction keyword language locator medium note
number number-of-pages number-of-volumes original-publisher original-publisher-place
original-title page page-first part part-title PMCID PMID printing publisher
publisher-place references reviewed-genre reviewed-title scale section shortTitle
source status supplement title title-short URL version volume volume-title
year-suffix""".split()
KNOWN = ("id", "type", "custom", "categories", *_NAMES, *_DATES, *_TEXTS)

#: Written first and in this order; the rest follows by name.
_ORDER = "type genre title title-short author container-title issued volume issue page DOI PMID URL".split()
_COLUMNS = {
    "title": "title",
    "title-short": "short_title",
    "container-title": "container_title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "URL": "url",
}


def read(source, reading) -> dict:
    """The state of one entry, without slug and locale."""
    record = {}
    for name, entry in source.mapping.entries.items():
        if name in ("id", "custom"):
            continue
        if name not in KNOWN:
            hint = (
                did_you_mean(name, KNOWN)
                or " CSL has none of that name; what is your own goes into “custom”."
            )
            reading.report(entry.line, f"There is no key “{short(name)}”.{hint}")
            continue
        value = entry.value.value
        if _is_well_formed(name, value, entry.line, reading):
            record[name] = value
    _check_identifiers(record, source, reading)
    for name in ("type", "title"):
        if not record.get(name) and name not in source.mapping.entries:
            reading.report(source.line, f"“{name}” is missing: add it.")
    custom = source.mapping.entries.get("custom")
    state = _custom(custom, record, source, reading)
    columns = csl.to_columns(record)
    if columns["csl_type"] == csl.KINDS.get(columns["source_kind"]):
        columns["csl_type"] = ""  # what fits the kind need not be said
    if kind := state.pop("kind", ""):
        columns["source_kind"] = kind
        columns["csl_type"] = str(record.get("type", ""))
        if columns["csl_type"] == csl.KINDS[kind]:
            columns["csl_type"] = ""
    for name, column in _COLUMNS.items():
        if name in record:
            reading.name = name
            reading.checked(column, columns[column], source.mapping.entries[name].line)
    return {**columns, **state}


def write(state: dict, writing) -> dict:
    """The entry of a citation."""
    record = csl.to_csl(state)
    foreign = record.pop("custom", {})
    # What an admin added beyond CSL's names can only stand in custom.
    foreign = {**foreign, **{name: record.pop(name) for name in list(record) if name not in KNOWN}}
    custom = {name: value for name, value in foreign.items() if name not in OURS}
    if state["status"] != "current":
        custom["status"] = state["status"]
    if state["status_reason"]:
        custom["status_reason"] = state["status_reason"]
    if state["superseded_by"]:
        custom["superseded_by"] = writing.slug_of("citation", state["superseded_by"])
    if csl.to_columns(record)["source_kind"] != state["source_kind"]:
        custom["kind"] = state["source_kind"]
    if writing.locale != writing.default_locale:
        custom["locale"] = writing.locale
    rest = sorted(set(record) - set(_ORDER))
    entry = {"id": state["slug"], **{name: record[name] for name in (*_ORDER, *rest) if name in record}}
    if custom:
        entry["custom"] = dict(sorted(custom.items()))
    return entry


def _is_well_formed(name, value, line, reading) -> bool:
    for text in _strings(value):
        if why := storable(text):
            reading.report(line, f"“{short(name)}” {why}.")
            return False
    if name in _TEXTS or name == "type":
        if isinstance(value, float):
            return False  # reported where it was read
        good = isinstance(value, str | int) and not isinstance(value, bool)
        if not good:
            reading.report(line, f"Give a text for “{name}”.")
        elif name == "type" and value not in TYPES:
            hint = did_you_mean(str(value), TYPES) or " Such as article-journal, book or webpage."
            reading.report(line, f"“{short(value)}” is not a CSL type.{hint}")
            good = False
        elif name == "title" and not str(value).strip():
            reading.report(line, "“title” is empty: fill it in.")
            good = False
        return good
    if name in _NAMES:
        good = isinstance(value, list) and all(_is_name(one) for one in value)
        if not good:
            reading.report(
                line, f'Give a list of names for “{name}”: [{{"family": …, "given": …}}, {{"literal": …}}].'
            )
        return good
    if name in _DATES:
        good = _is_date(value)
        if not good:
            reading.report(line, f'“{name}” is not a date: write it as {{"date-parts": [[2024, 5, 14]]}}.')
        return good
    return True


def _is_name(value) -> bool:
    texts = isinstance(value, dict) and [value.get(name) for name in ("family", "given", "literal")]
    return bool(texts) and any(isinstance(text, str) and text.strip() for text in texts)


def _is_date(value) -> bool:
    if not isinstance(value, dict):
        return False
    if "date-parts" not in value:
        return any(isinstance(value.get(name), str) for name in ("raw", "literal"))
    parts = value["date-parts"]
    if not isinstance(parts, list) or not 1 <= len(parts) <= 2:
        return False
    for part in parts:
        if not isinstance(part, list) or not 1 <= len(part) <= 3 or not all(_is_number(one) for one in part):
            return False
        try:
            csl.issued("-".join([f"{int(part[0]):04d}", *(f"{int(one):02d}" for one in part[1:])]))
        except ValueError:
            return False
    return True


def _is_number(value) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (
        isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5
    )


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)
    elif isinstance(value, dict):
        for name, child in value.items():
            yield name
            yield from _strings(child)


def _check_identifiers(record, source, reading) -> None:
    for name, check in (("DOI", csl.doi), ("PMID", csl.pmid)):
        if name in record:
            try:
                record[name] = check(str(record[name]))
            except ValueError as error:
                reading.report(source.mapping.entries[name].line, str(error))


def _custom(entry, record, source, reading) -> dict:
    """Our part of `custom` as columns; everybody else's stays in the record."""
    if entry is None:
        return {}
    if not isinstance(entry.value, Mapping):
        reading.report(entry.line, '“custom” must be an object: {"status": …}.')
        return {}
    state, foreign = {}, {}
    for name, one in entry.value.entries.items():
        value = one.value.value if isinstance(one.value, Value) else None
        if name not in OURS:
            if _is_well_formed("custom", value, one.line, reading) and not storable(name):
                foreign[name] = value
        elif not isinstance(value, str) or storable(value):
            reading.report(one.line, f"Give a text for “{name}”.")
        elif name in ("status", "kind"):
            choices = [
                choice for choice, _ in reading.field({"kind": "source_kind"}.get(name, name)).flatchoices
            ]
            if value not in choices:
                hint = did_you_mean(value, choices)
                reading.report(one.line, f"“{short(value)}” is not one of {', '.join(choices)}.{hint}")
            else:
                state[name] = value
        elif name == "superseded_by":
            uid = reading.wanted("citation", value, one.line)
            if uid == source.uid:
                reading.report(one.line, "A source cannot supersede itself: name its successor.")
            state[name] = uid
        elif name == "status_reason":
            state[name] = value.strip()
    if foreign:
        record["custom"] = foreign
    return state


KIND = Kind("citations", file="citations.json", read=read, write=write)

__all__ = ["BAD", "KIND", "KNOWN", "read", "write"]
