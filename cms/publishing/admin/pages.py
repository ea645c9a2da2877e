"""The pages of the workflow that belong to one item: submit, retire, restore and the rest."""

from django.http import Http404, JsonResponse
from django.utils import timezone

from .. import actions, kinds, possible, record, sight, wording
from ..forms_workflow import ReasonForm, RetireForm
from ..models import Live, Member, Outcome, Publication, Revision
from . import addresses, history
from .action_page import ActionPage


class ItemPage(ActionPage):
    """An action on one item, found by its number in the admin."""

    form_class = ReasonForm
    verb = ""

    def __init__(self, request, admin, item):
        super().__init__(request)
        self.admin = admin
        self.item = item

    def allowed(self):
        if not self.permission:
            return self.admin.has_change_permission(self.request, self.item)
        return super().allowed()

    def why_not(self):
        return possible.move(self.verb, self.item, self.person, self.now).why_not

    def context(self, form):
        return {"subtitle": str(self.item), "opts": self.admin.opts, "item": self.item}

    def back_url(self):
        return addresses.change_form(self.item)

    @property
    def by(self):
        return {"by": self.person, "clock": timezone.now}


class ConfirmReviewPage(ItemPage):
    verb = "confirm_review"
    permission = "submit"
    title = "Confirm the review"
    intro = (
        "Nothing in the text changes. A reviewer signs that what readers see still holds, and the review"
        " dates are renewed with that signature."
    )
    button = "Ask for the signature"

    def act(self, said):
        release = actions.confirm_review(item=self.item, reason=said["reason"], **self.by)
        return f"Sent to review: waits for {wording.awaited(record.missing_signatures(release))}."


class RetirePage(ItemPage):
    verb = "retire"
    permission = "retire"
    title = "Take the page down"
    intro = "Readers are shown the public note at once. The text stays in the record and can be brought back."
    button = "Take the page down now"
    dangerous = True
    form_class = RetireForm
    template = "publishing/retire.html"

    def form(self, data=None):
        return RetireForm(data, item=self.item)

    def act(self, said):
        successor = kinds.item(said["successor"]) if said["successor"] else None
        called_off = actions.retire(
            item=self.item, reason=said["reason"], note=said["note"], successor=successor, **self.by
        )
        return f"“{self.item}” was taken down.{_called_off(called_off)}"

    def context(self, form):
        uid = self.item.uid
        roles = ("replaces", "embeds", "cites", "links")
        resting = record.Release.objects.filter(record.dependents([uid], roles))
        planned = record.scheduled_publications(self.now).filter(release__in=resting)
        hidden = sight.unseen(self.person)
        members = Member.objects.filter(release__in=planned.values("release")).exclude(item=uid)
        members = members.exclude(kind__in=hidden)
        return {
            **super().context(form),
            "called_off": list(members.order_by("title").values_list("title", flat=True).distinct()[:50]),
            "mentioned": [one for one in self._mentioning() if one.kind not in hidden][:50],
            "pages_url": addresses.item_page(self.item, "live_pages"),
        }

    def _mentioning(self) -> list[Live]:
        """Live pages that show, cite or link to this one."""
        live = record.live_publication(self.item.uid, self.now)
        if not live:
            return []
        others = Live.objects.at(self.now).documents().exclude(item=self.item.uid).order_by("title", "key")
        resting = Publication.objects.filter(release__bases__item=self.item.uid).values("number")
        found = list(others.filter(publication__in=resting))
        # What was published together has no base for it; there the document itself says what it mentions.
        together = Publication.objects.filter(release__members__item=self.item.uid).values("number")
        said = f'"{live.key.partition("/")[2]}"'
        for one in others.filter(publication__in=together).exclude(publication__in=resting):
            if said in record.bytes_of(one.etag):
                found.append(one)
        return sorted(found, key=lambda one: (one.title, one.key))


class ArchivePage(ItemPage):
    verb = "archive"
    title = "Archive the draft"
    intro = "It leaves the lists and can be brought back at any time. Its history stays."
    button = "Archive"

    def form(self, data=None):
        return ReasonForm(data, optional=True)

    def act(self, said):
        actions.archive(item=self.item, reason=said["reason"], **self.by)
        return f"“{self.item}” is archived."


class UnarchivePage(ArchivePage):
    verb = "unarchive"
    title = "Bring back from the archive"
    intro = "It stands in the lists again."
    button = "Bring back"

    def act(self, said):
        actions.unarchive(item=self.item, reason=said["reason"], **self.by)
        return f"“{self.item}” is back in the lists."


class RestoreDraftPage(ItemPage):
    """An earlier revision becomes the draft again, as a new revision."""

    title = "Go back to an earlier text"
    button = "Make it the draft"

    def __init__(self, request, admin, item, number):
        super().__init__(request, admin, item)
        self.revision = Revision.objects.filter(item=item.uid, number=number).first()
        if not self.revision:
            raise Http404("There is no such revision.")
        self.intro = (
            f"The draft becomes what revision {number} says, as a new revision. Readers see nothing of it"
            " until it is reviewed and published."
        )

    def form(self, data=None):
        return ReasonForm(data, optional=True)

    def why_not(self):
        return ""

    def act(self, said):
        made = actions.restore_draft(item=self.item, revision=self.revision, reason=said["reason"], **self.by)
        if made is None:
            return f"The draft says what revision {self.revision.number} says already."
        return f"The draft is what revision {self.revision.number} said, as revision {made.number}."


class RestorePage(ItemPage):
    """A page that was live before is brought back as it was."""

    permission = "restore"
    title = "Bring back an earlier page"
    button = "Bring it back now"
    dangerous = True

    def __init__(self, request, admin, item, number):
        super().__init__(request, admin, item)
        self.publication = Publication.objects.filter(
            item=item.uid, number=number, outcome=Outcome.DOCUMENT
        ).first()
        if not self.publication:
            raise Http404("There is no such publication.")
        self.intro = (
            f"Readers see at once, byte for byte, what was live from"
            f" {wording.moment(self.publication.effective_at)} (revision {self.publication.revision})."
        )

    def why_not(self):
        live = record.live_publication(self.item.uid, self.now)
        if live and live.snapshot_id == self.publication.snapshot_id:
            return "That is what is live."
        return ""

    def act(self, said):
        called_off = actions.restore(publication=self.publication, reason=said["reason"], **self.by)
        return f"Revision {self.publication.revision} is live again.{_called_off(called_off)}"


def _called_off(titles) -> str:
    return f" Called off, because it rested on this: {wording.and_more(titles)}." if titles else ""


def live_pages(admin, request, object_id):
    """Live pages for a picker: title and address of those whose title holds what was typed."""
    item = history.item_of(admin, request, object_id)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = Live.objects.at(timezone.now()).documents().exclude(item=item.uid)
    found = found.exclude(kind__in=sight.unseen(request.user))
    if asked:
        found = found.filter(title__icontains=asked)
    rows = found.order_by("title", "key").values_list("key", "title")[:20]
    return JsonResponse({"pages": [{"key": key, "title": title} for key, title in rows]})
