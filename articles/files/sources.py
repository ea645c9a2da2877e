"""From files to sources: what each file says of one item, before any of it is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from . import faq_lists, json_in, yaml_in
from .folder import File
from .given import Listing, Mapping, Text
from .kinds import Kind, kind_of
from .problems import Report


@dataclass
class Source:
    """What a file says of one item: its keys and, for Markdown, the text under them with its first line."""

    kind: Kind
    path: str
    mapping: Mapping
    text: str = ""
    text_line: int = 1
    #: Whether lines of the text are lines of the file.
    text_has_lines: bool = True
    #: The article that an inline FAQ stands in.
    inline_in: Source | None = None
    #: Inline FAQs of an article, by the identity of their mapping.
    inline: dict[int, Source] = field(default_factory=dict)
    slug: str = ""
    locale: str = ""
    uid: str = ""
    #: Its keys could not be read: others may refer to it, and its text can still be looked at.
    is_broken: bool = False

    @property
    def line(self) -> int:
        return self.mapping.line

    @property
    def slug_key(self) -> str:
        return "id" if self.kind.file else "slug"

    @property
    def file_name(self) -> str:
        """What the file is named, without its ending."""
        return PurePosixPath(self.path).name.removesuffix(self.kind.ending)

    def line_of(self, name: str) -> int:
        entry = self.mapping.entries.get(name)
        return entry.line if entry else self.line


def of_file(file: File, report: Report) -> list[Source]:
    """The sources that a file holds, inline FAQs before their article."""

    def say(line: int, sentence: str) -> None:
        report.add(file.path, line, sentence)

    broken = Source(file.kind, file.path, Mapping(1), is_broken=True)
    if file.text is None:
        return [broken]
    if file.kind.file:
        mappings = json_in.parse(file.text, say)
        return [broken] if mappings is None else [Source(file.kind, file.path, one) for one in mappings]
    if not file.kind.body:
        mapping = yaml_in.parse(file.text, say)
        return [Source(file.kind, file.path, mapping) if mapping else broken]
    split = _front_matter(file.text, say)
    if split is None:
        return [broken]
    front, broken.text, broken.text_line = split
    mapping = yaml_in.parse(front, say, first_line=2)
    if mapping is None:
        return [broken]
    source = Source(file.kind, file.path, mapping, broken.text, broken.text_line)
    return [*_inline_faqs(source, say), source]


def _front_matter(text, say):
    """The keys, the text under them, and the line on which that begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        say(1, "The file must begin with a line “---”, then keys such as “slug: …”, then another “---”.")
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    say(1, "The keys at the top are never closed: put a line “---” behind them.")
    return None


def _inline_faqs(source, say):
    """The FAQs that stand in an article's list as mappings."""
    entry = source.mapping.get("faqs")
    if source.kind.kind != "articles" or not entry or not isinstance(entry.value, Listing):
        return []
    for one in entry.value.items:
        if not isinstance(one, Mapping):
            continue
        answer = one.get("answer")
        made = Source(kind_of("faqs"), source.path, one, inline_in=source)
        if answer is None:
            say(one.line, "This FAQ has no “answer”: add it.")
        elif not isinstance(answer.value, Text):
            say(answer.line, "Give a text for the answer.")
        else:
            made.text = answer.value.value
            made.text_line = answer.value.first_line or answer.value.line
            made.text_has_lines = bool(answer.value.first_line)
        source.inline[id(one)] = made
    return list(source.inline.values())


def slug_given(source: Source) -> tuple[str, int] | None:
    """The slug that the source gives or, for an inline FAQ, that its question makes; with its line."""
    entry = source.mapping.get(source.slug_key)
    if entry is None:
        question = source.mapping.get("question")
        if source.inline_in and question and isinstance(question.value, Text):
            return faq_lists.slug_from(question.value.value.strip()), question.line
        return None
    value = entry.value.value if hasattr(entry.value, "value") else None
    return (value.strip() if isinstance(value, str) else ""), entry.line
