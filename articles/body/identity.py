"""Identifiers of blocks and mentions: given once, kept for as long as the block can be recognised.

A heading's identifier is its address on the page (`start-with-the-foundations`); any other block is `b-`
and eight hex digits of its text's hash, a mention is `m-` and eight digits. They are deterministic, so that
importing one file twice gives one tree, and they stay when the text is edited, so that a link to a heading
or a reviewer's remark lasts.
"""

import copy
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from . import grammar
from .tree import lines, walk

# Below this share of common words a block is another block, not an edited one.
ALIKE = 0.5
# When everything was rewritten at once only blocks near the same place are compared, not each with each.
MOST_COMPARED = 40_000


def identify(tree: dict, previous: dict | None = None) -> dict:
    """A copy of a canonical tree in which every block and every mention has an identifier of its own.

    An identifier that is already there stays; where two blocks carry the same one (a paragraph split in the
    editor) the first keeps it. Blocks without one take it from the block of `previous` that they continue,
    else get a new one.
    """
    tree = copy.deepcopy(tree)
    blocks = [node for node in walk(tree) if node["type"] in grammar.IDENTIFIED]
    mentions = [node for node in walk(tree) if node["type"] == "citation"]
    used = _keep_first(blocks, "id") | _keep_first(mentions, "mention")
    if previous:
        _continue_blocks(blocks, previous, used)
        _continue_mentions(mentions, previous, used)
    for block in blocks:
        if not block.get("attrs", {}).get("id"):
            _set(block, "id", _fresh(_wanted(block), used))
    for owner, mention in _owned_mentions(tree):
        if not mention["attrs"].get("mention"):
            seed = f"{owner}\n{mention['attrs']['target']}\n{mention['attrs']['label']}"
            _set(mention, "mention", _fresh(f"m-{_hex(seed)}", used))
    return tree


def without(tree: dict) -> dict:
    """The tree with no identifiers at all: what two independent writings of one text have in common."""
    tree = copy.deepcopy(tree)
    for node in walk(tree):
        attrs = node.get("attrs", {})
        attrs.pop("id", None)
        attrs.pop("mention", None)
        if "attrs" in node and not attrs:
            del node["attrs"]
    return tree


def slug(text: str) -> str:
    """A heading as an address: “Blood flow — without open surgery” → blood-flow-without-open-surgery."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['\"]", "", plain)
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
    # An address must not look like the identifier of a paragraph or a mention.
    return f"h-{made or _hex(text)}" if not made or re.match(r"[bm]-[0-9a-f]{8}(-|$)", made) else made


def _keep_first(nodes, key):
    used = set()
    for node in nodes:
        attrs = node.get("attrs", {})
        held = attrs.get(key, "")
        if not held:
            continue
        if held in used or not _fits(node, held):
            del attrs[key]
            if not attrs:
                del node["attrs"]
        else:
            used.add(held)
    return used


def _fits(node, held):
    """A paragraph made a heading asks for an address; a heading made a paragraph gives its own back."""
    if node["type"] == "citation":
        return bool(grammar.MENTION_ID.fullmatch(held))
    is_block_id = bool(grammar.BLOCK_ID.fullmatch(held))
    if node["type"] == "heading":
        return not is_block_id and not grammar.MENTION_ID.fullmatch(held)
    return is_block_id


def _wanted(block):
    words = _words(block)
    return slug(words) if block["type"] == "heading" else f"b-{_hex(block['type'] + chr(10) + words)}"


def _fresh(wanted, used):
    made, count = wanted, 1
    while made in used:
        count += 1
        made = f"{wanted}-{count}"
    used.add(made)
    return made


def _set(node, key, value):
    node.setdefault("attrs", {})[key] = value
    if "content" in node:  # keep "attrs" before "content" for people who read the stored JSON
        node["content"] = node.pop("content")


def _hex(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _words(block):
    if block["type"] in ("heading", "paragraph", "cta"):
        return "\n".join(lines({"content": [block]}))
    return "\n".join(lines(block))


def _continue_blocks(blocks, previous, used):
    new = [block for block in blocks if not block.get("attrs", {}).get("id")]
    old = [
        node
        for node in walk(previous)
        if node["type"] in grammar.IDENTIFIED and node.get("attrs", {}).get("id", "") not in {"", *used}
    ]
    for before, after in _pairs(old, new):
        held = before["attrs"]["id"]
        if held not in used and _fits(after, held):
            used.add(held)
            _set(after, "id", held)


def _pairs(old, new) -> Iterator[tuple[dict, dict]]:
    """Which old block each new one continues: equal ones in order, then the most similar in each gap."""
    old_keys = [(node["type"], _words(node)) for node in old]
    new_keys = [(node["type"], _words(node)) for node in new]
    left_old, left_new = [], []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(old[a1:a2], new[b1:b2], strict=True)
            continue
        paired_old, paired_new = set(), set()
        for a, b in _alike(old_keys, new_keys, range(a1, a2), range(b1, b2)):
            paired_old.add(a)
            paired_new.add(b)
            yield old[a], new[b]
        left_old += [a for a in range(a1, a2) if a not in paired_old]
        left_new += [b for b in range(b1, b2) if b not in paired_new]
    moved = {}
    for a in reversed(left_old):
        moved.setdefault(old_keys[a], []).append(a)
    for b in left_new:
        if moved.get(new_keys[b]):
            yield old[moved[new_keys[b]].pop()], new[b]


def _alike(old_keys, new_keys, olds, news):
    scores = []
    reach = MOST_COMPARED // max(len(news), 1) // 2
    old_words = {a: old_keys[a][1].split() for a in olds}
    for b in news:
        words = new_keys[b][1].split()
        near = olds.start + (b - news.start) * len(olds) // len(news)
        for a in range(max(olds.start, near - reach), min(olds.stop, near + reach + 1)):
            if old_keys[a][0] != new_keys[b][0]:
                continue
            score = _share(old_words[a], words)
            if score >= ALIKE:
                scores.append((-score, abs((a - olds.start) - (b - news.start)), a, b))
    taken_old, taken_new = set(), set()
    for _score, _distance, a, b in sorted(scores):
        if a not in taken_old and b not in taken_new:
            taken_old.add(a)
            taken_new.add(b)
            yield a, b


def _share(left, right):
    if not left and not right:
        return 1.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _owned_mentions(node, owner=""):
    attrs = node.get("attrs", {})
    if node["type"] == "citation":
        yield owner, node
    for child in node.get("content", []):
        yield from _owned_mentions(child, attrs.get("id") or owner)


def _continue_mentions(mentions, previous, used):
    held: dict[tuple, list[str]] = {}
    for node in walk(previous):
        mention = node["attrs"].get("mention") if node["type"] == "citation" else None
        if mention and mention not in used:
            held.setdefault((node["attrs"]["target"], node["attrs"]["label"]), []).append(mention)
            held.setdefault((node["attrs"]["target"], None), []).append(mention)
    # A mention with the same words first; after that any of the same source that nobody continued.
    for exact in (True, False):
        for node in mentions:
            if node["attrs"].get("mention"):
                continue
            key = (node["attrs"]["target"], node["attrs"]["label"] if exact else None)
            candidates = [mention for mention in held.get(key, []) if mention not in used]
            if candidates:
                used.add(candidates[0])
                _set(node, "mention", candidates[0])
