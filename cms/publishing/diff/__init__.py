"""What changed between two published documents, in the words of somebody who has to sign for it.

    compare(old, new) -> Difference(sections, summary, is_new);  summary: "1 citation replaced, 1 tag added"
    section.key, .label, .rows: [Row(kind, label, ops, notes)];  section.excerpt() folds unchanged stretches
    row.kind: same, added, removed, changed, moved, skipped
    row.ops: [Op(kind, was, text, note)], kind: same, added, removed, formatted, replaced

Pure and generic: it knows documents by shape and no content type; publishing/difference.html draws it.
"""

from .blocks import Row
from .documents import Difference, Section, compare
from .tokens import Op

__all__ = ["Difference", "Op", "Row", "Section", "compare"]
