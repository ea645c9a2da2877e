"""The form of a backup file: compressed lines of JSON that either database can be filled from.

    {"format": "backup/1", "made_at": "2026-11-23T09:00:00.000000+00:00",
     "migrations": [["people", "0001_initial"], …], "head": {"sequence": 812, "hash": "9f…"}}
    {"table": "people.User", "columns": ["id", "password", …]}
    [1, "argon2$…", …]
    …
    {"end": "SHA-256 of all lines before this one", "rows": 40211}

Values stand as their fields hold them: moments of the record as their text, other moments as ISO 8601,
decimals as text. The last line makes a file whole: one without it, or with another digest, is refused.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from uuid import UUID

FORMAT = "backup/1"


class Unreadable(ValueError):
    """The file is no backup, or not a whole one."""


class Writer:
    """Writes lines and keeps count of them and of their digest."""

    def __init__(self, stream):
        self._stream = stream
        self._hash = hashlib.sha256()
        self.rows = 0

    def head(self, **said) -> None:
        self._line({"format": FORMAT, **said})

    def table(self, label: str, columns: list[str]) -> None:
        self._line({"table": label, "columns": columns})

    def row(self, values: list) -> None:
        self.rows += 1
        self._line(values)

    def end(self) -> str:
        digest = self._hash.hexdigest()
        self._line({"end": digest, "rows": self.rows})
        return digest

    def _line(self, value) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"
        self._hash.update(line)
        self._stream.write(line)


def _plain(value):
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file that gets its name only when it is whole and on the disk. Raises FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # It holds everything the database holds, password hashes included: nobody else reads it.
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as stream:
                yield Writer(stream)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def lines(path: Path) -> Iterator:
    """Every line of a backup, decoded, its head first and without its end. Raises Unreadable, OSError."""
    digest, rows, ended = hashlib.sha256(), 0, False
    try:
        with gzip.open(path, "rb") as stream:
            for number, line in enumerate(stream):
                value = json.loads(line)
                if number == 0 and not (isinstance(value, dict) and value.get("format") == FORMAT):
                    raise Unreadable(f"{path} is not a backup of this format ({FORMAT}).")
                if ended:
                    raise Unreadable(f"{path} goes on after its end.")
                if isinstance(value, dict) and "end" in value:
                    ended = True
                    if value != {"end": digest.hexdigest(), "rows": rows}:
                        raise Unreadable(f"{path} was altered or damaged: its digest does not match.")
                    continue
                digest.update(line)
                rows += isinstance(value, list)
                yield value
    except Unreadable:
        raise
    except (EOFError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        raise Unreadable(f"{path} was altered, damaged or cut: {error}.") from error
    if not ended:
        raise Unreadable(f"{path} is not a whole backup: its end is missing.")


def check(path: Path) -> dict:
    """The head of a backup that was read to its end and is whole. Raises Unreadable, OSError."""
    head = {}
    for number, value in enumerate(lines(path)):
        if number == 0:
            head = value
    return head
