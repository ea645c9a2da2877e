"""What is shown above the form of a draft that was changed outside the application."""

from dataclasses import dataclass

from .. import diff, outside, wording
from ..diff import known
from ..models import Publishable, Revision
from . import addresses


@dataclass(frozen=True)
class Banner:
    """`revision` is the newest one, None where the draft was never saved here; `difference` since then."""

    sentence: str
    revision: Revision | None = None
    revision_url: str = ""
    restore_url: str = ""
    difference: object = None


def banner(item: Publishable) -> Banner | None:
    # Read anew: a form that was refused holds what was typed.
    stored = type(item).objects.filter(pk=item.pk).first()
    found = outside.of(stored) if stored else None
    if found is None:
        return None
    if found.revision is None:
        return Banner(
            "This draft was put here outside the application: it has no revision. Read it. When it is right,"
            " save it with a reason; it is then revision 1."
        )
    newest = found.revision
    return Banner(
        f"This draft was changed outside the application after revision {newest.number}, which"
        f" {newest.by_name} saved on {wording.moment(newest.at)}. Nobody knows who changed it, or why.",
        revision=newest,
        revision_url=addresses.item_page(stored, "revision", newest.number),
        restore_url=addresses.item_page(stored, "restore_draft", newest.number),
        difference=diff.compare(
            found.kept, found.stands, known.wording(type(stored), found.kept, found.stands)
        ),
    )
