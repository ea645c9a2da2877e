"""What changed between two published documents, or two states of a draft, for somebody who has to sign.

    compare(old, new, names) -> Difference(sections, summary, sentences, is_new)
    apply(difference, old, names) -> the lines of the new document, made only of what is shown
    section.key, .label, .rows: [Row(kind, label, ops, notes, sentences)];  section.stretches() folds
    row.kind: same, added, removed, changed, moved (here) or left (moved from here)
    row.ops: [Op(kind, was, text, note)], kind: same, added, removed, formatted, replaced

Pure and generic: it knows documents by shape and no content type; publishing/difference.html draws it.
"""

from .applying import DoesNotApply, apply
from .documents import Difference, Section, compare, lines_of
from .names import Names
from .rows import Row
from .tokens import Op

__all__ = ["Difference", "DoesNotApply", "Names", "Op", "Row", "Section", "apply", "compare", "lines_of"]
