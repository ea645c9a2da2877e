"""Random edits of drafts and documents, as writers make them: a seed gives always the same ones."""

import copy
import random

from articles.body import grammar, markdown, public, settle
from articles.demo import story
from tests.articles import sample_document as sample

WORDS = "leg pain rest walk artery not 2.5 mg – Ä never daily, (two) clinic. risk's ≥ 40%".split()
MARKS = ("bold", "italic", "subscript", "superscript", "term")
SOURCES = [f"cit_{n}" for n in range(1, 5)]


def bodies() -> list[dict]:
    """The bodies of the articles that come with the demo, and of the sample, as drafts hold them."""
    found = []
    files = sorted((story.CONTENT / "articles").glob("*.md"), key=lambda path: path.stat().st_size)
    for path in files[:4]:
        text = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        tree, problems = markdown.parse(text, sample.uid)
        assert not problems, problems
        found.append(settle(tree))
    found.append(settle(markdown.parse(sample.BODY, sample.uid)[0]))
    return found


def state(body: dict) -> dict:
    """A draft as a revision keeps it."""
    return {
        "title": "Leg pain",
        "slug": "leg-pain",
        "locale": "en-US",
        "dek": "When to walk, and when to rest.",
        "topic": "top_1",
        "organization": "org_1",
        "authors": ["aut_1", "aut_2", "aut_3"],
        "faqs": ["faq_1", "faq_2", "faq_3"],
        "related": ["art_1", "art_2"],
        "tags": ["calves", "legs", "walking"],
        "assessment": None,
        "display_date": "2026-07-01",
        "audience_min_age": 18,
        "disclosure": "",
        "providers_content": "These treatments are provided at {organization.name}.",
        "body": copy.deepcopy(body),
    }


def document(body: dict) -> dict:
    """The public document of such a draft."""
    made = sample.article()
    made["body"] = {"blocks": public.blocks(settle(body), sample._target_of, lambda _uid: 1)}
    return made


class Editor:
    """Edits one tree. Each method makes one change, where the tree has a place for it."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.kinds = sorted(name for name in dir(self) if name.startswith("edit_"))

    def edit(self, tree: dict, times: int) -> dict:
        tree = copy.deepcopy(tree)
        for _ in range(times):
            getattr(self, self.random.choice(self.kinds))(tree)
        return tree

    # Places.

    def nodes(self, tree, *types):
        found, waiting = [], [tree]
        while waiting:
            node = waiting.pop()
            waiting += node.get("content", [])
            if not types or node["type"] in types:
                found.append(node)
        return found

    def pick(self, tree, *types):
        found = self.nodes(tree, *types)
        return self.random.choice(found) if found else None

    def flow(self, tree):
        """A list of blocks: of the document, a callout or a quote."""
        return self.pick(tree, "doc", "callout", "blockquote")["content"]

    def words(self):
        return " ".join(self.random.choices(WORDS, k=self.random.randint(1, 9)))

    def text(self):
        return {"type": "text", "text": self.words()}

    def citation(self):
        attrs = {
            "target": self.random.choice(SOURCES),
            "label": self.words(),
            "locator": "",
            "cited_as": "",
            "mention": f"m-{self.random.randrange(16**8):08x}",
        }
        return {"type": "citation", "attrs": attrs}

    def paragraph(self):
        content = [self.text() for _ in range(self.random.randint(1, 2))]
        if self.random.random() < 0.3:
            content.insert(1, self.citation())
        return self.block("paragraph", content)

    def block(self, type_, content, **attrs):
        return {
            "type": type_,
            "attrs": {"id": f"b-{self.random.randrange(16**8):08x}", **attrs},
            "content": content,
        }

    # Blocks.

    def edit_delete(self, tree):
        flow = self.flow(tree)
        if len(flow) > 1:
            flow.pop(self.random.randrange(len(flow)))

    def edit_insert(self, tree):
        flow = tree["content"] if self.random.random() < 0.7 else self.flow(tree)
        kind = self.random.choice(["paragraph", "paragraph", "callout", "list", "table", "cta", "heading"])
        if flow is not tree["content"] or kind == "paragraph":
            new = self.paragraph()
        elif kind == "callout":
            new = self.block("callout", [self.paragraph()], kind=self.random.choice(grammar.CALLOUTS))
        elif kind == "heading":
            new = self.block("heading", [self.text()], level=2, aspect="")
        elif kind == "list":
            items = [self.block("listItem", [self.paragraph()]) for _ in range(2)]
            new = self.block("bulletList", items)
        elif kind == "table":
            new = self.block("table", [self.row("tableHeader"), self.row("tableCell")])
        else:
            new = self.block("cta", [], label=self.words(), kind="topic", target="top_1")
            del new["content"]
        flow.insert(self.random.randint(0, len(flow)), new)

    def row(self, kind):
        cells = [
            {"type": kind, "content": [{"type": "paragraph", "attrs": {}, "content": [self.text()]}]}
        ] * 2
        return {"type": "tableRow", "content": copy.deepcopy(cells)}

    def edit_move(self, tree):
        flow = tree["content"]
        if len(flow) > 1:
            flow.insert(self.random.randrange(len(flow)), flow.pop(self.random.randrange(len(flow))))

    def edit_duplicate(self, tree):
        flow = self.flow(tree)
        place = self.random.randrange(len(flow))
        twin = copy.deepcopy(flow[place])
        for node in self.nodes(twin):
            node.get("attrs", {}).pop("id", None)
        flow.insert(self.random.randint(0, len(flow)), twin)

    def edit_split(self, tree):
        flow = self.flow(tree)
        place = self.random.randrange(len(flow))
        if flow[place]["type"] == "paragraph" and len(flow[place]["content"]) > 1:
            at = self.random.randint(1, len(flow[place]["content"]) - 1)
            rest = self.block("paragraph", flow[place]["content"][at:])
            flow[place]["content"] = flow[place]["content"][:at]
            flow.insert(place + 1, rest)

    def edit_merge(self, tree):
        flow = self.flow(tree)
        for place in range(len(flow) - 1):
            if flow[place]["type"] == flow[place + 1]["type"] == "paragraph":
                flow[place]["content"] += flow.pop(place + 1)["content"]
                return

    def edit_wrap(self, tree):
        flow = tree["content"]
        place = self.random.randrange(len(flow))
        if flow[place]["type"] == "paragraph":
            flow[place] = self.block("callout", [flow[place]], kind="tip")

    def edit_unwrap(self, tree):
        flow = tree["content"]
        for place, node in enumerate(flow):
            if node["type"] in ("callout", "blockquote"):
                flow[place : place + 1] = node["content"]
                return

    def edit_retype(self, tree):
        flow = tree["content"]
        place = self.random.randrange(len(flow))
        if flow[place]["type"] == "paragraph":
            flow[place] = self.block("heading", flow[place]["content"], level=3, aspect="")

    def edit_nest(self, tree):
        if items := self.nodes(tree, "bulletList", "orderedList"):
            chosen = self.random.choice(items)["content"]
            if len(chosen) > 1:
                inner = chosen.pop()
                chosen[-1]["content"].append(self.block("bulletList", [inner]))

    def edit_drop_ids(self, tree):
        """As if the text had been pasted anew."""
        if self.random.random() < 0.3:
            for node in self.nodes(tree):
                node.get("attrs", {}).pop("id", None)

    # Attributes.

    def edit_attribute(self, tree):
        node = self.pick(tree, "callout", "heading", "orderedList", "blockquote", "cta", "bulletList")
        if node is None:
            return
        attrs = node["attrs"]
        if node["type"] == "callout":
            attrs["kind"] = self.random.choice(grammar.CALLOUTS)
        elif node["type"] == "heading":
            attrs["level"] = self.random.randint(2, 4)
            attrs["aspect"] = self.random.choice(["", *grammar.ASPECTS])
        elif node["type"] == "orderedList":
            attrs["start"] = self.random.randint(0, 4)
        elif node["type"] == "bulletList":
            node["type"], attrs["start"] = "orderedList", 1
        elif node["type"] == "blockquote":
            attrs["attribution"] = self.random.choice(["", "A nurse", self.words()])
        else:
            attrs[self.random.choice(["label", "target"])] = self.random.choice(["top_2", "top_3"])

    def edit_table(self, tree):
        table = self.pick(tree, "table")
        if table is None:
            return
        rows = table["content"]
        if len(rows) > 2 and self.random.random() < 0.5:
            rows.pop(self.random.randrange(1, len(rows)))
        else:
            rows.append(copy.deepcopy(rows[-1]))
            rows[-1]["content"][0]["content"][0]["content"] = [self.text()]

    # Inline.

    def edit_words(self, tree):
        node = self.pick(tree, "text")
        if node is None:
            return
        said = node["text"].split(" ")
        place = self.random.randrange(len(said))
        said[place : place + self.random.randint(0, 2)] = self.random.choices(
            WORDS, k=self.random.randint(0, 2)
        )
        node["text"] = " ".join(said) or "."

    def edit_mark(self, tree):
        node = self.pick(tree, "text")
        if node is None:
            return
        name = self.random.choice(MARKS)
        held = node.get("marks", [])
        kept = [mark for mark in held if mark["type"] != name]
        node["marks"] = kept if len(kept) < len(held) else [*held, {"type": name}]

    def edit_link(self, tree):
        node = self.pick(tree, "text")
        if node is None:
            return
        marks = [mark for mark in node.get("marks", []) if mark["type"] != "link"]
        href = self.random.choice(["https://example.org/a", "https://example.org/b", "tel:+15551234", ""])
        node["marks"] = [*marks, *([{"type": "link", "attrs": {"href": href}}] if href else [])]

    def edit_part_of_text(self, tree):
        """Half of a stretch of text gets other marks, as a selection does."""
        node = self.pick(tree, "paragraph")
        for place, child in enumerate(node["content"] if node else []):
            if child["type"] == "text" and len(child["text"]) > 3:
                at = self.random.randrange(1, len(child["text"]))
                first = {**child, "text": child["text"][:at]}
                other = {
                    **child,
                    "text": child["text"][at:],
                    "marks": [*child.get("marks", []), {"type": "lang", "attrs": {"lang": "es"}}],
                }
                if not any(mark["type"] == "lang" for mark in child.get("marks", [])):
                    node["content"][place : place + 1] = [first, other]
                return

    def edit_citation(self, tree):
        node = self.pick(tree, "citation", "entityLink")
        if node is None:
            return
        attrs = node["attrs"]
        name = self.random.choice(["target", "label", "locator", "cited_as"])
        if node["type"] == "entityLink":
            name = self.random.choice(["target", "label"])
        values = {"label": self.words(), "locator": "p. 3", "cited_as": "retracted"}
        values["target"] = self.random.choice(SOURCES if node["type"] == "citation" else ["top_2", "ass_1"])
        attrs[name] = "" if attrs.get(name) == values[name] and name != "target" else values[name]
        attrs["label"] = attrs["label"] or "here"

    def edit_cite(self, tree):
        node = self.pick(tree, "paragraph")
        if node:
            node["content"].insert(self.random.randint(0, len(node["content"])), self.citation())

    def edit_break(self, tree):
        node = self.pick(tree, "paragraph")
        if node:
            node["content"].insert(self.random.randint(0, len(node["content"])), {"type": "hardBreak"})

    def edit_uncite(self, tree):
        node = self.pick(tree, "paragraph")
        if node:
            node["content"] = [one for one in node["content"] if one["type"] != "citation"]

    # Parts beside the body.

    def parts(self, whole: dict, times: int) -> dict:
        whole = copy.deepcopy(whole)
        for _ in range(times):
            self.part(whole, [name for name in whole if name not in ("body", "publication", "json_ld", "id")])
        return whole

    def part(self, holder, names):
        name = self.random.choice(sorted(names))
        value = holder[name]
        if isinstance(value, list):
            self.items(value)
        elif isinstance(value, dict):
            if value and self.random.random() < 0.9:
                inner = [n for n in value if n not in ("id", "type", "blocks", "content", "html", "mentions")]
                self.part(value, inner or list(value))
            else:
                holder[name] = None
        elif isinstance(value, bool):
            holder[name] = not value
        elif isinstance(value, int):
            holder[name] = value + self.random.randint(0, 2)
        elif isinstance(value, str):
            # A name that is a key stays one: two records never share it.
            keys = ("slug", "key", "type", "href", "locale")
            holder[name] = (
                f"{value}-2" if name in keys else self.random.choice([self.words(), "", f"{value} more"])
            )
        elif name != "version":
            holder[name] = self.words()

    def items(self, held):
        what = self.random.choice(["move", "remove", "add", "inside", "inside"])
        if what == "move" and len(held) > 1:
            held.insert(self.random.randrange(len(held)), held.pop(self.random.randrange(len(held))))
        elif what == "remove" and held:
            held.pop(self.random.randrange(len(held)))
        elif what == "add" and held:
            twin = copy.deepcopy(held[0])
            fresh = f"new-{self.random.randrange(10**6)}"
            if isinstance(twin, dict):
                for name in ("slug", "key", "id"):
                    if name in twin:
                        twin[name] = fresh
            else:
                twin = fresh
            held.insert(self.random.randint(0, len(held)), twin)
        elif held and isinstance(held[0], dict):
            self.part(
                self.random.choice(held),
                [n for n in held[0] if n not in ("id", "slug", "key", "type", "blocks")],
            )
