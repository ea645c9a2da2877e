"""The history of one item: everything that happened to it, page by page, and its earlier texts."""

from urllib.parse import urlencode

from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone

from cms import canonical

from .. import chronicle, diff, kinds, record, wording
from ..diff import known
from ..forms_history import HistoryFilter
from ..models import Outcome, Publication, Revision
from . import addresses, reading, telling

PER_PAGE = 60


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
    person, now = get_user(request), timezone.now()
    events = chronicle.of_item(item.uid)
    if not person.has_perm("publishing.read_record"):
        # Who took evidence of it is the business of those who may read the record.
        events = [event for event in events if event.type != "evidence"]
    asked = HistoryFilter(request.GET, events)
    page = Paginator(asked.found(), PER_PAGE).get_page(request.GET.get("page"))
    chronicle.complete(page.object_list)
    teller = telling.Teller(item, person, now)
    return _answer(
        admin,
        request,
        item,
        "publishing/history.html",
        "History",
        page=page,
        lines=[teller.line(event) for event in page.object_list],
        form=asked,
        count=len(events),
        query=urlencode(asked.asked),
        printed_at=now,
    )


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
        difference=_difference(item, before, state),
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


def _difference(item, before, after):
    """What changed between two states, where both can be read."""
    if not before or not after:
        return None
    return diff.compare(before, after, known.wording(type(item), before, after))


def overtaken(item, read) -> dict | None:
    """For somebody whose save came too late: who was faster, and what that changed since they began."""
    newest = record.newest_revision(item.uid)
    if not newest or not str(read or "").isdecimal():
        return None
    before, after = state_of(item.uid, int(read)), state_of(item.uid, newest.number)
    return {
        "revision": newest,
        "version": item.version,
        "difference": _difference(item, before, after),
        "url": addresses.item_page(item, "revision", newest.number),
    }


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
