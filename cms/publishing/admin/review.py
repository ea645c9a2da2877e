"""The pages of what is reviewed together: the queue, and signing, made for a physician on a phone."""

from functools import cached_property

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from cms.people import credentials

from .. import actions, kinds, possible, record, sight, waivers, wording
from ..actions import reviewing
from ..forms_workflow import STATEMENTS, ReasonForm, ScheduleForm, SendBackForm, SignForm
from ..models import Change, Closing, Release
from . import addresses, notices, queueing, showing
from .action_page import UNSEEN, ActionPage, refused
from .panel import closing_line

#: Changes of a large release on one page of its list.
PER_PAGE = 50


class ReleasePage(ActionPage):
    """An action on what is reviewed together. Its pages speak of the titles, not of a release."""

    form_class = ReasonForm

    def __init__(self, request, uid):
        super().__init__(request)
        self.release = Release.objects.filter(pk=uid).first()
        if not self.release:
            raise Http404("There is no such submission.")
        self.members = list(self.release.members.all())
        self.main = self.members[-1]
        self.item = kinds.item(self.main.item)

    def in_sight(self):
        return sight.may_see_kinds(self.person, {member.kind for member in self.members})

    def why_not(self):
        try:
            reviewing.refuse_ended(self.release, self.now)
        except actions.NotPossible as error:
            return str(error)
        return ""

    def context(self, form):
        return {
            "subtitle": self.main.title,
            "release": self.release,
            "main": self.main,
            "titles": [member.title for member in self.members],
        }

    def back_url(self):
        return addresses.change_form(self.item) or reverse("review:queue")

    @property
    def by(self):
        return {"by": self.person, "clock": timezone.now}


class WithdrawPage(ReleasePage):
    permission = "submit"
    title = "Withdraw from review"
    intro = "It becomes a draft again. Signatures that were given count no more."
    button = "Withdraw"

    def form(self, data=None):
        return ReasonForm(data, optional=True)

    def act(self, said):
        actions.withdraw(release=self.release, reason=said["reason"], **self.by)
        return f"“{self.main.title}” is not in review any more."


class SendBackPage(ReleasePage):
    permission = "send_back"
    title = "Send back for changes"
    intro = "The writer sees your note and submits anew. Signatures that were given count no more."
    button = "Send back"
    form_class = SendBackForm

    def act(self, said):
        actions.send_back(release=self.release, note=said["note"], **self.by)
        return f"“{self.main.title}” was sent back to {self.release.by_name}."

    def done_url(self):
        return reverse("review:queue")


class PublishPage(ReleasePage):
    permission = "publish"
    title = "Publish now"
    intro = "Readers see at once exactly what was signed."
    button = "Publish now"

    def form(self, data=None):
        form = ReasonForm(data, optional=True)
        del form.fields["reason"]
        return form

    def why_not(self):
        if ended := super().why_not():
            return ended
        missing = record.missing_signatures(self.release)
        return f"It still waits for {wording.awaited(missing)}." if missing else ""

    def act(self, said):
        actions.publish(release=self.release, **self.by)
        return f"{wording.and_more([m.title for m in reversed(self.members)])} went live."


class SchedulePage(PublishPage):
    title = "Schedule"
    intro = "From then on readers see exactly what was signed. Until a minute before, you can call it off."
    button = "Schedule"
    form_class = ScheduleForm

    def form(self, data=None):
        return ScheduleForm(data)

    def act(self, said):
        actions.publish(release=self.release, at=said["at"], **self.by)
        return f"“{self.main.title}” goes live on {wording.moment(said['at'])}."


class CallOffPage(ReleasePage):
    permission = "publish"
    title = "Call off"
    intro = "What is scheduled will not go live. To publish it later, submit it again."
    button = "Call off"

    def why_not(self):
        planned = record.scheduled_publications(self.now).filter(release=self.release)
        return "" if planned.exists() else "It is not scheduled."

    def act(self, said):
        actions.call_off(release=self.release, reason=said["reason"], **self.by)
        return f"“{self.main.title}” will not go live."


class SignPage(ReleasePage):
    """Read, compare, then sign or send back. Everybody in the house may read it."""

    template = "publishing/sign.html"
    title = "Review"
    permission = "view_release"

    def __init__(self, request, uid):
        super().__init__(request, uid)
        self.meanings = reviewing.meanings_for(self.release, self.person)

    def respond(self):
        if not self.allowed():
            return refused(self.request, "You may not read what is in review.")
        return super().respond()

    def form(self, data=None):
        asks = credentials.asks_for_code(self.person, self.request)
        return SignForm(data, meanings=self.meanings, asks_for_code=asks)

    def why_not(self):
        closing = Closing.objects.filter(release=self.release).first()
        if closing:
            return f"{closing_line(closing)}."
        missing = record.missing_signatures(self.release)
        if not missing:
            return "It has every signature it needs."
        if not self.meanings:
            return f"It waits for {wording.awaited(missing)}. Your roles do not include that."
        return possible.refusal(self.release, self.meanings, self.person, self.now) or self._to_see()

    def _to_see(self) -> str:
        if not self.unseen:
            return ""
        return f"Open every difference before you sign: {self.progress}."

    def act(self, said):
        if left := self._to_see():
            raise actions.NotPossible(left)
        # What would be refused anyway spends no code.
        reviewing.refuse_to_sign(self.release, said["meaning"], self.person, self.now)
        proof = credentials.reauthenticate(
            self.person, said["password"], said.get("code", ""), request=self.request
        )
        actions.sign(release=self.release, meaning=said["meaning"], proof=proof, **self.by)
        credentials.remember(proof, self.request)
        if record.standing_publications().filter(release=self.release).exists():
            at = self.release.publish_at
            went = f"goes live on {wording.moment(at)}" if at and at > timezone.now() else "is live now"
            return f"Signed. “{self.main.title}” {went}."
        missing = record.missing_signatures(self.release)
        waits = f"waits for {wording.awaited(missing)}" if missing else "waits to be published"
        return f"Signed. “{self.main.title}” {waits}."

    def done_url(self):
        return reverse("review:queue")

    def context(self, form):
        ended = super().why_not()
        return {
            **super().context(form),
            "change": Change(self.release.change).label,
            "shown": self._shown(),
            **(self._batch() if self.is_batch else {}),
            "since": self.since,
            "signatures": self.release.signatures.order_by("entry"),
            "missing": wording.awaited(record.missing_signatures(self.release)),
            "may_sign": bool(self.meanings),
            "statements": [(meaning, STATEMENTS.get(meaning, "")) for meaning in self.meanings],
            "may_send_back": not ended and self.person.has_perm("publishing.send_back"),
            "send_back_url": reverse("review:send_back", args=[self.release.uid]),
            "send_back_form": SendBackForm(auto_id="send_back_%s"),
            "item_url": addresses.change_form(self.item),
            "notices": notices.of_items([member.item for member in self.members], self.now),
            "may_lift": self.person.has_perm("publishing.notice"),
        }

    # What is shown.

    @property
    def is_batch(self) -> bool:
        """Whether there is too much for one page: each difference then has a page of its own."""
        return len(self.members) > showing.ON_ONE_PAGE

    @property
    def since(self) -> str:
        """“live”: compared with what readers see, not with what this person signed last."""
        return "live" if self.request.GET.get("since") == "live" else ""

    @cached_property
    def bases(self) -> dict[str, showing.Basis]:
        # What has to be seen of a large release is what is new to this person, whatever the page shows.
        return showing.bases(self.release, self.members, self.person, "" if self.is_batch else self.since)

    def _shown(self) -> list[showing.Shown]:
        """The members, the one that was submitted first."""
        if self.is_batch:
            return []
        forms = addresses.forms_of(self.members)
        accepted = waivers.of_release(self.release.pk)
        return [
            showing.show(
                member,
                self.bases.get(member.item, showing.Basis()),
                forms.get(member.item, ""),
                accepted.get(member.item, ()),
            )
            for member in reversed(self.members)
        ]

    @cached_property
    def groups(self) -> list[showing.Group]:
        """Every change of a large release, each once."""
        seen = showing.seen(self.request.session, self.release)
        return showing.groups(self.members[::-1], self.bases, seen) if self.is_batch else []

    @property
    def unseen(self) -> list[showing.Group]:
        return [group for group in self.groups if not group.seen]

    @property
    def progress(self) -> str:
        """“17 of 30 changes seen”."""
        count = len(self.groups)
        return f"{count - len(self.unseen)} of {count} {'change' if count == 1 else 'changes'} seen"

    def group_url(self, group: showing.Group) -> str:
        return reverse("review:member", args=[self.release.uid, group.first.position])

    def _batch(self) -> dict:
        page = Paginator(self.groups, PER_PAGE).get_page(self.request.GET.get("page"))
        for group in page:
            group.url = self.group_url(group)
            group.type_name = capfirst(kinds.model(group.first.kind)._meta.verbose_name)
        return {
            "groups": page,
            "progress": self.progress,
            "next_url": self.group_url(self.unseen[0]) if self.unseen else "",
            "pages_count": len(self.members),
        }


class MemberPage(SignPage):
    """One difference of a large release, and which pages it applies to. Opening it is seeing it."""

    template = "publishing/member.html"

    def __init__(self, request, uid, position):
        super().__init__(request, uid)
        self.group = next((g for g in self.groups if any(m.position == position for m in g.members)), None)
        if not self.group:
            raise Http404("There is no such page in what was submitted.")
        self.member = next(m for m in self.group.members if m.position == position)

    def respond(self):
        if not self.allowed() or self.request.method != "GET":
            return refused(self.request, "You may not do that here.")
        if not self.in_sight():
            return refused(self.request, UNSEEN)
        bases = self.bases
        if self.since:
            bases = showing.bases(self.release, [self.member], self.person, self.since)
        elif self.meanings:
            showing.saw(self.request.session, self.release, self.group)
            self.group.seen = True
        form = addresses.forms_of([self.member]).get(self.member.item, "")
        accepted = waivers.of_release(self.release.pk).get(self.member.item, ())
        shown = showing.show(self.member, bases.get(self.member.item, showing.Basis()), form, accepted)
        others = [member for member in self.group.members if member is not self.member]
        context = {
            **admin.site.each_context(self.request),
            **ReleasePage.context(self, None),
            "title": self.member.title,
            "shown": [shown],
            "others": [
                (member.title, reverse("review:member", args=[self.release.uid, member.position]))
                for member in others
            ],
            "progress": self.progress,
            "next_url": self.group_url(self.unseen[0]) if self.unseen else "",
            "list_url": reverse("review:release", args=[self.release.uid]),
            "back_url": reverse("review:release", args=[self.release.uid]),
            "may_sign": bool(self.meanings),
            "zone": wording.zone(),
        }
        return TemplateResponse(self.request, self.template, context)


class DownloadPage(ReleasePage):
    """A file beside a text, made from the text that is in review, for whoever may read that."""

    permission = "view_release"

    def __init__(self, request, uid, position, name):
        super().__init__(request, uid)
        self.member = next((member for member in self.members if member.position == position), None)
        self.name = name

    def respond(self):
        if not self.allowed():
            return refused(self.request, "You may not read what is in review.")
        if not self.in_sight():
            return refused(self.request, UNSEEN)
        if self.request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        found = self.member and showing.download(self.member, self.name)
        if not found:
            raise Http404("There is no such file in what was submitted.")
        file, called = found
        answer = StreamingHttpResponse(file.lines(), content_type=file.content_type)
        answer["Content-Disposition"] = f'attachment; filename="{called}"'
        answer["Cache-Control"] = "no-store"
        return answer


def queue(request):
    """What waits, for whom."""
    if not request.user.has_perm("publishing.view_release"):
        return refused(request, "You may not read what is in review.")
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": "Review",
        "sections": queueing.sections(request.user, now),
        "zone": wording.zone(),
    }
    return TemplateResponse(request, "publishing/queue.html", context)
