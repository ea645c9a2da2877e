"""Everything in the record that concerns one item, or one release, up to one entry of the trail.

The record only grows, so what was recorded up to an entry is the same at every reading: no lock is held while
a pack is made, and writers go on meanwhile.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Q

from cms.audit import triggers
from cms.audit.models import Entry
from cms.publishing import timeline
from cms.publishing.models import (
    Barred,
    Base,
    CallOff,
    Closing,
    Content,
    Key,
    Member,
    Notice,
    NoticeEnd,
    NoticePlace,
    Outcome,
    Publication,
    Publishable,
    Recall,
    RecallPlace,
    Release,
    Requirement,
    Revision,
    Seal,
    SealedDigest,
    SealRequest,
    Signature,
    Snapshot,
    Standing,
    Waiver,
)

from . import raw

#: Every table of the record of publishing, in the order in which a reader would want them.
TABLES = (
    *(Revision, Release, Member, Base, Requirement, Barred, Waiver, Signature, Closing),
    *(Key, Snapshot, Publication, CallOff, Content, SealRequest, SealedDigest, Seal),
    *(Notice, NoticePlace, NoticeEnd, Recall, RecallPlace),
)
_UID_LENGTH = 40
#: Columns that hold the uid of a person, not of what the row is about.
_PEOPLE = {"by", "signer", "assignee"}


@dataclass(frozen=True)
class Subject:
    """What a pack is about. `items` are the uids whose texts it holds."""

    type: str
    uid: str
    title: str
    kind: str
    key: str
    locale: str
    items: tuple[str, ...]
    release: Release | None = None

    def document(self) -> dict:
        said = {name: getattr(self, name) for name in ("type", "uid", "title", "kind", "key", "locale")}
        return {**said, "items": list(self.items)}


@dataclass
class Gathered:
    """Rows by model, the entries that concern them, and which texts are gone."""

    subject: Subject
    last: int
    begins: datetime | None
    keys: dict[type, set] = field(default_factory=dict)
    entries: list[raw.Row] = field(default_factory=list)
    #: Digest of a sealed text → sequence of the entry of the seal.
    sealed: dict[str, int] = field(default_factory=dict)

    def of(self, model):
        """The gathered rows of a model, for reading."""
        return model.objects.filter(pk__in=self.keys.get(model, ())).order_by("pk")

    def tables(self):
        return [*TABLES, *(model for model in self.keys if model not in TABLES)]


def item_subject(item: Publishable) -> Subject:
    title = Standing.objects.filter(pk=item.uid).values_list("title", flat=True).first()
    return Subject(
        type="item",
        uid=item.uid,
        title=title or str(item),
        kind=item.kind,
        key=item.key,
        locale=item.locale,
        items=(item.uid,),
    )


def release_subject(release: Release) -> Subject:
    members = list(release.members.all())
    return Subject(
        type="release",
        uid=release.uid,
        title=members[-1].title,
        kind=members[-1].kind,
        key=members[-1].key,
        locale=members[-1].locale,
        items=tuple(member.item for member in members),
        release=release,
    )


def kinds_shown(subject: Subject) -> set[str]:
    """The kinds of every item that a pack says something about."""
    releases = [subject.uid] if subject.release else Member.objects.filter(item=subject.uid).values("release")
    found = Member.objects.filter(release__in=releases).values_list("kind", flat=True)
    return {subject.kind, *found}


def gather(subject: Subject, *, last: int, begins: datetime | None = None) -> Gathered:
    """What concerns the subject and was recorded up to entry `last`; before `begins` only what still held."""
    return _Gathering(Gathered(subject, last, begins)).all()


class _Gathering:
    def __init__(self, found: Gathered):
        self.found = found
        self.items = found.subject.items
        self.begins = found.begins
        self.upto = Q(entry__lte=found.last)

    def all(self) -> Gathered:
        publications = self._publications()
        releases = self._releases(publications)
        of_release = Q(release__in=releases)
        self._add(Publication, Q(pk__in=publications))
        self._add(CallOff, Q(publication__in=publications))
        self._add(Release, Q(pk__in=releases))
        for model in (Member, Base, Requirement, Barred, Waiver, Signature, Closing):
            self._add(model, of_release)
        self._add(Key, Q(item__in=self.items))
        self._add(Snapshot, of_release & Q(item__in=self.items))
        self._revisions()
        self._seals()
        self._contents()
        self._notices_and_recalls()
        self._other_records()
        self._entries()
        return self.found

    def _add(self, model, condition: Q, upto: Q | None = None) -> None:
        rows = model.objects.filter(condition, self.upto if upto is None else upto).order_by()
        self.found.keys.setdefault(model, set()).update(rows.values_list("pk", flat=True))

    def _publications(self) -> set[int]:
        subject = self.found.subject
        about = Q(release=subject.release) if subject.release else Q(item=subject.uid)
        rows = list(Publication.objects.filter(about, self.upto).select_related("call_off"))
        if not self.begins:
            return {row.pk for row in rows}
        kept = {row.pk for row in rows if max(row.at, row.effective_at) >= self.begins}
        stood = [row for row in rows if getattr(row, "call_off", None) is None]
        for place in {(row.key, row.locale) for row in stood}:
            decisions = [
                timeline.Decision(row.number, row.effective_at)
                for row in stood
                if (row.key, row.locale) == place
            ]
            kept.add(timeline.in_effect(decisions, self.begins))
        return kept - {None}

    def _releases(self, publications: set[int]) -> set[str]:
        subject = self.found.subject
        if subject.release:
            return {subject.uid}
        releases = Release.objects.filter(self.upto, members__item=subject.uid)
        if self.begins:
            of_publications = Publication.objects.filter(pk__in=publications).values("release")
            releases = releases.filter(
                Q(at__gte=self.begins)
                | Q(closing__at__gte=self.begins)
                | Q(signatures__at__gte=self.begins)
                | Q(pk__in=of_publications)
            )
        return set(releases.order_by().values_list("pk", flat=True))

    def _revisions(self) -> None:
        """Those of the subject, and of whatever is signed together with it those that say who wrote it."""
        subject = self.found.subject
        if not subject.release:
            since = Q(at__gte=self.begins) if self.begins else Q()
            self._add(Revision, since & Q(item=subject.uid))
        for member in self.found.of(Member):
            self._add(Revision, Q(item=member.item, number__gt=member.after, number__lte=member.revision))
            self._add(Revision, Q(item=member.item, number=member.revision))

    def _seals(self) -> None:
        """Always all of them: a text that was sealed later is gone from what was recorded earlier, too."""
        anything = Q()
        self._add(SealRequest, Q(item__in=self.items), upto=anything)
        of_request = Q(request__in=self.found.keys[SealRequest])
        self._add(SealedDigest, of_request, upto=anything)
        self._add(Seal, of_request, upto=anything)
        sealed = SealedDigest.objects.filter(of_request, request__seal__isnull=False)
        self.found.sealed = dict(sealed.values_list("digest", "request__seal__entry"))

    def _contents(self) -> None:
        texts = set()
        for model, column in ((Revision, "digest"), (Member, "content"), (Snapshot, "digest")):
            texts |= set(self.found.of(model).filter(item__in=self.items).values_list(column, flat=True))
        self._add(Content, Q(pk__in=texts))

    def _notices_and_recalls(self) -> None:
        self._add(NoticePlace, Q(item__in=self.items))
        self._add(Notice, Q(places__in=self.found.keys[NoticePlace]))
        self._add(NoticeEnd, Q(place__in=self.found.keys[NoticePlace]))
        self._add(RecallPlace, Q(item__in=self.items))
        self._add(Recall, Q(places__in=self.found.keys[RecallPlace]))

    def _other_records(self) -> None:
        """Rows of applications above, such as what became of a source, about what the texts rest on."""
        about = set(self.items)
        about |= set(self.found.of(Base).values_list("item", flat=True))
        about |= set(self.found.of(Member).values_list("item", flat=True))
        about |= set(self.found.of(Recall).values_list("cause", flat=True))
        engine = {Entry._meta.app_label, Release._meta.app_label}
        for model in triggers.record_models():
            if model._meta.app_label in engine or not hasattr(model, "entry"):
                continue
            condition = Q()
            for column in model._meta.concrete_fields:
                holds_a_uid = isinstance(column, CharField) and column.max_length == _UID_LENGTH
                if holds_a_uid and column.name not in _PEOPLE:
                    condition |= Q(**{f"{column.name}__in": about})
            if condition:
                self._add(model, condition)

    def _entries(self) -> None:
        wanted = set()
        for model, keys in self.found.keys.items():
            rows = model.objects.filter(pk__in=keys).order_by()
            wanted |= set(rows.values_list("entry", flat=True))
        subjects = {self.found.subject.uid}
        subjects |= {key for model in (Release, Notice, Recall) for key in self.found.keys[model]}
        about = Entry.objects.filter(subject__in=subjects, sequence__lte=self.found.last)
        if self.begins:
            about = about.filter(at__gte=self.begins)
        wanted |= set(about.order_by().values_list("sequence", flat=True))
        self.found.entries = raw.entries(Entry, wanted)


def documents_shown(found: Gathered) -> list[Publication]:
    """What readers saw, in the order in which they saw it; what was called off is not among it."""
    rows = found.of(Publication).filter(outcome=Outcome.DOCUMENT, call_off__isnull=True)
    return list(rows.order_by("effective_at", "number"))
