"""Proof before publishing: every path through a definition ends well, or a fault says which does not. Pure.

    proof.check(definition)            # faults, each with answers that show it
    proof.confirms(definition, fault)  # evaluates them: does what the fault claims come out?
    proof.path_table(definition)       # every path with its outcome, for the medical reviewer
    proof.summary(definition)          # how many paths, which scores

Nothing here samples. Paths are counted together where nothing in the definition tells them apart
(walk.py), which is exact and quick; where even that is too much, "not-proven" is an error, never a pass.
"""

from .checking import check
from .fault import ERROR, WARNING, Fault
from .table import Row, Summary, path_table, summary
from .witness import confirms

__all__ = ["ERROR", "WARNING", "Fault", "Row", "Summary", "check", "confirms", "path_table", "summary"]
