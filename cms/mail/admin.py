"""Mail in the admin: each letter to look at, failed ones to try again, and everybody's own notifications."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cms.people.models import User
from cms.publishing.actions.errors import Refused
from cms.publishing.admin.action_page import ActionPage

from . import preferences, sending
from .models import Letter, Preference


class FailingFilter(admin.SimpleListFilter):
    title = "what failed"
    parameter_name = "failing"

    def lookups(self, request, model_admin):
        return [("yes", "Failed, tried again or not")]

    def queryset(self, request, queryset):
        return (
            queryset.exclude(error="").filter(state__in=["waiting", "failed"]) if self.value() else queryset
        )


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    """Whom the worker told of what. Nothing here is written by hand."""

    list_display = ("made_at", "to", "event", "state", "attempts", "error")
    list_filter = ("state", FailingFilter)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-made_at", "-pk")
    fields = ("made_at", "to", "event", "kind", "path", "state", "due_at", "attempts", "sent_at", "error")
    readonly_fields = fields
    actions = ("try_again",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_retry_permission(self, request):
        return request.user.has_perm("mail.retry_letter")

    def get_queryset(self, request):
        name = User.objects.filter(uid=models.OuterRef("person")).values("name")[:1]
        return super().get_queryset(request).annotate(person_name=models.Subquery(name))

    @admin.display(description="to", ordering="person")
    def to(self, letter):
        return letter.person_name or letter.person

    @admin.action(description="Try again now", permissions=["retry"])
    def try_again(self, request, queryset):
        try:
            count = sending.retry(letters=queryset, by=get_user(request), clock=timezone.now)
        except Refused as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            self.message_user(request, f"{count} mail{'s' * (count != 1)} will be tried again at once.")


class PreferenceForm(forms.Form):
    mode = forms.ChoiceField(
        label="How do you want to be told what waits for you?",
        choices=Preference.Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you want to be told."},
    )


class PreferencePage(ActionPage):
    """Everybody's own page: by mail at once, once a day, or not at all."""

    title = "My notifications"
    intro = (
        "A mail says what kind of page waits and where, never what stands in it. The start page shows"
        " everything that waits for you in any case."
    )
    button = "Save"
    form_class = PreferenceForm

    def allowed(self):
        return True

    def form(self, data=None):
        return PreferenceForm(data, initial={"mode": preferences.of(self.person)})

    def act(self, said):
        preferences.choose(mode=said["mode"], by=self.person, clock=timezone.now)
        return f"Kept: {Preference.Mode(said['mode']).label.lower()}."

    def context(self, form):
        return {"email": self.person.email}

    def back_url(self):
        return reverse("admin:index")
