"""Where each item stands: a projection of the record that can be rebuilt from it at will."""

from django.db import models
from django.db.models import Q

from cms.audit.fields import InstantField


class State(models.TextChoices):
    """What a writer calls the state of an item."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SIGNED = "signed", "Signed, ready to publish"
    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    CHANGED = "changed", "Live, with unpublished changes"
    RETIRED = "retired", "Retired"


class StandingQuerySet(models.QuerySet):
    def in_state(self, state: str, now):
        return self.filter(_conditions(now)[State(state)])


class Standing(models.Model):
    """One item: its newest revision, its open release, what was public. The time decides the rest."""

    item = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=300)
    revision = models.PositiveIntegerField(default=0, help_text="Number of the newest revision")
    #: The release that is on its way: in review, signed, or scheduled for `scheduled_at`.
    release = models.CharField(max_length=40, blank=True, db_index=True)
    #: Meanings still to be signed, separated by spaces.
    waits_for = models.CharField(max_length=80, blank=True)
    scheduled_at = InstantField(null=True)
    #: The latest publication in effect when it was written, and the revision it shows; 0: none.
    published_revision = models.PositiveIntegerField(default=0)
    gone = models.BooleanField(default=False)
    #: The last release that ended without being published, for the writer to read why.
    ended_release = models.CharField(max_length=40, blank=True)
    scheduled_revision = models.PositiveIntegerField(default=0)

    objects = StandingQuerySet.as_manager()

    def __str__(self):
        return self.title

    def begun(self, now) -> bool:
        """Whether what was scheduled has gone live since this row was written."""
        return self.scheduled_at is not None and self.scheduled_at <= now

    def open_release(self, now) -> str:
        """uid of the release on its way, scheduled ones included; empty when there is none."""
        return "" if self.begun(now) else self.release

    def live_revision(self, now) -> int:
        """Number of the revision readers see; 0 when the item is not live."""
        if self.begun(now):
            return self.scheduled_revision
        return 0 if self.gone else self.published_revision

    def state(self, now) -> State:
        if self.open_release(now):
            if self.scheduled_at is not None:
                return State.SCHEDULED
            return State.IN_REVIEW if self.waits_for else State.SIGNED
        live = self.live_revision(now)
        if live:
            return State.LIVE if live == self.revision else State.CHANGED
        return State.RETIRED if self.gone else State.DRAFT


def _conditions(now) -> dict[State, Q]:
    """The same decisions as Standing.state(), for the database."""
    begun = Q(scheduled_at__isnull=False, scheduled_at__lte=now)
    open_ = ~Q(release="") & ~begun
    live = ~open_ & (begun | Q(gone=False, published_revision__gt=0))
    current = (begun & Q(scheduled_revision=models.F("revision"))) | (
        ~begun & Q(published_revision=models.F("revision"))
    )
    return {
        State.SCHEDULED: open_ & Q(scheduled_at__isnull=False),
        State.IN_REVIEW: open_ & Q(scheduled_at__isnull=True) & ~Q(waits_for=""),
        State.SIGNED: open_ & Q(scheduled_at__isnull=True, waits_for=""),
        State.LIVE: live & current,
        State.CHANGED: live & ~current,
        State.RETIRED: ~open_ & ~live & Q(gone=True),
        State.DRAFT: ~open_ & ~live & Q(gone=False),
    }
