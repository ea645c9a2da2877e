"""An assessment of 35 questions with five answers each is one form: it opens, and it saves."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import models
from assessments.models import Assessment
from tests import people
from tests.assessments import drafts
from tests.publishing.admin.browsing import Desk, change_form

from .typing import ADD, ITEM, outcome, question, rows, rule

pytestmark = pytest.mark.django_db

QUESTIONS = 35
ANSWERS = "\n".join(f"a{number} | Answer {number} | {number}" for number in range(5))


def long_form():
    return {
        **ITEM,
        "default_outcome": "outcome-4",
        **rows(
            "question_rows",
            *(question(f"Question {n}?", key=f"q{n}", options=ANSWERS) for n in range(QUESTIONS)),
        ),
        **rows(
            "condition_rows",
            *(
                {"target": f"q{n}", "question": f"q{n - 1}", "operator": "!=", "value": "a4"}
                for n in range(1, QUESTIONS)
            ),
        ),
        **rows("score_rows", {"label": "Total", "when_missing": "wait"}),
        **rows("outcome_rows", *(outcome(f"Outcome {n}") for n in range(5))),
        **rows(
            "step_rows",
            *(
                {"outcome": f"outcome-{n}", "kind": "phone", "label": "Call", "address": "999"}
                for n in range(5)
            ),
        ),
        **rows("rule_rows", *(rule(f"outcome-{n}", key=f"r{n}") for n in range(4))),
        **rows(
            "criterion_rows",
            *(
                {"rule": f"r{n}", "subject": "score:total", "operator": ">=", "value": 100 - 20 * n}
                for n in range(4)
            ),
        ),
    }


def test_it_saves_and_saves_again():
    wanda = Desk(people.wanda())

    done = wanda.open(ADD).send(**long_form())

    assert done.messages == ["Saved “Leg check” as revision 1."]
    made = Assessment.objects.get()
    assert len(made.ordered("questions")) == QUESTIONS
    assert len(made.ordered("conditions")) == QUESTIONS - 1
    form = wanda.open(change_form(made))
    assert len(form.values()) > 700
    assert form.send().messages == ["Nothing changed, so there is no new revision."]


def test_the_form_asks_as_many_questions_of_the_database_for_eight_as_for_many():
    from django.db import connection

    wanda = Desk(people.wanda())
    item = drafts.pad(timezone.now)

    def queries():
        wanda.client.get(change_form(item))
        with CaptureQueriesContext(connection) as captured:
            assert wanda.client.get(change_form(item)).status_code == 200
        return len(captured)

    few = queries()
    for number in range(27):
        models.Question.objects.create(assessment=item, key=f"more-{number}", text="More?", options=ANSWERS)
        models.Condition.objects.create(
            assessment=item, target=f"more-{number}", question="pain", operator="=", value="yes"
        )

    assert queries() == few <= 90
