"""Sealing stored text: one person asks, another agrees."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from .. import actions, kinds, sight, wording
from ..forms_workflow import ReasonForm, SealForm
from ..models import Content, Member, Revision, SealRequest, Snapshot
from . import addresses
from .action_page import ActionPage
from .pages import ItemPage

_WARNING = (
    "For a patient's data pasted by mistake, a withdrawn consent or a court order. The stored text is blanked"
    " for ever; signatures, digests and the record that it existed stay."
)


def stored_texts(item) -> list[tuple[str, str]]:
    """Every stored text of an item that is not sealed yet: (digest, what it is and from when)."""
    said: dict[str, list[str]] = {}
    for one in Revision.objects.filter(item=item.uid).order_by("-number"):
        said.setdefault(one.digest, []).append(f"revision {one.number} of {wording.moment(one.at)}")
    for one in Member.objects.filter(item=item.uid).select_related("release").order_by("-pk"):
        said.setdefault(one.content, []).append(
            f"as submitted on {wording.moment(one.release.at)} (revision {one.revision})"
        )
    for one in Snapshot.objects.filter(item=item.uid).prefetch_related("publications").order_by("-entry"):
        for publication in one.publications.all():
            said.setdefault(one.digest, []).append(
                f"as published on {wording.moment(publication.effective_at)}"
                f" (revision {publication.revision})"
            )
    kept = set(Content.objects.filter(pk__in=said).exclude(body="").values_list("pk", flat=True))
    return [(digest, _capitalised(wording.joined(words))) for digest, words in said.items() if digest in kept]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def waiting_requests(item: str | None = None):
    """Requests that nobody has agreed to yet."""
    found = SealRequest.objects.filter(seal__isnull=True).order_by("at", "pk")
    return found.filter(item=item) if item else found


def requests_for(person):
    """Those of them that are about something this person may look at."""
    found = waiting_requests()
    hidden = sight.unseen(person)
    for model in kinds.all():
        if model.kind in hidden:
            found = found.exclude(item__startswith=f"{model.uid_prefix}_")
    return found


class SealPage(ItemPage):
    verb = "seal"
    permission = "seal"
    title = "Seal stored text"
    intro = f"{_WARNING} Somebody else has to agree before it happens."
    button = "Ask for sealing"
    dangerous = True
    template = "publishing/seal.html"

    def form(self, data=None):
        return SealForm(data, digests=stored_texts(self.item))

    def act(self, said):
        actions.request_seal(item=self.item.uid, digests=said["digests"], reason=said["reason"], **self.by)
        return "Asked for sealing. Nothing is sealed until somebody else agrees."

    def context(self, form):
        return {**super().context(form), "waiting": waiting_requests(self.item.uid)}


class ConfirmSealPage(ActionPage):
    permission = "seal"
    title = "Agree to seal stored text"
    intro = _WARNING
    button = "Seal for ever"
    dangerous = True
    template = "publishing/confirm_seal.html"

    def __init__(self, request, pk):
        super().__init__(request)
        self.asked = SealRequest.objects.filter(pk=pk).first()
        if not self.asked:
            raise Http404("There is no such request.")
        self.item = kinds.item(self.asked.item)

    def in_sight(self):
        return sight.may_see_item(self.person, self.asked.item)

    def form(self, data=None):
        form = ReasonForm(data, optional=True)
        del form.fields["reason"]
        return form

    def why_not(self):
        if hasattr(self.asked, "seal"):
            return "It is sealed already."
        if self.asked.by == self.person.uid:
            return "Sealing takes two people; somebody else has to agree."
        return ""

    def act(self, said):
        actions.confirm_seal(request=self.asked, by=self.person, clock=timezone.now)
        return "Sealed. The text is gone; that it existed stays in the record."

    def context(self, form):
        digests = list(self.asked.digests.values_list("digest", flat=True))
        texts = dict(stored_texts(self.item)) if self.item else {}
        return {
            "subtitle": str(self.item or self.asked.item),
            "asked": self.asked,
            "texts": [(digest, texts.get(digest, "")) for digest in digests],
        }

    def back_url(self):
        return addresses.change_form(self.item) or reverse("review:queue")
