"""The law of the comparison: the old text and what is shown give the new text, and nothing else is shown."""

import copy

import pytest

from cms.publishing import diff
from cms.publishing.diff import Names
from tests.publishing import tree_edits

#: Titles of what the edits point at; two of them are the same, as titles may be.
NAMES = Names(
    titles={"cit_1": "2016 guideline", "cit_2": "2024 guideline", "cit_3": "A trial", "cit_4": "A trial"}
    | {"top_1": "Leg arteries", "top_2": "Veins", "aut_1": "Ana Ruiz", "faq_1": "Is it serious?"}
)
BODIES = tree_edits.bodies()
SEEDS = range(1000)


def edited(seed):
    """(old, new) draft of one seed: up to six edits of the body and three of the other parts."""
    editor = tree_edits.Editor(seed)
    old = tree_edits.state(BODIES[seed % len(BODIES)])
    new = editor.parts(old, editor.random.randint(0, 3))
    new["body"] = editor.edit(old["body"], editor.random.randint(0, 6))
    return old, new


@pytest.mark.parametrize("first", SEEDS[::100])
def test_the_old_draft_and_what_is_shown_give_the_new_draft(first):
    for seed in range(first, first + 100):
        old, new = edited(seed)

        made = diff.apply(diff.compare(old, new, NAMES), old, NAMES)

        assert made == diff.lines_of(new, NAMES), seed
        assert skeleton(tree_of(made.get("body", []))) == skeleton(new["body"]), seed


@pytest.mark.parametrize("first", SEEDS[:300:100])
def test_the_old_document_and_what_is_shown_give_the_new_document(first):
    for seed in range(first, first + 100):
        editor = tree_edits.Editor(seed)
        body = BODIES[seed % len(BODIES)]
        old = tree_edits.document(body)
        new = editor.parts(old, editor.random.randint(0, 4))
        new["body"] = tree_edits.document(editor.edit(body, editor.random.randint(0, 4)))["body"]
        names = NAMES.and_sources_of(old, new)

        made = diff.apply(diff.compare(old, new, names), old, names)

        assert made == diff.lines_of(new, names), seed


@pytest.mark.parametrize("first", SEEDS[:300:100])
def test_unchanged_lines_are_never_marked(first):
    for seed in range(first, first + 100):
        old, new = edited(seed)

        difference = diff.compare(old, new, NAMES)

        for section in difference.sections:
            for row in section.rows:
                gone = row.kind == "same" or row.part
                assert gone or row.anchor, (seed, row)
                if row.kind == "changed":
                    words = [op for op in row.ops if op.kind != "same"]
                    assert (
                        words
                        or row.changes
                        or row.was.kind != row.line.kind
                        or row.was.around != row.line.around
                    )
                elif row.kind == "same":
                    assert not row.changes
                    assert not row.sentences
        assert bool(difference) == (skeleton_of(old) != skeleton_of(new)), seed


def test_a_comparison_for_another_text_does_not_apply():
    old, new = copy.deepcopy(tree_edits.state(BODIES[0])), tree_edits.state(BODIES[0])
    new["title"] = "Sore calves"
    difference = diff.compare(old, new)

    with pytest.raises(diff.DoesNotApply):
        diff.apply(difference, {**old, "title": "Veins"})


# The tree that lines say, made without the comparison's own code.

TYPES = {
    "list": "bulletList",
    "numbered list": "orderedList",
    "list item": "listItem",
    "quote": "blockquote",
    "button": "cta",
    "table row": "tableRow",
    "table heading": "tableRow",
}


def tree_of(lines):
    """The body whose lines these are."""
    doc = {"type": "doc", "content": []}
    open_at = [(-1, doc)]
    for line in lines:
        depth = len(line.around)
        while open_at[-1][0] >= depth:
            open_at.pop()
        node = _node(line)
        open_at[-1][1]["content"].append(node)
        open_at.append((depth, node))
    return doc


def _node(line):
    kind = TYPES.get(line.kind, line.kind)
    attrs = {name.replace(" ", "_"): value for name, value in line.attributes}
    if kind == "tableRow":
        cell = "tableHeader" if line.kind == "table heading" else "tableCell"
        cells, held = [[]], cells_of(line.tokens)
        cells = [{"type": cell, "content": [{"type": "paragraph", "content": words}]} for words in held]
        return {"type": kind, "content": cells}
    if kind == "cta":
        attrs |= {"label": line.text, "target": attrs.pop("to", attrs.pop("address", ""))}
        return {"type": kind, "attrs": attrs, "content": []}
    return {"type": kind, "attrs": attrs, "content": [_inline(token) for token in line.tokens]}


def cells_of(tokens):
    cells = [[]]
    for token in tokens:
        if token.node == "separator":
            cells.append([])
        else:
            cells[-1].append(_inline(token))
    return cells


def _inline(token):
    return token


def skeleton(node):
    """A tree without identifiers and without the ways in which equal text may be cut."""
    attrs = {
        name: _known(str(value))
        for name, value in node.get("attrs", {}).items()
        if name not in ("id", "mention") and value not in (None, "")
    }
    content = node.get("content", [])
    if content and all(not isinstance(child, dict) or "content" not in child for child in content):
        if all(isinstance(child, dict) and child["type"] == "cta" for child in content):
            return (node["type"], attrs, [skeleton(child) for child in content])
        if not all(isinstance(child, dict) and child["type"] == "cta" for child in content):
            return (node["type"], attrs, spelled(content))
    return (node["type"], attrs, [skeleton(child) for child in content])


def _known(value):
    return NAMES.title(value)


def spelled(content):
    """Each character with its marks and what it leads to; a citation or link to a record as one."""
    said = []
    for child in content:
        if isinstance(child, dict):
            said += _of_draft(child)
        else:
            said += _of_token(child)
    return said


def _of_draft(child):
    marks = child.get("marks", [])
    looks = sorted(
        " ".join([mark["type"], *mark.get("attrs", {}).values()]) for mark in marks if mark["type"] != "link"
    )
    href = next((mark["attrs"]["href"] for mark in marks if mark["type"] == "link"), "")
    if child["type"] == "text":
        return [(char, tuple(looks), href) for char in child["text"]]
    if child["type"] == "hardBreak":
        return [("break", tuple(looks))]
    attrs = {n: v for n, v in child["attrs"].items() if v and n not in ("mention", "label")}
    details = {n.replace("_", " "): _known(v) for n, v in attrs.items()}
    details["source" if child["type"] == "citation" else "to"] = details.pop("target")
    return [(child["type"], child["attrs"]["label"], tuple(looks), details)]


def _of_token(token):
    details = dict(token.details)
    if token.node == "break":
        return [("break", token.marks)]
    if token.node == "link" and "address" in details:
        return [(char, looks, details["address"]) for looks, text in _parts(token, details) for char in text]
    if token.node:
        kind = "citation" if token.node == "citation" else "entityLink"
        return [(kind, token.text, token.marks, details)]
    return [(char, token.marks, "") for char in token.text]


def _parts(token, details):
    """The stretches of a link, with the marks of each: “bold “our”, plain “ clinic””."""
    if "looks" not in details:
        return [(token.marks, token.text)]
    parts = []
    for said in details["looks"].removesuffix("”").split("”, "):
        looks, _, text = said.partition(" “")
        marks = () if looks == "plain" else tuple(sorted(_mark(name) for name in looks.split(", ")))
        parts.append((marks, text))
    return parts


def _mark(name):
    return {"a defined term": "term"}.get(name, name).replace("in language", "lang")


def skeleton_of(state):
    rest = {name: _plain(value) for name, value in state.items() if name != "body"}
    return {name: value for name, value in rest.items() if value not in (None, "", [])}, skeleton(
        state["body"]
    )


def _plain(value):
    return [_known(str(one)) for one in value] if isinstance(value, list) else value
