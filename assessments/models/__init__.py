"""The draft of an assessment: the item, and the ordered rows that say what it asks and what follows."""

from .asking import Condition, Question, Section
from .assessment import Assessment, RelatedArticle, Source
from .leftover import Leftover
from .result import Criterion, NextStep, Outcome, Rule, Score

__all__ = [
    "Assessment",
    "Condition",
    "Criterion",
    "Leftover",
    "NextStep",
    "Outcome",
    "Question",
    "RelatedArticle",
    "Rule",
    "Score",
    "Section",
    "Source",
]
