"""Every site may read the public API, and one cached copy serves them all."""

import pytest


@pytest.mark.parametrize("address", ["/api/v1/articles", "/api/v1/articles/nowhere", "/api/v1/search?q=leg"])
@pytest.mark.parametrize("origin", [None, "https://hospital.example"])
def test_the_answer_is_open_to_every_site_and_does_not_vary_by_it(db, client, address, origin):
    response = client.get(address, headers={"Origin": origin} if origin else {})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    assert "origin" not in response.headers.get("Vary", "").lower()
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_browser_may_ask_with_an_etag(db, client):
    response = client.options(
        "/api/v1/articles",
        headers={
            "Origin": "https://hospital.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "if-none-match" in response.headers["Access-Control-Allow-Headers"].lower()


def test_the_admin_is_open_to_no_other_site(db, client):
    response = client.get("/admin/login/", headers={"Origin": "https://hospital.example"})

    assert "Access-Control-Allow-Origin" not in response.headers
