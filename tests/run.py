"""What `make quick`, `make test` and `make check` run.

    python -m tests.run --quick      the quick suite on SQLite
    python -m tests.run              SQLite always; PostgreSQL and the browser when their programs are there
                                     (on PostgreSQL only what touches a database, in one language)
    python -m tests.run --all        what CI runs: every check and every test; a missing program is a failure

More words are handed to pytest: python -m tests.run --quick tests/dossiers
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tests import programs

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = os.environ.get("MOTCUA_TEST_WORKERS", "2")
BROWSER_MARK = "mark.browser"  # tests/conftest.py sees to it that no test is marked in another way
ASKED_AGAIN = 2  # so many failures in the browser may be a race with a busy machine; more are a fault
NEEDED = {  # part: programs, and what installs them on Debian
    "PostgreSQL": (("initdb", "pg_ctl", "pg_dump", "pg_restore"), "apt install postgresql"),
    "browser": ((), "apt install chromium-headless-shell"),
    "translations": (("xgettext", "msgfmt", "msgmerge"), "apt install gettext"),
}


@dataclass
class Outcome:
    """What a part of the run came to."""

    passed: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)
    passed_later: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0.0
    rooms: Counter[str] = field(default_factory=Counter)


@dataclass
class Run:
    everything: bool
    words: list[str]
    made: str  # the folder of what the parts make once for all (tests/made.py)
    parts: dict[str, Outcome] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def part(self, name: str, work: Callable[[], Outcome]) -> None:
        """Run one part, say how long it took, and go on whatever came of it."""
        print(f"\n── {name}", flush=True)
        began = time.monotonic()
        outcome = work()
        outcome.seconds = time.monotonic() - began
        self.parts[name] = outcome
        verdict = "failed" if outcome.failed else "ok"
        print(f"── {name}: {verdict}, {outcome.seconds / 60:.1f} min", flush=True)

    def has(self, part: str) -> bool:
        """Whether the programs of a part are there; if not, the part is left out, which in CI is a failure."""
        wanted, way = NEEDED[part]
        missing = [name for name in wanted if not programs.find(name)]
        if part == "browser" and not programs.chromium():
            missing = ["chromium"]
        if not missing:
            return True
        said = f"{part} ({', '.join(missing)} not installed: {way})"
        self.left_out.append(said)
        if self.everything:
            self.parts[part] = Outcome(failed=1)
            print(f"\n── {said}", flush=True)
        return False

    def tests(self, name: str, *, marks: str, database: str = "") -> None:
        self.part(name, lambda: run_pytest(marks=marks, database=database, words=self.words, made=self.made))

    def commands(self, given: dict[str, tuple[tuple[str, ...], dict[str, str]]]) -> None:
        """Programs that know nothing of each other, two at a time: a name, its words, and what it finds around it."""
        with ThreadPoolExecutor(2) as both:
            asked = {
                name: both.submit(run_command, *words, environment=around)
                for name, (words, around) in given.items()
            }
            for name, work in asked.items():
                print(f"\n── {name}", flush=True)
                outcome, said = work.result()
                self.parts[name] = outcome
                verdict = "failed" if outcome.failed else "ok"
                print(f"{said}── {name}: {verdict}, {outcome.seconds / 60:.1f} min", flush=True)

    def summary(self) -> int:
        rooms: Counter[str] = Counter()
        for outcome in self.parts.values():
            rooms.update(outcome.rooms)
        print("\n── minutes per part")
        for name, outcome in self.parts.items():
            print(f"{outcome.seconds / 60:6.1f}  {name}")
        print("── minutes per room, both workers added up")
        for room, seconds in rooms.most_common():
            print(f"{seconds / 60:6.1f}  {room}")
        for name in (name for outcome in self.parts.values() for name in outcome.passed_later):
            print(f"── passed only when asked again, alone: {name}")
        skipped = [reason for outcome in self.parts.values() for reason in outcome.skipped]
        failed = sum(outcome.failed for outcome in self.parts.values())
        if self.everything and skipped:
            failed += len(skipped)
            print(f"── skipped, which counts as failed here: {'; '.join(skipped)}")
        elif self.left_out or skipped:
            print(f"── skipped: {'; '.join([*self.left_out, *skipped])}")
        else:
            print("── nothing was skipped")
        print(f"{sum(outcome.passed for outcome in self.parts.values())} passed, {failed} failed", flush=True)
        return 1 if failed else 0


def run_command(*command: str, environment: dict[str, str]) -> tuple[Outcome, str]:
    """What came of it, and all that it said."""
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    outcome = Outcome(failed=1) if done.returncode else Outcome(passed=1)
    outcome.seconds = time.monotonic() - began
    return outcome, done.stdout


def browser_tests(words: list[str], made: str) -> Outcome:
    """The tests in the browser. One or two that fail are asked once more, one after the other; the summary names them.

    A journey of minutes beside another one can lose a race with the machine that it does not lose alone.
    """
    words = words or browser_files()
    outcome = run_pytest(marks="browser", database="", words=words, made=made)
    if not 0 < len(outcome.failures) == outcome.failed <= ASKED_AGAIN:
        return outcome
    print(f"── asked again, alone: {', '.join(outcome.failures)}", flush=True)
    again = run_pytest(
        marks="browser",
        database="",
        words=[*words, "-n", "0", "--last-failed", "--last-failed-no-failures=none"],
        made=made,
    )
    if again.passed + again.failed != outcome.failed:
        return outcome  # not the same tests
    outcome.passed_later = [name for name in outcome.failures if name not in again.failures]
    outcome.passed += again.passed
    outcome.failed, outcome.failures = again.failed, again.failures
    return outcome


def browser_files() -> list[str]:
    """The files with tests in the browser: reading all the others takes a worker a quarter of a minute."""
    return [
        str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("tests/**/test_*.py")) if has_browser(path)
    ]


def has_browser(path: Path) -> bool:
    return BROWSER_MARK in path.read_text(encoding="utf-8")


def run_pytest(*, marks: str, database: str, words: list[str], made: str) -> Outcome:
    """The tests with these marks on one database; counts and times come from the report pytest writes."""
    environment = {key: value for key, value in os.environ.items() if key != "MOTCUA_TEST_DATABASE"}
    environment["MOTCUA_TEST_MADE"] = made
    if browser := programs.chromium():
        environment["MOTCUA_CHROMIUM"] = browser
    if database:
        # What touches no database has run on SQLite.
        environment |= {"MOTCUA_TEST_DATABASE": database, "MOTCUA_TEST_SECOND_DATABASE": "1"}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            WORKERS,
            "--dist=worksteal",  # the few long tests are not left to one worker
            "-m",
            marks,
            f"--junitxml={report}",
            "--durations=5",
        ]
        done = subprocess.run([*command, *words], cwd=ROOT, env=environment)
        outcome = read_report(report) if report.exists() else Outcome()
    nothing_chosen = done.returncode == 5
    if done.returncode and not nothing_chosen and not outcome.failed:
        outcome.failed = 1  # pytest itself did not come to an end
    return outcome


def read_report(report: Path) -> Outcome:
    outcome = Outcome()
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        places = name.split(".")
        outcome.rooms[places[1] if places[0] == "tests" and len(places) > 2 else "other"] += float(
            case.get("time") or 0
        )
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
            outcome.failures.append(name)
        elif (skip := case.find("skipped")) is not None:
            outcome.skipped.append(f"{name}: {skip.get('message')}")
        else:
            outcome.passed += 1
    return outcome


def quick(run: Run) -> None:
    run.tests("tests on SQLite", marks="not browser and not slow and not postgres")


def test(run: Run) -> None:
    with running(run) as database:
        tests(run, database)


def running(run: Run) -> AbstractContextManager[str]:
    """The address of a database of PostgreSQL, for as long as its server runs; none without its programs."""
    return programs.postgres() if run.has("PostgreSQL") else nullcontext("")


def tests(run: Run, database: str) -> None:
    run.tests("tests on SQLite", marks="not browser and not postgres")
    if database:
        run.tests("tests on PostgreSQL", marks="not browser and not sqlite", database=database)
    if run.has("browser"):
        run.part("tests in the browser", lambda: browser_tests(run.words, run.made))


def check(run: Run) -> None:
    place = tempfile.mkdtemp(prefix="motcua-check-")
    office = {
        "MOTCUA_VAR": place,
        "MOTCUA_BASE_URL": "https://motcua.example.vn",
        "MOTCUA_HOSTS": "motcua.example.vn",
    }
    ours = ("src", "tests", "bench")
    commands: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
        "types": ((f"{BIN}/mypy",), {}),
        "format": ((f"{BIN}/ruff", "format", "--check", *ours), {}),
        "lint": ((f"{BIN}/ruff", "check", *ours), {}),
        "imports": ((f"{BIN}/lint-imports",), {}),
        "settings of an office": ((f"{BIN}/motcua", "check", "--deploy", "--fail-level", "WARNING"), office),
        "migrations": ((f"{BIN}/motcua", "makemigrations", "--check", "--dry-run"), {"MOTCUA_VAR": place}),
    }
    # The databases that the tests copy: made here they take nobody's time.
    make = (sys.executable, "-m", "tests.made", run.made)
    with running(run) as database:
        commands["a database of SQLite"] = make, {}
        if database:
            commands["a database of PostgreSQL"] = make, {"MOTCUA_TEST_DATABASE": database}
        if run.has("translations"):
            commands["translations"] = (sys.executable, "-m", "tests.translations"), {}
        run.commands(commands)
        tests(run, database)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="tests.run", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--all", action="store_true", dest="everything")
    chosen, words = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="motcua-made-") as made:
        run = Run(everything=chosen.everything, words=words, made=made)
        (quick if chosen.quick else check if chosen.everything else test)(run)
        return run.summary()


if __name__ == "__main__":
    sys.exit(main())
