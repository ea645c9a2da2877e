"""Whether the person at a form is still signed in: the page asks before it sends what was typed."""

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe


@require_safe
def alive(request):
    """{"person": uid or "", "name", "csrf"}; asking does not make the session last longer."""
    user = request.user  # as the gate lets it through: a session that lacks a step saves nothing
    here = user.is_authenticated and user.is_active and user.is_staff
    said = {"person": user.uid, "name": user.printed_name} if here else {"person": "", "name": ""}
    response = JsonResponse(said | {"csrf": get_token(request)})
    response["Cache-Control"] = "private, no-store"
    return response
