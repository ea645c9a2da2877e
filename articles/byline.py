"""Bylines: `By the True Precision Medical Team`, from authors in their order. Pure.

The first author's prefix opens the line. A later author keeps the article of theirs without its “By”:

    >>> text([("Dana Whitfield", "By"), ("Harbor Care Team", "By the")], "en-US")
    'By Dana Whitfield and the Harbor Care Team'
"""

_AND = {"en": "and", "es": "y", "fr": "et", "de": "und", "pt": "e"}


def parts(authors: list[tuple[str, str, str]], locale: str) -> list[dict]:
    """The line in pieces; (name, prefix, slug) of each author. A piece with an author carries the slug."""
    made: list[dict] = []
    for index, (name, prefix, slug) in enumerate(authors):
        prefix = prefix.strip() or "By"
        if index:
            before = f" {_conjunction(locale)} " if index == len(authors) - 1 else ", "
            _, _, rest = prefix.partition(" ")
            before += f"{rest} " if rest else ""
        else:
            before = f"{prefix} "
        made += [{"text": before}, {"text": name, "author": slug}]
    return made


def text(authors: list[tuple[str, str]], locale: str) -> str:
    return said(parts([(name, prefix, "") for name, prefix in authors], locale))


def said(pieces: list[dict]) -> str:
    return "".join(piece["text"] for piece in pieces)


def _conjunction(locale: str) -> str:
    return _AND.get(locale.partition("-")[0], "&")
