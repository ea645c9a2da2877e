"""Tokens in the admin: everybody's own, and for administrators everybody's; made, shown once, revoked."""

from datetime import MAXYEAR, datetime, time, timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from . import actions, tokens
from .models import Token, User


class TokenForm(forms.Form):
    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label=None,
        help_text="It opens what this person may see, within its scopes. Reads are kept in their name.",
    )
    name = forms.CharField(
        label="What uses it", max_length=100, help_text="Such as “yearly audit 2026”. It stays in the record."
    )
    scopes = forms.MultipleChoiceField(
        label="What it opens",
        choices=tokens.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=tokens.Scope.values[:1],
    )
    last_day = forms.DateField(
        label="Last day it is valid",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"At most {tokens.LONGEST_DAYS} days from now. It can be revoked at any time before.",
    )
    reason = forms.CharField(label="Reason", required=False, max_length=500, help_text="For the record.")

    def __init__(self, by, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, is_system=False, is_staff=True).order_by("name", "pk")
        allowed = [person.pk for person in people if tokens.may_make_for(by, person)]
        self.fields["person"].queryset = people.filter(pk__in=allowed)
        self.fields["person"].initial = by.pk
        self.fields["last_day"].initial = timezone.localdate() + timedelta(days=90)

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day.year == MAXYEAR:  # its last day has none after it
            raise forms.ValidationError(f"A token is valid for at most {tokens.LONGEST_DAYS} days.")
        return day

    def expires_at(self) -> datetime:
        """The first moment after the last day, as days are counted here."""
        after = self.cleaned_data["last_day"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(after, time()))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", required=False, max_length=500, help_text="For the record.")


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("valid", "Valid"), ("revoked", "Revoked"), ("expired", "Expired")]

    def queryset(self, request, queryset):
        now = timezone.now()
        return {
            "valid": queryset.filter(revoked_at=None, expires_at__gt=now),
            "revoked": queryset.exclude(revoked_at=None),
            "expired": queryset.filter(revoked_at=None, expires_at__lte=now),
        }.get(self.value(), queryset)


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    list_display = ("name", "person", "scopes", "made_at", "expires_at", "state")
    list_filter = (StateFilter,)
    list_select_related = ("person",)
    search_fields = ("name", "uid", "person__name")
    search_help_text = "What uses it, its uid, or the name of its person."
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return found if request.user.has_perm("people.view_user") else found.filter(person=request.user)

    @admin.display(description="state")
    def state(self, token):
        if token.revoked_at:
            return "Revoked"
        return "Expired" if token.expires_at <= timezone.now() else "Valid"

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        person = request.user
        if not person.is_active or not person.is_staff:
            return False
        if person.has_perm("people.view_user"):
            return True
        if obj is not None:
            return obj.person_id == person.pk
        # Whoever had a token once may see what became of it.
        return self._may_use_any(person) or person.tokens.exists()

    def has_add_permission(self, request):
        person = request.user
        return person.is_active and (person.has_perm("people.change_user") or self._may_use_any(person))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @staticmethod
    def _may_use_any(person) -> bool:
        return any(person.has_perm(permission) for permission in tokens.NEEDS.values())

    def get_urls(self):
        view = self.admin_site.admin_view(self.revoke_view)
        return [path("<int:object_id>/revoke/", view, name="people_token_revoke"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = get_user(request)
        form = TokenForm(by, request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                token, text = tokens.make(
                    person=said["person"],
                    name=said["name"],
                    scopes=said["scopes"],
                    expires_at=form.expires_at(),
                    by=by,
                    clock=timezone.now,
                    reason=said["reason"].strip(),
                )
            except tokens.BadTerms as error:
                form.add_error("last_day" if error.field == "expires_at" else error.field, str(error))
            except actions.NotAllowed as error:
                form.add_error("person", str(error))
            else:
                return self._page(request, "people/token_made.html", "Your token", token=token, text=text)
        return self._page(request, "people/token_add.html", "Make a token", form=form)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """One token, to read."""
        token = self._token(request, object_id)
        return self._page(
            request,
            "people/token.html",
            token.name,
            token=token,
            state=self.state(token),
            can_revoke=self.state(token) == "Valid" and tokens.may_make_for(get_user(request), token.person),
        )

    def history_view(self, request, object_id, extra_context=None):
        token = self._token(request, object_id)
        return HttpResponseRedirect(reverse("admin:people_token_change", args=[token.pk]))

    def revoke_view(self, request, object_id):
        token = self._token(request, object_id)
        by = get_user(request)
        if not tokens.may_make_for(by, token.person):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            tokens.revoke(token=token, by=by, clock=timezone.now, reason=form.cleaned_data["reason"].strip())
            messages.success(request, f"“{token.name}” is revoked. It opens nothing any more.")
            return HttpResponseRedirect(reverse("admin:people_token_change", args=[token.pk]))
        return self._page(
            request, "people/token_revoke.html", "Revoke a token", form=form, token=token,
            done=token.revoked_at is not None,
        )  # fmt: skip

    def _token(self, request, object_id) -> Token:
        token = self.get_object(request, str(object_id))
        if token is None:
            raise Http404("There is no such token.")
        if not self.has_view_permission(request, token):
            raise PermissionDenied
        return token

    def _page(self, request, template, title, **context):
        answer = TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context},
        )
        answer["Cache-Control"] = "private, no-store"
        return answer
