"""What is wrong in a folder is said all at once, each at its file and line, and nothing is written."""

import os

import pytest
from django.core.management import CommandError, call_command

from tests.articles.files import folders

pytestmark = pytest.mark.django_db


def refused(folder, capsys, *options):
    """The problems that an import of the folder names, once it is shown to have written nothing."""
    before = folders.rows()
    with pytest.raises(CommandError) as refusal:
        call_command("import_content", str(folder), *options)
    assert folders.rows() == before
    lines = capsys.readouterr().err.splitlines()
    many = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    assert str(refusal.value) == f"{many}. Nothing was written."
    return lines


FAULTY = {
    "articles/broken.md": b"---\ntitle: a: b\n---\n\n# Too high\n",
    "articles/latin.md": "---\ntitle: Caf\u00e9\n".encode("latin-1"),
    "articles/no-keys.md": "Only words.\n",
    "articles/walking.md": """
        ---
        title: Walking
        slug: wolking
        locale: english
        published: 2026-02-30
        topik: leg-pain
        authors: [our-team, nobody]
        topic: leg-pian
        faqs:
          - question: Does it hurt?
          - missing-faq
          - {question: "Who?", answer: "[It](cite:nothing)"}
        related: walking
        ---

        # Too high

        A <b>bold</b> [link](ftp://example.org), a [source](cite:frst-source) and
        an [address](javascript:alert).

        ```
        code
        ```
    """,
    "articls/lost.md": "Lost.\n",
    "assessments/quick-check.yaml": """
        title: Quick check
        slug: quick-check
        topic: [leg-pain]
        estimated_minutes: two
    """,
    "authors/our-team.yaml": "kind: crowd\nname: Our Team\nslug: our-team\n",
    "authors/one.txt": "x",
    "citations.json": """
        [
          {
            "id": "first-source",
            "type": "article-jurnal",
            "title": "On walking",
            "DOI": "11.1161/x",
            "issued": {"date-parts": [[2016, 13]]},
            "autor": [],
            "custom": {"status": "old",
                       "superseded_by": "third-source"}
          },
          {"id": "first-source", "type": "book", "title": "Again"}
        ]
    """,
    "organizations/our-clinic.yaml": folders.ORGANIZATION.replace(
        "{organization.name}", "{organization.nope}"
    ),
    "organizations/other.yaml": "name: Other\nslug: other\ndefault: true\nroutes:\n  artcle: /x/{slug}\n",
    "topics/leg-pain.yaml": "slug: leg-pain\nreview_interval_months: 0\ntreatment: walking-care\n",
    "treatments/nul.yaml": b"name: a\nslug: nul\x00\n",
    "treatments/twice.yaml": "name: a\nslug: twice\nname: b\n",
}

EXPECTED = [
    ("articles/broken.md:2", "This is not YAML (mapping values are not allowed here)"),
    ("articles/broken.md:5", "Headings begin at ##"),
    ("articles/latin.md:2", "not UTF-8"),
    ("articles/no-keys.md:1", "must begin with a line “---”"),
    ("articles/walking.md:3", "rename the file to wolking.md"),
    ("articles/walking.md:4", "“english” is no locale"),
    ("articles/walking.md:5", "“2026-02-30” is not a day"),
    ("articles/walking.md:6", "no key “topik”. Did you mean “topic”?"),
    ("articles/walking.md:7", "There is no author “nobody”: add it (authors/nobody.yaml)"),
    ("articles/walking.md:8", "There is no topic “leg-pian”"),
    ("articles/walking.md:10", "This FAQ has no “answer”"),
    ("articles/walking.md:11", "There is no FAQ “missing-faq”"),
    ("articles/walking.md:12", "There is no citation “nothing”"),
    ("articles/walking.md:13", "Give a list for “related”"),
    ("articles/walking.md:16", "Headings begin at ##"),
    ("articles/walking.md:18", "HTML is not part of an article"),
    (
        "articles/walking.md:18",
        "There is no citation “frst-source”: add it (citations.json), or correct the name. Did you mean",
    ),
    ("articles/walking.md:18", "“ftp://example.org” is not an address"),
    ("articles/walking.md:19", "“javascript:alert” is not an address"),
    ("articles/walking.md:21", "Code blocks are not part"),
    ("articls:1", "Did you mean “articles”?"),
    ("assessments/quick-check.yaml:3", "Give a text for “topic”, not a list."),
    ("assessments/quick-check.yaml:4", "“two” is not a whole number"),
    ("authors/one.txt:1", "Only .yaml files belong here: rename it to one.yaml"),
    ("authors/our-team.yaml:1", "“crowd” is not one of person, team."),
    ("citations.json:4", "Did you mean “article-journal”?"),
    ("citations.json:6", "“11.1161/x” is not a DOI"),
    ("citations.json:7", "“issued” is not a date"),
    ("citations.json:8", "no key “autor”. Did you mean “author”?"),
    ("citations.json:9", "“old” is not one of current"),
    ("citations.json:10", "There is no citation “third-source”"),
    ("citations.json:12", "The citation “first-source” is in citations.json:2 already"),
    ("organizations/other.yaml:5", "There is no route for “artcle”"),
    ("organizations/our-clinic.yaml:3", "“other” is the default already"),
    (
        "organizations/our-clinic.yaml:7",
        "There is no token {organization.nope}. Did you mean “organization.name”?",
    ),
    ("topics/leg-pain.yaml:1", "“name” is missing"),
    ("topics/leg-pain.yaml:2", "“review_interval_months”: "),
    ("topics/leg-pain.yaml:3", "There is no treatment “walking-care”"),
    ("treatments/nul.yaml:2", "NUL character"),
    ("treatments/twice.yaml:3", "The key “name” is given twice (first in line 1)"),
]


def test_every_fault_is_reported_with_its_line_and_nothing_is_written(tmp_path, capsys):
    lines = refused(folders.make(tmp_path, FAULTY), capsys)

    places = [line.split(": ")[0] for line in lines]
    assert places == [place for place, _ in EXPECTED]
    for place, sentence in EXPECTED:
        assert any(line.startswith(f"{place}: ") and sentence in line for line in lines), (place, sentence)


def with_(**changes):
    return {**folders.GOOD, **changes}


ONE_FAULT = {
    "an alias": (
        {"topics/a.yaml": "name: &n A\nslug: a\nspecialty: *n\n"},
        "topics/a.yaml:3: Aliases such as *n",
    ),
    "a tag": (
        {"topics/a.yaml": "name: !!python/name:os.system x\nslug: a\n"},
        "topics/a.yaml:1: Tags such as",
    ),
    "deep nesting": (
        {"topics/a.yaml": "name: " + "[" * 4000},
        "topics/a.yaml:1: Values are nested more than",
    ),
    "an empty file": ({"topics/a.yaml": "\n"}, "topics/a.yaml:1: The file is empty"),
    "UTF-16": ({"topics/a.yaml": "name: A".encode("utf-16")}, "topics/a.yaml:1: The file is UTF-16"),
    "a list at the top": ({"topics/a.yaml": "- a\n"}, "topics/a.yaml:1: There must be keys here"),
    "no closing line": ({"faqs/a.md": "---\nslug: a\n"}, "faqs/a.md:1: The keys at the top are never closed"),
    "a NUL escape": ({"topics/a.yaml": 'name: "\\0"\nslug: a\n'}, "topics/a.yaml:1: The text holds a NUL"),
    "half a character": (
        {"topics/a.yaml": 'name: "\\ud800"\nslug: a\n'},
        "topics/a.yaml:1: The text holds half",
    ),
    "a slug in capitals": ({"topics/A.yaml": "name: A\nslug: A\n"}, "topics/A.yaml:2: “A” is no slug."),
    "no slug": ({"topics/a.yaml": "name: A\n"}, "topics/a.yaml:1: “slug” is missing"),
    "an empty title": ({"articles/a.md": "---\ntitle:\nslug: a\n---\n"}, "articles/a.md:2: “title” is empty"),
    "a long title": (
        {"articles/a.md": f"---\ntitle: {'x' * 201}\nslug: a\n---\n"},
        "articles/a.md:2: “title”: Ensure this value has at most 200",
    ),
    "two lines in a title": (
        {"articles/a.md": '---\ntitle: "a\\nb"\nslug: a\n---\n'},
        "articles/a.md:2: This text must",
    ),
    "neither true nor false": (
        {"organizations/a.yaml": "name: A\nslug: a\ndefault: sometimes\n"},
        "organizations/a.yaml:3: “sometimes” is neither",
    ),
    "its own parent": (
        {"topics/a.yaml": "name: A\nslug: a\nparent: a\n"},
        "topics/a.yaml:3: A topic cannot be its own",
    ),
    "its own pick": (
        {"articles/a.md": "---\ntitle: A\nslug: a\nrelated: [a]\n---\n"},
        "articles/a.md:4: An article cannot recommend itself",
    ),
    "its own successor": (
        {
            "citations.json": '[{"id": "a", "type": "book", "title": "A",\n'
            ' "custom": {"status": "superseded",\n "superseded_by": "a"}}]'
        },
        "citations.json:3: A source cannot supersede itself",
    ),
    "an author twice": (
        {
            "articles/a.md": "---\ntitle: A\nslug: a\nauthors:\n  - b\n  - b\n---\n",
            "authors/b.yaml": "name: B\nslug: b\n",
        },
        "articles/a.md:6: This is listed twice (first in line 5)",
    ),
    "an inherited link to nothing": (
        {"organizations/a.yaml": 'name: A\nslug: a\ndisclaimer: "See [this](article:gone)."\n'},
        "organizations/a.yaml:3: There is no article “gone”",
    ),
    "a code without its system": (
        {"topics/a.yaml": "name: A\nslug: a\ncodes:\n  - {code: x}\n"},
        "topics/a.yaml:4: “system” must have from 1 to 60",
    ),
    "an unknown key in a group": (
        {"topics/a.yaml": "name: A\nslug: a\nurgent_help:\n  fone: x\n"},
        "topics/a.yaml:4: “urgent_help” has no key “fone”. Did you mean “phone”?",
    ),
    "an inline FAQ twice": (
        {
            "articles/a.md": '---\ntitle: A\nslug: a\nfaqs:\n  - {question: "Why?", answer: So.}\n---\n',
            "articles/b.md": '---\ntitle: B\nslug: b\nfaqs:\n  - {question: "Why?", answer: So.}\n---\n',
        },
        "articles/b.md:5: The FAQ “why” is in articles/a.md:5 already: refer to it by its slug",
    ),
    "an unreadable line in an inline answer": (
        {
            "articles/a.md": "---\ntitle: A\nslug: a\nfaqs:\n  - question: Why?\n    answer: |\n"
            "      So.\n\n      <b>x</b>\n---\n"
        },
        "articles/a.md:9: HTML is not part",
    ),
    "broken JSON": (
        {"citations.json": '[\n{"id": "a" "type": "book"}]'},
        "citations.json:2: This is not JSON",
    ),
    "no list": ({"citations.json": '{"id": "a"}'}, "citations.json:1: The file must be a list"),
    "NaN": (
        {"citations.json": '[{"id": "a", "type": "book", "title": "A",\n"note": NaN}]'},
        "citations.json:2: ",
    ),
    "a decimal number": (
        {"citations.json": '[{"id": "a", "type": "book", "title": "A",\n"volume": 1.5}]'},
        "citations.json:2: “volume” holds a number with a decimal point",
    ),
    "something behind the list": ({"citations.json": "[]\nx"}, "citations.json:2: There is something behind"),
    "deep JSON": ({"citations.json": '[{"id": ' + "[" * 100_000}, "citations.json:1: "),
    "a title that is a number in a list": (
        {"citations.json": '[{"id": "a", "type": "book",\n"title": ["A"]}]'},
        "citations.json:2: Give a text for “title”",
    ),
}


@pytest.mark.parametrize(("files", "expected"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_a_fault_is_named(files, expected, tmp_path, capsys):
    lines = refused(folders.make(tmp_path, files), capsys)

    assert len(lines) == 1, lines
    assert lines[0].startswith(expected), lines


def test_links_out_of_the_folder_are_refused(tmp_path, capsys):
    outside = folders.make(tmp_path / "outside", {"a.yaml": "name: A\nslug: a\n"})
    inside = folders.make(tmp_path / "inside", folders.GOOD)
    (inside / "topics" / "a.yaml").symlink_to(outside / "a.yaml")
    (inside / "treatments" / "gone.yaml").symlink_to(inside / "nothing.yaml")

    lines = refused(inside, capsys)

    assert lines == [
        "topics/a.yaml:1: This link leads out of the folder: copy the file here instead.",
        "treatments/gone.yaml:1: The file cannot be read: No such file or directory.",
    ]


def test_pipes_folders_and_huge_files_are_refused(tmp_path, capsys):
    folders.make(tmp_path, {"topics/big.yaml": b"#" * 1_000_001})
    os.mkfifo(tmp_path / "topics" / "pipe.yaml")
    (tmp_path / "topics" / "sub.yaml").mkdir()

    lines = refused(tmp_path, capsys)

    assert lines == [
        "topics/big.yaml:1: The file is larger than 1 MB: split it.",
        "topics/pipe.yaml:1: This is not a file: take it out.",
        "topics/sub.yaml:1: This is not a file: take it out.",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", "There is no folder"),
        ("empty", "holds no content: it needs at least one of organizations/*.yaml"),
        ("a-file", "is a file: name the folder"),
    ],
)
def test_a_folder_that_cannot_be_is_said(name, sentence, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("x")

    with pytest.raises(CommandError, match=sentence.replace("*", r"\*")):
        call_command("import_content", str(tmp_path / name))


def test_what_lies_beside_the_content_is_left_alone(tmp_path, capsys):
    folders.make(
        tmp_path, {**folders.GOOD, "README.md": "Hello.\n", ".git/config": "x\n", "topics/.DS_Store": "x\n"}
    )

    call_command("import_content", str(tmp_path))

    assert "Imported: 10 new" in capsys.readouterr().out
