"""Answers leave no trace: sentinels in every field, a server that fails at every step, a search everywhere.

The server is granian in a process of its own. It logs at DEBUG, mails each error with all local variables,
and keeps its caches in files; see tests/assessments/faulty.py. Afterwards everything that it could have
written is searched: the database's files, or a dump of its tables, the log, caches, mails and error reports,
and what it answered.
"""

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.utils import timezone

from assessments import sheet
from tests import people
from tests.assessments import drafts, faulty
from tests.publishing import builders

#: As long as an answer may be: in pages of a hundred kilobytes, six digits also stand by chance, as a length.
WORD, NUMBER = "kanarienvogel", "471147118.114711"
SENTINELS = (WORD, "471147118", "118114711", "118.114711")

VALID = {
    "age": 67,
    "sores": False,
    "cold": False,
    "pain": True,
    "site": ["calf"],
    "eases": "minutes",
    "distance": NUMBER,
    "risks": ["smoking"],
}
EVERY_FIELD_WRONG = dict.fromkeys(VALID, WORD) | {WORD: WORD, "site": [WORD, NUMBER], "age": float(NUMBER)}

NATIVE = {
    "complete": {"answers": VALID},
    "incomplete": {"answers": {"distance": NUMBER, "pain": True, "cold": True}, "mode": "partial"},
    "wrong in every field": {"answers": EVERY_FIELD_WRONG},
    "hidden answers": {"answers": VALID | {"pain": False}},
    "members that are not known": {"answers": VALID, WORD: WORD},
    "a pin that is none": {"answers": VALID, "version": WORD, "digest": WORD, "mode": WORD},
    "a version that is none": {"answers": VALID, "version": 471147118},
    "answers that are none": {"answers": [WORD]},
    "a name twice": f'{{"answers": {{"{WORD}": 1, "{WORD}": "{NUMBER}"}}}}',
    "not JSON": f'{{"answers": {{"distance": {NUMBER}, {WORD}',
    "not UTF-8": b'{"answers": {"' + WORD.encode() + b'\xff": 1}}',
    "too long": json.dumps({"answers": {WORD: NUMBER * 2000}}),
    "too deep": '{"answers": ' + "[" * 3000 + f'"{WORD}"' + "]" * 3000 + "}",
}


def resource(**more):
    """A response with a sentinel in every field that FHIR has for one."""
    words = {"display": WORD, "system": WORD, "extension": [{"url": WORD, "valueString": WORD}]}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": WORD,
        "meta": {"tag": [words]},
        "status": "completed",
        "subject": words,
        "authored": WORD,
        "author": words,
        "text": {"status": "generated", "div": f"<div>{WORD}</div>"},
        "item": [
            {"linkId": WORD, "text": WORD, "answer": [{"valueString": WORD}]},
            {"linkId": "distance", "text": WORD, "answer": [{"valueDecimal": 471147118.114711}], **words},
            {"linkId": "site", "answer": [{"valueCoding": words | {"code": WORD}}]},
            {"linkId": "age", "answer": [{"valueInteger": 471147118}]},
        ],
    } | more


FHIR = {
    "every field": resource(),
    "in progress": resource(status="in-progress", item=resource()["item"][1:2]),
    "of another questionnaire": resource(questionnaire=f"https://{WORD}.example/|1"),
    "another resource": resource(resourceType=WORD),
}

#: As the reference page sends it when it is taken without scripts.
FORM = urlencode(
    [
        *[("go", "next"), ("manner", "all"), ("asked", "0 1 2 3 4 5 6 7"), (WORD, WORD)],
        *[(sheet.PREFIX + "age", WORD), (sheet.PREFIX + "pain", "yes"), (sheet.PREFIX + "distance", NUMBER)],
    ]
)


@pytest.fixture
def installation(own_database, start_server, tmp_path):
    """A server with a live assessment that takes a sentinel for an answer."""
    people.everybody()
    pad = drafts.pad(timezone.now)

    def widen(item):
        row = item.question_rows.get(key="distance")
        row.maximum, row.places = "999999999", 6
        row.save()

    builders.save(pad, timezone.now, write=widen)
    builders.go_live(pad, timezone.now)

    def start(**options):
        folder = tmp_path / "kept"
        environment = {"DJANGO_SETTINGS_MODULE": "tests.assessments.faulty", "FAULTY_FOLDER": str(folder)}
        return start_server(**environment, LOG_LEVEL="DEBUG", **options), folder

    return start


def ask(server, path, body, content_type, step=""):
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else None
    request = urllib.request.Request(
        server.url + path,
        data if data is not None else json.dumps(body).encode(),
        {"Content-Type": content_type, "X-Fail-At": step},
    )
    try:
        response = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, str(response.headers) + response.read().decode()


EVALUATIONS, PAGE = "/api/v1/assessments/pad/evaluations", "/assessments/pad"


def everything_sent():
    for name, body in NATIVE.items():
        yield name, EVALUATIONS, body, "application/json"
        yield f"{name}, as pinned", EVALUATIONS + "?locale=en-US", body, "application/json; charset=utf-8"
    for name, body in FHIR.items():
        yield name, EVALUATIONS, body, "application/fhir+json"
    for content_type in ("application/x-www-form-urlencoded", "text/plain"):
        yield f"a form as {content_type}", EVALUATIONS, FORM, content_type
    yield "a form on the page", PAGE, FORM, "application/x-www-form-urlencoded"
    yield (
        "an assessment that is not there",
        EVALUATIONS.replace("pad", "none"),
        {"answers": VALID},
        ("application/json"),
    )


def something_of_each_sort():
    """What reaches every step: it takes a while to fail at each with everything."""
    for name in ("complete", "wrong in every field", "not JSON"):
        yield name, EVALUATIONS, NATIVE[name], "application/json"
    yield "a response", EVALUATIONS, FHIR["every field"], "application/fhir+json"
    yield "a form", EVALUATIONS, FORM, "application/x-www-form-urlencoded"
    yield "a form on the page", PAGE, FORM, "application/x-www-form-urlencoded"


def hits(said: str | bytes) -> list[str]:
    said = said.encode() if isinstance(said, str) else said
    return [word for word in SENTINELS if word.encode() in said.lower()]


def in_files(folder, pattern="*") -> dict[str, list[str]]:
    found = {str(path): hits(path.read_bytes()) for path in folder.rglob(pattern) if path.is_file()}
    return {path: words for path, words in found.items() if words}


def in_tables() -> dict[str, list[str]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hits(repr(cursor.fetchall()))
    return {table: words for table, words in found.items() if words}


@pytest.mark.parametrize("debug", ["no", "yes"])
def test_a_server_that_fails_at_every_step_keeps_no_answer(installation, own_database, debug):
    server, folder = installation(FAULTY_DEBUG=debug)
    statuses = {}

    for step in ["", *faulty.STEPS]:
        for name, path, body, content_type in everything_sent() if not step else something_of_each_sort():
            status, told = ask(server, path, body, content_type, step)
            statuses.setdefault(step, set()).add(status)
            # The page without scripts carries the answers from step to step: in its form, and nowhere else.
            found = [] if path == PAGE and status == 200 else hits(told)
            assert not found, f"{name}, failing at {step or 'nothing'}: {found} in the answer: {told}"
    log = server.log()
    server.stop()

    assert statuses[""] >= {200, 400, 404, 409, 413, 415, 422}
    assert [step for step in faulty.STEPS if 500 not in statuses[step]] == []
    assert "An assessment failed with RuntimeError at " in log
    assert "RuntimeError: Before anything of" in log
    assert not hits(log)
    assert any((folder / "mails").iterdir())
    assert "Before anything of" in (folder / "reports.txt").read_text()
    assert "An assessment failed with" in (folder / "reports.txt").read_text()
    assert not in_files(folder)
    assert not in_tables()
    if connection.vendor == "sqlite":
        file = Path(own_database.name)
        assert not in_files(file.parent, f"{file.name}*")


def test_the_search_would_find_what_was_kept(own_database, tmp_path):
    people.actions.add_person(
        email="kanari@example.org", name=WORD, roles=[], by=people.actions.system_person("tests"),
        password=people.PASSWORD, credentials="", clock=timezone.now,
    )  # fmt: skip
    (tmp_path / "log").write_text(f"distance={NUMBER}")

    assert in_tables() == {"people_user": [WORD], "audit_entry": [WORD]} | in_tables()
    assert in_files(tmp_path) == {str(tmp_path / "log"): ["471147118", "118.114711"]}
    if connection.vendor == "sqlite":
        file = Path(own_database.name)
        assert in_files(file.parent, f"{file.name}*")


def test_a_database_that_is_not_there_keeps_no_answer(installation, own_database, tmp_path):
    empty = own_database.engine.create()
    server, folder = installation(DATABASE_URL=empty.url)

    try:
        for _, path, body, content_type in everything_sent():
            status, told = ask(server, path, body, content_type)
            assert status in (400, 404, 413, 415, 500, 503)
            assert not hits(told)
    finally:
        server.stop()
        empty.drop()

    assert "An assessment failed with" in server.log()
    assert not hits(server.log())
    assert not in_files(folder)


READ_ONLY = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET default_transaction_read_only = on"}


def test_an_evaluation_works_where_nothing_can_be_written(own_database, client):
    people.everybody()
    builders.go_live(drafts.pad(timezone.now), timezone.now)
    with connection.cursor() as cursor:
        cursor.execute(READ_ONLY[connection.vendor])
    with pytest.raises(DatabaseError):
        people.User.objects.update(name=WORD)

    for body in ({"answers": VALID}, {"answers": {}, "mode": "partial"}, {"answers": {}, "version": 7}):
        assert client.post(EVALUATIONS, body, content_type="application/json").status_code in (200, 409, 422)
    assert client.post(PAGE, FORM, content_type="application/x-www-form-urlencoded").status_code == 200
    for path in ("fhir", "vectors", "versions/1", "versions/1/fhir"):
        assert client.get(f"/api/v1/assessments/pad/{path}").status_code == 200


def test_there_is_nowhere_to_read_statistics(client, db):
    """No metrics are kept: neither an endpoint nor a package that would count."""
    assert client.get("/metrics").status_code == 404
    assert not [app.name for app in apps.get_app_configs() if "prometheus" in app.name]
