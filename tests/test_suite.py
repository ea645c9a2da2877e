"""`manage.py test` ends in one plain line of totals, and never takes a broken run for a good one."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CASES = {
    "all good": ("def test_one(): pass", "1 passed, 0 failed, 0 skipped", 0),
    "one of each": (
        "import pytest\ndef test_one(): pass\ndef test_two(): raise ValueError\n"
        "def test_three(): pytest.skip('no reason')",
        "1 passed, 1 failed, 1 skipped",
        1,
    ),
    "cannot be read": ("def test_one(:", "0 passed, 1 failed, 0 skipped", 1),
    "breaks down": ("import os\ndef test_one(): os._exit(3)", "0 passed, 1 failed, 0 skipped", 1),
    "warns": ("import warnings\ndef test_one(): warnings.warn('x')", "0 passed, 1 failed, 0 skipped", 1),
    "nothing to run": ("", "0 passed, 0 failed, 0 skipped", 1),
}


@pytest.mark.parametrize(("tests", "line", "code"), CASES.values(), ids=CASES)
def test_the_last_line_and_the_exit_code_tell_how_it_went(tmp_path, tests, line, code):
    (tmp_path / "test_case.py").write_text(tests)
    # Outside the checkout pytest would look for another configuration.
    where = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), str(tmp_path)]

    done = subprocess.run(
        [sys.executable, "manage.py", "test", "--db", "sqlite", *where],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.stdout.splitlines()[-1] == line
    assert done.returncode == code
