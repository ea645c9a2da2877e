"""The closed schema of a body: its nodes and marks, what each holds and which attributes it carries."""

import re
from dataclasses import dataclass, field

KINDS = ("article", "topic", "treatment", "assessment", "author")
ASPECTS = (
    "overview",
    "symptoms",
    "causes",
    "risk_factors",
    "diagnosis",
    "treatments",
    "prevention",
    "living_with",
    "when_to_get_help",
)
CALLOUTS = ("note", "tip", "warning", "urgent")
PROFILES = ("article", "faq", "inline")

# The order is the editor's: its serialiser opens marks in it, and canonical trees sort by it.
MARKS = ("link", "term", "lang", "bold", "italic", "subscript", "superscript")
MARK_ATTRS = {"link": "href", "lang": "lang"}
# A citation or an entity link is its own link and its own term.
ATOM_MARKS = frozenset(MARKS) - {"link", "term"}

INLINE = ("text", "hardBreak", "citation", "entityLink")
LISTS = ("bulletList", "orderedList")
FLOW = ("paragraph", *LISTS)

MAX_DEPTH = 24
MAX_NODES = 20_000
MAX_TEXT = 400_000
MAX_LABEL = 300

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")
BLOCK_ID = re.compile(r"b-[0-9a-f]{8}(?:-\d+)?")
MENTION_ID = re.compile(r"m-[0-9a-f]{8}(?:-\d+)?")
UID = re.compile(r"[a-z]{2,6}_[0-9A-Za-z-]{1,64}")
LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

_HTTP = re.compile(r"https?://[^\s/?#@:\[\]]+(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?\S*)?", re.IGNORECASE)
_TEL = re.compile(r"tel:\+?[0-9*#][0-9()*#.;=A-Za-z-]*", re.IGNORECASE)
_FRAGMENT = re.compile(r"#[A-Za-z0-9][A-Za-z0-9._~:-]*")
# Characters that no address needs and that some format on the way would have to escape.
_UNSAFE_IN_HREF = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f<>\"'`\\{}|^\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def is_href(value: object) -> bool:
    """Whether a link may point there: https, http, mailto, tel or a place on the same page."""
    if not isinstance(value, str) or len(value) > 2000 or _UNSAFE_IN_HREF.search(value):
        return False
    return any(pattern.fullmatch(value) for pattern in (_HTTP, _MAILTO, _TEL, _FRAGMENT))


def href_type(href: str) -> str:
    """external, phone, email or fragment: what a front end needs to know before it draws a link."""
    scheme = href.split(":", 1)[0].lower()
    if href.startswith("#"):
        return "fragment"
    return {"tel": "phone", "mailto": "email"}.get(scheme, "external")


@dataclass(frozen=True)
class Attr:
    """One attribute: what it may be, and what stands for an absent one (None: it must be there)."""

    kind: str  # "text", "id", "uid", "href", "int", "choice"
    default: object = None
    choices: tuple = ()
    low: int = 0
    high: int = 0


def choice(choices, default=None):
    return Attr("choice", default, choices=tuple(choices))


@dataclass(frozen=True)
class Node:
    """One kind of node: the children it may hold and its attributes; `name` is what a writer calls it."""

    name: str
    holds: tuple = ()
    attrs: dict = field(default_factory=dict)
    identified: bool = False
    first: str = ""  # the first child must be of this type
    full: bool = True  # must hold something


_TARGET = Attr("uid")
_LABEL = Attr("label")

NODES = {
    "doc": Node(
        "document",
        ("paragraph", "heading", *LISTS, "blockquote", "callout", "table", "cta"),
        full=False,
    ),
    "paragraph": Node("paragraph", INLINE, identified=True, full=False),
    "heading": Node(
        "heading",
        INLINE,
        {"level": Attr("int", low=2, high=4), "aspect": choice(("", *ASPECTS), "")},
        identified=True,
        full=False,
    ),
    "bulletList": Node("list", ("listItem",), identified=True),
    "orderedList": Node(
        "numbered list", ("listItem",), {"start": Attr("int", 1, low=0, high=999_999)}, identified=True
    ),
    "listItem": Node("list item", FLOW, identified=True, first="paragraph"),
    "blockquote": Node("quote", FLOW, {"attribution": Attr("text", "")}, identified=True),
    "callout": Node("callout", FLOW, {"kind": choice(CALLOUTS, "note")}, identified=True),
    "table": Node("table", ("tableRow",), identified=True),
    "tableRow": Node("table row", ("tableHeader", "tableCell")),
    "tableHeader": Node("table heading", ("paragraph",)),
    "tableCell": Node("table cell", ("paragraph",)),
    "cta": Node(
        "button",
        (),
        {"label": _LABEL, "kind": choice((*KINDS, "url")), "target": Attr("target")},
        identified=True,
        full=False,
    ),
    "text": Node("text", full=False),
    "hardBreak": Node("line break", full=False),
    "citation": Node(
        "citation",
        (),
        {
            "target": _TARGET,
            "label": _LABEL,
            "locator": Attr("text", ""),
            "cited_as": choice(("", "retracted"), ""),
            "mention": Attr("id", ""),
        },
        full=False,
    ),
    "entityLink": Node(
        "link to our content",
        (),
        {"kind": choice(KINDS), "target": _TARGET, "label": _LABEL},
        full=False,
    ),
}

IDENTIFIED = frozenset(name for name, node in NODES.items() if node.identified)

# What a profile lets stand at the top; everything below follows from the nodes themselves.
TOP = {"article": NODES["doc"].holds, "faq": FLOW, "inline": ("paragraph",)}
