"""What is said to somebody who could not prove who they are. Nothing was written then."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


class NotProven(PermissionError):
    """The person could not prove who they are. `field` names the field that the sentence belongs to."""

    status = 200

    def __init__(self, sentence: str, field: str = "password"):
        super().__init__(sentence)
        self.field = field


class LockedOut(NotProven):
    """There were too many failures; until then nothing is even looked at."""

    status = 429

    def __init__(self, until: datetime, field: str = "password"):
        local = timezone.localtime(until)
        super().__init__(
            f"Too many failed attempts. Try again after {date_format(local, 'H:i')} {local.tzname()},"
            " or ask an administrator to let you in again.",
            field,
        )
        self.until = until
