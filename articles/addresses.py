"""Where readers find things: an organisation's route patterns, and the address that follows. Pure."""

import re

#: What stands where an organisation says nothing else.
ROUTES = {
    "article": "/articles/{slug}",
    "topic": "/topics/{slug}",
    "treatment": "/treatments/{slug}",
    "assessment": "/assessments/{slug}",
    "author": "/authors/{slug}",
    "faq": "/faqs/{slug}",
    "citation": "/citations/{slug}",
    "organization": "/organizations/{slug}",
}

_PATTERN = re.compile(r"(?:https://[^\s/{}?#]+)?/[^\s{}?#]*\{slug\}[^\s{}]*")


def complete(routes: dict[str, str]) -> dict[str, str]:
    """The routes with the defaults for what they leave out."""
    return ROUTES | {type_: pattern for type_, pattern in routes.items() if type_ in ROUTES and pattern}


def href(routes: dict[str, str], type_: str, slug: str) -> str:
    return routes[type_].replace("{slug}", slug)


def problems(routes: object) -> list[str]:
    """What is wrong with an organisation's routes, in sentences."""
    if not isinstance(routes, dict):
        return ['Give the routes as an object, such as {"article": "/articles/{slug}"}.']
    sentences = []
    for type_, pattern in routes.items():
        if type_ not in ROUTES:
            sentences.append(f"There is no route for “{type_}”. Use one of: {', '.join(ROUTES)}.")
        elif not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern):
            sentences.append(
                f"The route for “{type_}” must be a path that holds {{slug}}, such as {ROUTES[type_]}."
            )
    return sentences
