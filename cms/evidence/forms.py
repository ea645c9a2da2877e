"""What is asked before evidence is exported."""

from datetime import MAXYEAR, datetime, time, timedelta

from django import forms
from django.utils import timezone

from cms.publishing import wording
from cms.publishing.forms_workflow import ReasonForm


class DayField(forms.DateField):
    """A day that has a day before and after it."""

    def to_python(self, value):
        day = super().to_python(value)
        if day and not 1000 <= day.year < MAXYEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def _day(label: str, help_text: str) -> forms.DateField:
    return DayField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give a day such as 2026-03-14."},
    )


class ExportForm(ReasonForm):
    """Why, and for which days; without days, everything."""

    begins = _day("From", "Leave it empty to begin with the first revision.")
    ends = _day("To", "This day included. Leave it empty for everything up to now.")

    field_order = ("begins", "ends", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "reason"
        ].help_text = "Such as who asked for it. Kept in the record and printed in the pack."
        for name in ("begins", "ends"):
            self.fields[name].help_text += f" In the time zone {wording.zone()}."

    def clean(self):
        said = super().clean()
        begins, ends = said.get("begins"), said.get("ends")
        if begins and ends and begins > ends:
            self.add_error("ends", "The period ends before it begins.")
        if begins and begins > timezone.localdate():
            self.add_error("begins", "That day has not come yet.")
        return said

    def period(self) -> tuple[datetime | None, datetime | None]:
        """The moments of the days: from the first midnight to the one after the last day."""
        begins, ends = self.cleaned_data["begins"], self.cleaned_data["ends"]
        return midnight(begins), midnight(ends + timedelta(days=1)) if ends else None


def midnight(day) -> datetime | None:
    """The beginning of a day as clocks at the publisher count it."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
