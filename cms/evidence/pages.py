"""The page where evidence is exported: what the pack will hold, for which days, and why."""

import re
import tempfile

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone

from cms.publishing import kinds, sight
from cms.publishing.admin import action_page, addresses
from cms.publishing.admin.action_page import ActionPage
from cms.publishing.models import Closing, Member, Outcome, Publication, Release, Revision, Seal, Signature

from . import actions, gathering
from .forms import ExportForm


class ExportPage(ActionPage):
    """GET says what will be in the pack, POST hands it out."""

    title = "Export evidence"
    button = "Make the pack and download it"
    permission = "export_evidence"
    form_class = ExportForm
    template = "evidence/export.html"
    subject: gathering.Subject

    def __init__(self, request):
        super().__init__(request)
        self.file = None

    def respond(self):
        if not self.allowed():
            return super().respond()
        if not sight.may_see_kinds(self.person, gathering.kinds_shown(self.subject)):
            return action_page.refused(self.request, "You may not see everything that this is about.")
        response = super().respond()
        if self.file is None:
            return response
        return FileResponse(self.file, as_attachment=True, filename=self.name, content_type="application/zip")

    def act(self, said):
        begins, ends = self.bound.period()
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        try:
            packed = actions.export(
                **self.about(),
                begins=begins,
                ends=ends,
                reason=said["reason"],
                file=file,
                by=self.person,
                clock=timezone.now,
            )
        except BaseException:
            file.close()
            raise
        file.seek(0)
        self.file = file
        self.name = file_name(self.subject, self.now, packed.holds)
        if not packed.holds:
            return "The pack was made, but it does not hold: the record itself was changed. Run verify_audit."
        return f"The pack was made. SHA-256 of its manifest.json: {packed.manifest}"

    def form(self, data=None):
        self.bound = super().form(data)
        return self.bound

    def about(self) -> dict:
        raise NotImplementedError

    def context(self, form):
        return {
            "subtitle": self.subject.title,
            "counts": counts(self.subject),
            "earlier": actions.earlier_exports(self.subject.uid)[:10],
        }


class ItemPage(ExportPage):
    intro = (
        "One file with everything the record holds about this item. It can be checked offline, without this"
        " software."
    )

    def __init__(self, request, uid):
        super().__init__(request)
        self.item = kinds.item(uid)
        if self.item is None:
            raise Http404("There is no such item.")
        self.subject = gathering.item_subject(self.item)

    def about(self):
        return {"item": self.item}

    def context(self, form):
        opts = self.item._meta
        return {
            **super().context(form),
            "opts": opts,
            "item": self.item,
            "change_url": addresses.change_form(self.item),
        }

    def back_url(self):
        return addresses.change_form(self.item) or reverse("review:queue")


class ReleasePage(ExportPage):
    intro = (
        "One file with everything the record holds about what was submitted together. It can be checked"
        " offline, without this software."
    )

    def __init__(self, request, uid):
        super().__init__(request)
        self.release = Release.objects.filter(pk=uid).first()
        if self.release is None:
            raise Http404("There is no such submission.")
        self.subject = gathering.release_subject(self.release)

    def about(self):
        return {"release": self.release}

    def back_url(self):
        return reverse("review:release", args=[self.release.pk])


def counts(subject: gathering.Subject) -> list[tuple[int, str]]:
    """What a pack of everything holds, in numbers."""
    if subject.release:
        releases = Release.objects.filter(pk=subject.uid)
        publications = Publication.objects.filter(release=subject.uid)
    else:
        releases = Release.objects.filter(members__item=subject.uid)
        publications = Publication.objects.filter(item=subject.uid)
    of_them = {"release__in": releases.values("pk")}
    shown = publications.filter(outcome=Outcome.DOCUMENT)
    found = [
        (Revision.objects.filter(item__in=subject.items).count(), "revision", "revisions"),
        (releases.count(), "submission", "submissions"),
        (
            Member.objects.filter(**of_them, item__in=subject.items).count(),
            "text as it was submitted",
            "texts as they were submitted",
        ),
        (Signature.objects.filter(**of_them).count(), "signature", "signatures"),
        (shown.count(), "text as readers were served it", "texts as readers were served them"),
        (publications.exclude(pk__in=shown).count(), "retirement or move", "retirements and moves"),
        (
            Closing.objects.filter(**of_them).count(),
            "submission that ended early",
            "submissions that ended early",
        ),
        (Seal.objects.filter(request__item__in=subject.items).count(), "sealing", "sealings"),
    ]
    return [(number, one if number == 1 else many) for number, one, many in found if number]


def file_name(subject: gathering.Subject, at, holds: bool) -> str:
    """evidence-leg-pain-2026-03-14.zip; a pack that fails says so in its name."""
    said = subject.uid if subject.release else subject.key.rpartition("/")[2]
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", said)[:80]
    fails = "" if holds else "-DOES-NOT-HOLD"
    return f"evidence-{plain}-{timezone.localtime(at):%Y-%m-%d}{fails}.zip"
