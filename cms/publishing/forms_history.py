"""What of a history somebody wants to see: kind of event, person, days. Read from the address of the page."""

from collections.abc import Iterable

from django import forms

from . import wording
from .chronicle import Event

#: What a reader may ask for → label, and the types of event that it means.
KINDS = {
    "draft": ("The draft", ("revision", "undone", "archive", "unarchive")),
    "review": ("Review and signatures", ("submission", "waiver", "signature", "closing")),
    "published": ("What readers saw", ("publication", "move", "retirement", "call_off")),
    "notice": ("Notices and recalls", ("notice", "notice_end", "recall")),
    "source": ("Sources", ("source",)),
    "seal": ("Sealing", ("seal_request", "seal")),
    "evidence": ("Evidence packs", ("evidence",)),
}


class HistoryFilter(forms.Form):
    kind = forms.ChoiceField(
        label="Kind of event",
        required=False,
        error_messages={"invalid_choice": "There is no such kind of event. Choose one from the list."},
    )
    person = forms.ChoiceField(
        label="Person",
        required=False,
        error_messages={"invalid_choice": "This person did nothing here. Choose one from the list."},
    )
    begins = forms.DateField(
        label="From day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "There is no such day. Give one such as 2026-03-14."},
    )
    ends = forms.DateField(
        label="To day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "There is no such day. Give one such as 2026-03-14."},
    )

    def __init__(self, data, events: Iterable[Event]):
        super().__init__({name: data.get(name, "").strip() for name in ("kind", "person", "from", "to")})
        self._events = list(events)
        types = {event.type for event in self._events}
        kinds = [(name, label) for name, (label, of) in KINDS.items() if types.intersection(of)]
        # The newest printed name of each: events come newest first.
        people = {event.by: event.by_name for event in reversed(self._events)}
        self.fields["kind"].choices = [("", "Everything"), *kinds]
        self.fields["person"].choices = [
            ("", "Everybody"),
            *sorted(people.items(), key=lambda one: (one[1].casefold(), one[0])),
        ]

    def add_prefix(self, field_name):
        """The address says `from` and `to`, which Python keeps for itself or reads badly."""
        return {"begins": "from", "ends": "to"}.get(field_name, field_name)

    def clean(self):
        said = super().clean()
        if said.get("begins") and said.get("ends") and said["ends"] < said["begins"]:
            self.add_error("ends", "It ends before it begins.")
        return said

    @property
    def asked(self) -> dict[str, str]:
        """What was typed, as the address of another page of the list has to say it."""
        return {name: value for name, value in self.data.items() if value}

    def found(self) -> list[Event]:
        """The events that were asked for; none when the question is wrong."""
        if not self.is_valid():
            return []
        said = self.cleaned_data
        types = KINDS[said["kind"]][1] if said["kind"] else None
        return [
            event
            for event in self._events
            if (types is None or event.type in types)
            and (not said["person"] or event.by == said["person"])
            and (not said["begins"] or wording.local_date(event.at) >= said["begins"])
            and (not said["ends"] or wording.local_date(event.at) <= said["ends"])
        ]
