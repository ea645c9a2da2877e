"""How each event of an item's history reads for people, and where it leads."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from cms import instant

from .. import record, sight, wording
from ..chronicle import Event
from ..models import Change, End, Meaning, NoticeKind, Outcome
from ..models.recall import Decision
from . import addresses

_ENDS = {
    End.SENT_BACK: "Sent back for changes",
    End.WITHDRAWN: "Withdrawn from review",
    End.REPLACED: "Taken out of review: it was submitted again",
    End.CALLED_OFF: "Called off before it went live",
}
_STATUSES = {
    "current": "stands again",
    "corrected": "was corrected",
    "of_concern": "is under an expression of concern",
    "superseded": "was superseded",
    "retracted": "was retracted",
    "expired": "has expired",
}
#: What the entry of a submission says became of a finding → how that reads.
_BECAME = {
    "accepted": "Accepted by name.",
    "carried": "Accepted by name in an earlier submission.",
    "not accepted": "Nobody accepted it by name.",
}


@dataclass
class Line:
    """One event as the page shows it. `links` are (text, address)."""

    event: Event
    what: str
    #: What was said in other words than the reason: a note, the text of a notice, a finding.
    said: list[str] = field(default_factory=list)
    #: (sentence, words, what became of it), of a submission
    findings: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    entry_url: str = ""
    #: Not the text that readers see, but something that deserves a second look.
    warns: bool = False


class Teller:
    """Tells the events of one item to one person: links lead only where that person may go."""

    def __init__(self, item, person, now: datetime):
        self.item = item
        self.person = person
        self.now = now
        self.may_read_record = person.has_perm("publishing.read_record")
        self.may_read_trail = person.has_perm("audit.view_entry")
        self.may_review = person.has_perm("publishing.view_release")
        live = record.live_publication(item.uid, now)
        self.live_revision = live.revision if live else 0
        documents = record.standing_publications().filter(item=item.uid, outcome=Outcome.DOCUMENT)
        #: Every page that was not called off, oldest first: what the comparison offers.
        self.pages = list(documents.order_by("number").values_list("number", flat=True))

    def line(self, event: Event) -> Line:
        line = Line(event, event.type)
        getattr(self, f"_{event.type}")(line, event.facts)
        if self.may_read_trail:
            line.entry_url = reverse("admin:audit_entry_change", args=[event.entry])
        return line

    # Drafts

    def _revision(self, line, facts):
        number, parent = facts["revision"], facts["parent"]
        line.what = f"Revision {number}"
        if line.event.action == "draft.restore":
            line.what += f": the draft says again what revision {parent} said"
        elif facts["beside"]:
            line.what += f", made from revision {parent}, which was live, beside the draft"
        elif parent != number - 1:
            line.what += f", made from revision {parent}"
        if facts["outside"]:
            line.warns = True
            line.said.append("Before that, the draft had been changed outside the application.")
        line.links.append(("Open", addresses.item_page(self.item, "revision", number)))
        if parent:
            self._compare(line, f"Compare with revision {parent}", f"r{parent}", f"r{number}")
        if self.live_revision not in (0, number, parent):
            older, newer = sorted((self.live_revision, number))
            self._compare(line, "Compare with what is live", f"r{older}", f"r{newer}")

    def _undone(self, line, facts):
        line.warns = True
        line.what = "What was changed outside the application was undone"
        if facts["revision"]:
            line.said.append(f"The draft says again what revision {facts['revision']} says.")

    def _archive(self, line, facts):
        line.what = "Draft archived"

    def _unarchive(self, line, facts):
        line.what = "Draft brought back from the archive"

    # Review

    def _submission(self, line, facts):
        change = Change(facts["change"]).label
        line.what = f"Revision {facts['revision']} submitted. {change}"
        if facts["public_line"]:
            line.said.append(f"Readers are told: {facts['public_line']}")
        line.findings = [
            (one["sentence"], one["quote"], _BECAME.get(one["became"], "")) for one in facts["findings"]
        ]
        self._review(line, facts)

    def _waiver(self, line, facts):
        line.what = "A finding was accepted"
        line.findings = [(facts["sentence"], facts["quote"], "")]
        self._review(line, facts)

    def _signature(self, line, facts):
        line.what = f"Signed: {Meaning(facts['meaning']).label}"
        self._review(line, facts)

    def _closing(self, line, facts):
        line.what = _ENDS[End(facts["end"])]
        if facts["note"] and facts["note"] != line.event.reason:
            line.said.append(facts["note"])
        self._review(line, facts)

    def _review(self, line, facts):
        if self.may_review:
            line.links.append(("Open what was reviewed", reverse("review:release", args=[facts["release"]])))

    # What readers see

    def _publication(self, line, facts):
        at, number = facts["effective_at"], facts["publication"]
        line.what = f"Revision {facts['revision']} live from {wording.moment(at)}"
        if at > line.event.at:
            line.what = f"Revision {facts['revision']} scheduled: live from {wording.moment(at)}"
        if line.event.action == "item.restore":
            line.what += ", brought back"
        line.links.append(("Open", addresses.item_page(self.item, "publication", number)))
        before = [page for page in self.pages if page < number]
        if before and number in self.pages:
            older = before[-1]
            self._compare(line, "Compare with the page before", f"p{older}", f"p{number}")
        self._as_of(line, at)

    def _move(self, line, facts):
        at = facts["effective_at"]
        line.what = f"{facts['key']} leads to the new address from {wording.moment(at)}"
        self._as_of(line, at)

    def _retirement(self, line, facts):
        line.what = f"Taken down from {wording.moment(facts['effective_at'])}"
        line.said.append(f"Readers are told: {facts['note']}")
        self._as_of(line, facts["effective_at"])

    def _call_off(self, line, facts):
        line.what = f"Called off: what was to go live on {wording.moment(facts['effective_at'])}"

    # Beside the text

    def _notice(self, line, facts):
        line.what = f"Notice put on the page: {NoticeKind(facts['kind']).label}"
        line.said.append(facts["text"])
        self._as_of(line, line.event.at)

    def _notice_end(self, line, facts):
        line.what = "Notice lifted"

    def _recall(self, line, facts):
        named = sight.may_see_item(self.person, facts["cause"])
        line.what = f"Recalled: “{facts['cause_title']}” {facts['because']}" if named else "Recalled"
        decision = Decision(facts["decision"]).label
        line.said.append(f"{decision}, by {facts['deadline']}.")
        line.links.append(("Open the recall", reverse("review:recall", args=[facts["recall"]])))

    def _source(self, line, facts):
        itself = facts["source"] == self.item.uid
        named = facts["title"] and sight.may_see_item(self.person, facts["source"])
        title = "It" if itself else f"“{facts['title']}”" if named else "A source"
        line.what = f"{title} {_STATUSES.get(facts['status'], 'has another status')}"
        if facts["since"]:
            line.said.append(f"Since {facts['since']}.")

    def _seal_request(self, line, facts):
        line.what = "Sealing asked for"

    def _seal(self, line, facts):
        line.what = "Stored text sealed"

    def _evidence(self, line, facts):
        line.what = "Evidence pack made"

    # Where it leads

    def _compare(self, line, text, older, newer):
        line.links.append((text, addresses.compare(self.item, older, newer)))

    def _as_of(self, line, at: datetime):
        if self.may_read_record and at <= self.now:
            address = f"{addresses.item_page(self.item, 'as_of')}?time={instant.to_text(at)}"
            line.links.append(("As of then", address))
