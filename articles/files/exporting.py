"""Writing the drafts as content files: the same drafts are always the same bytes, and never half a folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from cms.audit import trail

from . import faq_lists, reading
from .folder import File
from .kinds import Kind, all_kinds
from .library import Database, Names, Nowhere
from .problems import Problem, Report
from .writing import Writing, body_text, shared_file, text_of

#: Lists what an export wrote, so that the next one replaces it and nothing else.
MANIFEST = ".content-export.json"


class WillNotOverwrite(Exception):
    """The folder holds something that an export did not write; the message says what."""


@dataclass
class Export:
    files: dict[str, str]
    #: How many items of each kind.
    counts: dict[str, int]
    #: Addresses of archived drafts, which are left out.
    archived: list[str]


def collect() -> Export:
    """Every draft as a file. What is archived stays out, unless something that is not refers to it."""
    with _one_moment():
        return _collect()


@contextmanager
def _one_moment():
    """All reads see the drafts as they are now, and no editor waits meanwhile."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not atomic(): that takes the lock which orders writers, for as long as the reading lasts.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def doubts(export: Export) -> list[Problem]:
    """What an import of this export would refuse, such as drafts that name what is not there yet."""
    by_folder = {kind.file or kind.kind: kind for kind in all_kinds()}
    files = [File(by_folder[path.partition("/")[0]], path, text) for path, text in export.files.items()]
    return reading.read(files, Report(), Nowhere()).problems


def _collect() -> Export:
    database = Database()
    names = Names(database.shelf)
    kept, archived = _kept()
    states = {uid: (kind, item.state()) for uid, (kind, item) in kept.items()}
    inline = _inline_faqs(states)
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    shared: dict[str, list[str]] = {}
    for kind in all_kinds():
        own = [(state["slug"], state["locale"], uid) for uid, (one, state) in states.items() if one is kind]
        counts[kind.kind] = len(own)
        for _slug, _locale, uid in sorted(own):
            state = states[uid][1]
            writing = Writing(names, state["locale"], settings.DEFAULT_LOCALE)
            if kind.kind == "articles":
                writing.inline = {
                    faq: _inline(states[faq][1], writing) for faq in state["faqs"] if faq in inline
                }
            if uid in inline:
                continue
            text = text_of(kind, state, writing)
            if kind.file:
                shared.setdefault(kind.file, []).append(text)
            else:
                files[_path(kind, state)] = text
    files |= {name: shared_file(entries) for name, entries in shared.items()}
    return Export(dict(sorted(files.items())), counts, sorted(archived))


def _path(kind: Kind, state: dict) -> str:
    locale = "" if state["locale"] == settings.DEFAULT_LOCALE else f".{state['locale']}"
    return f"{kind.kind}/{state['slug']}{locale}{kind.ending}"


def _kept():
    """(kind, item) by uid of what is written, and the addresses of what is not."""
    kept, archived = {}, {}
    for kind in all_kinds():
        for item in kind.model.objects.order_by("slug", "locale"):
            (archived if item.archived_at else kept)[item.uid] = (kind, item)
    waiting = [item for _, item in kept.values()] if archived else []
    while waiting:
        for reference in waiting.pop().references():
            if reference.item.uid in archived:
                kept[reference.item.uid] = archived.pop(reference.item.uid)
                waiting.append(reference.item)
    return kept, [f"{kind.kind}/{item.slug}" for kind, item in archived.values()]


def _inline_faqs(states) -> set[str]:
    """FAQs that exactly one article shows, in its locale, and that have no topic of their own."""
    shown: dict[str, list[dict]] = {}
    for kind, state in states.values():
        if kind.kind == "articles":
            for uid in state["faqs"]:
                shown.setdefault(uid, []).append(state)
    return {
        uid
        for uid, articles in shown.items()
        if len(articles) == 1
        and states[uid][1]["topic"] is None
        and states[uid][1]["locale"] == articles[0]["locale"]
    }


def _inline(state: dict, writing: Writing) -> dict:
    said = {"question": state["question"], "answer": body_text(state["answer"], writing).rstrip("\n")}
    if faq_lists.slug_from(state["question"]) != state["slug"]:
        said["slug"] = state["slug"]
    return said


# Into a folder.


def check_target(folder: Path) -> None:
    """Raise WillNotOverwrite unless there is nothing at this place, or only what an export wrote."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise WillNotOverwrite(f"{folder} is a file: name a folder.")
    found = {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    if not found:
        return
    if MANIFEST not in found:
        raise WillNotOverwrite(f"{folder} is not empty: export into a new folder, or into an earlier export.")
    try:
        written = json.loads((folder / MANIFEST).read_text())["files"]
        strange = sorted(found - {MANIFEST, *written})
        changed = sorted(
            name for name, digest in written.items() if name in found and _digest_of(folder / name) != digest
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WillNotOverwrite(f"{folder / MANIFEST} cannot be read: export into a new folder.") from error
    for names, what in ((strange, "was not written by an export"), (changed, "was changed since the export")):
        if names:
            more = f", and {len(names) - 1} more" if len(names) > 1 else ""
            raise WillNotOverwrite(f"{folder / names[0]} {what}{more}: export into a new folder.")


def write(files: dict[str, str], folder: Path) -> None:
    """Put the files into a folder at once: beside it first, then in its place."""
    check_target(folder)
    folder = Path(os.path.realpath(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    fresh, old = beside / "new", beside / "old"
    try:
        fresh.mkdir()
        fill(files, fresh)
        if folder.exists():
            os.rename(folder, old)
        os.rename(fresh, folder)
    finally:
        if old.exists() and not folder.exists():
            os.rename(old, folder)
        shutil.rmtree(beside, ignore_errors=True)


def note(export: Export, *, by, clock: trail.Clock) -> None:
    """Leave the one entry of an export."""
    with trail.entry(action="content.export", by=by, clock=clock, detail={"counts": export.counts}):
        pass


def fill(files: dict[str, str], folder: Path) -> None:
    """Write the files and the manifest into an empty folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    manifest = json.dumps({"format": "content/1", "files": digests}, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(f"{manifest}\n")


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
