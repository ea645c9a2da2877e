"""Lists of items: the state of each, found for a page of rows with one query, and filters for it."""

from datetime import date

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone

from .. import reviews
from ..models import Standing
from ..models.standing import State


class ItemList(ChangeList):
    """A list that knows where each of its rows stands, as `row.standing`."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        uids = [row.uid for row in self.result_list]
        standings = Standing.objects.in_bulk(uids)
        due = {}
        if reviews.falls_due(self.model):
            rows = reviews.falling_due(timezone.now()).filter(item__in=uids)
            due = dict(rows.values_list("item", "review_due"))
        for row in self.result_list:
            row.standing = standings.get(row.uid)
            row.review_due = date.fromisoformat(due[row.uid]) if row.uid in due else None


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        if self.value() not in State.values:
            return queryset
        standings = Standing.objects.in_state(self.value(), timezone.now()).filter(kind=queryset.model.kind)
        return queryset.filter(uid__in=standings.values("item"))


class ReviewFilter(admin.SimpleListFilter):
    """By the review that falls due next; only for types that have one."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return reviews.WINDOWS

    def queryset(self, request, queryset):
        if self.value() not in dict(reviews.WINDOWS):
            return queryset
        due = reviews.falling_due(timezone.now(), self.value()).filter(kind=queryset.model.kind)
        return queryset.filter(uid__in=due.order_by().values("item"))


class ArchivedFilter(admin.SimpleListFilter):
    """What was put out of the way stays out of lists until asked for."""

    title = "archived"
    parameter_name = "archived"

    def lookups(self, request, model_admin):
        return [("yes", "Archived"), ("all", "All")]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "yes")

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": "Not archived"}, *others]
