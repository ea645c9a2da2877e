"""What readers get: the published document over the API, and the reference page as its elements."""

import hashlib
import json
import re
import urllib.request

from lxml import html

#: What tells one publication from another: when, by whom, under which numbers.
OF_THE_RECORD = {"publication", "dateModified", "lastReviewed"}
#: A uid of an item (art_3715e8…), a block (b-0fff89bc) or a mention (m-0c0f4bf8).
IDENTIFIER = re.compile(r"\b([a-z]{3}_|b-|m-)[0-9a-f]{8,}\b")


def get(server, path):
    with urllib.request.urlopen(f"{server.url}{path}", timeout=10) as answer:
        return answer.read(), answer.headers


def document(server, path):
    """The document at an address of the API; its ETag must be the name of its bytes."""
    body, headers = get(server, f"/api/v1/{path}")
    assert headers["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
    return json.loads(body)


def elements(server, path):
    """The text of every element inside <main>, in the order of the page."""
    body, _headers = get(server, path)
    main = html.fromstring(body.decode()).find(".//main")
    return [
        " ".join(element.text_content().split()) for element in main.iter() if isinstance(element.tag, str)
    ]


def missing_line(lines, texts):
    """The first line that is not one element's text, in order; None when every line is."""
    rest = iter(texts)
    return next((line for line in lines if not any(text == line for text in rest)), None)


def page_lines(lines, found):
    """The lines as a page has them: byline, date and reading time share one line and are three elements."""
    three = [found["byline"]["text"], found["display_date_text"], f"{found['reading_minutes']} min read"]
    return [part for line in lines for part in (three if line == "".join(three) else [line])]


def comparable(found):
    """A document as two installations should agree on it: lines of JSON without the record's own marks.

    Identifiers are numbered by their first appearance, so that what names what is compared too.
    """
    text = json.dumps(_without(found, OF_THE_RECORD), indent=0, ensure_ascii=False, sort_keys=True)
    seen = {}
    named = IDENTIFIER.sub(lambda one: seen.setdefault(one[0], f"<{one[1]} {len(seen) + 1}>"), text)
    return named.splitlines()


def _without(value, names):
    if isinstance(value, list):
        return [_without(one, names) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    return value
