"""The audit trail, and what a row must be to belong to the record."""

from dataclasses import dataclass

from django.db import connection, models

from cms import canonical

from .fields import DigestField, InstantField

ROW_VERSION = "row/1"
ENTRY_VERSION = "entry/1"
GENESIS = "0" * 64


class Immutable(TypeError):
    """Somebody tried to change or delete a row of the record."""


@dataclass(frozen=True)
class Guard:
    """A reason for the database itself to refuse a new row of the record.

    `refuse_when` is an SQL condition over NEW that both databases understand; it may hold sub-queries.
    """

    name: str
    refuse_when: str
    message: str


def before_the_last_entry(moment: str) -> str:
    """The SQL condition that this moment lies before what is already committed."""
    return (
        "EXISTS (SELECT 1 FROM audit_entry e"
        f" WHERE e.sequence = (SELECT MAX(sequence) FROM audit_entry) AND e.at > {moment})"
    )


class AppendOnly(models.Model):
    """A row that is written once and never updated or deleted; triggers hold that below the ORM."""

    #: What the database refuses at INSERT, beside the model's constraints.
    guards: tuple[Guard, ...] = ()
    #: The one UPDATE that is allowed, as an SQL condition over OLD and NEW; None allows none.
    may_change_when: str | None = None
    #: Columns outside the row's digest, because they are verified by other means.
    outside_digest: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Immutable(f"{self._meta.verbose_name} rows are written once")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise Immutable(f"{self._meta.verbose_name} rows are never deleted")

    def columns(self) -> list[tuple[str, canonical.Raw]]:
        """The row as the database holds it: (column, raw value), without what stands outside the digest."""
        return [pair for pair in raw_columns(self) if pair[0] not in self.outside_digest]


class Kept(models.Model):
    """A row outside the record that the record may name. It changes, but once named it stays, under its uid.

    Triggers hold that below the ORM, as they do for the record itself.
    """

    #: When a row is named, as an SQL condition over OLD.
    kept_when = ""
    #: The column that the record names it by.
    kept_as = "uid"

    class Meta:
        abstract = True


def raw_columns(row: models.Model) -> list[tuple[str, canonical.Raw]]:
    """(column, raw value) of any row, as a cursor returns them once it is stored."""
    return [
        (field.column, _plain(field.get_db_prep_save(getattr(row, field.attname), connection)))
        for field in row._meta.concrete_fields
    ]


def _plain(value) -> canonical.Raw:
    """A database parameter as a cursor returns it: psycopg wraps numbers, Django's choices are enums."""
    for kind in (str, int):
        if isinstance(value, kind):
            return kind(value)
    return value


class Record(AppendOnly):
    """A row of the record that is not itself an entry: the entry that wrote it holds its digest."""

    entry = models.BigIntegerField(
        db_index=True, editable=False, help_text="Sequence of the entry that wrote it"
    )

    class Meta:
        abstract = True

    def row_digest(self) -> str:
        return canonical.columns_digest(ROW_VERSION, self.columns())


class Entry(AppendOnly):
    """One action that changed something: who, when, why, and the digest of every record row it wrote.

    `hash` covers every other column, and `previous` is the hash of the entry before: a chain. Entries hold
    identifiers and printed names, never foreign keys: the record does not follow what it records.
    """

    sequence = models.BigIntegerField(primary_key=True)
    version = models.CharField(max_length=20, default=ENTRY_VERSION)
    at = InstantField()
    action = models.CharField(max_length=80)
    actor = models.CharField(max_length=40, help_text="uid of the person")
    actor_name = models.CharField(max_length=200)
    subject = models.CharField(max_length=80, blank=True, help_text="uid of what it is about")
    reason = models.TextField(blank=True)
    detail = models.TextField(default="{}", help_text="Canonical JSON")
    rows = models.TextField(default="[]", help_text="Canonical JSON: [[table, key, digest], …]")
    previous = DigestField(unique=True)
    hash = DigestField(unique=True)

    outside_digest = frozenset({"hash"})
    guards = (
        Guard(
            "follows_the_last",
            "NEW.sequence <> 1 + COALESCE((SELECT MAX(sequence) FROM audit_entry), 0)"
            " OR NEW.previous <> COALESCE((SELECT hash FROM audit_entry WHERE sequence = NEW.sequence - 1),"
            f" '{GENESIS}')",
            "an entry follows the last one",
        ),
        Guard("not_before_the_last", before_the_last_entry("NEW.at"), "an entry is not before the last one"),
    )

    class Meta:
        verbose_name = "entry"
        verbose_name_plural = "audit trail"
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["subject", "sequence"], name="entries_of_a_subject"),
            # Audits ask for periods.
            models.Index(fields=["at", "sequence"], name="entries_by_time"),
        ]

    def __str__(self):
        return f"{self.sequence} {self.action}"

    def compute_hash(self) -> str:
        return canonical.columns_digest(ENTRY_VERSION, self.columns())

    @property
    def detail_document(self) -> dict:
        return canonical.decode(self.detail)
