"""docs/compliance.md names tests and commands that exist, and claims nothing that software cannot be."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "compliance.md"
TEXT = DOC.read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))

PART_11 = [*(f"11.10({letter})" for letter in "abcdefghijk"), "11.30", "11.50", "11.70"]
PART_11 += ["11.100", "11.200", "11.300"]
ANNEX_11 = ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "16", "17"]


@cache
def standing_in(file):
    """Every test of a file as pytest names it: `test_…` and `TestClass::test_…`."""
    found = set()
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return {name for name in found if name.rpartition("::")[2].startswith("test_")}


def clauses():
    """The rows of the two tables, as (clause, cells)."""
    rows = [line.strip("|").split("|") for line in TEXT.splitlines() if line.startswith("|")]
    return [(cells[0].strip(), [cell.strip() for cell in cells]) for cells in rows if len(cells) == 5]


def test_tests_are_named():
    assert len(NAMED) > 30


@pytest.mark.parametrize("name", NAMED)
def test_each_test_that_is_named_exists(name):
    file, _, test = name.partition("::")

    assert test in standing_in(file)


def test_every_clause_has_its_row():
    assert [clause for clause, _ in clauses() if re.match(r"\d", clause)] == [*PART_11, *ANNEX_11]


def test_every_control_has_its_test():
    without = [clause for clause, cells in clauses() if re.match(r"\d", clause) and "`tests/" not in cells[3]]

    # Training is nothing that a program does.
    assert without == ["11.10(i)"]


def test_every_command_that_is_named_exists():
    named = set(re.findall(r"manage\.py (\w+)", TEXT)) - {"shell", "test"}

    assert named
    assert named <= set(get_commands())


def test_every_file_that_is_linked_is_there():
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link]

    assert linked
    assert not [link for link in linked if not (DOC.parent / link).exists()]


def test_every_heading_that_is_linked_is_there():
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TEXT.splitlines()
        if line.startswith("#")
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings


def test_nothing_in_the_product_calls_itself_what_only_its_use_can_be():
    claim = re.compile(r"\b(part|annex) 11[- ]compliant|\bcompliant\b|\bcertified\b", re.IGNORECASE)
    files = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")]
    for top in ("cms", "articles", "assessments", "templates"):
        files += [*ROOT.glob(f"{top}/**/*.py"), *ROOT.glob(f"{top}/**/*.html")]

    assert [str(file) for file in files if claim.search(file.read_text(encoding="utf-8"))] == []
