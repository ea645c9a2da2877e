"""What load balancers and monitoring ask: whether the process answers, and whether its database does."""

import pytest

from tests import plugin


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_running_installation_says_ok(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert client.post(path).status_code == 405


def test_asking_whether_it_runs_reads_no_database(client):
    assert client.get("/healthz").status_code == 200


def test_without_its_tables_it_runs_and_is_not_ready(pytestconfig, django_db_blocker, client, caplog):
    bare = pytestconfig.stash[plugin.ENGINE].create()
    with django_db_blocker.unblock(), bare.beside():
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
    bare.drop()

    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
    assert "Not ready: " in caplog.text


@pytest.mark.django_db
def test_neither_is_redirected_to_https_where_a_balancer_asks_without_it(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/readyz").status_code == 200
    assert client.get("/articles").status_code == 301
