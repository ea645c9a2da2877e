"""People in the admin: added, changed and deactivated through the actions, never deleted."""

from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin  # noqa: F401  (registers groups, which are roles here)
from django.contrib.auth.models import Group
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django_otp.plugins.otp_static import admin as static_admin  # noqa: F401  (registers recovery codes)
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp import admin as totp_admin  # noqa: F401  (registers phones)
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import actions, admin_access, admin_tokens, sign_in  # noqa: F401  (registers tokens)
from .forms import NewPasswordForm, NewPersonForm, OwnPasswordForm, PersonForm
from .models import User
from .roles import Role

# Roles are code, so groups are not edited by hand; second factors have pages that leave an entry.
admin.site.unregister([Group, StaticDevice, TOTPDevice])


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() in Role.values else queryset


class SuspendedFilter(admin.SimpleListFilter):
    title = "signing"
    parameter_name = "signing"

    def lookups(self, request, model_admin):
        return [("suspended", "suspended, waits for compliance")]

    def queryset(self, request, queryset):
        return (
            queryset.filter(signing_suspended_at__isnull=False) if self.value() == "suspended" else queryset
        )


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("name", "email", "credentials", "roles", "is_active")
    list_filter = (RoleFilter, "is_active", SuspendedFilter)
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    list_per_page = 50
    show_full_result_count = False
    actions = None
    change_form_template = "people/change_form.html"

    def get_queryset(self, request):
        people = super().get_queryset(request).filter(is_system=False)
        return people.prefetch_related(Prefetch("groups", Group.objects.order_by("name")))

    @admin.display(description="roles")
    def roles(self, person):
        labels = dict(Role.choices)
        return ", ".join(labels[group.name] for group in person.groups.all() if group.name in labels)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = PersonForm if obj else NewPersonForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        who = ["name", "email", "credentials"] + ([] if obj else ["password"])
        may = ["roles", "is_active", "reason"] if obj else ["roles"]
        if request.user.is_superuser:
            may.insert(1, "is_superuser")
        return [(None, {"fields": who}), ("What they may do", {"fields": may})]

    def has_change_permission(self, request, obj=None):
        # Otherwise an administrator could take over an account that may do more.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (actions.EmailTaken, actions.NotThisName):
            # Somebody took the address or name after the form was checked; now the form sees it and says so.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        said = form.cleaned_data
        if change:
            actions.change_person(
                person=obj,
                roles=said["roles"],
                by=request.user,
                clock=timezone.now,
                reason=said["reason"].strip(),
            )
            return
        person = actions.add_person(
            email=said["email"],
            name=said["name"],
            credentials=said["credentials"],
            roles=said["roles"],
            is_superuser=said.get("is_superuser", False),
            password=said["password"] or None,
            by=request.user,
            clock=timezone.now,
        )
        obj.__dict__.update(person.__dict__)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["access"] = admin_access.standing(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        """Nothing is left to save: the action did it all."""

    # The audit trail says what happened.

    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def get_urls(self):
        return [
            path(
                "<int:object_id>/password/",
                self.admin_site.admin_view(self.password_view),
                name="people_user_password",
            ),
            *admin_access.routes(self),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """What the audit trail says of a person."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404("There is no such person.")
        if not self.has_view_permission(request, person) or not request.user.has_perm("audit.view_entry"):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin:audit_entry_changelist')}?q={person.uid}")

    def password_view(self, request, object_id):
        """Set somebody's password."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404("There is no such person.")
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person.pk == request.user.pk:
            # Here nobody proves who they are, so whoever finds a session open could sign with it then.
            return HttpResponseRedirect(reverse("admin:password_change"))
        form = NewPasswordForm(person, request.POST or None)
        if request.method == "POST" and form.is_valid():
            form.keep(request.user)
            waits = " Compliance confirms before they sign again." if person.signing_suspended_at else ""
            said = f"{person.name} has a new password. They choose their own at the next sign-in.{waits}"
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:people_user_change", args=[person.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Set a password",
            "subtitle": str(person),
            "opts": self.opts,
            "form": form,
            "person": person,
        }
        return TemplateResponse(request, "people/password.html", context)


class OwnPasswordPage(PasswordChangeView):
    """The admin's own page, with a form that counts guesses and leaves an entry in the audit trail."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}


def _own_password(request, extra_context=None):
    return OwnPasswordPage.as_view(
        form_class=OwnPasswordForm,
        success_url=reverse("admin:password_change_done"),
        extra_context={**admin.site.each_context(request), **(extra_context or {})},
        template_name="registration/password_change_form.html",
    )(request)


admin.site.password_change = _own_password
admin.site.login = sign_in.SignInPage.as_view()
admin.site.logout = sign_in.sign_out
