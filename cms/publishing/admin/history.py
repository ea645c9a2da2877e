"""The history of one item: every revision, submission, signature and publication, and its earlier texts."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse

from cms import canonical
from cms.audit.models import Entry

from .. import diff, kinds, record, wording
from ..models import (
    CallOff,
    Change,
    Closing,
    Outcome,
    Publication,
    Release,
    Revision,
    Seal,
    SealRequest,
    Signature,
)
from . import addresses, reading
from .panel import closing_line

PER_PAGE = 60


@dataclass
class Event:
    """One thing that happened to the item. `links` are (text, address)."""

    at: datetime
    order: tuple
    what: str
    who: str
    why: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


def item_of(admin, request, object_id):
    """The item, for somebody who may look at it."""
    item = admin.get_object(request, object_id)
    if not admin.has_view_or_change_permission(request, item):
        raise PermissionDenied
    if item is None:
        raise Http404(f"There is no {admin.opts.verbose_name} with this number.")
    return item


def history(admin, request, object_id):
    item = item_of(admin, request, object_id)
    events = sorted(_events(admin, request, item), key=lambda event: event.order, reverse=True)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return _answer(admin, request, item, "publishing/history.html", "History", page=page)


def revision(admin, request, object_id, number):
    """One frozen state of the draft, and what it changed."""
    item = item_of(admin, request, object_id)
    found = Revision.objects.filter(item=item.uid, number=number).first()
    if not found:
        raise Http404("There is no such revision.")
    state = state_of(item.uid, number)
    before = state_of(item.uid, found.parent) if found.parent else None
    return _answer(
        admin,
        request,
        item,
        "publishing/revision.html",
        f"Revision {number}",
        revision=found,
        parts=reading.parts(state, item) if state else [],
        sealed=state is None,
        difference=diff.compare(before, state) if state and before else None,
        restore_url=addresses.item_page(item, "restore_draft", number)
        if state and admin.has_change_permission(request, item)
        else "",
    )


def publication(admin, request, object_id, number):
    """What readers saw from one moment on."""
    item = item_of(admin, request, object_id)
    found = Publication.objects.filter(item=item.uid, number=number, outcome=Outcome.DOCUMENT).first()
    if not found:
        raise Http404("There is no such publication.")
    body = record.bytes_of(found.snapshot_id)
    return _answer(
        admin,
        request,
        item,
        "publishing/publication.html",
        f"As published on {wording.moment(found.effective_at)}",
        publication=found,
        frame=reading.page(kinds.model(found.kind), canonical.decode(body)) if body else "",
        restore_url=addresses.item_page(item, "restore", number)
        if body and request.user.has_perm("publishing.restore")
        else "",
    )


def state_of(uid: str, number) -> dict | None:
    """What a revision says; None when there is no such revision or its bytes were sealed."""
    digest = Revision.objects.filter(item=uid, number=number).values_list("digest", flat=True).first()
    body = record.bytes_of(digest) if digest else ""
    return canonical.decode(body) if body else None


def overtaken(item, read) -> dict | None:
    """For somebody whose save came too late: who was faster, and what that changed since they began."""
    newest = record.newest_revision(item.uid)
    if not newest or not str(read or "").isdecimal():
        return None
    before, after = state_of(item.uid, int(read)), state_of(item.uid, newest.number)
    return {
        "revision": newest,
        "version": item.version,
        "difference": diff.compare(before, after) if before and after else None,
        "url": addresses.item_page(item, "revision", newest.number),
    }


def _events(admin, request, item):
    yield from _revisions(item)
    releases = list(Release.objects.filter(members__item=item.uid))
    yield from _reviews(item, releases)
    yield from _publications(item, request)
    for asked in SealRequest.objects.filter(item=item.uid).select_related("seal"):
        yield Event(asked.at, (asked.entry, 0), "Sealing asked for", asked.by_name, asked.reason)
        seal = getattr(asked, "seal", None)
        if isinstance(seal, Seal):
            yield Event(seal.at, (seal.entry, 0), "Stored text sealed", seal.by_name, asked.reason)


def _revisions(item):
    for one in Revision.objects.filter(item=item.uid):
        what = f"Revision {one.number}"
        if one.parent != one.number - 1:
            what += f", made from revision {one.parent}"
        links = [("Open", addresses.item_page(item, "revision", one.number))]
        yield Event(one.at, (one.entry, 0), what, one.by_name, one.reason, links)


def _reviews(item, releases):
    by_release = {release.pk: release for release in releases}
    revisions = dict(item_members(item.uid))
    for one in releases:
        what = f"Revision {revisions.get(one.pk)} submitted. {Change(one.change).label}"
        yield Event(one.at, (one.entry, 0), what, one.by_name, one.reason)
    for one in Signature.objects.filter(release__in=by_release):
        yield Event(one.at, (one.entry, 1), f"Signed: {one.get_meaning_display()}", one.printed_name)
    for one in Closing.objects.filter(release__in=by_release):
        yield Event(one.at, (one.entry, 2), closing_line(one).split(" by ")[0], one.by_name, one.note)


def item_members(uid: str):
    return Release.objects.filter(members__item=uid).values_list("pk", "members__revision")


def _publications(item, request):
    found = list(Publication.objects.filter(item=item.uid).select_related("call_off"))
    entries = Entry.objects.in_bulk({one.entry for one in found})
    for one in found:
        entry = entries.get(one.entry)
        links = []
        if one.outcome == Outcome.DOCUMENT:
            links = [("Open", addresses.item_page(item, "publication", one.number))]
            what = f"Revision {one.revision} live from {wording.moment(one.effective_at)}"
        elif one.outcome == Outcome.MOVED:
            what = f"{one.key} leads to the new address from {wording.moment(one.effective_at)}"
        else:
            what = f"Taken down. Readers are told: {one.note}"
        who, why = (entry.actor_name, entry.reason) if entry else ("", "")
        yield Event(one.at, (one.entry, 3), what, who, why, links)
        call_off = getattr(one, "call_off", None)
        if isinstance(call_off, CallOff):
            what = f"Called off: what was to go live on {wording.moment(one.effective_at)}"
            yield Event(call_off.at, (call_off.entry, 4), what, call_off.by_name, call_off.reason)


def _answer(admin, request, item, template, title, **context):
    return TemplateResponse(
        request,
        template,
        {
            **admin.admin_site.each_context(request),
            "title": title,
            "subtitle": str(item),
            "opts": admin.opts,
            "item": item,
            "change_url": addresses.change_form(item),
            "history_url": addresses.item_page(item, "history"),
            "zone": wording.zone(),
            **context,
        },
    )
