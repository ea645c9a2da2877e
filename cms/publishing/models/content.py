"""The stored bytes, apart from everything that speaks about them."""

from django.db import models

from cms import canonical
from cms.audit.fields import DigestField
from cms.audit.models import Record


class Sealed(LookupError):
    """Exactly these bytes were stored once and were sealed; they are not stored again."""


class Content(Record):
    """Canonical bytes named by their SHA-256: a revision's state, a signed document or a served one.

    Kept in a table of their own so that sealing can blank them while digest, signatures and entries stay.
    The name is the digest of the bytes, so the row's own digest leaves the bytes out.
    """

    digest = DigestField(primary_key=True)
    body = models.TextField(blank=True)

    outside_digest = frozenset({"body"})
    may_change_when = (
        "NEW.digest = OLD.digest AND NEW.entry = OLD.entry AND NEW.body = ''"
        " AND EXISTS (SELECT 1 FROM publishing_sealeddigest d"
        " JOIN publishing_seal s ON s.request_id = d.request_id WHERE d.digest = OLD.digest)"
    )

    class Meta:
        verbose_name = "stored bytes"
        verbose_name_plural = "stored bytes"

    def __str__(self):
        return self.digest

    @classmethod
    def keep(cls, entry, data: bytes) -> str:
        """Store bytes under this entry unless they are there already; returns their digest. Raises Sealed."""
        name = canonical.digest(data)
        stored = cls.objects.filter(pk=name).values_list("body", flat=True).first()
        if stored == "":
            raise Sealed(name)
        if stored is None:
            entry.add(cls(digest=name, body=data.decode()))
        return name

    @property
    def document(self):
        return canonical.decode(self.body)
