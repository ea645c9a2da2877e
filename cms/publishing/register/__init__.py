"""The period register: what happened to pages and people between two days, and a sample to look at.

    found = register.read(days, by=otto, clock=timezone.now, sample=20)      for a page, one entry
    body = register.export(days, by=otto, clock=timezone.now, form="zip")    for a file, one entry

Everything is told from the record alone; drafts have no part in it.
"""

from .period import Days, Wrong, checked, last_quarter
from .reading import FORMS, TYPES, Exported, export, read
from .telling import Drawn, Register

__all__ = [
    "FORMS",
    "TYPES",
    "Days",
    "Drawn",
    "Exported",
    "Register",
    "Wrong",
    "checked",
    "export",
    "last_quarter",
    "read",
]
