"""Questionnaires of FHIR, in and out, and the responses to them. Pure.

    reading = fhir.read(data)                   # R4, R4B or R5 → a definition and what is left over
    fhir.text(fhir.questionnaire(definition=…)) # a definition → R4, as exact JSON
    fhir.answers(response, definition)          # a QuestionnaireResponse → answers and errors

docs/fhir.md says what other systems see of an assessment, and what becomes of theirs.
"""

from .exact import MOST_BYTES, text
from .ledger import Leftover
from .reading import Reading, read
from .responses import answers, response
from .writing import questionnaire

__all__ = ["MOST_BYTES", "Leftover", "Reading", "answers", "questionnaire", "read", "response", "text"]
