"""What is to be mailed and what became of it, how each person wants it, and how far the worker has come.

None of these rows belongs to the record: they say who was told, not what was published.
"""

from django.db import models
from django.utils import timezone


class Event(models.TextChoices):
    """Why somebody is written to."""

    TO_SIGN = "to_sign", "waits for a signature"
    TO_PUBLISH = "to_publish", "is signed and waits to be published"
    SENT_BACK = "sent_back", "was sent back"
    WITHDRAWN = "withdrawn", "was withdrawn"
    REPLACED = "replaced", "was submitted again by somebody else"
    CALLED_OFF = "called_off", "was called off before it went live"
    PUBLISHED = "published", "is live"
    SCHEDULED = "scheduled", "is signed and scheduled"
    TAKEN_DOWN = "taken_down", "was taken down"
    RECALLED = "recalled", "is recalled, and is your task"
    NOTICE = "notice", "shows a notice to readers"
    REVIEW_DUE = "review_due", "has a review that falls due"
    REVIEW_OVERDUE = "review_overdue", "has a review that is overdue"
    RETIRES = "retires", "is taken down soon, because its review is overdue"


class Letter(models.Model):
    """One person is to be told one thing once. It holds no title and no text, only where to look.

    `due_at` is when it is next tried. Whoever sends it moves that forward first, so that a worker that is
    killed while sending loses nothing: the letter is tried again when its lease ends.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not wanted any more"

    cause = models.CharField(max_length=120, help_text="What it follows from, such as entry:41:rel_…")
    person = models.CharField(max_length=40, help_text="uid")
    event = models.CharField(max_length=20, choices=Event)
    kind = models.CharField(max_length=40, blank=True, help_text="Kind of the item")
    path = models.CharField(max_length=300, help_text="Where it leads, below SITE_URL")
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=40, blank=True, help_text="Of the worker that is sending it")
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mails"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cause", "person"], name="a_person_is_told_once_of_a_cause")
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="letters_that_are_due"),
            models.Index(fields=["claim"], name="letters_by_claim"),
        ]
        default_permissions = ("view",)
        permissions = [("retry_letter", "Can send failed mail again")]

    def __str__(self):
        return f"{self.get_event_display()} ({self.get_state_display().lower()})"


class Reminder(models.Model):
    """One stage of one due date of one item was dealt with. Written with its letters, in one transaction."""

    item = models.CharField(max_length=40)
    due = models.CharField(max_length=10, help_text="YYYY-MM-DD")
    stage = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["item", "due", "stage"], name="a_stage_is_dealt_with_once")
        ]

    def __str__(self):
        return f"{self.item} {self.due} {self.stage}"


class Preference(models.Model):
    """How one person wants to be told. Without a row: at once."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day, everything in one mail"
        OFF = "off", "Not by mail"

    person = models.CharField(max_length=40, primary_key=True, help_text="uid")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.get_mode_display()


class Progress(models.Model):
    """How far a step of the worker has come, when it was last seen, and what it last failed with."""

    name = models.CharField(max_length=80, primary_key=True)
    #: Sequence of the last entry of the trail that was followed; 0 for steps that follow none.
    cursor = models.BigIntegerField(default=0)
    #: The last day on which a daily step was done to its end.
    done_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name
