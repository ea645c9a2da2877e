"""Check, Try it and the table of paths, as pages."""

import csv
import io

import pytest
from django.utils import timezone

from articles import citations
from assessments import document, path_table, rules
from assessments.admin import places, showing
from assessments.models import Assessment, Criterion, Rule
from cms.publishing.models import Revision
from tests import people
from tests.assessments import drafts, samples
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk, change_form, page

pytestmark = pytest.mark.django_db

HOUSE = ["wanda", "mila", "otto", "pia", "ada"]


@pytest.fixture
def item():
    return drafts.pad(timezone.now)


@pytest.fixture
def shadowed(item):
    """A rule stands before another that asks for more, so that the other never decides."""

    def write(one):
        Rule.objects.create(assessment=one, key="very-likely", outcome="see-doctor", position=3)
        Criterion.objects.create(
            assessment=one, rule="very-likely", subject="score:risk", operator=">=", value="8", position=3
        )

    builders.save(item, timezone.now, write=write)
    return item


def csv_of(client, item):
    answer = client.get(page(item, "paths.csv").rstrip("/"))
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    return answer, list(csv.reader(io.StringIO(body)))


def test_a_sound_assessment_is_told_to_be_sound_with_what_can_come_out(item):
    said = Desk(people.wanda()).open(page(item, "check"))

    assert "Nothing stands against it 24,000 paths lead through it" in said.words
    assert "Risk points 0 11" in said.words
    assert Revision.objects.filter(item=item.uid).count() == 1


def test_a_finding_leads_to_its_row_and_shows_answers_that_can_be_tried(shadowed):
    mila = Desk(people.mila())

    said = mila.open(page(shadowed, "check"))

    assert "1 to mend before it can be submitted" in said.words
    assert "never decides" in said.words
    [link] = said.tree.xpath("//ul[contains(@class, 'errors')]//a/@href")
    assert link == f"{change_form(shadowed)}#rule_rows-3"
    form = said.form("/try/")
    sent = dict(form.form_values())
    assert sent["answer:pain"] == "yes"
    assert "?" not in form.action
    tried = mila.post(form.action, **sent)
    assert "Decided by the red flag “cold-leg”." in tried.words


def test_the_proof_stands_against_submitting_and_diagnoses_are_accepted_by_name(shadowed):
    wanda = Desk(people.wanda())
    refused = wanda.open(page(shadowed, "submit")).send(change="substantive", reason="New.")
    assert "never decides" in refused.words
    assert "Nothing was done yet" in refused.words

    told = samples.outcome("ill", does_not_rule_out="x", title="You have a narrowed artery")
    made = samples.definition(
        questions=[samples.question("pain", "yes_no")],
        outcomes=[told],
        rules=[samples.rule("r", "ill", all=[samples.when("pain", "=", True)])],
        default="ill",
    )
    meant = {"min_age": None, "max_age": None}
    found = {one.rule: one for one in rules._unproven({"definition": made, "intended_for": meant})}
    assert found["proof_diagnosis"].waivable
    assert not found["proof_diagnosis"].blocks
    assert found["proof_diagnosis"].field == "outcomes"


def test_a_source_that_fell_leads_to_the_sources_in_the_form(item):
    newer = drafts.citation(timezone.now, "a-newer-guideline")
    for one in (item.source_rows.get().citation, newer):
        builders.go_live(one, timezone.now)
    citations.supersede(
        citation=item.source_rows.get().citation,
        successor=newer,
        by=people.pia(),
        clock=timezone.now,
        reason="A new edition.",
    )

    said = Desk(people.wanda()).open(page(item, "check"))

    [link] = said.tree.xpath("//ul[contains(@class, 'warnings')]//a")
    assert (link.text, link.get("href")) == ("sources", f"{change_form(item)}#source_rows-group")


def test_it_is_said_when_a_mistake_hides_what_the_paths_would_show(shadowed):
    hidden = "its paths are not followed to the end"
    wanda = Desk(people.wanda())
    assert hidden not in wanda.open(page(shadowed, "check")).words
    shadowed.condition_rows.update(question="risks")

    assert hidden in wanda.open(page(shadowed, "check")).words
    shadowed.condition_rows.update(question="pain")
    Assessment.objects.update(default_outcome="")
    assert hidden in wanda.open(page(shadowed, "check")).words
    calm = {f"answer:{key}": "no" for key in ("sores", "cold", "pain")}
    tried = wanda.post(page(shadowed, "try"), **calm, **{"answer:age": "40", "answer:risks": "none"})
    assert "nothing is said for when no rule holds. Risk points 0 No rule holds." in tried.words


def test_points_that_were_written_as_a_label_are_told(item):
    item.question_rows.filter(key="site").update(options="calf | 2\nthigh | Thigh")

    said = Desk(people.wanda()).open(page(item, "check"))

    assert (
        "Readers are offered “2” as an answer. If it is not their answer, write calf | calf | 2."
        in said.words
    )
    [link] = said.tree.xpath("//ul[contains(@class, 'warnings')]//a[contains(., 'answer 1')]/@href")
    assert link.endswith("#id_question_rows-4-options")


def test_an_empty_assessment_is_no_error_anywhere():
    item = builders.save(Assessment(title="Later", slug="later"), timezone.now)
    wanda = Desk(people.wanda())

    assert "It asks nothing yet" in wanda.open(page(item, "check")).words
    assert "Add a question first." in wanda.open(page(item, "try")).words
    assert "so there are no paths" in wanda.open(page(item, "paths.csv").rstrip("/")).words


def test_what_means_nothing_is_told_instead_of_tried(item):
    item.condition_rows.update(question="gone")
    wanda = Desk(people.wanda())

    said = wanda.open(page(item, "try"))

    assert "part of it means nothing. section “When you walk”" in said.words
    assert said.status == wanda.open(page(item, "check")).status == 200
    assert "There are errors" in wanda.open(page(item, "paths.csv").rstrip("/")).words


def test_trying_shows_what_is_asked_next_and_what_is_wrong_with_an_answer(item):
    wanda = Desk(people.wanda())
    first = wanda.open(page(item, "try"))
    assert "Where do you get it?" not in first.words

    wrong = first.send(**{"answer:age": "17", "answer:pain": "yes"})
    assert "Write a whole number from 18 to 120." in wrong.words
    assert wrong.values()["answer:age"] == "17"
    urgent = wrong.send(**{"answer:age": "70", "answer:cold": "yes"})

    assert "Where do you get it?" in urgent.words
    assert "Readers are told this already Get help now Emergency Call 999" in urgent.words
    assert "4 questions to answer." in urgent.words
    assert "no-store" in urgent.response["Cache-Control"]
    assert "70" not in urgent.address


def test_trying_leaves_no_trace(item, caplog):
    from django.apps import apps

    wanda = Desk(people.wanda())
    form = wanda.open(page(item, "try"))

    def everything():
        return {one._meta.label: list(one._default_manager.values()) for one in apps.get_models()}

    before = everything()
    caplog.clear()
    said = form.send(**{"answer:age": "71.5", "answer:pain": "sentinel-4711", "answer:gone": "sentinel-4711"})

    assert "cannot be taken" in said.words
    assert "sentinel-4711" not in said.words
    assert everything() == before
    assert "71.5" not in caplog.text
    assert "sentinel" not in caplog.text


@pytest.mark.parametrize("step", ["assessments.sheet.answers", "assessments.admin.trying._outcome"])
def test_trying_that_fails_tells_nothing_of_what_was_answered(item, caplog, monkeypatch, step):
    def fail(*arguments):
        raise ValueError("sentinel-4711")

    monkeypatch.setattr(step, fail)
    said = Desk(people.wanda()).client.post(
        f"/admin/assessments/assessment/{item.pk}/try/", {"answer:age": "sentinel-4711"}
    )

    assert said.status_code == 500
    assert "no-store" in said["Cache-Control"]
    assert "kept nowhere" in said.content.decode()
    assert "An assessment failed with ValueError at " in caplog.text
    assert "sentinel" not in caplog.text + said.content.decode()


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("--5", False),
        ("4-0", False),
        ("40,5", False),
        ("-", False),
        ("9" * 60, False),
        (" 040 ", True),
        ("40.0", True),
    ],
)
def test_numbers_are_read_as_on_the_page_of_readers(item, typed, taken):
    said = Desk(people.wanda()).post(page(item, "try"), **{"answer:age": typed})

    assert said.response.status_code == 200
    assert ("cannot be taken" not in said.words) is taken


def test_an_answer_that_is_hidden_by_now_is_told_not_to_count(item):
    said = Desk(people.wanda()).post(
        page(item, "try"),
        **{
            "answer:age": "40",
            "answer:sores": "no",
            "answer:cold": "no",
            "answer:pain": "no",
            "answer:site": "calf",
            "answer:risks": ["smoking", "diabetes"],
        },
    )

    assert "Does not count, because it is not asked: “Where do you get it?”." in said.words
    assert "Decided by the rule “likely”." in said.words
    assert "Risk points 4" in said.words


@pytest.mark.parametrize("name", HOUSE)
def test_whoever_sees_an_assessment_may_check_and_try_it(item, name):
    desk = Desk(getattr(people, name)())

    for end in ("check", "try"):
        assert desk.open(page(item, end)).status == 200
    assert csv_of(desk.client, item)[0].status_code == 200


def test_whoever_may_not_look_is_refused_and_unknown_numbers_are_not_found(item):
    nobody, wanda = Desk(people.nobody()), Desk(people.wanda())

    for end in ("check/", "try/", "paths.csv"):
        address = f"/admin/assessments/assessment/{item.pk}/{end}"
        assert nobody.client.get(address).status_code == 403
        assert wanda.client.get(address.replace(f"/{item.pk}/", "/999/")).status_code == 404


def test_the_table_of_paths_has_one_line_for_each(item):
    answer, lines = csv_of(Desk(people.mila()).client, item)

    assert answer["Content-Disposition"] == 'attachment; filename="pad-paths.csv"'
    assert lines[0][:2] == ["How old are you?", "Do you have a sore on your foot that does not heal?"]
    assert len(lines) == 24_001
    assert lines[1][-5:] == ["cold-leg", "Get help now", "emergency", "1", ""]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd", "-1 ", "@x", "\tx", "\rx", "＝1"])
def test_no_cell_is_a_formula(text):
    assert path_table.cell(text) == f"'{text}"
    made = samples.audit_c()
    made["questions"][0]["text"] = text

    head = next(line for line in path_table.as_csv(made) if "a1" in line)

    assert next(csv.reader([head]))[0] == f"'{text}" or "\r" in text


def test_a_score_below_zero_stays_a_number():
    assert [path_table.cell(one) for one in ("-1.5", "-2", 3)] == ["-1.5", "-2", "3"]


@pytest.mark.parametrize(
    ("where", "anchor", "words"),
    [
        ("default", "id_default_outcome", "when no rule holds"),
        ("questions", "question_rows-group", "questions"),
        ("questions/pain", "question_rows-3", "question 4 “Do you get pain in your legs when you walk?”"),
        (
            "questions/site/options/2",
            "id_question_rows-4-options",
            "question 5 “Where do you get it?”, answer 3",
        ),
        (
            "questions/age/bands/0",
            "id_question_rows-0-bands",
            "question 1 “How old are you?”, points by value, line 1",
        ),
        ("sections/walking/shown_when/0", "condition_rows-0", "section “When you walk”, condition 1"),
        ("rules/likely", "rule_rows-2", "rule “likely”, which leads to “See your doctor”"),
        (
            "red_flags/cold-leg/0",
            "criterion_rows-0",
            "red flag “cold-leg”, which leads to “Get help now”, criterion 1",
        ),
        (
            "rules/likely/0",
            "criterion_rows-2",
            "rule “likely”, which leads to “See your doctor”, criterion 1",
        ),
        ("rules/likely/7", "rule_rows-2", "rule “likely”, which leads to “See your doctor”, criterion 8"),
        (
            "outcomes/low/next_steps/0",
            "step_rows-3",
            "outcome “A narrowed artery is less likely”, next step 1",
        ),
        ("outcomes/low", "outcome_rows-3", "outcome “A narrowed artery is less likely”"),
        ("otherwise", "id_otherwise", "what they should do instead"),
        ("sources", "source_rows-group", "sources"),
        ("questions/gone", "question_rows-group", "question gone"),
    ],
)
def test_a_place_in_the_definition_is_a_place_in_the_form(item, where, anchor, words):
    place = places.of(item, document.draft_definition(item))

    assert (place.anchor(where), place.words(where)) == (anchor, words)


def test_answers_come_back_from_a_form_as_they_went(item):
    from django.http import QueryDict

    definition = document.draft_definition(item)
    answers = {"age": 70, "sores": False, "site": ["calf", "foot"], "eases": "minutes", "distance": "1.5"}
    sent = QueryDict(mutable=True)
    for name, value in showing.as_fields(answers):
        sent.appendlist(name, value)

    assert showing.from_fields(definition, sent) == answers
    assert showing.in_words(definition, answers)[:3] == [
        ("How old are you?", "70 years"),
        ("Do you have a sore on your foot that does not heal?", "No"),
        ("Where do you get it?", "Calf, Foot"),
    ]
