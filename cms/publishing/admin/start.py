"""The pages around the start page: one group of tasks, reviews by due date, questions to the record."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from .. import kinds, record, reviews, sight, waiting, wording
from . import addresses, as_of_question, tasks
from .action_page import UNSEEN, refused

#: Pages of an item that a link may lead to by uid.
ITEM_PAGES = ("submit", "confirm_review", "history", "retire")


def item(request, uid, page="change"):
    """The form of an item, or a page of it: links in mails and lists know only its uid."""
    found = kinds.item(uid)
    if found is None or page not in ("change", *ITEM_PAGES):
        raise Http404("There is no such item.")
    if not sight.may_see(request.user, type(found)):
        return refused(request, UNSEEN)
    return HttpResponseRedirect(addresses.item_page(found, page))


def group(request, key):
    """Everything of one group of the start page, a page at a time."""
    person, now = get_user(request), timezone.now()
    number = max(1, int(text)) if (text := request.GET.get("page", "1")).isdecimal() and len(text) < 6 else 1
    begin = (number - 1) * waiting.PER_PAGE
    found = waiting.group(key, person, now, slice(begin, begin + waiting.PER_PAGE))
    if found is None:
        raise Http404("There is no such group of tasks, or not for you.")
    pages = max(1, -(-found.count // waiting.PER_PAGE))
    if number > pages:
        return HttpResponseRedirect(f"?page={pages}")
    return _answer(request, "publishing/waiting.html", found.title, group=found, number=number, pages=pages)


def reviews_due(request):
    """Every live page with a review date, the most urgent first."""
    person, now = get_user(request), timezone.now()
    if not person.has_perm("publishing.view_release"):
        return refused(request, "You may not look at what is in review.")
    window = request.GET.get("due", "")
    if window not in dict(reviews.WINDOWS):
        window = ""
    rows = reviews.falling_due(now, window).filter(kind__in=[m.kind for m in sight.seen(person)])
    page = Paginator(rows, waiting.PER_PAGE).get_page(request.GET.get("page"))
    return _answer(
        request,
        "publishing/reviews.html",
        "Reviews by due date",
        page=page,
        rows=[(tasks.review_row(one, person), one) for one in reviews.read(page.object_list, now)],
        window=window,
        windows=[("", "All"), *reviews.WINDOWS],
        policy=reviews.policy(),
    )


def ask(request):
    """A page's address, and perhaps a day: leads to what it said, who approved it, or what changed since."""
    if not request.user.has_perm("publishing.read_record"):
        raise PermissionDenied
    address, day, asked = (
        request.GET.get(name, "").replace("\0", "").strip()[:500] for name in ("address", "day", "ask")
    )
    if asked == "said":
        said = {"address": address, "time": day}
        query = urlencode({name: text for name, text in said.items() if text})
        return HttpResponseRedirect(f"{reverse('review:as_of')}?{query}")
    lead = ANSWERS.get(asked, _approved)
    errors, choices, moment = {}, [], timezone.now()
    try:
        if day:
            span = as_of_question.span(day, moment)
            moment = span.ends - timedelta(microseconds=1) if span.is_day else span.begins
    except as_of_question.Wrong as error:
        errors["day"] = str(error)
    try:
        choices = _items(as_of_question.places(address, lambda model: sight.may_see(request.user, model)))
        if not choices:
            errors["address"] = "No page was ever published at this address. Paste it as readers see it."
    except as_of_question.Wrong as error:
        errors["address"] = str(error)
    if not errors and len(choices) == 1:
        return HttpResponseRedirect(lead(choices[0], moment))
    return _answer(
        request,
        "publishing/ask.html",
        "Ask the record",
        address=address,
        day=day,
        errors=errors,
        choices=[(one, lead(one, moment)) for one in choices] if not errors else [],
    )


def _items(places) -> list:
    uids = dict.fromkeys(place.item for place in places)
    return [one for uid in uids if (one := kinds.item(uid))]


def _approved(item, moment: datetime) -> str:
    """The release that readers saw then, with its signatures; else the item's history."""
    live = record.live_publication(item.uid, moment)
    if live and live.release_id:
        return reverse("review:release", args=[live.release_id])
    return addresses.item_page(item, "history")


def _changed(item, moment: datetime) -> str:
    """What differs between what readers saw then and what they see now; else the item's history."""
    then, now = record.live_publication(item.uid, moment), record.live_publication(item.uid, timezone.now())
    if then and now:
        return addresses.compare(item, f"p{then.number}", f"p{now.number}")
    return addresses.item_page(item, "history")


ANSWERS = {"approved": _approved, "changed": _changed}


def _answer(request, template, title, **context):
    return TemplateResponse(
        request,
        template,
        {**admin.site.each_context(request), "title": title, "zone": wording.zone(), **context},
    )
