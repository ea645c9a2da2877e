"""`GET /api/v1/compliance/documents/{sha256}`: the stored bytes with this digest; `/uses`: where they belong.

The same address serves what readers got (a snapshot), what was signed (its content) and what a draft said
(a revision): the digest alone says which bytes. What the person may not look at is answered as what is not
there.
"""

import base64
from datetime import datetime

from django.http import HttpResponse
from rest_framework import exceptions

from cms import canonical, instant
from cms.publishing import asof, kinds
from cms.publishing.models import Content, Member, Outcome, Publication, Revision, Snapshot

from . import access, describing
from .at import ROOT, address, sealed


class _Stored(access.ComplianceView):
    def find(self, digest: str) -> tuple[str, list[dict]]:
        """The bytes (empty: sealed) and their uses that this person may see. Raises NotFound."""
        body = Content.objects.filter(pk=digest).values_list("body", flat=True).first()
        found = uses(digest, self.now) if body is not None else []
        seen = [use for use in found if access.may_see(self.request.user, kinds.model(use["kind"]))]
        if not seen:
            raise exceptions.NotFound("Nothing that you may look at is stored under this digest.")
        self.note(seen[0]["item"], digest=digest)
        return body, seen


class Document(_Stored):
    what = "stored bytes"

    def get(self, request, digest):
        self.given([])
        body, seen = self.find(digest)
        links = [f'<{ROOT}/documents/{digest}/uses>; rel="describedby"; type="application/json"']
        links += [f'<{use["at"]}>; rel="memento"' for use in seen if use.get("at")][:20]
        if not body:
            seal = asof.seal_of(digest)
            if seal is None:
                raise exceptions.NotFound("The bytes are gone, and no sealing says why: run verify_audit.")
            response = sealed(digest, seal)
        else:
            data = body.encode()
            response = HttpResponse(data, content_type="application/json")
            response["ETag"] = f'"{digest}"'
            named = base64.b64encode(bytes.fromhex(canonical.digest(data))).decode()
            response["Repr-Digest"] = f"sha-256=:{named}:"
        response["Link"] = ", ".join(links)
        return response

    @classmethod
    def describe(cls) -> dict:
        return describing.stored_document()


class Uses(_Stored):
    what = "uses of stored bytes"

    def get(self, request, digest):
        self.given([])
        body, seen = self.find(digest)
        seal = None if body else asof.seal_of(digest)
        answer = {
            "digest": digest,
            "stored": bool(body),
            "size": len(body.encode()),
            "sealed_under": seal.entry if seal else None,
            "uses": seen,
        }
        return HttpResponse(canonical.encode(answer), content_type="application/json")

    @classmethod
    def describe(cls) -> dict:
        return describing.uses()


def uses(digest: str, now: datetime) -> list[dict]:
    """Everything in the record that names these bytes, in the order in which it was written."""
    found = []
    for one in Revision.objects.filter(digest=digest).order_by("entry", "pk"):
        found.append(_use("revision", one, title=one.title, revision=one.number))
    for one in Member.objects.filter(content=digest).order_by("entry", "pk"):
        found.append(
            _use(
                "signed_content",
                one,
                title=one.title,
                revision=one.revision,
                release=one.release_id,
                key=one.key,
                locale=one.locale,
            )
        )
    for one in Snapshot.objects.filter(pk=digest):
        found.append(_use("snapshot", one, release=one.release_id, content_digest=one.content))
    shown = Publication.objects.filter(snapshot=digest, outcome=Outcome.DOCUMENT).select_related("call_off")
    for one in shown.order_by("number"):
        called_off = getattr(one, "call_off", None) is not None
        found.append(
            _use(
                "publication",
                one,
                publication=one.number,
                release=one.release_id,
                revision=one.revision,
                key=one.key,
                locale=one.locale,
                effective_at=instant.to_text(one.effective_at),
                called_off=called_off,
                at=None if called_off or one.effective_at > now else _at(one),
            )
        )
    return sorted(found, key=lambda use: use["entry"])


def _use(as_: str, row, **more) -> dict:
    kind = row.kind
    return {"as": as_, "item": row.item, "kind": kind, "entry": row.entry, **more}


def _at(one: Publication) -> str:
    return address(one.kind, one.key.partition("/")[2], one.locale, one.effective_at)
