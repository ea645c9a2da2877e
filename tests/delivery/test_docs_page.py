"""The page that draws the API description: it works under the strict policy and asks no other machine."""

import pytest

pytestmark = pytest.mark.once("postgres")


@pytest.mark.browser
def test_the_description_is_drawn(page):
    answer = page.goto("/api/docs")

    page.get_by_text("/api/v1/articles/{slug}", exact=True).wait_for()
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    page.get_by_role("button", name="GET /api/v1/search", exact=False).first.click()
    page.get_by_text("What to look for.").first.wait_for()


@pytest.mark.browser
def test_an_endpoint_can_be_tried(page):
    page.goto("/api/docs")
    page.locator("#operations-index-index").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table").get_by_text('"version": "v1"').first.wait_for()
