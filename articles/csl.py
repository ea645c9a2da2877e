"""CSL-JSON and our columns for a source: from one to the other and back without loss. Pure.

A source's columns are the truth. Whatever of an imported record they cannot say exactly stays in `csl_extra`
and comes out again, as long as the column that it belongs to still says the same:

    to_csl(to_columns(record)) == record          without "id" and our part of "custom"

Authors are one per line: `Gornik, Heather L.` is a person, `American Heart Association` an organisation; an
organisation with a comma in its name stands in double quotes.
"""

import re
from datetime import date

#: Our kinds, and the CSL type that a source of this kind has when nothing else is said.
KINDS = {
    "guideline": "article-journal",
    "trial": "article-journal",
    "review": "article-journal",
    "statement": "article-journal",
    "article": "article-journal",
    "book": "book",
    "webpage": "webpage",
    "other": "document",
}
# CSL has no types for these; its field `genre` says them.
_GENRES = ("guideline", "trial", "review", "statement")
_PLAIN = {
    "title": "title",
    "short_title": "title-short",
    "container_title": "container-title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "doi": "DOI",
    "pmid": "PMID",
    "url": "URL",
}
_OURS = ("status", "superseded_by", "status_reason")
COLUMNS = (*_PLAIN, "authors", "issued", "source_kind", "csl_type", "csl_extra")

_ISSUED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_PMID_PREFIX = re.compile(r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:\s*)", re.IGNORECASE)
_PMID = re.compile(r"[1-9]\d{0,8}")


def to_columns(csl: dict) -> dict:
    """Our columns for a CSL record. `id`, and in `custom` the status and successor, are the caller's."""
    columns: dict = {column: _line(csl.get(name)) for column, name in _PLAIN.items()}
    columns["authors"] = _author_lines(csl.get("author"))
    columns["issued"] = _issued_text(csl.get("issued"))
    columns["csl_type"] = _line(csl.get("type")) or "document"
    columns["source_kind"] = _kind(csl)
    columns["csl_extra"] = {}
    said = to_csl(columns)
    columns["csl_extra"] = {
        name: value for name, value in _foreign(csl).items() if name not in said or said[name] != value
    }
    return columns


def to_csl(columns: dict) -> dict:
    """The CSL record that the columns say, without `id`."""
    extra = columns.get("csl_extra") or {}
    csl: dict = {"type": columns["csl_type"] or KINDS.get(columns["source_kind"], "document")}
    if columns["source_kind"] in _GENRES:
        csl["genre"] = columns["source_kind"]
    csl |= {name: columns[column] for column, name in _PLAIN.items() if columns[column]}
    if columns["authors"]:
        csl["author"] = [_author(line) for line in author_lines(columns["authors"])]
    if match := _ISSUED.match(columns["issued"]):
        csl["issued"] = {"date-parts": [[int(part) for part in match.groups() if part]]}
    # What the record said more exactly than the column can, while the column still says the same.
    readers = {name: (column, _line) for column, name in _PLAIN.items()}
    readers |= {"author": ("authors", _author_lines), "issued": ("issued", _issued_text)}
    for name, value in extra.items():
        column, read = readers.get(name, ("", None))
        if read is None or read(value) == columns[column]:
            csl[name] = value
    return csl


def doi(text: str) -> str:
    """The bare DOI; ValueError when it is none."""
    bare = _DOI_PREFIX.sub("", text.strip())
    if bare and not _DOI.fullmatch(bare):
        raise ValueError(f"“{text}” is not a DOI: it begins with 10., such as 10.1161/CIR.0000000000001251.")
    return bare


def pmid(text: str) -> str:
    """The bare PubMed number; ValueError when it is none."""
    bare = _PMID_PREFIX.sub("", text.strip()).rstrip("/")
    if bare and not _PMID.fullmatch(bare):
        raise ValueError(f"“{text}” is not a PubMed number: it has up to nine digits, such as 34024117.")
    return bare


def issued(text: str) -> str:
    """A year, a month or a day, checked; ValueError when there is no such day."""
    text = text.strip()
    match = _ISSUED.match(text)
    sentence = f"“{text}” is not a date: give a year, a month or a day, such as 2024, 2024-05 or 2024-05-14."
    if text and not match:
        raise ValueError(sentence)
    if match:
        try:
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError as error:
            raise ValueError(sentence) from error
    return text


def year(issued_text: str) -> int | None:
    match = _ISSUED.match(issued_text)
    return int(match[1]) if match else None


def authors_text(authors: str, most: int = 6) -> str:
    """The authors as reference lists print them: `Gornik HL, Aronow HD`; after `most` of them, et al."""
    names = [_initials(_author(line)) for line in author_lines(authors)]
    return ", ".join(names[:most]) + (", et al" if len(names) > most else "")


def formatted(columns: dict) -> str:
    """The source as one line of a reference list, in the manner of Vancouver."""
    parts = [
        _stop(authors_text(columns["authors"])),
        _stop(columns["title"]),
        _stop(columns["container_title"]),
    ]
    where = columns["volume"] + (f"({columns['issue']})" if columns["issue"] else "")
    printed = columns["issued"][:4]
    if where or columns["page"]:
        where = where + (f":{columns['page']}" if columns["page"] else "")
        parts.append(_stop(f"{printed};{where}" if printed else where))
    else:
        parts.append(_stop(printed))
    if columns["doi"]:
        parts.append(f"doi:{columns['doi']}")
    elif columns["url"]:
        parts.append(columns["url"])
    return " ".join(part for part in parts if part)


def author_lines(authors: str) -> list[str]:
    return [line.strip() for line in authors.splitlines() if line.strip()]


def has_floats(value) -> bool:
    """Whether a value holds a number that has no canonical form."""
    if isinstance(value, dict):
        return any(has_floats(child) for child in value.values())
    if isinstance(value, list):
        return any(has_floats(child) for child in value)
    return isinstance(value, float)


def _foreign(csl: dict) -> dict:
    """The record without what lives elsewhere with us."""
    rest = {name: value for name, value in csl.items() if name not in ("id", "custom")}
    custom = csl.get("custom")
    if isinstance(custom, dict):
        custom = {name: value for name, value in custom.items() if name not in _OURS}
    if custom:
        rest["custom"] = custom
    return rest


def _line(value) -> str:
    """A CSL value as one line of text; a number is as good as its digits."""
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _kind(csl: dict) -> str:
    genre = _line(csl.get("genre")).lower()
    if genre in KINDS:
        return genre
    type_ = _line(csl.get("type"))
    if type_.startswith("article"):
        return "article"
    if type_ in ("book", "chapter"):
        return "book"
    return "webpage" if type_ in ("webpage", "post-weblog") else "other"


def _issued_text(value) -> str:
    try:
        (parts,) = value["date-parts"]
        numbers = [int(part) for part in parts]
        text = "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:])])
        return issued(text)
    except (TypeError, KeyError, ValueError, IndexError):
        return ""


def _author_lines(value) -> str:
    lines = []
    for name in value if isinstance(value, list) else []:
        if not isinstance(name, dict):
            continue
        family, given, suffix = (_line(name.get(part)) for part in ("family", "given", "suffix"))
        particle = _line(name.get("non-dropping-particle")) or _line(name.get("dropping-particle"))
        literal = _line(name.get("literal")) or ("" if given else family)
        if literal:
            lines.append(f'"{literal}"' if "," in literal else literal)
        elif family or given:
            family = f"{particle} {family}".strip()
            lines.append(", ".join([family, given, *([suffix] if suffix else [])]))
    return "\n".join(lines)


def _author(line: str) -> dict:
    if line.startswith('"') and line.endswith('"') and len(line) > 2:
        return {"literal": line[1:-1]}
    family, *rest = (part.strip() for part in line.split(",", 2))
    if not rest:
        return {"literal": line}
    return {
        name: part for name, part in zip(("family", "given", "suffix"), [family, *rest], strict=False) if part
    }


def _initials(author: dict) -> str:
    if "literal" in author:
        return author["literal"]
    initials = "".join(part[0] for part in re.split(r"[\s.\-]+", author.get("given", "")) if part)
    return " ".join(part for part in (author.get("family", ""), initials, author.get("suffix", "")) if part)


def _stop(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."
