"""Every address there is, read from the URL resolver; those of each content type are one line."""

import re
from dataclasses import dataclass
from functools import cache

from django.urls import URLResolver, get_resolver

from cms.publishing import kinds


@dataclass(frozen=True)
class Address:
    """One pattern. `line` is how the table calls it; `model` the content type that it is about, if any."""

    route: str
    line: str
    model: type | None = None


@cache
def all_of_them() -> list[Address]:
    return [_address(route) for route in _walk(get_resolver())]


def lines() -> set[str]:
    return {address.line for address in all_of_them()}


def _walk(resolver, before=""):
    for one in resolver.url_patterns:
        route = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _walk(one, route)
        else:
            yield route


def _address(route: str) -> Address:
    for model in kinds.all():
        opts = model._meta
        for begins, said in (
            (f"admin/{opts.app_label}/{opts.model_name}/", "admin/<type>/"),
            (f"api/v1/{model.kind}/", "api/v1/<kind>/"),
            # Only assessments are answered: their page takes forms.
            (f"{model.kind}/", "assessments/" if model.kind == "assessments" else "<kind>/"),
        ):
            if route.startswith(begins):
                return Address(route, said + route.removeprefix(begins), model)
        if route == f"api/v1/{model.kind}":
            return Address(route, "api/v1/<kind>", model)
    # A pattern that lists the applications there are.
    return Address(route, re.sub(r"^admin/\(\?P<app_label>[^)]*\)/", "admin/<app>/", route))


def fill(route: str, given: dict[str, object]) -> str:
    """The path of a pattern, each of its parameters replaced by what is given for it."""
    if route.startswith("api(?:"):
        return "/api/nowhere"
    filled = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda m: str(given[m[1]]), route)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(given[m[1]]), filled)
