"""Comparing two texts of one item: revisions of its draft, or pages as they were published."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone

from cms import canonical

from .. import diff, record, wording
from ..diff import known
from ..models import Content, Member, Outcome, Revision, Signature
from . import addresses, history

#: The pickers list no more than this, newest first; older ones are reached by their address.
MOST = 200
VIEWS = [("inline", "In one text"), ("sides", "Side by side")]


@dataclass(frozen=True)
class Text:
    """One text of the item: a revision (“r5”) or a publication (“p12”)."""

    name: str
    said: str
    digest: str
    at: datetime
    by_name: str = ""
    reason: str = ""
    revision: int = 0

    @property
    def short(self) -> str:
        return f"revision {self.revision}{' as published' if self.is_published else ''}"

    @property
    def is_published(self) -> bool:
        return self.name.startswith("p")


def compare_view(admin, request, object_id):
    """The page: which two texts, and what differs."""
    item = history.item_of(admin, request, object_id)
    now = timezone.now()
    texts = texts_of(item.uid, now)
    if not texts:
        return TemplateResponse(request, "publishing/compare.html", _context(admin, request, item, "Compare"))
    asked = request.GET
    older, newer, because = _asked(texts, asked, item, get_user(request), now)
    if older.is_published != newer.is_published:
        # A page and a draft have other parts; the drafts behind both are what can be compared.
        older, newer = (_draft_of(texts, text) for text in (older, newer))
        because = "A published page and a draft differ in form, so the revisions behind both are compared."
    view = "sides" if asked.get("view") == "sides" else "inline"
    old, new = (_document(text) for text in (older, newer))
    difference = None
    if old is not None and new is not None:
        difference = diff.compare(old, new, known.names(type(item), old, new))
    return TemplateResponse(
        request,
        "publishing/compare.html",
        {
            **_context(admin, request, item, f"Comparison of {older.short} and {newer.short}"),
            "texts": _listed(texts, older, newer),
            "pickers": [("from", "From", older), ("to", "To", newer)],
            "because": because,
            "sealed": [text.said for text, body in ((older, old), (newer, new)) if body is None],
            "difference": difference,
            "view": view,
            "views": VIEWS,
            "sides": view == "sides",
            "swap_url": addresses.compare(item, newer.name, older.name, view),
            "printed_at": now,
        },
    )


def _context(admin, request, item, title):
    return {
        **admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(item),
        "opts": admin.opts,
        "item": item,
        "change_url": addresses.change_form(item),
        "history_url": addresses.item_page(item, "history"),
        "zone": wording.zone(),
    }


def texts_of(uid: str, now: datetime) -> dict[str, Text]:
    """Every text of an item by its name, newest first, revisions before publications."""
    live_then = set()
    published = []
    for one in record.standing_publications().filter(item=uid, outcome=Outcome.DOCUMENT).order_by("-number"):
        planned = one.effective_at > now
        if not planned:
            live_then.add(one.revision)
        said = f"{'Planned for' if planned else 'Published'} {wording.moment(one.effective_at)}"
        published.append(
            Text(
                f"p{one.number}",
                f"{said}, revision {one.revision}",
                one.snapshot_id,
                one.effective_at,
                revision=one.revision,
            )
        )
    found = {}
    for one in Revision.objects.filter(item=uid).order_by("-number"):
        was_live = ", was live" if one.number in live_then else ""
        found[f"r{one.number}"] = Text(
            f"r{one.number}",
            f"Revision {one.number}{was_live}",
            one.digest,
            one.at,
            one.by_name,
            one.reason,
            one.number,
        )
    return found | {text.name: text for text in published}


def _asked(texts, asked, item, person, now):
    """(older, newer, why these): as asked for, else what this person is most likely to look for."""
    newer = _named(texts, asked.get("to"))
    older = _named(texts, asked.get("from"))
    if older and newer:
        return older, newer, ""
    revisions = [text for text in texts.values() if not text.is_published]
    release = record.open_release_of(item.uid, now)
    member = release.members.filter(item=item.uid).first() if release else None
    if not newer:
        newer = texts.get(f"r{member.revision}") if member and not older else None
        newer = newer or (revisions or list(texts.values()))[0]
    if older:
        return older, newer, ""
    signed = last_signed(person.uid, item.uid, release)
    if release and signed and (text := texts.get(f"r{signed.revision}")):
        return text, newer, "Since your last signature."
    live = record.live_publication(item.uid, now)
    if live and live.revision != newer.revision and (text := texts.get(f"r{live.revision}")):
        return text, newer, "Since what is live."
    before = [text for text in revisions if text.revision < newer.revision]
    if before:
        return before[0], newer, "Since the revision before."
    return newer, newer, "There is one revision so far, so there is nothing to compare it with."


def _named(texts, name):
    if not name:
        return None
    if name not in texts:
        raise Http404("There is no such revision or publication.")
    return texts[name]


def last_signed(person: str, item: str, before=None) -> Member | None:
    """The member of the last release with this item that the person signed."""
    signed = Signature.objects.filter(signer=person)
    if before:
        signed = signed.exclude(release=before)
    found = Member.objects.filter(item=item, release__in=signed.values("release"))
    return found.order_by("-release__at", "-pk").first()


def _draft_of(texts, text):
    return texts.get(f"r{text.revision}", text)


def _document(text: Text) -> dict | None:
    """What it says; None when it was sealed."""
    body = Content.objects.filter(pk=text.digest).values_list("body", flat=True).first()
    return canonical.decode(body) if body else None


def _listed(texts, older, newer):
    """What the pickers offer: the newest, and the two that are shown."""
    names = {older.name, newer.name}
    revisions = [text for text in texts.values() if not text.is_published]
    published = [text for text in texts.values() if text.is_published]
    return [
        (label, [text for place, text in enumerate(group) if place < MOST or text.name in names])
        for label, group in (("Revisions of the draft", revisions), ("Pages as published", published))
        if group
    ]
