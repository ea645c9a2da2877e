"""The gate behind the sign-in: a session that lacks what its person must prove is nobody's.

A role that was given meanwhile, a second factor that was taken away, a password that somebody else set: from
the next request on the session opens nothing until the missing step is done. Nothing is asked of the
database before somebody asks for `request.user`, so what is public pays nothing.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from . import second_factor


class Gate:
    """After the middlewares of sessions and second factors."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: signed_in if admits(signed_in) else AnonymousUser())
        return self.get_response(request)


def admits(person) -> bool:
    """Whether a session has proved all that its person must prove."""
    if not person.is_authenticated:
        return True
    if person.must_change_password:
        return False
    return person.is_verified() or not second_factor.is_asked_of(person)
