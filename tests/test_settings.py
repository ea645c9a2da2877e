"""The settings: what the environment may say, what a bad value is answered with, what production demands."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import plugin

ROOT = Path(__file__).resolve().parent.parent
LONG_KEY = "k3y-" + "abcdefghij0123456789" * 3
PRODUCTION = {
    "ALLOWED_HOSTS": "cms.example.org",
    "SECRET_KEY": LONG_KEY,
    "DATABASE_URL": "postgres://cms:secret-word@db.example.org:5432/cms",
    "EMAIL_URL": "smtp+tls://cms:secret-word@mail.example.org:587",
    "SITE_URL": "https://cms.example.org",
}


def run(*command, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | {"SECRET_KEY": LONG_KEY} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def settings(*names, **environment):
    """These settings of the product, read in a process that has only this environment."""
    code = f"import json\nfrom cms import settings\nprint(json.dumps([settings.{', settings.'.join(names)}]))"
    done = run("-c", code, **environment)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return found[0] if len(names) == 1 else found


EMAIL = "console:, smtp://USER:PASSWORD@HOST:PORT, smtp+tls://… (STARTTLS), smtps://… (TLS) or file:///FOLDER"
BAD_VALUES = [
    ("DEBUG", "perhaps", "DEBUG is not valid: give true or false."),
    ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is not valid: give host names with commas between them."),
    (
        "ALLOWED_HOSTS",
        "a.example,,b.example",
        "ALLOWED_HOSTS is not valid: give host names with commas between them.",
    ),
    (
        "DATABASE_URL",
        "mysql://root:secret-word@h/x",
        "DATABASE_URL is not valid: give sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME.",
    ),
    (
        "DATABASE_URL",
        "secret-word",
        "DATABASE_URL is not valid: give sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME.",
    ),
    (
        "DATABASE_URL",
        "postgres://u:secret-word@h:port/x",
        "DATABASE_URL is not valid: give sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME.",
    ),
    (
        "DATABASE_URL",
        "postgres://u:secret-word@h",
        "DATABASE_URL names no database: give sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME.",
    ),
    (
        "DATABASE_URL",
        "sqlite://",
        "DATABASE_URL is not valid: a SQLite database needs a file, sqlite:///FILE.",
    ),
    ("DATABASE_POOL", "odyssey", "DATABASE_POOL is not valid: give one of nothing, pgbouncer."),
    ("EVALUATIONS_PER_MINUTE", "-1", "EVALUATIONS_PER_MINUTE is not valid: give a whole number from 0 up."),
    ("EVALUATIONS_PER_MINUTE", "many", "EVALUATIONS_PER_MINUTE is not valid: give a whole number, or 0."),
    ("SESSION_HOURS", "0", "SESSION_HOURS is not valid: give a whole number from 1 up."),
    ("SESSION_HOURS", "long", "SESSION_HOURS is not valid: give a whole number of hours."),
    ("HSTS_SECONDS", "-1", "HSTS_SECONDS is not valid: give a whole number from 0 up."),
    ("HTTPS", "maybe", "HTTPS is not valid: give true or false."),
    ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE is not valid: give a time zone such as America/New_York."),
    ("TIME_ZONE", "../../etc/passwd", "TIME_ZONE is not valid: give a time zone such as America/New_York."),
    ("DEFAULT_LOCALE", "English please", "DEFAULT_LOCALE is not valid: give a language tag such as en-US."),
    ("LOG_LEVEL", "LOUD", "LOG_LEVEL is not valid: give one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
    ("EMAIL_URL", "smtp://", f"EMAIL_URL is not valid: give {EMAIL}."),
    ("EMAIL_URL", "smtp://u:secret-word@h:port", f"EMAIL_URL is not valid: give {EMAIL}."),
    ("EMAIL_URL", "pigeon://h", f"EMAIL_URL is not valid: give {EMAIL}."),
    (
        "MAIL_FROM",
        "CMS <cms@example.org>\nBcc: x@example.org",
        "MAIL_FROM is not valid: give an address, such as CMS <cms@example.org>.",
    ),
    (
        "SITE_URL",
        "cms.example.org",
        "SITE_URL is not valid: give an origin such as https://cms.example.org.",
    ),
    ("MAIL_DIGEST_HOUR", "24", "MAIL_DIGEST_HOUR is not valid: give an hour from 0 to 23."),
    (
        "RETIRE_OVERDUE_AFTER_DAYS",
        "soon",
        "RETIRE_OVERDUE_AFTER_DAYS is not valid: give a whole number of days, or nothing.",
    ),
    ("RETIRE_OVERDUE_NOTE", " ", "RETIRE_OVERDUE_NOTE is not valid: give a sentence."),
    (
        "CSRF_TRUSTED_ORIGINS",
        "cms.example.org",
        "CSRF_TRUSTED_ORIGINS is not valid: give origins such as https://cms.example.org.",
    ),
]


@pytest.mark.parametrize(("name", "value", "sentence"), BAD_VALUES, ids=lambda value: value[:30] or "empty")
def test_a_bad_value_stops_the_start_with_one_sentence(name, value, sentence):
    done = run("manage.py", "check", **{name: value})

    assert done.returncode == 2
    assert done.stderr == f"manage.py: {sentence}\n"
    assert "secret-word" not in done.stdout + done.stderr


def variables():
    """Every variable that the settings read."""
    return set(re.findall(r'read\(\s*"\w+",\s*"([A-Z_]+)"', (ROOT / "cms/settings.py").read_text()))


def test_no_variable_of_the_developers_own_reaches_the_tests():
    assert len(variables()) > 10
    assert variables() <= set(plugin.SETTINGS)


def test_every_variable_is_explained_in_the_readme():
    readme = (ROOT / "README.md").read_text()

    assert [name for name in sorted(variables()) if f"`{name}`" not in readme] == []


def test_a_web_process_stops_with_the_same_sentence():
    done = run("-c", "import cms.wsgi", TIME_ZONE="Mars/Olympus")

    assert done.returncode == 1
    assert done.stderr == "cms: TIME_ZONE is not valid: give a time zone such as America/New_York.\n"


@pytest.mark.parametrize("key", ["", "short"])
def test_production_wants_a_secret_key(key):
    done = run("manage.py", "check", **PRODUCTION | {"SECRET_KEY": key})

    assert done.returncode == 2
    assert re.fullmatch(r"manage.py: SECRET_KEY is (missing|too short): .*\.\n", done.stderr)


def test_a_local_checkout_needs_no_configuration():
    debug, https, database, hosts = settings(
        "DEBUG", "HTTPS", "DATABASES['default']['NAME']", "ALLOWED_HOSTS"
    )

    assert (debug, https) == (False, False)
    assert database == str(ROOT / "db.sqlite3")
    assert hosts == ["localhost", "127.0.0.1", "[::1]"]


def test_a_development_key_is_made_once_and_kept_to_its_owner(tmp_path):
    path = tmp_path / "key"
    call = f"settings.kept_secret_key(pathlib.Path({str(path)!r}))"
    code = f"import pathlib; from cms import settings; print({call})"

    first, second = run("-c", code), run("-c", code)

    assert first.stdout == second.stdout
    assert len(first.stdout) > 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_production_is_safe_by_default():
    names = [
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "DEBUG",
    ]

    assert settings(*names, **PRODUCTION) == [True, True, True, 31_536_000, False]


def test_check_deploy_has_nothing_to_say_about_production():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_sqlite_takes_the_write_lock_first_and_keeps_what_it_committed():
    options = settings("DATABASES['default']['OPTIONS']", DATABASE_URL="sqlite:////tmp/elsewhere.sqlite3")

    assert options["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON", "foreign_keys=ON"):
        assert f"PRAGMA {pragma}" in options["init_command"]


def test_a_relative_sqlite_file_lies_in_the_checkout():
    assert settings("DATABASES['default']['NAME']", DATABASE_URL="sqlite:///x.db") == str(ROOT / "x.db")


def test_postgres_keeps_connections_and_checks_them():
    found = settings("DATABASES['default']", **PRODUCTION)

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert found["CONN_MAX_AGE"] is None
    assert found["CONN_HEALTH_CHECKS"] is True
    assert not found.get("DISABLE_SERVER_SIDE_CURSORS")


def test_behind_pgbouncer_nothing_outlives_a_transaction():
    found = settings("DATABASES['default']", **PRODUCTION, DATABASE_POOL="pgbouncer")

    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert found["OPTIONS"] == {"prepare_threshold": None}


@pytest.mark.parametrize("value", ["de", "en-US", "zh-Hant-TW"])
def test_a_locale_is_a_language_tag(value):
    assert settings("DEFAULT_LOCALE", DEFAULT_LOCALE=value) == value


def test_the_editors_own_style_is_the_one_that_the_policy_allows():
    """If this fails, the editor was upgraded: look at its new style and put its hash there."""
    [folder] = find_spec("django_prose_editor").submodule_search_locations
    script = (Path(folder) / "static/django_prose_editor/editor.js").read_text()
    [style] = re.findall(r"=`(\.ProseMirror \{\n.*?)`", script, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert settings("EDITOR_STYLE") == f"'sha256-{digest}'"


def test_no_request_body_can_reach_a_log():
    """Django would hand a whole request to an e-mail or a debug page; here are neither."""
    handlers, loggers = settings("LOGGING['handlers']", "LOGGING['loggers']")

    assert [handler["class"] for handler in handlers.values()] == ["logging.StreamHandler"]
    assert loggers["django.db.backends"]["level"] == "WARNING"
