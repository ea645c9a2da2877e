"""From a reading to a draft: the rows, what is left over, who may, and the command."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments import document, fhir, importing
from assessments.models import Assessment
from cms.audit.models import Entry
from cms.publishing import actions, record
from tests import people
from tests.articles import pages
from tests.assessments import drafts, random_definitions, samples
from tests.assessments.fhir import forms
from tests.publishing import builders


@pytest.fixture
def clock(db):
    return builders.Clock()


def made(reading, clock, **more):
    return importing.create(reading=reading, by=more.pop("by", None) or people.wanda(), clock=clock, **more)


def again(item):
    return Assessment.objects.get(pk=item.pk)


def simplified(definition):
    """Without the texts of outcomes, of which an import keeps only the words."""
    outcomes = [
        {**one, "content": None, "next_steps": [step["label"] for step in one["next_steps"]]}
        for one in definition["outcomes"]
    ]
    return {**definition, "outcomes": outcomes}


def test_a_draft_says_the_definition_that_was_read(clock):
    for name, definition in (("edinburgh", samples.edinburgh()), ("audit-c", samples.audit_c())):
        reading = fhir.read(forms.export(definition))

        draft = made(reading, clock, slug=name)

        assert simplified(document.draft_definition(again(draft))) == simplified(definition)


def test_random_definitions_are_the_same_as_rows(clock):
    for seed in range(12):
        definition = random_definitions.definition_of(seed)

        draft = made(fhir.read(forms.export(definition)), clock, slug=f"random-{seed}")

        assert simplified(document.draft_definition(again(draft))) == simplified(definition)


def test_the_longest_keys_and_lists_fit_into_rows(clock):
    codes = [f"{number:02}{'x' * 118}" for number in range(60)]
    definition = samples.definition(
        questions=[samples.question("q" * 120, options=[samples.option(code) for code in codes])],
        scores=[samples.score("s" * 120, ["q" * 120])],
        outcomes=[samples.outcome("o" * 120), samples.outcome("n" * 120)],
        rules=[
            samples.rule(
                "r" * 120,
                "o" * 120,
                all=[
                    samples.when("q" * 120, "in", codes),
                    samples.on_score("s" * 120, ">=", "-99999999.999999"),
                ],
            )
        ],
        default="n" * 120,
    )

    draft = again(made(fhir.read(forms.export(definition)), clock, slug="long"))

    assert simplified(document.draft_definition(draft)) == simplified(definition)
    for name in draft.rows:
        for row in draft.ordered(name):
            row.full_clean()


def test_it_is_one_revision_and_one_entry(clock):
    reading = forms.read(forms.item("q1"))
    person = people.wanda()
    before = Entry.objects.count()

    draft = made(reading, clock, by=person, slug="a-form", reason="Asked for by the clinic.")

    [entry] = Entry.objects.order_by("sequence")[before:]
    assert (entry.subject, entry.actor_name) == (draft.uid, person.printed_name)
    assert entry.reason == "Asked for by the clinic."
    assert record.newest_revision(draft.uid).number == 1


def test_what_it_says_of_itself_is_taken_over(clock):
    reading = forms.read(
        forms.item("q1"), title="GAD-7", description="Seven items.", copyright="Free.", purpose="To screen."
    )

    draft = made(reading, clock)

    assert (draft.slug, draft.title, draft.description) == ("gad-7", "GAD-7", "Seven items.")
    assert (draft.instrument_name, draft.instrument_rights) == ("GAD-7", "Free.")
    assert draft.intended_use == "To screen."


def test_many_leftovers_are_one_thing_to_mend(clock):
    draft = drafts.pad(clock)

    def write(item):
        for place in range(6):
            item.leftover_rows.create(location=f"item[{place}]", sentence="Say it here.", said="{}")

    builders.save(draft, clock, write=write)

    with pytest.raises(actions.NotReady) as refused:
        builders.submit(draft, clock)

    assert [one.sentence for one in refused.value.findings if one.blocks] == [
        "The import did not understand 6 places of the file: the form lists them first."
    ]


def test_leftovers_stand_against_publishing(clock):
    reading = forms.read(forms.item("q1"), forms.item("born", "date"))

    draft = made(reading, clock, slug="a-form")

    [left] = again(draft).leftover_rows.all()
    assert left.location == "item[1] (linkId born)"
    assert "age" in left.sentence
    with pytest.raises(actions.NotReady, match="did not understand"):
        builders.submit(draft, clock)


def test_notes_stand_against_nothing(clock):
    reading = forms.read(forms.item("q1", prefix="1."))
    assert reading.notes

    draft = made(reading, clock, slug="a-form")

    assert not again(draft).leftover_rows.exists()


def test_an_address_that_is_taken_is_refused(clock):
    made(forms.read(forms.item("q1")), clock, slug="a-form")

    with pytest.raises(importing.AddressTaken, match="a-form"):
        made(forms.read(forms.item("q1")), clock, slug="a-form")

    assert Assessment.objects.filter(slug="a-form").count() == 1


@pytest.mark.parametrize("slug", ["Not an address", "a/b", "ü" * 60])
def test_an_address_that_is_none_is_refused(clock, slug):
    with pytest.raises(actions.NotPossible):
        made(forms.read(forms.item("q1")), clock, slug=slug)

    assert not Assessment.objects.exists()


def test_a_title_without_letters_needs_an_address(clock):
    with pytest.raises(actions.NotPossible):
        made(forms.read(forms.item("q1"), title="???"), clock)


def test_those_who_may_not_write_may_not_import(clock):
    for person in (people.otto(), people.nobody()):
        with pytest.raises(actions.NotAllowed):
            made(forms.read(forms.item("q1")), clock, by=person, slug="a-form")

    assert not Assessment.objects.exists()


def test_what_cannot_be_read_makes_no_draft(clock):
    with pytest.raises(importing.NothingToImport) as caught:
        made(fhir.read(b"{"), clock)

    assert caught.value.leftovers
    assert not Assessment.objects.exists()


def test_texts_that_are_too_long_are_cut_and_told(clock):
    long = "very " * 100 + "long"
    reading = forms.read(
        forms.group("g", forms.item("q1", answerOption=[forms.coded("a"), labelled("b", "x|y\nz" + long)])),
        title=long,
    )
    reading.definition["sections"][0]["title"] = long

    draft = again(made(reading, clock, slug="long"))

    told = " ".join(one.sentence for one in draft.leftover_rows.all())
    assert len(draft.title) == 200
    assert told.count("was cut") == 3  # the title, the instrument and the section
    assert "changed to fit on a line" in told
    [question] = document.draft_definition(draft)["questions"]
    assert [one["key"] for one in question["options"]] == ["a", "b"]


def labelled(code, label):
    return {"valueCoding": {"code": code, "display": label}}


def test_a_next_step_never_leads_to_a_script(clock):
    definition = samples.edinburgh()
    definition["outcomes"][0]["next_steps"] = [
        samples.step(label="Read", href="javascript:alert(1)"),
        samples.step("article", "Ours", "/articles/gone", target={"type": "article", "slug": "gone"}),
    ]

    draft = again(made(fhir.read(forms.export(definition)), clock, slug="ecq"))

    assert not draft.step_rows.filter(address__contains="javascript").exists()
    told = [one.sentence for one in draft.leftover_rows.all()]
    assert any("no web page" in one or "nowhere that is a web page" in one for one in told)
    assert any("is not here" in one for one in told)


def test_words_of_an_outcome_are_kept_and_its_links_are_told(clock):
    definition = samples.edinburgh()
    block = {"type": "list", "id": "b1", "ordered": False, "items": []}
    definition["outcomes"][0]["content"] = {
        "blocks": [block],
        "html": "<b>x</b>",
        "text": "See a doctor.\nSoon.",
    }

    draft = again(made(fhir.read(forms.export(definition)), clock, slug="ecq"))

    outcome = draft.outcome_rows.get(key="definite-grade2")
    assert "See a doctor." in json.dumps(outcome.content)
    assert "<b>" not in json.dumps(outcome.content)
    assert [one.location for one in draft.leftover_rows.all()] == ["outcome definite-grade2"]


def _text_differs(outcome):
    block = {"type": "paragraph", "id": "b1", "children": [{"type": "text", "text": "Soon.", "marks": []}]}
    outcome["content"] = {"blocks": [block], "html": "", "text": "At once."}


def _text_without_blocks(outcome):
    outcome["content"] = {"blocks": [], "html": "", "text": "At once."}


def _step(**more):
    def change(outcome):
        outcome["next_steps"][0] |= more

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_text_differs, "stands there twice", id="a text that was changed once"),
        pytest.param(_text_without_blocks, "stands there twice", id="a text that was added once"),
        pytest.param(_step(promotes=True), "follows from its kind", id="a link that sells"),
        pytest.param(_step(target={"type": "article"}), "choose the kind", id="a link with a target"),
        pytest.param(
            _step(kind="phone", phone="999", href="tel:111"), "calls another", id="a phone with two numbers"
        ),
    ],
)
def test_what_others_changed_and_no_row_keeps_is_told(clock, change, said):
    definition = samples.edinburgh()
    change(definition["outcomes"][0])

    draft = made(fhir.read(forms.export(definition)), clock, slug="ecq")

    [left] = draft.leftover_rows.all()
    assert left.location == f"outcome {definition['outcomes'][0]['key']}"
    assert said in left.sentence


@pytest.mark.parametrize("of", ["sections", "questions"])
def test_what_is_never_shown_is_told(clock, of):
    section = {"key": "s", "title": "", "text": "", "shown_when": None}
    definition = samples.definition(
        sections=[section], questions=[samples.question("q", "yes_no", section="s")]
    )
    definition[of][0]["shown_when"] = {"any": []}
    definition[of].append(definition[of][0] | {"key": "more", "shown_when": {"all": []}})
    reading = fhir.read(forms.export(definition))
    assert reading.definition == definition

    draft = made(reading, clock, slug="never")

    assert "never shown" in draft.leftover_rows.get().sentence


# The command.


@pytest.fixture
def file(tmp_path):
    def write(data):
        path = tmp_path / "form.json"
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        return str(path)

    return write


def test_the_command_makes_a_draft_and_says_what_is_left(clock, file, capsys):
    people.wanda()
    path = file(forms.form(forms.item("q1", prefix="1."), forms.item("born", "date")))

    call_command("import_questionnaire", path, by="wanda@example.org", slug="a-form")

    told = capsys.readouterr()
    assert f"{path}:item[1] (linkId born): Dates are not asked" in told.err
    assert f"{path}:item[0] (linkId q1).prefix: Numbers and prefixes" in told.out
    assert "assessments/a-form, with 1 question." in told.out
    assert Assessment.objects.get().leftover_rows.count() == 1


def test_a_rehearsal_writes_nothing(clock, file, capsys):
    people.wanda()
    before = Entry.objects.count()

    call_command(
        "import_questionnaire", file(forms.form(forms.item("q1"))), by="wanda@example.org", dry_run=True
    )

    assert "nothing was written" in capsys.readouterr().out
    assert not Assessment.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"resourceType": "Patient"}', {"resourceType": "Questionnaire"}]
)
def test_what_is_no_questionnaire_is_refused(clock, file, capsys, data):
    people.wanda()
    path = file(data)

    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_questionnaire", path, by="wanda@example.org")

    assert f"{path}:the file: " in capsys.readouterr().err
    assert not Assessment.objects.exists()


def test_a_file_that_is_not_there_and_a_stranger_are_refused(clock, file):
    people.wanda()

    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_questionnaire", "/nowhere/form.json", by="wanda@example.org")
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("import_questionnaire", file(forms.form(forms.item("q1"))), by="x@example.org")


def test_no_more_is_read_than_is_taken(clock, capsys):
    """A file without an end, on systems that have one."""
    people.wanda()
    if not Path("/dev/zero").exists():
        pytest.skip("This system has no file without an end.")

    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_questionnaire", "/dev/zero", by="wanda@example.org")

    assert "larger than 2 MB" in capsys.readouterr().err


@pytest.mark.parametrize("name", forms.INSTRUMENTS + forms.REAL)
def test_every_shared_example_becomes_a_draft(clock, name):
    data = forms.instrument(name) if name in forms.INSTRUMENTS else forms.real(name)
    reading = fhir.read(data)

    draft = again(made(reading, clock, slug="example"))

    assert document.draft_definition(draft) == reading.definition
    assert draft.leftover_rows.count() == len(reading.blocking)


def test_a_published_form_comes_back_as_a_draft(clock):
    """As its page says it: what an outcome links to has to be set again, everything else is there."""
    plain = pages.composed(drafts.pad(clock, told="See a doctor soon.\n\nTake your tablets along."))
    linked = pages.composed(
        drafts.pad(clock, slug="linked", sources=[], told="See [a doctor](https://example.org) soon.")
    )

    first = again(made(fhir.read(plain["questionnaire"]["text"]), clock, slug="first"))
    second = again(made(fhir.read(linked["questionnaire"]["text"]), clock, slug="second"))

    assert not first.leftover_rows.exists()
    assert pages.composed(first)["definition"] == plain["definition"]
    assert [one.location for one in second.leftover_rows.all()] == ["outcome see-doctor"]
    assert (first.intended_use, first.instrument_rights) == (plain["intended_use"], "")
