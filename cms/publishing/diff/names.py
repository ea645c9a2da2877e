"""What parts, items and marks are called in a comparison: the words of the form, and titles instead of uids.

Whoever asks for a comparison hands in what it knows (`Names(labels, nouns, titles)`); without that, names
are made of the keys of the document.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

ACRONYMS = {"seo": "SEO", "faq": "FAQ", "faqs": "FAQs", "url": "URL", "doi": "DOI", "pmid": "PMID"}
ACRONYMS |= {"csl": "CSL", "href": "address", "toc": "table of contents", "id": "ID", "html": "HTML"}
#: Kinds of lines as a writer calls them.
KINDS = {
    "ordered list": "numbered list",
    "unordered list": "list",
    "bullet list": "list",
    "blockquote": "quote",
    "cta": "button",
    "table header": "table heading",
}
MARKS = {"strong": "bold", "em": "italic", "sub": "subscript", "sup": "superscript", "term": "a defined term"}


def _as_it_is(text: dict) -> dict:
    return text


def _nothing(steps, what, was, now) -> str:
    return ""


@dataclass(frozen=True)
class Names:
    """`labels` by name of a part, `nouns` for one of a list, `titles` by uid, key or “type slug”.

    `read` makes of a document or a state what is compared, and `told` says a change as a reviewer would: both
    are a content type's, see Publishable.as_compared() and change_in_words().
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[dict], dict] = _as_it_is
    told: Callable[[tuple, str, object, object], str] = _nothing

    def part(self, name: str) -> str:
        """“summary” for dek, “SEO title” for seo_title."""
        return str(self.labels.get(name) or words(name))

    def one(self, name: str) -> str:
        """One of what the name names: “tag” for tags."""
        return str(self.nouns.get(name) or one_of(self.part(name)))

    def title(self, known_as: str) -> str:
        """The title of an item, told apart where two share one; what nobody knows stays as it is."""
        title = self.titles.get(known_as)
        if not title:
            return known_as
        return f"{title} ({known_as})" if self._shared[title] > 1 else title

    def knows(self, known_as: object) -> bool:
        return isinstance(known_as, str) and bool(self.titles.get(known_as))

    @property
    def _shared(self) -> Counter:
        counted = self.__dict__.get("_counted")
        if counted is None:
            counted = Counter(self.titles.values())
            object.__setattr__(self, "_counted", counted)
        return counted

    def and_sources_of(self, *documents: dict | None) -> "Names":
        """The same, knowing the sources that these documents list by their keys."""
        found = dict(self.titles)
        for document in documents:
            listed = document.get("references") if isinstance(document, dict) else None
            for source in listed if isinstance(listed, list) else ():
                if isinstance(source, dict) and isinstance(source.get("key"), str):
                    title = source.get("short_title") or source.get("title")
                    if isinstance(title, str) and title:
                        found.setdefault(source["key"], title)
        return replace(self, titles=found)


def words(name: str) -> str:
    return " ".join(ACRONYMS.get(word, word) for word in name.replace("_", " ").split())


def one_of(name: str) -> str:
    """The word for one thing of a list: "items" → "item"."""
    word = name.replace("_", " ")
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def many(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun if noun.endswith("s") else noun + "s"


def sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def quoted(text: str, most: int = 60) -> str:
    """“The text”, cut to a length that fits in a sentence."""
    flat = " ".join(text.split())
    if not flat:
        return "“" + text.replace("\n", "↵").replace("\t", "⇥") + "”" if text else "“”"
    return f"“{flat[: most - 1].rstrip()}…”" if len(flat) > most else f"“{flat}”"


def shortened(text: str, most: int = 60) -> str:
    flat = " ".join(text.split())
    return f"{flat[: most - 1].rstrip()}…" if len(flat) > most else flat


def mark(name: str) -> str:
    """A mark as a writer calls it: “bold”, “in language es”."""
    kind, _, rest = name.partition(" ")
    if kind == "lang":
        return f"in language {rest}"
    return f"{MARKS.get(kind, kind)} {rest}".strip()


def marks(names: Iterable[str]) -> str:
    return ", ".join(mark(name) for name in names) or "plain"
