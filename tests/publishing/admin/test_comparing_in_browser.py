"""Comparing and signing in Chromium: by keyboard, on paper, on a phone, and with texts that mean harm."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.body import markdown, settle
from articles.models import FAQ, ArticleFAQ, Citation
from cms.publishing.admin import addresses
from cms.publishing.models import Signature
from tests import barriers, browsers, people
from tests.publishing import builders

from . import hostile
from .browsing import page, review

pytestmark = pytest.mark.once("postgres")

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 900}}
PARAGRAPHS = [f"Paragraph number {n} says something of its own about leg {n * 7}." for n in range(12)]


def text(*paragraphs):
    return settle(markdown.parse("\n\n".join(paragraphs), lambda kind, slug: f"{kind[:3]}_{slug}")[0])


@pytest.fixture
def article(own_database):
    """Live; its draft changes three paragraphs, moves one and has another title."""
    clock = timezone.now
    people.everybody()
    made = builders.article(clock)
    builders.edit(made, clock, body=text(*PARAGRAPHS))
    builders.go_live(made, clock)
    changed = [
        said.replace("something", "much") if n in (2, 8) else said for n, said in enumerate(PARAGRAPHS)
    ]
    changed.insert(0, changed.pop(10))
    builders.edit(made, clock, title="Leg pain and rest", body=text(*changed))
    return made


@pytest.fixture
def tab(open_page, server):
    def opened(person, **options):
        made = open_page(**options)
        browsers.sign_in(made, server, person)
        return made

    return opened


@pytest.mark.parametrize("view", ["inline", "sides"])
@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"])
def test_a_comparison_has_no_barrier(tab, article, troubles, view, scheme, size):
    here = tab(people.wanda(), color_scheme=scheme, **size)
    here.goto(addresses.compare(article, view=view))

    assert barriers.of(here, troubles) == []


def test_the_view_is_chosen_without_a_script(open_page, server, article):
    here = open_page(java_script_enabled=False, **WIDE)
    browsers.sign_in(here, server, people.wanda())
    here.goto(addresses.compare(article))
    assert here.locator(".difference-old").count() == 0

    here.get_by_label("Side by side").check()
    here.get_by_role("button", name="Compare").click()

    old, new = here.locator(".difference-old").first, here.locator(".difference-new").first
    assert old.bounding_box()["x"] < new.bounding_box()["x"]
    assert abs(old.bounding_box()["y"] - new.bounding_box()["y"]) < 2
    here.set_viewport_size({"width": 390, "height": 844})
    assert old.bounding_box()["y"] < new.bounding_box()["y"]


def test_the_keyboard_goes_from_change_to_change(tab, article):
    here = tab(people.wanda(), **WIDE)
    here.goto(addresses.compare(article))
    focused = "document.activeElement.id"

    here.keyboard.press("j")
    assert here.evaluate(focused) == "change-1"
    here.keyboard.press("j")
    assert here.evaluate(focused) == "change-2"
    here.keyboard.press("k")
    assert here.evaluate(focused) == "change-1"
    here.get_by_role("link", name="next change").first.click()
    assert here.url.endswith("#change-2")


def test_unchanged_lines_are_folded_until_asked_for(tab, article):
    here = tab(people.wanda(), **WIDE)
    here.goto(addresses.compare(article))
    quiet = here.get_by_text("Paragraph number 5 says something of its own about leg 35.")

    expect(quiet).to_be_hidden()
    here.get_by_text("unchanged lines").first.click()
    expect(quiet).to_be_visible()


def test_paper_says_what_was_compared_and_needs_no_colour(tab, article):
    here = tab(people.wanda(), **WIDE)
    here.goto(addresses.compare(article))
    here.emulate_media(media="print")

    expect(here.get_by_text("Printed by Wanda Wright on")).to_be_visible()
    expect(here.locator(".compare-form")).to_be_hidden()
    expect(here.locator("#header")).to_be_hidden()
    style = "(e) => getComputedStyle(e).textDecorationLine"
    assert here.locator("del").first.evaluate(style) == "line-through"
    assert here.locator("ins").first.evaluate(style) == "underline"


@pytest.fixture
def hostile_house(own_database):
    """Every text that somebody may type means harm, in the live version and, differently, in the draft."""
    clock = timezone.now
    people.everybody()
    bad = hostile.ALL
    author = builders.author(clock, slug="dana", name=bad[:200], bio=bad, person=people.ada())
    source = Citation(slug="bad-source", title=bad, short_title=bad[:300], authors=bad, status_reason=bad)
    builders.save(source, clock)
    faq = builders.save(FAQ(slug="bad-faq", question=bad[:300], answer=text("Plain.")), clock)
    other = builders.article(clock, slug="other", title=bad[:200])
    builders.go_live(other, clock)
    made = builders.article(clock, authors=[author], title="Plain", dek="Plain.")

    def rows(item):
        ArticleFAQ.objects.create(article=item, faq=faq, position=0)
        item.keywords.set([bad[:90], "<img src=x onerror=window.pwned=9 data-injected>"])

    builders.go_live(made, clock)
    made.refresh_from_db()
    for name in ("title", "dek", "seo_title", "seo_description", "disclosure", "providers_heading"):
        setattr(made, name, bad[: made._meta.get_field(name).max_length or 5000])
    made.body = hostile_body(bad, source)
    builders.save(made, clock, write=rows, reason=bad)
    release = builders.submit(made, clock, change="correction", reason=bad, public_line=bad[:500])
    return SimpleNamespace(article=made, release=release, author=author, source=source, faq=faq)


def hostile_body(bad, source):
    def block(type_, content, number, **attrs):
        return {"type": type_, "attrs": {"id": f"b-{number:08x}", **attrs}, "content": content}

    def words(said, *marks):
        return {"type": "text", "text": said, **({"marks": list(marks)} if marks else {})}

    link = {"type": "link", "attrs": {"href": "https://example.org/?a=1&b=%3Cscript%3E#x"}}
    citation = {"target": source.uid, "label": bad[:250], "locator": bad[:200], "cited_as": ""}
    cite = {"type": "citation", "attrs": {**citation, "mention": "m-00000001"}}
    content = [
        block("heading", [words(bad)], 1, level=2, aspect="")
        | {"attrs": {"id": "bad", "level": 2, "aspect": ""}},
        block("paragraph", [words(bad), words(bad, link), cite], 2),
        block("callout", [block("paragraph", [words(bad)], 4)], 3, kind="warning"),
        block("blockquote", [block("paragraph", [words(bad)], 6)], 5, attribution=bad[:200]),
    ]
    return settle({"type": "doc", "content": content})


def test_no_typed_text_becomes_markup_on_any_page_that_compares(tab, hostile_house):
    house = hostile_house
    for person, where in (
        (people.wanda(), addresses.compare(house.article)),
        (people.wanda(), addresses.compare(house.article, "r1", "r2", "sides")),
        (people.wanda(), addresses.compare(house.article, "r2", "r1")),
        (people.wanda(), addresses.compare(house.author)),
        (people.wanda(), addresses.compare(house.faq)),
        (people.wanda(), page(house.article, "history")),
        (people.wanda(), page(house.article, "revisions/2")),
        (people.mila(), review(house.release)),
        (people.otto(), review(house.release)),
    ):
        here = tab(person, **WIDE)
        dialogs = []
        here.on("dialog", lambda one, dialogs=dialogs: (dialogs.append(one.message), one.dismiss()))
        answer = here.goto(where)
        assert answer.status == 200, where
        here.wait_for_load_state("networkidle")
        for folded in here.locator("details").all():
            folded.evaluate("(one) => { one.open = true }")
        for frame in here.frames:
            assert frame.evaluate("window.pwned") is None, where
            assert frame.locator("[data-injected], [onerror], [onload], [onfocus]").count() == 0, where
            assert frame.locator("a[href^='javascript:' i]").count() == 0, where
        assert dialogs == []
        here.close()


def test_a_physician_opens_every_change_by_keyboard_and_signs_all(tab, own_database):
    clock = timezone.now
    people.everybody()
    made = [
        builders.article(clock, slug=f"p-{n}", title=f"Page {n}", words="Walk 3 times.") for n in range(12)
    ]
    builders.go_live(made[0], clock, also=made[1:])
    for one in made[:10]:
        builders.edit(one, clock, body=builders.body("Walk 5 times."))
    for one in made[10:]:
        builders.edit(one, clock, title=f"New {one.slug}")
    release = builders.submit(made[0], clock, also=made[1:])
    here = tab(people.mila(), **PHONE)
    here.goto(review(release))
    assert "0 of 3 changes seen" in here.locator(".progress").inner_text()
    assert here.get_by_label("Your password").count() == 0

    for seen in (1, 2, 3):
        here.wait_for_load_state()  # its scripts, with the key, come last
        here.keyboard.press("n")
        here.get_by_text(f"{seen} of 3 changes seen", exact=True).wait_for()
        assert here.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    here.get_by_role("link", name="All seen: sign").click()
    here.get_by_label("Your password").fill(people.PASSWORD)
    here.get_by_role("button", name="Sign", exact=True).click()

    here.get_by_text("waits for compliance").first.wait_for()
    assert Signature.objects.get(release=release).printed_name == "Mila Moreau, MD, FACC"
