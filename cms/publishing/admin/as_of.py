"""The page of a moment: what an address showed then, signed by whom, and what readers were told beside it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import get_user
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cms import canonical, instant
from cms.audit import reading as reads
from cms.audit.models import Entry

from .. import asof, kinds, record, sight, wording
from ..models import Change, NoticeKind, Outcome, Publication, Severity
from . import addresses, history, reading
from . import as_of_question as question
from .action_page import refused
from .as_of_question import Place, Span, Wrong

NOT_ALLOWED = "You may not read the record."
#: A day on which more than this happened to one address is shown in part.
MOST_VERSIONS = 50


def page(request):
    """`?address=&time=`, or `day` and `clock` as the form sends them."""
    if not request.user.has_perm("publishing.read_record"):
        return refused(request, NOT_ALLOWED)
    asked = _asked(request)
    if not asked["address"] and not asked["time"]:
        return _answer(request, asked)
    errors, found, span = {}, [], None
    try:
        found = question.places(asked["address"], lambda model: sight.may_see(request.user, model))
        if not found:
            errors["address"] = "Nothing that you may look at was ever published there or under such a title."
    except Wrong as error:
        errors["address"] = str(error)
    try:
        span = _span(asked)
    except Wrong as error:
        errors["time"] = str(error)
    if errors:
        return _answer(request, asked, errors=errors)
    if len(found) > 1:
        titles = _titles(found)
        choices = [(one, titles[one.item], _url(one, asked["time"])) for one in found]
        return _answer(request, asked, choices=choices)
    return _shown(request, asked, found[0], span)


def of_item(admin_, request, object_id):
    """The same from an item's own pages: the address it had at the moment that is asked for."""
    item = history.item_of(admin_, request, object_id)
    if not request.user.has_perm("publishing.read_record"):
        return refused(request, NOT_ALLOWED)
    time, now = request.GET.get("time", "").strip()[:60], timezone.now()
    try:
        span = question.span(time, now) if time else Span(now)
    except Wrong:
        span = Span(now)  # the page says what is wrong with it
    home = asof.home(item.uid, span.last) or asof.home(item.uid, now)
    key, locale = (home.key, home.locale) if home else (item.key, item.locale)
    return HttpResponseRedirect(_url(Place(key, locale, item.uid, item.kind), time))


def _asked(request) -> dict:
    """What was asked, as it was typed."""
    said = {
        name: request.GET.get(name, "").replace("\0", "").strip()[: question.LONGEST]
        for name in ("address", "time", "day", "clock")
    }
    if not said["time"] and said["day"]:
        said["time"] = f"{said['day']}T{said['clock']}" if said["clock"] else said["day"]
    elif said["time"]:
        said |= _fields(said["time"])
    return said


def _fields(text: str) -> dict:
    """Day and clock of the form, as clocks here show the moment of a link."""
    try:
        span = question.span(text, datetime.max.replace(tzinfo=UTC) - timedelta(days=2))
    except Wrong:
        return {}
    local = timezone.localtime(span.begins)
    clock = "" if span.is_day else f"{local:%H:%M:%S}".removesuffix(":00")
    return {"day": f"{local:%Y-%m-%d}", "clock": clock}


def _span(asked: dict) -> Span:
    if not asked["time"]:
        if asked["clock"]:
            raise Wrong("Give the day as well.")
        return Span(timezone.now())
    return question.span(asked["time"], timezone.now())


def _shown(request, asked, place: Place, span: Span):
    """What the address showed: the one version of that moment, or the versions of that day to choose from."""
    now = timezone.now()
    reads.read(
        "as of",
        place.item,
        by=get_user(request),
        clock=timezone.now,
        detail={"key": place.key, "locale": place.locale, "time": asked["time"] or instant.to_text(now)},
    )
    showings = asof.showings(place.key, place.locale, until=now)
    context = {"place": place, "span": span, "facts_of_item": _item_links(request, place)}
    begins = Entry.objects.order_by("sequence").values_list("at", flat=True).first()
    last = span.last
    if begins and last < begins:
        return _answer(request, asked, before_the_record=both(begins), **context)
    if span.is_day:
        on_that_day = [
            one for one in showings if one.begins < span.ends and (not one.ends or one.ends > span.begins)
        ]
        context["day_shown"] = wording.local_date(span.begins)
        if len(on_that_day) != 1:
            versions = [_version(one, place, showings) for one in on_that_day[:MOST_VERSIONS]]
            return _answer(
                request,
                asked,
                versions=versions,
                none=not versions,
                **_edges(place, showings, last),
                **context,
            )
        # One version that day. It may have begun in the course of it.
        current = on_that_day[0]
        moment = max(span.begins, current.begins)
    else:
        current = next((one for one in showings if one.covers(span.begins)), None)
        moment = span.begins
    if current is None:
        return _answer(request, asked, none=True, **_edges(place, showings, moment), **context)
    context |= _edges(place, showings, current.begins, current)
    context |= {"version": _version(current, place, showings), "moment": both(moment)}
    return _answer(request, asked, **context, **_outcome(request, current.publication, moment, place))


def _version(one: asof.Showing, place: Place, showings) -> dict:
    now = timezone.now()
    return {
        "publication": one.publication,
        "said": _said(one.publication),
        "begins": both(one.begins),
        "ends": both(one.ends) if one.ends and one.ends <= now else None,
        "planned": both(one.ends) if one.ends and one.ends > now else None,
        "url": _url(place, instant.to_text(one.begins)),
    }


def _said(publication: Publication) -> str:
    """What the address led to, in a few words."""
    if publication.outcome == Outcome.DOCUMENT:
        return f"Revision {publication.revision}"
    return "Moved to another address" if publication.outcome == Outcome.MOVED else "Taken down"


def _edges(place: Place, showings, moment: datetime, current=None) -> dict:
    """The changes before and after, as links."""
    before = [one for one in showings if one.begins < moment]
    after = [one for one in showings if one.begins > moment and one is not current]
    return {
        "previous": _version(before[-1], place, showings) if before else None,
        "following": _version(after[0], place, showings) if after else None,
    }


def _outcome(request, publication: Publication, moment: datetime, place: Place) -> dict:
    if publication.outcome == Outcome.DOCUMENT:
        return _document(request, publication, moment)
    home = publication
    if publication.outcome == Outcome.MOVED:
        home = asof.home(publication.item, moment)
        if home and home.outcome == Outcome.DOCUMENT:
            to = Place(home.key, home.locale, home.item, home.kind)
            return {"moved_to": to, "moved_url": _url(to, instant.to_text(moment))}
    entry = Entry.objects.filter(pk=home.entry).first() if home else None
    successor = asof.home(home.successor, moment) if home and home.successor else None
    if successor and successor.outcome == Outcome.DOCUMENT:
        there = Place(successor.key, successor.locale, successor.item, successor.kind)
        context = {"successor": there, "successor_url": _url(there, instant.to_text(moment))}
    else:
        context = {"successor": None}
    return {
        "gone": home,
        "gone_entry": entry,
        "entries": _entries(request, [entry] if entry else []),
        **context,
    }


def _document(request, publication: Publication, moment: datetime) -> dict:
    found = asof.page(publication, moment)
    model = kinds.model(publication.kind)
    document = canonical.decode(found.body) if found.body else None
    beside = found.companion or {}
    signed = {one["key"]: one for one in (document or {}).get("references", [])}
    sources = [
        {
            **one,
            "title": signed.get(one["key"], {}).get("title") or one["key"],
            "status": one["status"].replace("_", " ").capitalize(),
            "successor": (one.get("successor") or {}).get("title", ""),
        }
        for one in beside.get("references", [])
    ]
    return {
        "document": True,
        "page_title": model.title_of(document) if document else "",
        "frame": reading.page(model, document) if document else "",
        "seal": found.seal,
        "release": found.release,
        "release_url": _release_url(request, found.release),
        "change": Change(found.release.change).label,
        "digest": publication.snapshot_id,
        "content_digest": found.content_digest,
        "signatures": [(one, both(one.at)) for one in found.signatures],
        "entries": _entries(request, found.entries),
        "notices": [_notice(one) for one in beside.get("notices", [])],
        "sources": sources,
        "targets": beside.get("targets", []),
        "review_overdue": beside.get("review_overdue", False),
        **_links(request, publication),
    }


def _notice(one: dict) -> dict:
    return {
        "kind": NoticeKind(one["kind"]).label,
        "severity": Severity(one["severity"]).label,
        "text": one["text"],
        "since": both(instant.from_text(one["since"])),
    }


def _entries(request, entries) -> list[tuple[Entry, str]]:
    may = request.user.has_perm("audit.view_entry")
    return [(one, reverse("admin:audit_entry_change", args=[one.pk]) if may else "") for one in entries]


def _release_url(request, release) -> str:
    if not request.user.has_perm("publishing.view_release"):
        return ""
    return reverse("review:release", args=[release.pk])


def _links(request, publication: Publication) -> dict:
    """What else there is about that version, where it is installed."""
    item = kinds.item(publication.item)
    if item is None:
        return {}
    live = record.live_publication(publication.item, timezone.now())
    compare = ""
    if live and live.snapshot_id != publication.snapshot_id:
        url = _where(lambda: addresses.item_page(item, "compare"))
        query = {"from": f"p{publication.number}", "to": f"p{live.number}"}
        compare = f"{url}?{urlencode(query)}" if url else ""
    may_export = request.user.has_perm("publishing.export_evidence")
    return {
        "compare_url": compare,
        "is_live": bool(live and live.snapshot_id == publication.snapshot_id),
        "evidence_url": _where(lambda: reverse("evidence:item", args=[item.uid])) if may_export else "",
    }


def _where(find) -> str:
    try:
        return find()
    except NoReverseMatch:
        return ""


def _item_links(request, place: Place) -> dict:
    item = kinds.item(place.item)
    if item is None:
        return {}
    return {
        "title": str(item),
        "form": addresses.change_form(item),
        "history": addresses.item_page(item, "history"),
        "addresses": [
            (other, _url(other, request.GET.get("time", "")[:60]))
            for other in question.of_item(place.item)
            if other != place
        ],
    }


def _titles(found: list[Place]) -> dict[str, str]:
    items = {}
    for place in found:
        if place.item not in items:
            item = kinds.item(place.item)
            items[place.item] = str(item) if item else place.key
    return items


def _url(place: Place, time: str) -> str:
    query = {"address": _address(place.key, place.locale)} | ({"time": time} if time else {})
    return f"{reverse('review:as_of')}?{urlencode(query, safe='/:')}"


def _address(key: str, locale: str) -> str:
    return f"{key}?locale={locale}"


def both(at: datetime) -> dict:
    """A moment as clocks here show it, and exactly in UTC."""
    exact = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}".rstrip("0").rstrip(".") + " UTC"
    return {"here": wording.moment(at), "utc": exact}


def _answer(request, asked, **context):
    return TemplateResponse(
        request,
        "publishing/as_of.html",
        {
            **admin.site.each_context(request),
            "title": "What a page said",
            "asked": asked,
            "zone": wording.zone(),
            "today": f"{timezone.localdate():%Y-%m-%d}",
            **context,
        },
    )
