"""What /verify finds when somebody who holds the whole database changed the rows of an item."""

import pytest
import time_machine

from articles.models import Article
from cms.delivery.compliance.checking import Verdict
from tests import people
from tests.audit import tampering
from tests.publishing import builders, records

CLOCK = builders.Clock()


@pytest.fixture(scope="module", autouse=True)
def unprotected(template, django_db_blocker):
    """A rich record in a database of its own, without its triggers."""
    database = template.copy()
    with django_db_blocker.unblock(), database.open(), time_machine.travel(CLOCK.now, tick=False):
        people.everybody()
        rich = records.rich()
        CLOCK.now = rich.clock.now
        tampering.unprotect()
        yield
    database.drop()


def verdict(slug="leg-pains"):
    return Verdict(Article.objects.get(slug=slug).uid, CLOCK.now)


def wrong(slug="leg-pains"):
    return {check.name for check in verdict(slug).checks if not check.holds}


@pytest.mark.parametrize("slug", ["leg-pains", "veins", "clots"])
def test_an_item_that_nobody_touched_holds(slug):
    found = verdict(slug)

    assert found.holds, [check.findings for check in found.checks]
    assert all(check.checked for check in found.checks)


ITEM = "(SELECT uid FROM articles_article WHERE slug = 'leg-pains')"
RELEASES = f"(SELECT release_id FROM publishing_member WHERE item = {ITEM})"
PUBLICATIONS = f"publishing_publication WHERE item = {ITEM}"


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        (
            "UPDATE publishing_content SET body = body || ' ' WHERE digest ="
            f" (SELECT MIN(snapshot_id) FROM {PUBLICATIONS})",
            "bytes",
        ),
        (
            "UPDATE publishing_content SET body = '' WHERE digest ="
            f" (SELECT MIN(snapshot_id) FROM {PUBLICATIONS})",
            "bytes",
        ),
        (f"UPDATE publishing_release SET reason = 'Another.' WHERE uid IN {RELEASES}", "releases"),
        (
            f"UPDATE publishing_signature SET printed_name = 'Somebody' WHERE release_id IN {RELEASES}",
            "signatures",
        ),
        (f"DELETE FROM publishing_signature WHERE release_id IN {RELEASES}", "signed"),
        (f"UPDATE publishing_publication SET revision = revision + 7 WHERE item = {ITEM}", "signed"),
        (f"UPDATE publishing_revision SET by_name = 'Somebody' WHERE item = {ITEM}", "rows"),
        ("UPDATE publishing_noticeplace SET title = 'Another' WHERE item ="
         " (SELECT uid FROM articles_article WHERE slug = 'veins')", "rows"),
        (f"UPDATE audit_entry SET reason = 'Another.' WHERE subject = {ITEM}", "entries"),
        (
            f"UPDATE audit_entry SET hash = '{'0' * 64}' WHERE sequence ="
            f" (SELECT MIN(entry) FROM publishing_revision WHERE item = {ITEM})",
            "entries",
        ),
        (f"DELETE FROM publishing_live WHERE item = {ITEM}", "shown"),
        (f"UPDATE publishing_live SET etag = '{'0' * 64}' WHERE item = {ITEM}", "shown"),
        (f"UPDATE publishing_revision SET at = 'yesterday' WHERE item = {ITEM}", "rows"),
    ],
)  # fmt: skip
def test_what_was_changed_is_found_by_the_check_that_asks_for_it(sql, check):
    with tampering.undone():
        tampering.change(sql)

        assert check in wrong("veins" if "noticeplace" in sql else "leg-pains")
