"""The admin of assessments: the form, checking it, trying it, and what a reviewer takes along."""

from .assessment import AssessmentAdmin

__all__ = ["AssessmentAdmin"]
