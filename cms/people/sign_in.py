"""The pages of signing in: password, code, a password of one's own, setting up the second factor."""

from functools import wraps

from django.contrib import admin, auth, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import access, lockout, pending, second_factor
from .forms_sign_in import CodeForm, NewPasswordForm
from .models import User
from .pending import Pending
from .refusals import NotProven
from .second_factor import CODE, RECOVERY_CODE, Checked


class SignInForm(AdminAuthenticationForm):
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "E-mail and password do not go together. Check both; capital letters count in the"
        " password.",
    }


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SignInPage(LoginView):
    """E-mail and password; what else is needed is asked on the pages that follow."""

    form_class = SignInForm
    template_name = "admin/login.html"
    redirect_field_name = auth.REDIRECT_FIELD_NAME

    def dispatch(self, request, *args, **kwargs):
        if admin.site.has_permission(request) and request.method == "GET":
            return HttpResponseRedirect(reverse("admin:index"))
        signed_in = auth.get_user(request)
        if request.method == "GET" and signed_in.is_authenticated and not request.user.is_authenticated:
            # The session is theirs, but lacks a step: the gate holds it.
            under_way = Pending.begin(request, signed_in, self.get_redirect_url())
            if under_way.person:
                return go_on(request, under_way)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        return go_on(self.request, Pending.begin(self.request, form.get_user(), self.get_redirect_url()))

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": "Sign in",
            "app_path": self.request.get_full_path(),
        }


def go_on(request, under_way: Pending, checked: Checked | None = None):
    """To the page of what is still missing, or into the admin."""
    if step := under_way.missing():
        return HttpResponseRedirect(reverse(step))
    return HttpResponseRedirect(finish(request, under_way, checked or under_way.checked))


def finish(request, under_way: Pending, checked: Checked | None) -> str:
    """Sign in; says where to go then."""
    next_url, person = under_way.next_url, under_way.person
    under_way.end()
    access.sign_in(request, person, checked, timezone.now)
    if checked and checked.means == RECOVERY_CODE:
        many = {0: "no recovery code is", 1: "1 recovery code is"}.get(
            checked.left, f"{checked.left} recovery codes are"
        )
        messages.warning(
            request, f"That recovery code is spent; {many} left. New ones are made under “Second factor”."
        )
    return next_url


def step(view):
    """A page of a sign-in under way; without one, back to the beginning."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def shown(request):
        under_way = Pending(request)
        if under_way.person is None:
            return HttpResponseRedirect(reverse("admin:login"))
        if (missing := under_way.missing()) != f"people:{view.__name__}":
            return go_on(request, under_way) if not missing else HttpResponseRedirect(reverse(missing))
        return view(request, under_way)

    return shown


@step
def code(request, under_way):
    """The code from the phone, or a recovery code."""
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        address = lockout.address_of(request)
        try:
            checked = check_code(under_way.person, form.cleaned_data["code"], address)
        except NotProven as error:
            form.add_error("code", str(error))
            status = error.status
        else:
            under_way.keep_checked(checked)
            return go_on(request, under_way, checked)
    return page(request, "people/code.html", "Your code", under_way.person, status=status, form=form)


def check_code(person: User, said: str, address: str) -> Checked:
    """Take a code, and count a wrong one like a wrong password. Raises NotProven."""
    lockout.refuse(person, address, "code")
    try:
        return second_factor.check(person, said)
    except NotProven:
        lockout.count(person, address, "code")
        raise


@step
def new_password(request, under_way):
    """A password that nobody else knows, in place of one that somebody set."""
    form = NewPasswordForm(under_way.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.keep(by=under_way.person)
        under_way.keep_new_password()
        return go_on(request, under_way)
    return page(request, "people/new_password.html", "Choose a password", under_way.person, form=form)


@step
def enrol(request, under_way):
    """The first second factor of somebody who may sign."""
    person = under_way.person
    form, key = CodeForm(request.POST or None), pending.new_secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = second_factor.enrol(
                person=person, key=key, code=form.cleaned_data["code"], clock=timezone.now
            )
        except NotProven as error:
            form.add_error("code", str(error))
        else:
            next_url = finish(request, under_way, Checked(device, CODE))
            return recovery_codes(request, person, codes, next_url)
    return enrol_page(request, person, key, form)


def enrol_page(request, person, key, form, **context):
    return page(
        request,
        "people/enrol.html",
        "Set up your second factor",
        person,
        form=form,
        picture=second_factor.picture(person, key),
        secret=second_factor.secret_text(key),
        **context,
    )


def recovery_codes(request, person, codes, next_url):
    """The only time that they can be read."""
    text = "\n".join([f"Recovery codes of {person.email}", "Each works once.", "", *codes, ""])
    return page(
        request,
        "people/recovery_codes.html",
        "Your recovery codes",
        person,
        codes=codes,
        text=text,
        next_url=next_url,
    )


def page(request, template, title, person, status=200, **context):
    context = {
        **admin.site.each_context(request),
        "title": title,
        "person": person,
        "signed_in": request.user.is_authenticated,
        **context,
    }
    return TemplateResponse(request, template, context, status=status)


@never_cache
def sign_out(request, extra_context=None):
    """Django's own page after the entry was made."""
    person = auth.get_user(request)
    if request.method == "POST" and person.is_authenticated:
        access.sign_out(request, person, timezone.now)
    return AdminSite.logout(admin.site, request, extra_context)
