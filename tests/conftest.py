"""What every room's tests share."""

import gc
import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from django.core.management.commands import flush as flushing
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from tests import kept, made, programs
from tests.browser import LiveBrowser
from tests.chronicle.guard import lifted
from tests.documents import samples
from tests.run import has_browser

# A busy machine is no fault of the code: examples have no deadline of their own.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.fixture(scope="session", autouse=True)
def emptying_the_tables_lifts_the_guard():
    """Tests with real transactions empty every table afterwards, which the chronicle refuses to everyone else."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(operations, statements):
        with lifted(operations.connection):
            plain(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def only_what_was_written_is_emptied():
    """A transactional test leaves rows in few tables; on PostgreSQL giving every table new files takes a second.

    Nothing of ours reads the content types and permissions that Django would write anew each time.
    """

    def statements(style, connection, **_options):
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        quoted = [connection.ops.quote_name(name) for name in names]
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT {i} WHERE EXISTS (SELECT 1 FROM {name})" for i, name in enumerate(quoted)
                )
            )
            # Foreign keys are looked at when the transaction ends, so the order of tables is of no account.
            return [f"DELETE FROM {quoted[i]}" for (i,) in cursor.fetchall()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flushing, "sql_flush", statements)
        patch.setattr(flushing, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker):
    """In a run of several workers and parts the migrations run once (tests/made.py); what is left at the end is thrown away with the run."""
    folder = os.environ.get("MOTCUA_TEST_MADE")
    if not folder:
        yield False
        return
    with django_db_blocker.unblock():
        made.lay_down(Path(folder))
    yield True
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """An empty database of SQLite after all migrations, to be copied by tests that start programs on a node of their own."""
    folder = os.environ.get("MOTCUA_TEST_MADE")
    if folder and (Path(folder) / "sqlite.made").exists():
        return Path(folder) / "made.sqlite3"
    place = tmp_path_factory.mktemp("migrated")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA_", "DJANGO_"))}
    command = [sys.executable, "-m", "motcua.cli", "migrate", "-v0"]
    subprocess.run(command, env=kept | {"MOTCUA_VAR": str(place)}, check=True)
    return place / "motcua.sqlite3"


@pytest.fixture(scope="module")
def once_for_the_file(django_db_setup, django_db_blocker):
    """Makes what all tests of a file begin with (tests/kept.py)."""

    @contextmanager
    def once():
        with django_db_blocker.unblock(), kept.kept() as found:
            yield found

    return once


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the whole run."""
    program = programs.chromium()
    if not program:
        pytest.skip("Chromium is not installed: apt install chromium-headless-shell, or MOTCUA_CHROMIUM=path")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take our own database calls for async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # The shell has no windows to hide and does not know this word.
        headless = [] if program.endswith("-shell") else ["--headless=new"]
        browser = playwright.chromium.launch(
            executable_path=program, args=[*headless, "--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def a_procedure_file_is_read_once_a_run():
    """The real reader, once for each text: most tests begin by loading the same small procedure."""
    from motcua.procedures import files

    plain = cache(files.read)

    def read(text):
        found = plain(text)
        return replace(found, document=deepcopy(found.document))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "read", read)
        yield


@pytest.fixture(scope="session", autouse=True)
def a_file_is_looked_at_once_a_run():
    """The real reader in its real process, once for each content and limit: each test has a database of its own and would ask again."""
    from motcua.documents.reading import runner

    plain, known = runner.ask, made.Said()

    def ask(task, **facts):
        if task != "look":
            return plain(task, **facts)
        path = facts["path"]
        content = digest(path) if Path(path).exists() else path
        key = (task, content, facts["limits"], facts["media_type"], tuple(facts["trust"]))
        return known.once(key, lambda: plain(task, **facts))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "ask", ask)
        yield


@pytest.fixture(scope="session", autouse=True)
def a_page_is_made_searchable_once_a_run():
    """The real programs in their real processes, once for each content; what they wrote is laid down again after that."""
    from motcua.documents.reading import runner

    known = made.Said()
    ask, run_program = runner.ask, runner.run_program

    def once(key, folder, work):
        def done():
            before = set(folder.iterdir())
            said = work()
            return said, {path.name: path.read_bytes() for path in set(folder.iterdir()) - before}

        said, written = known.once(key, done)
        for name, content in written.items():
            (folder / name).write_bytes(content)
        return said

    def asked(task, **facts):
        def work():
            return ask(task, **facts)

        if task == "pages":
            key = (task, digest(facts["path"]), facts["media_type"], facts["number"], facts["limits"])
            return once(key, Path(facts["folder"]), work)
        if task == "bind":
            key = (task, *map(digest, facts["parts"]), facts["limits"])
            return once(key, Path(facts["target"]).parent, work)
        return work()

    def ran(command, *, folder, limits, environment=None):
        def work():
            return run_program(command, folder=folder, limits=limits, environment=environment)

        # The page is the second word for one program and the last but one for the other.
        place = {"tesseract": 1, "ocrmypdf": -2}.get(command[0])
        if place is None:
            return work()
        words = [Path(word).name for word in command]
        return once((*words, digest(folder / command[place]), limits), folder, work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "ask", asked)
        patch.setattr(runner, "run_program", ran)
        yield


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.fixture(autouse=True)
def the_law_and_the_procedures_are_read_anew():
    """A process remembers both, and how often it was called: nothing of one test must be remembered in the next."""
    from motcua.law import queries as law
    from motcua.people.bearer import RATE
    from motcua.procedures import queries as procedures

    RATE.forget()

    law.forget()
    procedures.forget()


@pytest.fixture
def live_browser(chromium, live_server):
    """A browser on a running server (tests/browser.py). A page that throws or breaks the content policy fails the test."""
    browser = LiveBrowser(chromium, live_server.url)
    yield browser
    browser.close()
    assert not browser.troubles, "\n".join(browser.troubles)


@pytest.fixture
def english(settings):
    """Sentences as they stand in the source; pages asked for in this test answer in English."""
    from django.utils import translation

    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Tests that mean nothing on the database of this run are left out, whatever words were given."""
    from django.conf import settings

    postgresql = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    other = "sqlite" if postgresql else "postgres"
    # The second database of a run need not repeat what touches no database, nor a test in another language
    # (tests/run.py says so then).
    second = os.environ.get("MOTCUA_TEST_SECOND_DATABASE") == "1"
    kept, dropped = [], []
    asked = {item.nodeid for item in items}
    for item in items:
        touches = item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames)
        idle = second and (not touches or item.get_closest_marker("once") or in_other_words(item, asked))
        (dropped if idle or item.get_closest_marker(other) else kept).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    items[:] = longest_first(items)
    # What was read so far stays until the end: it is not looked through again and again for what is no longer used.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure():
    gc.unfreeze()  # or libraries find at the end what they made and nobody gave back


def beside_what_is_kept(items):
    """Tests that ask the database, in a file that keeps something for all its tests, but not for what is kept.

    They would find an empty database or not, as their neighbours ran before them.
    """
    kept = {item.path for item in items if "once_for_the_file" in item.fixturenames}
    return [
        item.nodeid
        for item in items
        if item.path in kept
        and "once_for_the_file" not in item.fixturenames
        and (item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames))
    ]


def in_other_words(item, asked):
    """Whether a test is there in Vietnamese, too: in which words a page answers is no question to a database."""
    given = getattr(item, "callspec", None)
    if given is None or given.params.get("language") != "en":
        return False
    name, _, words = item.nodeid.rpartition("[")
    sister = "-".join("vi" if word == "en" else word for word in words[:-1].split("-"))
    return f"{name}[{sister}]" in asked


class Marks:
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        """Before any is left out: tests/run.py opens for the browser only files that say so."""
        in_browser = {item.path for item in items if item.get_closest_marker("browser")}
        unseen = [str(path) for path in in_browser if not has_browser(path)]
        apart = beside_what_is_kept(items)
        assert not apart, f"these would find what the others of their file share: put them elsewhere: {apart}"
        assert not unseen, f"say mark.browser in the file itself, or tests/run.py will not open it: {unseen}"


def pytest_configure(config):
    config.pluginmanager.register(Marks())


def longest_first(items):
    """Two workers begin with one half of the run each: the two halves of the walk over all pages come first in them."""
    walks = [item for item in items if "test_every_page_reads_well" in item.nodeid]
    others = [item for item in items if item not in walks]
    if len(walks) != 2:
        return items
    middle = len(others) // 2
    return [walks[0], *others[:middle], walks[1], *others[middle:]]


START_SECONDS_MAX = 60


@pytest.fixture(scope="session")
def clamd(tmp_path_factory):
    """A real ClamAV daemon with a signature of our own and that of EICAR, on a socket in a temporary folder."""
    program = programs.find("clamd")
    if not program:
        pytest.skip("ClamAV is not installed: apt install clamav-daemon")
    place = tmp_path_factory.mktemp("clamd")
    (place / "db").mkdir()
    signatures = {"Motcua.Test": samples.HARM, "Eicar": samples.EICAR}
    lines = [f"{name}:0:*:{content.hex()}\n" for name, content in signatures.items()]
    (place / "db" / "own.ndb").write_text("".join(lines))
    socket = place / "socket"
    (place / "clamd.conf").write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {place}/db\nForeground yes\nStreamMaxLength 2M\n"
        f"LogFile {place}/log\nBytecode no\nMaxThreads 2\n"
    )
    (place / "db").chmod(0o755)
    process = subprocess.Popen(
        [program, "-c", str(place / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + START_SECONDS_MAX
    while not socket.exists():
        assert process.poll() is None and time.monotonic() < end, (place / "log").read_text()
        time.sleep(0.05)
    yield str(socket)
    process.terminate()
    process.wait(timeout=30)
