"""Which old block became which new one: identical ones first, alike ones in the gaps, then moved ones."""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from typing import NamedTuple

#: Below this share of common words a block is another block, not an edited one; its own id lowers the bar.
ALIKE = 0.5
ALIKE_WITH_ID = 0.25
#: A shorter block than this, edited and elsewhere, is not recognised as moved: "Yes." is everywhere.
MOVED_WORDS = 4
#: A gap with more pairs than this is compared near its diagonal only: everything was rewritten.
MOST_COMPARED = 20_000


class Block(NamedTuple):
    """What alignment needs to know: the content that makes two blocks identical, the id, the words.

    A firm id decides alone: records with one key are the same record, with two keys never. `around` is where
    it stands; the same content in the same surroundings is preferred.
    """

    content: Hashable
    id: str
    words: frozenset
    kind: str = ""
    firm: bool = False
    around: Hashable = ()


class Pair(NamedTuple):
    """Places of one block in the old and the new list; None where it is missing.

    A block that moved makes two pairs: it with both places where it stands now, and, where it stood, the old
    place alone.
    """

    old: int | None
    new: int | None
    moved: bool = False


def bag(words: Sequence[str]) -> frozenset:
    """A multiset of words as a set, so that what two have in common is one fast intersection."""
    seen: Counter = Counter()
    made = set()
    for word in words:
        seen[word] += 1
        made.add((word, seen[word]))
    return frozenset(made)


def align(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """Pairs in the order of the new list; what was removed stands where it stood."""
    exact = _exact(old, new)
    kept = _longest_rising(exact)
    moved = [pair for pair in exact if pair not in kept]
    taken_old = {i for i, _ in moved}
    taken_new = {j for _, j in moved}
    in_order = []
    last_i = last_j = -1
    for i, j in [*sorted(kept), (len(old), len(new))]:
        gap_old = [k for k in range(last_i + 1, i) if k not in taken_old]
        gap_new = [k for k in range(last_j + 1, j) if k not in taken_new]
        in_order += _gap(old, new, gap_old, gap_new)
        if i < len(old):
            in_order.append((i, j))
        last_i, last_j = i, j
    left_old = sorted(set(range(len(old))) - taken_old - {i for i, _ in in_order})
    left_new = sorted(set(range(len(new))) - taken_new - {j for _, j in in_order})
    moved += _edited_moves(old, new, left_old, left_new)
    return _woven(len(old), len(new), in_order, moved)


def _exact(old, new):
    """Pairs of identical blocks: those with the same id first, the rest in order of appearance."""
    keys = (
        lambda block: (block.id, block.content) if block.id else None,
        lambda block: (block.content, block.around),
        lambda block: block.content,
    )
    pairs, used, rest = [], set(), range(len(old))
    for key in keys:
        waiting = defaultdict(deque)
        for j, block in enumerate(new):
            if j not in used and key(block) is not None:
                waiting[key(block)].append(j)
        left = []
        for i in rest:
            if waiting[key(old[i])]:
                j = waiting[key(old[i])].popleft()
                used.add(j)
                pairs.append((i, j))
            else:
                left.append(i)
        rest = left
    return sorted(pairs)


def _longest_rising(pairs):
    """The most pairs that keep their order; the others have moved."""
    tails, tail_at, before = [], [], {}
    for place, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before[place] = tail_at[at - 1] if at else None
        if at == len(tails):
            tails.append(j)
            tail_at.append(place)
        else:
            tails[at], tail_at[at] = j, place
    chain = set()
    place = tail_at[-1] if tail_at else None
    while place is not None:
        chain.add(pairs[place])
        place = before[place]
    return chain


def similarity(a: Block, b: Block) -> float:
    """Share of common words, 0 to 1; without words, whether the two are of one kind."""
    if not a.words or not b.words:
        return 0.6 if a.kind == b.kind and not a.words and not b.words else 0.0
    return 2 * len(a.words & b.words) / (len(a.words) + len(b.words))


def _weight(a, b):
    """How gladly two blocks are paired; 0 for not at all."""
    alike = similarity(a, b)
    if a.firm and b.firm:
        return 1 + alike if a.id == b.id else 0.0
    same_id = bool(a.id) and a.id == b.id
    if alike < (ALIKE_WITH_ID if same_id else ALIKE):
        return 0.0
    return alike + 0.5 * same_id + 0.1 * (a.kind == b.kind)


def _gap(old, new, rows, columns):
    """The pairing of a gap that keeps the order and has the greatest total weight."""
    if not rows or not columns:
        return []
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    weights = _weights([old[i] for i in rows], [new[j] for j in columns])
    for r in range(len(rows) - 1, -1, -1):
        here, below, weight = best[r], best[r + 1], weights[r]
        for c in range(len(columns) - 1, -1, -1):
            skip = max(below[c], here[c + 1])
            here[c] = max(skip, weight[c] + below[c + 1]) if weight[c] else skip
    pairs, r, c = [], 0, 0
    while r < len(rows) and c < len(columns):
        if weights[r][c] and best[r][c] == weights[r][c] + best[r + 1][c + 1]:
            pairs.append((rows[r], columns[c]))
            r, c = r + 1, c + 1
        elif best[r][c] == best[r + 1][c]:
            r += 1
        else:
            c += 1
    return pairs


def _weights(rows, columns):
    width = len(columns)
    band = width if len(rows) * width <= MOST_COMPARED else MOST_COMPARED // (2 * len(rows))
    table = []
    for r, block in enumerate(rows):
        middle = r * width // len(rows)
        low, high = max(0, middle - band), min(width, middle + band + 1)
        near = [_weight(block, other) for other in columns[low:high]]
        table.append([0.0] * low + near + [0.0] * (width - high))
    return table


def _edited_moves(old, new, left_old, left_new):
    """What is neither identical nor in its place may still be a block that was moved and edited."""
    by_id = defaultdict(list)
    for j in left_new:
        by_id[new[j].id].append(j)
    too_many = len(left_old) * len(left_new) > MOST_COMPARED
    candidates = []
    for i in left_old:
        for j in by_id[old[i].id] if too_many else left_new:
            enough = old[i].firm or min(len(old[i].words), len(new[j].words)) >= MOVED_WORDS
            if enough and (w := _weight(old[i], new[j])):
                candidates.append((-w, i, j))
    pairs, used_old, used_new = [], set(), set()
    for _, i, j in sorted(candidates):
        if i not in used_old and j not in used_new:
            pairs.append((i, j))
            used_old.add(i)
            used_new.add(j)
    return pairs


def _woven(old_count, new_count, in_order, moved):
    partner = {j: i for i, j in in_order}
    moved_to = {j: i for i, j in moved}
    left = set(moved_to.values())
    gone = set(range(old_count)) - set(partner.values())
    woven, next_old = [], 0
    for j in range(new_count):
        if j in partner:
            woven += [Pair(i, None, i in left) for i in range(next_old, partner[j]) if i in gone]
            next_old = partner[j] + 1
            woven.append(Pair(partner[j], j))
        elif j in moved_to:
            woven.append(Pair(moved_to[j], j, moved=True))
        else:
            woven.append(Pair(None, j))
    return woven + [Pair(i, None, i in left) for i in range(next_old, old_count) if i in gone]
