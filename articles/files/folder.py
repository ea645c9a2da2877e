"""A folder of content files: which there are, and their text; whatever cannot be read is a problem."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from .kinds import Kind, all_kinds
from .problems import Report, did_you_mean, printable

#: Far above any real file, far below what would hold up the machine.
MOST_BYTES = {".yaml": 1_000_000, ".md": 4_000_000, ".json": 50_000_000}
MOST_FILES = 100_000

#: Files for people that may lie beside the content.
_BESIDE = ("readme", "license", "licence", "changelog")
_LITTER = ("thumbs.db", "desktop.ini")


class NoFolder(Exception):
    """There is nothing to read; the message says why."""


@dataclass(frozen=True)
class File:
    """One file: its kind, its path inside the folder, and its text with plain line ends; None: unreadable."""

    kind: Kind
    path: str
    text: str | None


def scan(path: Path, report: Report) -> list[File]:
    """Every content file below this folder, sorted by path. Raises NoFolder."""
    if not path.exists():
        raise NoFolder(f"There is no folder {path}.")
    if not path.is_dir():
        raise NoFolder(f"{path} is a file: name the folder that holds articles/, topics/ and so on.")
    try:
        found = _Scan(path, report).run()
    except OSError as error:
        raise NoFolder(f"{path} cannot be read: {error.strerror}.") from error
    if not found and not report.sorted():
        raise NoFolder(f"{path} holds no content: it needs at least one of {', '.join(_places())}.")
    return found


def _places() -> list[str]:
    return [kind.file or f"{kind.kind}/*{kind.ending}" for kind in all_kinds()]


class _Scan:
    def __init__(self, root: Path, report: Report):
        self.root = Path(os.path.realpath(root))
        self.report = report
        self.files: list[File] = []
        self.folders = {kind.kind: kind for kind in all_kinds() if not kind.file}
        self.single = {kind.file: kind for kind in all_kinds() if kind.file}

    def run(self) -> list[File]:
        for entry in self._entries(self.root):
            if entry.name in self.single:
                self._take(self.single[entry.name], entry, entry.name)
            elif entry.name in self.folders:
                self._folder(self.folders[entry.name], entry)
            elif not self._is_beside(entry.name):
                known = [*self.folders, *self.single]
                said = f"Take it out: a content folder holds {', '.join(_places())}."
                self.report.add(printable(entry.name), 1, said + did_you_mean(entry.name, known))
        return sorted(self.files, key=lambda file: file.path)

    def _folder(self, kind, entry):
        if not entry.is_dir():
            self.report.add(entry.name, 1, f"This must be a folder that holds {kind.ending} files.")
            return
        if not self._is_inside(entry.path):
            self.report.add(entry.name, 1, "This link leads out of the folder: copy the files here instead.")
            return
        try:
            entries = self._entries(entry.path)
        except OSError as error:
            self.report.add(entry.name, 1, f"The folder cannot be read: {error.strerror}.")
            return
        for file in entries:
            path = f"{kind.kind}/{printable(file.name)}"
            if self._is_beside(file.name):
                continue
            if not file.name.endswith(kind.ending):
                name = f"{file.name.rpartition('.')[0] or file.name}{kind.ending}"
                self.report.add(
                    path, 1, f"Only {kind.ending} files belong here: rename it to {name}, or take it out."
                )
            elif len(self.files) >= MOST_FILES:
                self.report.add(path, 1, f"There are more than {MOST_FILES:,} files: import in parts.")
                return
            else:
                self._take(kind, file, path)

    def _take(self, kind, entry, path):
        text = self._text(kind, entry, lambda sentence: self.report.add(path, 1, sentence), path)
        self.files.append(File(kind, path, text))

    def _text(self, kind, entry, say, path):
        if not self._is_inside(entry.path):
            return say("This link leads out of the folder: copy the file here instead.")
        most = MOST_BYTES[kind.ending]
        try:
            # Looked at before it is opened: opening a pipe would wait for ever.
            status = os.stat(entry.path)
            if not stat.S_ISREG(status.st_mode):
                return say("This is not a file: take it out.")
            if status.st_size > most:
                return say(f"The file is larger than {most // 1_000_000} MB: split it.")
            with open(entry.path, "rb") as stream:
                data = stream.read(most + 1)
        except OSError as error:
            return say(f"The file cannot be read: {error.strerror}.")
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return say("The file is UTF-16: save it as UTF-8.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return self.report.add(path, line, "The file is not UTF-8 here: save it as UTF-8.")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\x00" in text:
            line = text.count("\n", 0, text.index("\x00")) + 1
            return self.report.add(path, line, "There is a NUL character here: take it out.")
        if not text.strip():
            return say("The file is empty: fill it, or take it out.")
        return text

    def _entries(self, path):
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)

    def _is_inside(self, path):
        return Path(os.path.realpath(path)).is_relative_to(self.root)

    def _is_beside(self, name):
        lower = name.lower()
        return lower.startswith((".", *_BESIDE)) or lower.endswith("~") or lower in _LITTER
