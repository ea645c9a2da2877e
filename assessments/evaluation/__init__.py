"""What follows from answers to an assessment: shape, visibility, what is missing, scores, outcome. Pure.

    tool = evaluation.compiled(definition)      # once; raises Broken where the definition is nonsense
    evaluation.evaluate(tool, {"pain": "yes"})  # a result as `assessments.definition` describes it

`evaluate` takes whatever JSON a client can send and always returns a result. What was sent never stands in
a result or in an exception; nothing but the definition says how many points an answer has.
"""

from .cache import of_digest
from .compiling import Broken, Compiled, compiled
from .results import evaluate, next_question, taken, totals, visible

__all__ = [
    "Broken",
    "Compiled",
    "compiled",
    "evaluate",
    "next_question",
    "of_digest",
    "taken",
    "totals",
    "visible",
]
