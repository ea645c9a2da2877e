"""The FAQs of an article: by slug, or written inline where only this article shows them.

An FAQ is written inline when exactly one article shows it, it has no topic of its own, and both are in one
locale. Its slug then comes from the question, unless the file gives another. So what was inline comes out
inline, and a shared or classified FAQ has a file of its own.
"""

from dataclasses import dataclass

from articles.body import identity

from .forms import Many, distinct, items_of
from .given import Mapping
from .kinds import BAD

INLINE_KEYS = ("question", "answer", "slug")


def slug_from(question: str) -> str:
    """The slug of an inline FAQ that gives none."""
    return identity.slug(question)


@dataclass(frozen=True)
class Faqs(Many):
    """Slugs and inline FAQs, in order."""

    def read(self, given, reading, column):
        items = items_of(given, reading, reading.name)
        if items is BAD:
            return BAD
        found = []
        for one in items:
            if isinstance(one, Mapping):
                found.append((one.line, reading.inline.get(id(one), BAD)))
            else:
                found.append((one.line, self.one(one, reading, column)))
        return distinct(found, reading)

    def write(self, value, writing):
        return [writing.inline.get(uid) or writing.slug_of("faq", uid) for uid in value]
