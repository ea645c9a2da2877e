"""Whatever a folder holds, it is read to the end: a problem or a plan, never a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.files import exporting, folder, json_in, library, reading, yaml_in
from articles.files.kinds import all_kinds
from articles.files.problems import Report
from tests.articles.files import folders

PATHS = sorted(folders.GOOD)
SPICE = [
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\r",
    b"---\n",
    b"- ",
    b": ",
    b"*a",
    b"&a ",
    b"!!",
    b"{",
    b"}",
    b"[",
    b"]",
]
SPICE += [
    b'"',
    b"'",
    b"\\ud800",
    b"\\",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"|\n",
    b">",
    b"null",
    b"999999999999",
    b"1e999",
]
SPICE += [
    b"<<: ",
    b"? ",
    b"\t",
    b"NaN",
    b"{{",
    b"{topic.x}",
    b"cite:",
    b"](",
    b"::: note\n",
    b"|---|\n",
    b"@",
    b"\xef\xbb\xbf",
]

edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(st.sampled_from(SPICE), st.binary(max_size=6))),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return folders.make(tmp_path_factory.mktemp("good"), folders.GOOD)


def read(path):
    report = Report()
    return reading.read(folder.scan(path, report), report, library.Nowhere())


def test_the_folder_is_good(good):
    assert read(good).problems == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), edits=edits)
@example(path="citations.json", edits=[(0.0, 12, b"[" * 3000)])
@example(path="articles/walking.md", edits=[(0.02, 0, b"[" * 3000)])
@example(path="articles/walking.md", edits=[(0.99, 0, b"\n> " * 300)])
def test_mutated_files_never_end_in_a_traceback(good, path, edits):
    original = (good / path).read_bytes()
    data = original
    for where, length, spice in edits:
        at = int(where * len(data))
        data = data[:at] + spice + data[at + length :]
    try:
        (good / path).write_bytes(data)
        plan = read(good)
    finally:
        (good / path).write_bytes(original)

    lines = data.count(b"\n") + data.count(b"\r") + 2
    for problem in plan.problems:
        assert problem.sentence.isprintable()
        assert problem.path in PATHS
        assert 1 <= problem.line <= (lines if problem.path == path else 10_000)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("{}[]:,-|>&*!?'\"#%@` \n\tab0~\\u\x00\x85\u2028\ud800"), max_size=60))
def test_any_yaml_is_read_to_the_end(text):
    yaml_in.parse(text, lambda line, sentence: None)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('{}[]:,"\\u0d8 \n-1.e+NIntruefalsn'), max_size=60))
def test_any_json_is_read_to_the_end(text):
    json_in.parse(text, lambda line, sentence: None)


def test_every_registered_kind_has_a_good_file(good):
    folders_there = {Path(path).parts[0] for path in PATHS}

    assert {kind.file or kind.kind for kind in all_kinds()} == folders_there
    assert exporting.MANIFEST not in PATHS
