"""`GET /api/v1/compliance/<kind>/{slug}/verify`: what the record says of one item, recomputed now."""

from django.conf import settings
from django.http import HttpResponse

from cms import canonical, instant

from .. import detail
from . import checking, describing
from .history import ItemView

TAKES = [detail.LOCALE]


class Verify(ItemView):
    what = "verify"

    def get(self, request, kind, slug):
        self.model(kind)
        given = self.given(TAKES)
        uid = self.item(kind, slug, given.get("locale", settings.DEFAULT_LOCALE))
        self.note(uid)
        verdict = checking.Verdict(uid, self.now)
        entries = sorted(verdict.entries)
        body = {
            "item": uid,
            "kind": kind,
            "checked_at": instant.to_text(self.now),
            "holds": verdict.holds,
            "sentence": verdict.sentence,
            "checks": [check.document() for check in verdict.checks],
            "entries": {"count": len(entries), "first": entries[0], "last": entries[-1]} if entries else None,
            "checkpoint": checking.coverage(verdict.entries),
            "not_checked": checking.NOT_CHECKED,
        }
        return HttpResponse(canonical.encode(body), content_type="application/json")

    @classmethod
    def describe(cls) -> dict:
        return describing.verify(TAKES)
