"""While the database is away every reader hears so, and when to ask again: no 500, and nothing half done."""

import json
import subprocess
import sys
from types import SimpleNamespace
from urllib import error, request

import pytest

from tests.databases import ROOT
from tests.servers import Server, free_port

ANSWERS = json.dumps({"answers": {"age": 471147118}}).encode()


@pytest.fixture(scope="module")
def away(pytestconfig, tmp_path_factory):
    """The environment of an installation whose database cannot be reached."""
    folder = tmp_path_factory.mktemp("away")
    addresses = {
        "sqlite": f"sqlite:///{folder}/gone/cms.sqlite3",
        "postgres": f"postgres://cms:secret@127.0.0.1:{free_port()}/cms",
    }
    address = addresses[pytestconfig.getoption("--db")]
    return {"PATH": "/usr/bin:/bin", "DATABASE_URL": address, "DEBUG": "false", "ALLOWED_HOSTS": "127.0.0.1"}


@pytest.fixture(scope="module")
def server(away, tmp_path_factory):
    server = Server(
        SimpleNamespace(environment=away), tmp_path_factory.mktemp("server"), HTTPS="false"
    ).start()
    yield server
    server.stop()


def asked(server, path, body=None, type_="application/json"):
    """Status, headers and text of the answer."""
    headers = {"Content-Type": type_} if body else {}
    with pytest.raises(error.HTTPError) as caught:
        request.urlopen(request.Request(server.url + path, body, headers), timeout=30)
    with caught.value as answer:
        return answer.status, answer.headers, answer.read().decode()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/articles", None),
        ("/api/v1/articles/leg-pain", None),
        ("/api/v1/assessments/pad", None),
        ("/api/v1/assessments/pad/evaluations", ANSWERS),
    ],
)
def test_the_api_says_when_to_ask_again(server, path, body):
    status, headers, text = asked(server, path, body)
    told = json.loads(text)

    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert (told["code"], told["status"]) == ("unavailable", 503)
    assert int(headers["Retry-After"]) > 0
    assert headers["Cache-Control"] == "no-store"
    assert "471147118" not in server.log()


@pytest.mark.parametrize(
    ("path", "body"), [("/articles/leg-pain", None), ("/assessments/pad", b"q-age=471147118")]
)
def test_pages_say_so_in_words(server, path, body):
    status, headers, text = asked(server, path, body, "application/x-www-form-urlencoded")

    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert "Something went wrong here" in text
    assert "471147118" not in server.log()


def test_commands_say_it_in_one_line(away):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=ROOT,
        env=away | {"SECRET_KEY": "only-for-tests-" + "x" * 40},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("manage.py: the database can't be used: ")
    assert "secret" not in line
