"""How a bare Python gets its packages, tried on a copy of a checkout with a stand-in for pip."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cms import bootstrap

ROOT = Path(__file__).resolve().parent.parent

#: Stands where `python -m pip` would be: notes what it was asked, and plays an index that works or does not.
PIP = """
import os, pathlib, sys
with open(os.environ["ASKED"], "a") as file:
    print(*sys.argv[1:], file=file)
if "config" not in sys.argv and os.environ.get("INDEX") == "down":
    sys.exit("ERROR: no matching distribution")
if "--no-deps" in sys.argv and not sys.argv[-1].endswith("uv.lock"):
    print("installed")
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout with the two locks and no packages, and a folder with the stand-in for pip."""
    folder = tmp_path / "checkout"
    (folder / "cms").mkdir(parents=True)
    for name in (
        "manage.py",
        "requirements.lock",
        "requirements-dev.lock",
        "cms/__init__.py",
        "cms/bootstrap.py",
    ):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    (folder / "site").mkdir()
    (folder / "site" / "pip.py").write_text(PIP)
    (folder / "site" / "pip-99.dist-info").mkdir()
    (folder / "site" / "pip-99.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: pip\nVersion: 99.0\n"
    )
    return folder


def manage(checkout, *arguments, **environment):
    return subprocess.Popen(
        [sys._base_executable, "manage.py", *arguments],
        cwd=checkout,
        # No uv on this path, so that every installation comes to the stand-in.
        env={
            "PATH": "/nowhere",
            "PYTHONPATH": str(checkout / "site"),
            "ASKED": str(checkout / "asked"),
            **environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(checkout, *arguments, **environment):
    process = manage(checkout, *arguments, **environment)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def asked(checkout):
    path = checkout / "asked"
    return path.read_text().splitlines() if path.exists() else []


def test_without_packages_a_command_says_what_to_run(checkout):
    code, out, err = run(checkout, "migrate")

    assert (code, out) == (1, "")
    assert err == "The packages are not installed yet: run python3 manage.py bootstrap\n"


def test_the_packages_come_from_the_lock_with_its_hashes(checkout):
    code, out, _ = run(checkout, "bootstrap")

    assert code == 0, out
    assert "--require-hashes" in asked(checkout)[-1]
    assert asked(checkout)[-1].endswith("requirements.lock")
    assert json.loads((checkout / ".venv/installed.json").read_text())["locks"] == [
        bootstrap.digest(ROOT / "requirements.lock")
    ]


def test_what_is_complete_is_not_installed_again(checkout):
    run(checkout, "bootstrap")
    before = asked(checkout)

    code, out, _ = run(checkout, "bootstrap")

    assert code == 0
    assert "[packages]" not in out
    assert asked(checkout) == before


def test_the_development_packages_serve_the_runtime_as_well(checkout):
    run(checkout, "bootstrap", "--dev")
    before = asked(checkout)

    code, _, _ = run(checkout, "bootstrap")

    assert code == 0
    assert asked(checkout) == before


def test_an_index_that_does_not_answer_is_said_and_leaves_no_marker(checkout):
    code, out, err = run(checkout, "bootstrap", INDEX="down")

    assert code == 1
    assert "ERROR: no matching distribution" in err
    assert "Look whether the package index can be reached" in err
    assert "Traceback" not in out + err
    assert not (checkout / ".venv/installed.json").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / ".venv/installed.json").unlink(),
        lambda folder: (folder / ".venv/installed.json").write_text("{"),
        lambda folder: (folder / ".venv/bin/python").unlink(),
        lambda folder: (folder / "requirements.lock").write_text("django==1.0 \\\n    --hash=sha256:00\n"),
    ],
    ids=["interrupted", "marker cut short", "Python gone", "lock changed"],
)
def test_what_is_not_complete_is_finished(checkout, damage):
    run(checkout, "bootstrap")
    damage(checkout)
    before = len(asked(checkout))

    code, out, _ = run(checkout, "bootstrap")

    assert code == 0, out
    assert len(asked(checkout)) > before
    assert (checkout / ".venv/bin/python").exists()
    assert (checkout / ".venv/installed.json").exists()


def test_a_checkout_that_was_moved_installs_again(checkout):
    run(checkout, "bootstrap")
    moved = checkout.rename(checkout.with_name("moved"))

    code, out, _ = run(moved, "bootstrap")

    assert code == 0
    assert "[packages] ready" in out
    assert json.loads((moved / ".venv/installed.json").read_text())["folder"] == str(moved / ".venv")


def test_two_at_once_install_once(checkout):
    both = [manage(checkout, "bootstrap") for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sorted(output.count("[packages] ready") for output in outputs) == [0, 1]


def test_bootstrap_knows_its_only_option(checkout):
    code, _, err = run(checkout, "bootstrap", "--develop")

    assert (code, err) == (1, "bootstrap takes --dev only, not --develop.\n")


def test_an_activated_environment_with_django_is_used_as_it_is(checkout, tmp_path):
    other = tmp_path / "other"
    subprocess.run([sys._base_executable, "-m", "venv", "--without-pip", other], check=True)
    [packages] = (other / "lib").glob("python*/site-packages")
    (packages / "django").mkdir()
    for name, text in {"__init__": "", "conf": "settings = None", "core": ""}.items():
        (packages / "django" / f"{name}.py").write_text(text)

    done = subprocess.run(
        [other / "bin/python", "manage.py", "check"], cwd=checkout, capture_output=True, text=True
    )

    assert "No module named 'django.core.exceptions'" in done.stderr  # it got as far as this Django
    assert not (checkout / ".venv").exists()


def test_an_older_python_is_named(checkout, monkeypatch, capsys):
    namespace = {"__name__": "manage"}
    exec(compile((ROOT / "manage.py").read_text(), "manage.py", "exec"), namespace)
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* is 3\.10\.13\."):
        namespace["main"]()


def test_pip_is_told_to_install_nowhere_else(monkeypatch):
    for name in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME"):
        monkeypatch.setitem(os.environ, name, "/elsewhere")

    assert not {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME"} & set(bootstrap.clean_environment())
