"""What stands in a mail: kinds and links, never a title, a name of a patient page, or a word of a text. Pure
apart from the names of the content types.
"""

from django.conf import settings
from django.urls import reverse

from cms.publishing import kinds

from .models import Event, Letter

#: The most links in one mail; the start page has the rest.
MOST = 40

_ACTS = {
    Event.TO_SIGN: "Read it and sign, or send it back",
    Event.TO_PUBLISH: "Publish or schedule it",
    Event.SENT_BACK: "Read why, and go on",
    Event.WITHDRAWN: "Look at it",
    Event.REPLACED: "Look at it",
    Event.CALLED_OFF: "Read why, and submit it again",
    Event.PUBLISHED: "Look at it",
    Event.SCHEDULED: "Look at it",
    Event.TAKEN_DOWN: "Look at it",
    Event.RECALLED: "See what is to be done, and until when",
    Event.NOTICE: "Look at it",
    Event.REVIEW_DUE: "Confirm the review, or change the page",
    Event.REVIEW_OVERDUE: "Confirm the review, or change the page",
    Event.RETIRES: "Confirm the review, or change the page, before that happens",
}


def subject(letters: list[Letter]) -> str:
    if len(letters) == 1:
        return sentence(letters[0])
    return f"{len(letters)} pieces of news from the CMS"


def sentence(letter: Letter) -> str:
    """“An article waits for a signature”."""
    model = kinds.model(letter.kind) if letter.kind else None
    name = str(model._meta.verbose_name) if model else "page"
    if letter.event == Event.RECALLED:
        name = "page"
    # An acronym is spelt: “an FAQ”.
    begins = name[:1].lower() in "aeio" or (name.isupper() and name[:1] in "AEFHILMNORSX")
    return f"{'An' if begins else 'A'} {name} {Event(letter.event).label}"


def body(letters: list[Letter]) -> str:
    """The mail in plain text. `letters` are of one person, the oldest first."""
    parts = ["Hello,", ""]
    for letter in letters[:MOST]:
        parts += [f"{sentence(letter)}.", f"{_ACTS[Event(letter.event)]}:", link(letter.path), ""]
    if len(letters) > MOST:
        parts += [f"There are {len(letters) - MOST} more. Everything that waits for you:", home(), ""]
    parts += [
        "What it is about stands only behind the link, after you sign in.",
        "",
        "--",
        f"Everything that waits for you: {home()}",
        f"Less mail, or none: {link(reverse('mail:preference'))}",
        "",
    ]
    return "\n".join(parts)


def link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def home() -> str:
    return link(reverse("admin:index"))
