import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from articles.models import *
from assessments.models import Assessment
from cms.people import actions as pa
from cms.publishing import actions, record, standings
from cms.publishing.models import *
from tests import people
from . import builders as b


def test_restore_called_off(clock):
    a = b.changed()
    r = b.schedule(a, clock, clock.after(hours=2))
    b.call_off(r, clock)
    clock.forward(days=1)
    p = Publication.objects.get(release=r)
    with pytest.raises(actions.NotPossible):
        b.restore(p, clock)


def test_attest_writers_draft(clock):
    a = b.fresh()
    with pytest.raises(actions.NotPossible):
        actions.attest(items=[a], by=people.otto(), proof=b.proof(people.otto()), clock=clock, reason="x")


def test_attest_by_byline(clock):
    otto = people.otto()
    sysp = pa.system_person("import")
    au = b.save(Author(slug="otto", name="Otto", author_type="person", person=otto), clock, by=sysp)
    a = b.article(clock, slug="att", authors=[au], by=sysp)
    with pytest.raises((actions.NotPossible, actions.NotAllowed)):
        actions.attest(items=[au, a], by=otto, proof=b.proof(otto), clock=clock, reason="x")


def both():
    return pa.add_person(email="both@example.org", name="Both", roles=["writer", "medical_reviewer"], password=people.PASSWORD, by=pa.system_person("t"), clock=__import__("django.utils.timezone").utils.timezone.now)


def test_confirm_by_writer(clock):
    a = b.changed(); w = both()
    b.edit(a, clock, by=w, dek="By both.")
    b.go_live(a, clock)
    clock.forward(days=1)
    r = actions.confirm_review(item=a, by=people.wanda(), clock=clock, reason="still holds")
    with pytest.raises(actions.NotAllowed):
        b.sign(r, "medical", clock, by=w)


def test_confirm_by_removed_byline(clock):
    w = both()
    au = b.author(clock, slug="both", name="Both", person=w)
    a = b.article(clock, slug="bl", authors=[au])
    b.go_live(a, clock)
    clock.forward(days=1)
    ArticleAuthor.objects.filter(article=a).update(author=Author.objects.get(slug="team"))
    b.edit(a, clock, dek="x.")
    a.refresh_from_db()
    r = actions.confirm_review(item=a, by=people.wanda(), clock=clock, reason="still holds")
    with pytest.raises(actions.NotAllowed):
        b.sign(r, "medical", clock, by=w)


def test_restore_draft_hole(clock):
    a = b.changed(); w = both()
    old = b.edit(a, clock, by=w, dek="Text of both.")
    mine = Revision.objects.filter(item=a.uid).order_by("-number").first()
    b.edit(a, clock, dek="Something else.")
    b.go_live(a, clock)
    clock.forward(days=1)
    actions.restore_draft(item=a, revision=mine, by=people.wanda(), clock=clock)
    r = b.submit(a, clock)
    with pytest.raises(actions.NotAllowed):
        b.sign(r, "medical", clock, by=w)


def test_member_submitted_alone(clock):
    other = b.article(clock, slug="other", title="Other")
    main = b.article(clock, slug="main", title="Main", picks=[other])
    r = b.submit(main, clock)
    assert r.members.count() == 2
    b.sign(r, "medical", clock)
    clock.forward(hours=1)
    b.submit(other, clock)
    s = standings.of(main.uid)
    assert s.ended_release == r.uid


def test_correction_line_on_new(clock):
    other = b.article(clock, slug="other", title="Other")
    a = b.changed()
    RelatedPick.objects.create(article=a, pick=other, position=0)
    b.edit(a, clock, dek="Z.")
    r = b.submit(a, clock, change="correction")
    from cms import canonical
    for m in r.members.all():
        d = canonical.decode(record.bytes_of(m.content))
        print(m.title, d.get("corrections"))
        if m.item == other.uid:
            assert d["corrections"] == []


@pytest.mark.parametrize("fields", [{"slug": "elsewhere"}, {"locale": "de-DE"}])
def test_editorial_address(clock, fields):
    a = b.changed()
    b.edit(a, clock, **fields)
    with pytest.raises(actions.NotReady):
        b.submit(a, clock, change="editorial")


def test_gather_smuggles_topics_draft(clock):
    top = Topic.objects.get()
    org = Organisation.objects.get()
    b.edit(org, clock, next_step_content="[go](assessment:{topic.assessment})")
    asm = b.save(Assessment(slug="asm", title="Asm", topic=top), clock)
    b.edit(top, clock, assessment=asm)
    b.go_live(asm, clock); b.go_live(top, clock); b.go_live(org, clock)
    clock.forward(days=1)
    a = b.changed()
    b.edit(a, clock, dek="Q.")
    b.go_live(a, clock)
    clock.forward(days=1)
    asm2 = b.save(Assessment(slug="asm2", title="Asm2", topic=top), clock)
    b.edit(top, clock, assessment=asm2)
    b.edit(a, clock, dek="R.")
    r = b.submit(a, clock)
    assert [m.title for m in r.members.all()] == ["Leg pain"]


def test_queries(clock):
    def count(label, f):
        with CaptureQueriesContext(connection, ) as c:
            out = f()
        print(label, len(c))
        return out
    a = b.changed()
    r = count("submit 1", lambda: b.submit(a, clock))
    count("sign 1", lambda: b.sign(r, "medical", clock))
    b.sign(r, "compliance", clock)
    count("publish 1", lambda: b.publish(r, clock))
    clock.forward(days=1)
    count("save 1", lambda: b.edit(a, clock, dek="Other."))
    picks = [b.article(clock, slug=f"n{i}", title=f"N{i}") for i in range(29)]
    m = b.article(clock, slug="many", title="Many", picks=picks)
    r = count("submit 30", lambda: b.submit(m, clock))
    assert r.members.count() == 30
    count("sign 30", lambda: b.sign(r, "medical", clock))
    b.sign(r, "compliance", clock)
    count("publish 30", lambda: b.publish(r, clock))
