"""Small pure modules: bylines, dates, addresses, readability."""

from datetime import date

import pytest

from articles import addresses, byline, dates, readability


@pytest.mark.parametrize(
    ("authors", "locale", "wanted"),
    [
        ([("True Precision Medical Team", "By the")], "en-US", "By the True Precision Medical Team"),
        ([("Ada Lee", "")], "en-US", "By Ada Lee"),
        ([("Ada Lee", "By"), ("Care Team", "By the")], "en-US", "By Ada Lee and the Care Team"),
        ([("A", "By"), ("B", "By"), ("C", "By")], "en-US", "By A, B and C"),
        ([("Ana", "Por"), ("Luz", "Por")], "es-MX", "Por Ana y Luz"),
        ([], "en-US", ""),
    ],
)
def test_a_byline_names_the_authors_in_order(authors, locale, wanted):
    assert byline.text(authors, locale) == wanted


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ("en-US", "Jul 1, 2026"),
        ("en-GB", "1 Jul 2026"),
        ("es", "1 jul 2026"),
        ("de-AT", "1. Juli 2026"),
        ("pt-BR", "1 de jul. de 2026"),
        ("ja-JP", "2026-07-01"),
    ],
)
def test_a_date_is_written_as_its_readers_write_it(locale, wanted):
    assert dates.written(date(2026, 7, 1), locale) == wanted


def test_routes_fall_back_to_the_defaults():
    routes = addresses.complete({"article": "/resources/{slug}", "topic": ""})

    assert addresses.href(routes, "article", "leg-pain") == "/resources/leg-pain"
    assert addresses.href(routes, "topic", "pad") == "/topics/pad"


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        ([], "as an object"),
        ({"article": "/resources"}, "must be a path that holds {slug}"),
        ({"article": "javascript:{slug}"}, "must be a path"),
        ({"article": 3}, "must be a path"),
        ({"blog": "/blog/{slug}"}, "There is no route for “blog”"),
    ],
)
def test_a_wrong_route_is_told_in_a_sentence(routes, words):
    assert words in " ".join(addresses.problems(routes))


@pytest.mark.parametrize("pattern", ["/a/{slug}", "https://example.org/{slug}.html", "/{slug}"])
def test_a_good_route_is_accepted(pattern):
    assert addresses.problems({"article": pattern}) == []


def test_an_easy_text_has_a_lower_grade_than_a_hard_one():
    easy = "Walk a bit each day. Rest when your leg hurts. Then walk again. " * 6
    hard = "Revascularization considerations necessitate individualized multidisciplinary deliberation. " * 12

    assert readability.grade(easy) < 5 < 15 < readability.grade(hard)


def test_a_short_text_has_no_grade():
    assert readability.grade("Call a doctor.") is None
