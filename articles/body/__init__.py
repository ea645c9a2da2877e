"""The body of an article: a ProseMirror-shaped JSON tree in a closed schema, and what it can become.

    body.validate(tree, profile)            -> [Problem(path, sentence)]; profile: "article", "faq", "inline"
    body.normalise(tree)                    -> the one canonical spelling of a valid tree
    body.identify(tree, previous=None)      -> the same with an id on every block and mention
    body.settle(tree, profile, previous)    -> the three at once; raises Refused(problems)
    body.references(tree)                   -> [Reference(role, kind, target, label, block, mention, …)]
    body.text(tree), body.words(tree)       -> what a reader sees, and how much of it
    body.EMPTY                              -> {"type": "doc", "content": []}
    wire.from_html(html), wire.to_html(tree)     the editor's HTML and back
    markdown.parse(source, resolve, first_line)  -> (tree, [(line, sentence)])
    markdown.render(tree, slug_of)               -> Markdown
    markdown.inline(text, resolve)               -> (inline nodes, [sentence]) of one line
    public.blocks(tree, target_of, reference_number), public.inline(nodes, target_of, reference_number)
    public.html(blocks), public.inline_html(children), public.toc(blocks), public.text(blocks)

Callers hand in what only a database knows: resolve(kind, slug) -> uid or None, slug_of(kind, uid) -> slug or
None, target_of(kind, uid) -> {"type", "slug", "href"} or None, reference_number(uid) -> int; kind is
"citation" or one of grammar.KINDS. Nothing here imports Django.
"""

from .identity import identify, without
from .tree import EMPTY, Reference, normalise, references, text, words
from .validity import Problem, Refused, validate

__all__ = [
    "EMPTY",
    "Problem",
    "Reference",
    "Refused",
    "identify",
    "normalise",
    "references",
    "settle",
    "text",
    "validate",
    "without",
    "words",
]


def settle(tree: object, profile: str = "article", previous: dict | None = None) -> dict:
    """The canonical, identified tree that is stored; raises Refused when it is no body of that profile."""
    if problems := validate(tree, profile):
        raise Refused(problems)
    return identify(normalise(tree), previous)
