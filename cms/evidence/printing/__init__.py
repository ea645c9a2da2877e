"""evidence.pdf: what a pack says, for reading and for paper; with reportlab and the fonts that it brings."""

import io

from . import layout, sections


def draw(found, story, order, trust: list[str], digest: str) -> bytes:
    """The PDF of a pack whose manifest has this digest. The same record gives the same bytes."""
    parts = [
        *sections.cover(found, order, trust, digest),
        *sections.what_readers_saw(story),
        *sections.notices(story),
        *sections.versions(story),
        *sections.ended(story),
        *sections.revisions(story),
        *sections.seals(found, story),
        *sections.entries(found),
        *sections.how_to_check(digest),
    ]
    file = io.BytesIO()
    layout.build(file, parts, title=found.subject.title, author=order.by_name, digest=digest)
    return file.getvalue()
