import pytest

from articles.models import Article
from cms.audit import keys
from cms.publishing.models import Member, Release
from tests.publishing import builders

from . import packs


@pytest.fixture(scope="module")
def rich(rich_template, django_db_setup, django_db_blocker):
    """Let `db` of the tests in this module work, and roll back, on the rich record."""
    database = rich_template.copy()
    with django_db_blocker.unblock(), database.open():
        yield
    database.drop()


@pytest.fixture
def clock(rich, db):
    """A clock days after everything that happened in the rich record."""
    clock = builders.Clock()
    clock.forward(days=20)
    return clock


@pytest.fixture
def key(tmp_path, settings):
    """The key of this installation; its public half in hex."""
    made = keys.Key.new()
    made.keep(tmp_path / "checkpoint.pem")
    settings.CHECKPOINT_KEY = str(tmp_path / "checkpoint.pem")
    return made.public


@pytest.fixture
def leg_pain(clock):
    """Live, corrected under another address, retired, brought back, and published anew."""
    return Article.objects.get(slug="leg-pains")


@pytest.fixture
def pack(clock, leg_pain, tmp_path):
    """A pack of that, unpacked."""
    packs.make(tmp_path / "pack.zip", clock, item=leg_pain)
    return packs.unpack(tmp_path / "pack.zip", tmp_path / "pack")


@pytest.fixture
def signed_pack(key, pack):
    """The same, made where there is a key."""
    return pack


@pytest.fixture
def together(clock):
    """A release of several items."""
    for release in Release.objects.order_by("-entry"):
        if Member.objects.filter(release=release).count() > 1:
            return release
    raise LookupError("the rich record holds no release of several items")
