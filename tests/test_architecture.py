"""The house rules that a machine can check: who may import whom, what stays pure, how big and how named."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: From the top down. What stands on a line may import every line below, and nothing beside it or above.
STOREYS = [
    ["assessments"],
    ["articles"],
    ["cms.delivery"],
    ["cms.search", "cms.backup", "cms.evidence", "cms.mail"],
    ["cms.publishing"],
    ["cms.people"],
    ["cms.audit"],
    ["cms.canonical", "cms.instant"],
]
#: The project itself: it names the applications by string and imports none of them, and none imports it.
FOYER = ["cms.settings", "cms.urls", "cms.wsgi", "cms.bootstrap"]
CONTENT = ["articles", "assessments"]

#: Values in, values out: no Django, no database, no clock. A folder stands for all that is in it.
PURE = [
    *("cms/canonical.py", "cms/instant.py", "cms/bootstrap.py", "cms/audit/merkle.py", "articles/body"),
    *("assessments/definition.py", "assessments/evaluation", "assessments/vectors"),
    *("assessments/proof", "assessments/fhir", "assessments/comparing"),
    *("assessments/sheet.py", "assessments/sitting.py", "assessments/drawing.py"),
    *("assessments/path_table.py", "assessments/called.py"),
    "assessments/kept.py",
]

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "logic", "common", "misc"}
LONGEST = 460

FLOORS = {name: floor for floor, names in enumerate(STOREYS) for name in names}


def product_files():
    found = [ROOT / "manage.py"]
    for top in ("cms", "articles", "assessments"):
        found += sorted((ROOT / top).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def storey_of(module):
    """The storey's name that a module belongs to, or None for anything outside the house."""
    return next((name for name in [*FLOORS, *FOYER] if f"{module}.".startswith(f"{name}.")), None)


def imports_of(path):
    """Every module that the file imports, wherever in it, as (line, absolute name)."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            # `from cms import canonical` names a module only together with what it takes.
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def names_and_texts_of(path):
    """Every identifier and every text in the file except the docstrings, as (line, text)."""
    tree = ast.parse(path.read_text(), str(path))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id


@pytest.mark.parametrize("path", product_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = storey_of(module_of(path))
    wrong = []
    for line, name in imports_of(path):
        other = storey_of(name)
        if other is None or other == own:
            continue
        if own in FLOORS:
            allowed = other in FLOORS and FLOORS[other] > FLOORS[own]
        else:
            allowed = module_of(path) == "manage" and other == "cms.bootstrap"
        if not allowed:
            wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")

    assert not wrong


def test_everything_in_the_house_has_its_storey():
    homeless = [module_of(path) for path in product_files() if not storey_of(module_of(path))]

    assert sorted(homeless) == ["cms", "manage"]


def test_the_engine_never_names_a_content_type():
    """`cms.settings` and `cms.urls` list the applications; nothing else below may know them."""
    wrong = []
    for path in product_files():
        if storey_of(module_of(path)) in [*CONTENT, "cms.settings", "cms.urls"]:
            continue
        wrong += [
            f"{path.relative_to(ROOT)}:{line} names {text!r}"
            for line, text in names_and_texts_of(path)
            if re.fullmatch(rf"({'|'.join(CONTENT)})(\.[\w.]+)?", text)
        ]

    assert not wrong


def test_pure_modules_import_no_framework():
    files = [
        path
        for name in PURE
        for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
    ]
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files
        for line, name in imports_of(path)
        if name.partition(".")[0] in ("django", "rest_framework", "taggit", "django_prose_editor")
    ]

    assert files
    assert not wrong


def test_modules_are_named_after_what_they_know():
    assert [str(path) for path in product_files() if path.stem in FORBIDDEN_NAMES] == []


def test_no_file_holds_two_things():
    files = [*product_files(), *(ROOT / "tests").rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_index_and_hashes_everything(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^([\w.-]+)==.*\\$", text, re.MULTILINE)

    assert "://" not in text
    assert pins
    assert len(pins) == len(re.findall(r"^\S", text, re.MULTILINE))
    assert not re.search(r"==[^\n]*\n(?!    --hash=sha256:)", text)


def test_the_development_lock_holds_the_runtime_lock():
    def pins(name):
        return set(re.findall(r"^[\w.-]+==[^\s;]+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") < pins("requirements-dev.lock")


@pytest.mark.parametrize(
    "command", [["format", "--check"], ["check", "--output-format=concise"]], ids=lambda words: words[0]
)
def test_ruff_is_content(command):
    import ruff

    done = subprocess.run([ruff.find_ruff_bin(), *command, "."], cwd=ROOT, capture_output=True, text=True)

    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)
