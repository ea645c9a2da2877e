"""Who may not sign or seal is refused by the action, and by the database when the action is bypassed."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction

from cms import canonical
from cms.people import actions as people_actions
from cms.people.credentials import NotProven, Proof, reauthenticate
from cms.people.models import User
from cms.people.roles import Role
from cms.publishing import actions, record
from cms.publishing.models import Barred, Revision, Seal, Signature
from tests import people

from . import builders

#: The database knows it in two ways: from the revisions, and from those barred at submit.
WROTE_IT = r"nobody signs what they wrote|wrote part of this"


def add(clock, name, *roles, **fields):
    return people_actions.add_person(
        email=f"{name.lower()}@example.org", name=name, roles=roles, password=people.PASSWORD,
        by=people_actions.system_person("tests"), clock=clock, **fields,
    )  # fmt: skip


def both_reviewers(clock):
    return add(clock, "Bo", Role.MEDICAL_REVIEWER, Role.COMPLIANCE_OFFICER)


@pytest.fixture
def article(clock):
    return builders.changed()


def sign_past_the_action(release, person, meaning="medical", **fields):
    """A signature that is right in itself, straight into its table."""
    signature = Signature(
        **{
            "release": release, "signer": person.uid, "meaning": meaning, "printed_name": person.printed_name,
            "means": "password", "at": release.at, "signed_digest": release.digest, "entry": 1, **fields,
        }
    )  # fmt: skip
    signature.binding = signature.compute_binding()
    with transaction.atomic():
        signature.save()
    return signature


def assert_nobody_signed(release):
    assert not release.signatures.exists()


class TestSigning:
    def test_is_not_for_the_writer_of_the_revision(self, article, clock):
        wanda = people.wanda()
        wanda.groups.add(Group.objects.get(name=Role.MEDICAL_REVIEWER))
        release = builders.submit(article, clock)

        with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
            builders.sign(release, "medical", clock, by=wanda)
        with pytest.raises(DatabaseError, match=WROTE_IT):
            sign_past_the_action(release, wanda)
        assert_nobody_signed(release)

    def test_is_not_for_a_superuser_who_wrote_it(self, article, clock):
        root = add(clock, "Root", is_superuser=True)
        builders.edit(article, clock, by=root, title="Leg pain at night")
        release = builders.submit(article, clock)

        with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
            builders.sign(release, "medical", clock, by=root)
        with pytest.raises(DatabaseError, match=WROTE_IT):
            sign_past_the_action(release, root)
        assert_nobody_signed(release)

    def test_is_not_for_the_writer_of_an_earlier_revision_in_it(self, article, clock):
        mila = people.mila()
        mila.groups.add(Group.objects.get(name=Role.WRITER))
        builders.edit(article, clock, by=User.objects.get(pk=mila.pk), title="Leg pain at night")
        builders.edit(article, clock, title="Leg pain by day")
        release = builders.submit(article, clock)

        with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
            builders.sign(release, "medical", clock)
        with pytest.raises(DatabaseError, match=WROTE_IT):
            sign_past_the_action(release, mila)

    def test_is_for_the_writer_of_what_was_published_before(self, article, clock):
        mila = people.mila()
        mila.groups.add(Group.objects.get(name=Role.WRITER))
        builders.edit(article, clock, by=User.objects.get(pk=mila.pk), title="Leg pain at night")
        release = builders.submit(article, clock)
        builders.sign(release, "medical", clock, by=both_reviewers(clock))
        builders.sign(release, "compliance", clock)
        builders.publish(release, clock)
        builders.edit(article, clock, title="Leg pain by day")

        builders.sign(builders.submit(article, clock), "medical", clock)

    def test_is_not_for_the_writer_of_another_member(self, clock):
        otto = people.otto()
        otto.groups.add(Group.objects.get(name=Role.WRITER))
        topic = builders.topic(clock, slug="veins-topic", name="Veins", inline_label="veins")
        builders.edit(topic, clock, by=User.objects.get(pk=otto.pk), name="The veins")
        article = builders.article(clock, slug="swollen", topic=topic)
        release = builders.submit(article, clock)
        assert release.members.count() == 2

        with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
            builders.sign(release, "compliance", clock)
        with pytest.raises(DatabaseError, match=WROTE_IT):
            sign_past_the_action(release, otto, "compliance")

    def test_is_not_for_somebody_in_the_byline(self, clock):
        byline = builders.author(clock, slug="mila", name="Mila Moreau", person=people.mila())
        release = builders.submit(builders.article(clock, slug="by-mila", authors=[byline]), clock)

        with pytest.raises(actions.NotAllowed, match="You stand in its byline"):
            builders.sign(release, "medical", clock)
        with pytest.raises(DatabaseError, match="stands in its byline"):
            sign_past_the_action(release, people.mila())
        assert_nobody_signed(release)

    def test_is_not_for_somebody_whose_account_was_linked_to_the_byline_since(self, clock):
        byline = builders.author(clock, slug="dr-m", name="Dr. M.", author_type="person")
        release = builders.submit(builders.article(clock, slug="by-m", authors=[byline]), clock)
        type(byline).objects.filter(pk=byline.pk).update(person=people.mila())

        with pytest.raises(actions.NotAllowed, match="You stand in its byline"):
            builders.sign(release, "medical", clock)

    def test_is_not_for_a_system_person(self, article, clock):
        importer = people_actions.system_person("import")
        importer.user_permissions.set(Group.objects.get(name=Role.MEDICAL_REVIEWER).permissions.all())
        release = builders.submit(article, clock)

        with pytest.raises(NotProven):
            reauthenticate(importer, people.PASSWORD)
        with pytest.raises(actions.NotAllowed):
            actions.sign(
                release=release,
                meaning="medical",
                by=importer,
                proof=Proof(importer.uid, "none"),
                clock=clock,
            )
        with pytest.raises(DatabaseError, match="only an active person signs"):
            sign_past_the_action(release, importer)
        assert_nobody_signed(release)

    def test_is_not_for_an_inactive_person(self, article, clock):
        release = builders.submit(article, clock)
        mila = people.mila()
        proof = builders.proof(mila)
        mila.is_active = False
        mila.save()

        with pytest.raises(NotProven):
            reauthenticate(mila, people.PASSWORD)
        with pytest.raises(actions.NotAllowed):
            actions.sign(release=release, meaning="medical", by=mila, proof=proof, clock=clock)
        with pytest.raises(DatabaseError, match="only an active person signs"):
            sign_past_the_action(release, mila)
        assert_nobody_signed(release)

    def test_is_not_for_somebody_deactivated_since_their_session_began(self, article, clock):
        release = builders.submit(article, clock)
        mila = people.mila()
        proof = builders.proof(mila)
        User.objects.filter(pk=mila.pk).update(is_active=False)

        with pytest.raises(actions.NotAllowed):
            actions.sign(release=release, meaning="medical", by=mila, proof=proof, clock=clock)

    def test_is_not_for_nobody_at_all(self, article, clock):
        release = builders.submit(article, clock)

        with pytest.raises(DatabaseError, match="only an active person signs"):
            sign_past_the_action(release, User(uid="per_nobody", name="Nobody", email="n@example.org"))

    def test_gives_one_signature_to_one_person_with_two_roles(self, article, clock):
        bo = both_reviewers(clock)
        release = builders.submit(article, clock)
        builders.sign(release, "medical", clock, by=bo)

        with pytest.raises(actions.NotAllowed, match="one person gives one signature"):
            builders.sign(release, "compliance", clock, by=bo)
        with pytest.raises(DatabaseError):
            sign_past_the_action(release, bo, "compliance")
        assert release.signatures.count() == 1

    def test_takes_the_permission_of_its_meaning(self, article, clock):
        release = builders.submit(article, clock)

        with pytest.raises(actions.NotAllowed, match="may not sign for compliance"):
            builders.sign(release, "compliance", clock, by=people.mila())
        with pytest.raises(actions.NotAllowed, match="may not sign as medical reviewer"):
            builders.sign(release, "medical", clock, by=people.otto())
        with pytest.raises(actions.NotPossible, match="no meaning"):
            builders.sign(release, "attested", clock, by=people.mila())

    def test_takes_proof_of_the_signer_and_of_nobody_else(self, article, clock):
        release = builders.submit(article, clock)

        with pytest.raises(NotProven):
            reauthenticate(people.mila(), "not her password")
        with pytest.raises(actions.NotAllowed, match="Prove who you are"):
            actions.sign(
                release=release,
                meaning="medical",
                by=people.mila(),
                proof=builders.proof(people.otto()),
                clock=clock,
            )
        assert_nobody_signed(release)

    def test_prints_name_credentials_moment_and_meaning(self, article, clock):
        signature = builders.sign(builders.submit(article, clock), "medical", clock)

        assert signature.printed_name == "Mila Moreau, MD, FACC"
        assert signature.get_meaning_display() == "Medically reviewed and approved"
        assert (signature.at, signature.means) == (clock(), "password")


class TestASignature:
    def test_of_other_content_is_refused(self, article, clock):
        release = builders.submit(article, clock)

        with pytest.raises(DatabaseError, match="for another content"):
            sign_past_the_action(release, people.mila(), signed_digest=canonical.digest(b"something else"))

    def test_is_not_moved_to_another_release(self, article, clock):
        signature = builders.sign(builders.submit(article, clock), "medical", clock)
        again = builders.submit(article, clock)

        moved = Signature.objects.get(pk=signature.pk)
        moved.pk, moved._state.adding, moved.release = None, True, again
        with pytest.raises(DatabaseError), transaction.atomic():
            moved.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            Signature.objects.filter(pk=signature.pk).update(release=again)

    def test_of_an_ended_release_is_refused(self, article, clock):
        release = builders.submit(article, clock)
        actions.withdraw(release=release, by=people.wanda(), clock=clock)

        with pytest.raises(actions.NotPossible, match="not in review any more"):
            builders.sign(release, "medical", clock)
        with pytest.raises(DatabaseError, match="the release has ended"):
            sign_past_the_action(release, people.mila())

    def test_binds_every_part_of_itself(self, article, clock):
        signature = builders.sign(builders.submit(article, clock), "medical", clock)
        binding = signature.binding

        for name, value in {
            "release_id": "rel_other", "signed_digest": "0" * 64, "signer": "per_x", "printed_name": "X",
            "meaning": "compliance", "at": clock.after(seconds=1),
        }.items():  # fmt: skip
            kept = getattr(signature, name)
            setattr(signature, name, value)
            assert signature.compute_binding() != binding, name
            setattr(signature, name, kept)
        assert signature.compute_binding() == binding


class TestSealing:
    def request(self, article, clock, by):
        first = article_revisions(article)[0]
        return actions.request_seal(
            item=article.uid, digests=[first.digest], by=by, clock=clock, reason="It names a patient."
        )

    def test_takes_two_people(self, article, clock):
        otto = people.otto()
        request = self.request(article, clock, otto)

        with pytest.raises(actions.NotAllowed, match="takes two people"):
            actions.confirm_seal(request=request, by=otto, clock=clock)
        with pytest.raises(DatabaseError, match="sealing takes two people"), transaction.atomic():
            Seal(request=request, at=clock(), by=otto.uid, by_name="Somebody else", entry=1).save()

    def test_is_done_by_the_second(self, article, clock):
        request = self.request(article, clock, people.otto())

        actions.confirm_seal(request=request, by=people.pia(), clock=clock)

        assert article_revisions(article)[0].body == ""

    def test_is_nothing_for_an_account_that_was_reset(self, article, clock):
        otto, pia = people.otto(), people.pia()
        request = self.request(article, clock, otto)
        User.objects.update(signing_suspended_at=clock())

        with pytest.raises(actions.NotAllowed, match="suspended"):
            actions.confirm_seal(request=request, by=pia, clock=clock)
        with pytest.raises(actions.NotAllowed, match="suspended"):
            self.request(article, clock, otto)

        assert article_revisions(article)[0].body


def article_revisions(article):
    revisions = list(Revision.objects.filter(item=article.uid).order_by("number"))
    for revision in revisions:
        revision.body = record.bytes_of(revision.digest)
    return revisions


def test_the_record_says_who_was_barred_and_why(clock):
    byline = builders.author(clock, slug="mila", name="Mila Moreau", person=people.mila())
    release = builders.submit(builders.article(clock, slug="by-mila", authors=[byline]), clock)

    barred = set(Barred.objects.filter(release=release).values_list("person", "because"))

    assert barred == {(people.mila().uid, "byline"), (people.wanda().uid, "wrote")}
