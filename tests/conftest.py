"""The fixtures that every test may use.

db             rows that are rolled back: for almost every test
arranged       `arranged(build)`: what `build()` made, built once in a run; rolled back like `db`
own_database   a committed copy of the migrated template, for this process, its threads and other processes
server         granian on such a copy, lent by all tests; `start_server(NAME="value")` starts one of your own
page           a Chromium page on `server`; `open_page(viewport=...)` opens more, each signed in on its own
troubles       what the pages complained about: the test fails at its end when something is left in it
"""

import contextlib
import os

import hypothesis
import pytest
from django.core.management import call_command

from tests import browsers, lending, plugin, servers
from tests.arrangements import Arrangements

# On cores shared with other work the time that one example takes says nothing about the code.
hypothesis.settings.register_profile(
    "shared cores",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("shared cores")

#: How long a browser test waits for what should come, in milliseconds.
PATIENCE = 15_000


@pytest.fixture(scope="session")
def template(pytestconfig, django_test_environment, django_db_blocker):
    """A migrated database that no test works in."""
    database = pytestconfig.stash[plugin.ENGINE].create()
    with django_db_blocker.unblock(), database.open():
        call_command("migrate", verbosity=0, interactive=False)
    yield database
    database.drop()


@pytest.fixture(scope="session")
def django_db_setup(template, django_db_blocker):
    """The database that `db` rolls back in: a copy as well, so that nothing can reach the template."""
    database = template.copy()
    with database.open():
        yield
    database.drop()


@pytest.fixture(scope="session")
def arrangements(template):
    built = Arrangements(template)
    yield built
    built.drop()


@pytest.fixture(scope="session")
def rich_template(arrangements, django_db_blocker):
    """A database that holds a rich record, for copies; its clock stands in `arrangements`."""
    from tests.publishing import records

    with django_db_blocker.unblock():
        database, _ = arrangements.built(records.rich)
    return database


@pytest.fixture(scope="session")
def told(template, django_db_blocker):
    """The demo's database, made once; everybody's password is the cast's. Tests work in copies."""
    from tests import people

    database = template.copy()
    database.manage("demo", "--no-server", DEMO_PASSWORD=people.PASSWORD)
    yield database
    database.drop()


@pytest.fixture
def arranged(db, arrangements):
    """From its call on, the test works in what was arranged; what it wrote before stays behind in `db`."""
    with contextlib.ExitStack() as rest:
        yield lambda build: rest.enter_context(arrangements.of(build))


@pytest.fixture
def own_database(template, django_db_blocker):
    database = template.copy()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()


@pytest.fixture
def start_server(own_database, tmp_path):
    running = []

    def start(**options):
        folder = tmp_path / f"server-{len(running) + 1}"
        folder.mkdir()
        running.append(servers.Server(own_database, folder, **options))
        return running[-1].start()

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def lender(template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lent-server")
    lender = lending.Lender(lambda **options: servers.Server(template, folder, **options).start(), folder)
    yield lender
    lender.stop()


@pytest.fixture
def server(lender, own_database):
    return lender.lend(own_database)


@pytest.fixture(scope="session")
def browser():
    path = browsers.find()
    if not path:
        sentence = "There is no Chromium: install one, or name it with CHROMIUM_PATH."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread for as long as it lives, and Django then takes every
        # query for one inside a coroutine. None is: the loop runs only while Playwright itself is called.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=path, args=browsers.ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def troubles():
    found = []
    yield found
    if found:
        pytest.fail("The browser complained:\n" + "\n".join(found), pytrace=False)


@pytest.fixture
def open_page(browser, server, troubles):
    contexts = []

    def open_one(**options):
        context = browser.new_context(base_url=server.url, **{"locale": "en-US", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        browsers.watch(page, troubles)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    return open_page()
