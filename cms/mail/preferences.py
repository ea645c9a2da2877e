"""How a person wants to be told: changed by themselves, each change one entry of the trail."""

from cms.audit import trail
from cms.publishing.actions.errors import NotAllowed, NotPossible

from .models import Preference


def of(person) -> str:
    """The person's choice: at once, unless they said otherwise."""
    row = Preference.objects.filter(pk=person.uid).first()
    return row.mode if row else Preference.Mode.AT_ONCE


def choose(*, mode: str, by, clock: trail.Clock) -> None:
    """Keep how this person wants to be told."""
    if not by.is_active or by.is_system:
        raise NotAllowed(f"{by.printed_name} gets no mail.")
    with trail.entry(action="mail.preference", by=by, clock=clock, subject=by.uid) as entry:
        if mode not in Preference.Mode.values:
            raise NotPossible("Choose how you want to be told.")
        before = of(by)
        if before == mode:
            entry.discard()
            return
        Preference.objects.update_or_create(pk=by.uid, defaults={"mode": mode})
        entry.detail["changes"] = {"mode": [before, mode]}
