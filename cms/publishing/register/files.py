"""A register as a file: one JSON document, or a ZIP of tables that a spreadsheet opens safely."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

from cms import instant

from .. import wording
from .sections import Title
from .telling import Register

FORMAT = "register/1"
#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: The earliest moment that a ZIP can say; the same register is the same bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def as_json(found: Register) -> bytes:
    return (json.dumps(document(found), indent=2, ensure_ascii=False) + "\n").encode()


def document(found: Register) -> dict:
    """The whole register as plain values; moments are UTC, with the local reading beside them."""
    about = found.period
    return {
        "format": FORMAT,
        "from": about.days.begins.isoformat(),
        "to": about.days.ends.isoformat(),
        "zone": wording.zone(),
        "since": instant.to_text(about.since),
        "until": instant.to_text(about.until),
        "goes_on": about.goes_on,
        "made_at": instant.to_text(about.now),
        "entries": {"first": about.first, "last": about.last} if about.last >= about.first else None,
        "figures": [{"what": what, "number": number} for what, number, _ in found.figures],
        "sample": {
            "size": found.sample.size,
            "population": found.sample.population,
            "seed": found.sample.seed,
            "last_entry_hash": found.sample.head,
            "rows": [_plain(row) for row in found.sample.rows],
        },
        "sections": [
            {
                "key": one.key,
                "title": one.title,
                "total": one.total,
                "help": one.help,
                "rows": [_plain(row) for row in one.rows],
            }
            for one in found.sections
        ],
    }


def as_zip(found: Register) -> bytes:
    """One table for each section, the figures, the sample, and a text that says what they are."""
    about = found.period
    columns = found.section("publications").columns
    tables = {
        "figures.csv": _table({"what": "What", "number": "Number"}, _figure_rows(found)),
        "sample.csv": _table(columns, found.sample.rows),
    }
    for number, one in enumerate(found.sections, start=1):
        tables[f"{number:02}-{one.key.replace('_', '-')}.csv"] = _table(one.columns, one.rows)
    tables["README.txt"] = (
        f"Register of {about.days.begins} to {about.days.ends}, both days included, in {wording.zone()}.\n"
        f"Made on {wording.both_times(about.now)}.\n"
        f"Columns ending in (UTC) are exact; those beside them show the clocks of {wording.zone()}.\n"
        "A cell that a spreadsheet would take for a formula begins with an apostrophe.\n\n"
        f"{sample_words(found)}\n"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in sorted(tables.items()):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(info, text)
    return out.getvalue()


def sample_words(found: Register) -> str:
    """How the sample was drawn, so that anybody can draw it again."""
    drawn, days = found.sample, found.period.days
    return (
        f"The sample: {len(drawn.rows)} of {drawn.population} publications that took effect in the period.\n"
        "Its seed is the SHA-256 of this line, which holds the hash of the last entry of the period:\n"
        f"  printf 'sample/1 {drawn.head} {days.begins} {days.ends} {drawn.size}' | sha256sum\n"
        f"  {drawn.seed}\n"
        "Each publication stands at the place of the SHA-256 of the seed, a colon and its number, for"
        " publication 17:\n"
        f"  printf '{drawn.seed}:17' | sha256sum\n"
        f"The first {drawn.size} in that order are the sample."
    )


def _figure_rows(found: Register):
    return [{"what": what, "number": number} for what, number, _ in found.figures]


def _table(columns: dict[str, str], rows: list[dict]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    moments = {name for row in rows for name, cell in row.items() if isinstance(cell, datetime)}
    head = []
    for name, label in columns.items():
        head += [f"{label} (UTC)", f"{label} ({wording.zone()})"] if name in moments else [label]
    writer.writerow(_inert(cell) for cell in head)
    for row in rows:
        cells = []
        for name in columns:
            cell = row.get(name)
            if name in moments:
                cells += [instant.to_text(cell), wording.moment(cell)] if cell else ["", ""]
            else:
                cells.append(_text(cell))
        writer.writerow(_inert(cell) for cell in cells)
    return text.getvalue()


def _text(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return "; ".join(cell) if isinstance(cell, list) else str(cell)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _plain(row: dict) -> dict:
    found = {}
    for name, cell in row.items():
        if isinstance(cell, datetime):
            found[name] = instant.to_text(cell.astimezone(UTC))
            found[f"{name}_local"] = wording.moment(cell)
        elif isinstance(cell, Title):
            found[name] = cell.text
            if cell.item:
                found["item"] = cell.item
        else:
            found[name] = cell.isoformat() if isinstance(cell, date) else cell
    return found
