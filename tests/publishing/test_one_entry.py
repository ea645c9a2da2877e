"""Every action writes exactly one entry: who, when, why, about what. A refused one writes none."""

import inspect

import pytest
from django.db import connection

from cms.audit import trail, verification
from cms.audit.models import Entry
from cms.people import actions as people_actions
from cms.publishing import actions
from cms.publishing.models import Publication, Revision
from tests import people
from tests.publishing import recalls

from . import builders


@pytest.fixture
def article(clock):
    return builders.changed()


def in_review(article, clock):
    return builders.submit(article, clock)


def signed(article, clock):
    return builders.signed(article, clock)


def scheduled(article, clock):
    return builders.schedule(article, clock, clock.after(days=1))


def fresh(article, clock):
    return builders.fresh()


def imported(article, clock):
    return builders.article(clock, slug="imported", by=people_actions.system_person("import"))


def sealing(article, clock):
    first = Revision.objects.get(item=article.uid, number=1)
    return actions.request_seal(
        item=article.uid, digests=[first.digest], by=people.otto(), clock=clock, reason="A patient."
    )


def noticed(article, clock):
    return actions.show_notice(
        items=[article.uid], kind="safety", severity="warning", text="Do not stop your medicine.",
        reason="A recall.", by=people.mila(), clock=clock,
    )  # fmt: skip


#: Action → what it needs first, and how it is called. Each new action needs its line.
CALLS = {
    "save": (None, lambda a, c, _: builders.edit(a, c, dek="Another.")),
    "restore_draft": (
        None,
        lambda a, c, _: actions.restore_draft(
            item=a,
            revision=Revision.objects.get(item=a.uid, number=1),
            by=people.wanda(),
            clock=c,
            reason="It was right.",
        ),
    ),
    "archive": (fresh, lambda a, c, new: actions.archive(item=new, by=people.wanda(), clock=c)),
    "unarchive": (
        lambda a, c: actions.archive(item=(new := fresh(a, c)), by=people.wanda(), clock=c) or new,
        lambda a, c, new: actions.unarchive(item=new, by=people.wanda(), clock=c),
    ),
    "submit": (None, lambda a, c, _: builders.submit(a, c)),
    "confirm_review": (
        None,
        lambda a, c, _: actions.confirm_review(item=a, by=people.wanda(), clock=c, reason="Yearly."),
    ),
    "sign": (in_review, lambda a, c, release: builders.sign(release, "medical", c)),
    "send_back": (
        in_review,
        lambda a, c, release: actions.send_back(release=release, by=people.mila(), note="Why?", clock=c),
    ),
    "withdraw": (
        in_review,
        lambda a, c, release: actions.withdraw(release=release, by=people.wanda(), clock=c),
    ),
    "publish": (signed, lambda a, c, release: builders.publish(release, c)),
    "call_off": (scheduled, lambda a, c, release: builders.call_off(release, c)),
    "retire": (scheduled, lambda a, c, release: builders.retire(a, c)),
    "restore": (
        scheduled,
        lambda a, c, _: builders.restore(Publication.objects.filter(item=a.uid).earliest("number"), c),
    ),
    "attest": (
        imported,
        lambda a, c, new: actions.attest(
            items=[new], by=people.otto(), proof=builders.proof(people.otto()), clock=c, reason="Moved in."
        ),
    ),
    "show_notice": (None, lambda a, c, _: noticed(a, c)),
    "lift_notice": (
        noticed,
        lambda a, c, notice: actions.lift_notice(
            places=notice.places.all(), reason="It is mended.", by=people.mila(), clock=c
        ),
    ),
    "recall": (
        lambda a, c: recalls.house(c),
        lambda a, c, house: actions.recall(
            cause=house.old,
            because="superseded",
            places=[(house.first.uid, "by_hand")],
            reason="A new edition.",
            deadline=c.after(days=7).date(),
            by=people.mila(),
            clock=c,
        ),
    ),
    "request_seal": (None, lambda a, c, _: sealing(a, c)),
    "review_trail": (
        None,
        lambda a, c, _: actions.review_trail(
            first=1, last=2, looked_at="All of it.", findings="", by=people.otto(), clock=c
        ),
    ),
    "confirm_seal": (
        sealing,
        lambda a, c, request: actions.confirm_seal(request=request, by=people.pia(), clock=c),
    ),
}


def test_every_action_is_in_the_table():
    # `editing` is the part of an action that `save` and the admin share.
    public = {name for name in actions.__all__ if inspect.isfunction(getattr(actions, name))} - {"editing"}

    assert set(CALLS) == public


@pytest.mark.parametrize("name", CALLS)
def test_an_action_is_one_entry(name, article, clock):
    prepare, call = CALLS[name]
    prepared = prepare(article, clock) if prepare else None
    before = Entry.objects.count()
    clock.forward(minutes=5)

    call(article, clock, prepared)

    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert entry.at == clock()
    assert entry.actor.startswith("per_")
    assert entry.subject
    assert not list(verification.verify(connection))


@pytest.mark.parametrize("name", CALLS)
def test_an_action_takes_its_clock_only_once_and_only_inside(name, article, clock):
    prepare, call = CALLS[name]
    prepared = prepare(article, clock) if prepare else None
    read = []

    class Watched(builders.Clock):
        def __call__(self):
            read.append(trail._open.get() is None and connection.in_atomic_block)
            return self.now

    call(article, Watched(clock()), prepared)

    assert read == [True]


@pytest.mark.parametrize("name", [n for n in CALLS if n != "save"])
def test_nobody_may_do_any_of_it(name, article, clock, monkeypatch):
    prepare, call = CALLS[name]
    nobody = people.nobody()
    prepared = prepare(article, clock) if prepare else None
    before = Entry.objects.count()
    for person in ("wanda", "mila", "otto", "pia"):
        monkeypatch.setattr(people, person, lambda: nobody)
    monkeypatch.setattr(builders, "SIGNERS", {"medical": people.nobody, "compliance": people.nobody})

    with pytest.raises(actions.NotAllowed, match=r"Nobody Nemo may not"):
        call(article, clock, prepared)

    assert Entry.objects.count() == before


@pytest.mark.usefixtures("clock")
class TestPeople:
    def test_adding_one_is_an_entry_about_them(self):
        ada, before = people.ada(), Entry.objects.count()

        person = people_actions.add_person(
            email="new@example.org", name="New", roles=["writer"], by=ada, clock=builders.Clock()
        )

        assert Entry.objects.count() == before + 1
        entry = Entry.objects.first()
        assert (entry.actor, entry.subject) == (ada.uid, person.uid)
        assert entry.detail_document["roles"] == ["writer"]

    def test_changing_one_keeps_old_and_new(self):
        ada, wanda = people.ada(), people.wanda()
        wanda.name = "Wanda Wood"
        wanda.set_password("another-long-one-7")

        people_actions.change_person(
            person=wanda, roles=["publisher"], by=ada, clock=builders.Clock(), reason="She moved."
        )

        changes = Entry.objects.first().detail_document["changes"]
        assert changes["name"] == ["Wanda Wright", "Wanda Wood"]
        assert changes["roles"] == ["writer", "publisher"]
        assert changes["password"] == ["", "set anew"]
        assert "another-long-one-7" not in Entry.objects.first().detail

    def test_changing_nothing_is_no_entry(self):
        ada, wanda = people.ada(), people.wanda()
        before = Entry.objects.count()

        people_actions.change_person(person=wanda, roles=["writer"], by=ada, clock=builders.Clock())

        assert Entry.objects.count() == before

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"email": "WANDA@example.org"}, people_actions.EmailTaken),
            ({"email": "x@example.org", "roles": ["wizard"]}, people_actions.UnknownRole),
        ],
        ids=["an address in use", "no such role"],
    )
    def test_what_is_refused_leaves_nothing(self, fields, refusal):
        ada, _ = people.ada(), people.wanda()
        before = Entry.objects.count()

        with pytest.raises(refusal):
            people_actions.add_person(
                **{"name": "X", "roles": [], "by": ada, "clock": builders.Clock(), **fields}
            )

        assert Entry.objects.count() == before
