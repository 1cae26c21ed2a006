"""Many files one after the other: a standing process holds the readers ready, and each file has a copy of it to itself."""

import itertools
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from motcua.documents.reading import runner
from motcua.documents.reading.runner import Limits, NoAnswer, Trouble
from tests.documents import hostile

LIMITS = Limits(wall_seconds=25, cpu_seconds=20)
TIGHT = Limits(wall_seconds=25, cpu_seconds=20, memory_bytes=60_000_000)


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "page.png"
    page = Image.new("L", (300, 400), 255)
    page.paste(0, (10, 10, 200, 60))
    page.save(path)
    return path


_turns = itertools.count(1)


def look(path, *, limits=LIMITS, kind="image/png"):
    # The run remembers what it was told of a content within the same limits: here each look is one.
    own = replace(limits, wall_seconds=limits.wall_seconds + next(_turns) / 1000)
    return runner.ask(
        "look", limits=own, path=str(path), media_type=kind, trust=[], at="2026-03-18T00:00:00+00:00"
    )


def standing():
    found = runner._standing.get()
    return found._process.pid


def children():
    """The process that stands and what it has begun, as the kernel tells."""
    return Path(f"/proc/{standing()}/task/{standing()}/children").read_text().split()


def test_many_files_are_told_the_same_as_each_alone_and_one_process_stands_for_all(tmp_path, picture):
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:200])
    alone = [look(picture), look(broken)]
    with runner.many():
        together = [look(picture), look(broken)]
        pid = standing()
        assert [look(picture), look(broken)] == together == alone
        assert standing() == pid and children() == [], "and nothing of a file is left when it is answered"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_file_that_breaks_its_limit_costs_itself_only(picture):
    with runner.many():
        assert look(picture)["pages"] == 1
        pid = standing()
        with pytest.raises(NoAnswer) as problem:
            look(picture, limits=TIGHT)
        assert problem.value.trouble in (Trouble.MEMORY, Trouble.CRASH)
        assert look(picture)["pages"] == 1 and standing() == pid


def test_a_file_that_hangs_is_ended_with_all_it_began_and_the_next_is_read(tmp_path, picture):
    pipe = tmp_path / "never"
    os.mkfifo(pipe)  # whoever opens it waits for ever
    with runner.many():
        look(picture)
        pid = standing()
        with pytest.raises(NoAnswer) as problem:
            runner.ask(
                "check",
                limits=replace(LIMITS, wall_seconds=0.3),
                path=str(pipe),
                codes=False,
                at="",
                roots=[],
                lists=[],
            )
        assert problem.value.trouble is Trouble.TIME
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert look(picture)["pages"] == 1 and standing() != pid


def test_a_standing_process_that_was_ended_by_whoever_costs_no_file_its_verdict(picture):
    with runner.many():
        look(picture)
        os.kill(standing(), signal.SIGKILL)
        assert look(picture)["pages"] == 1
        assert look(picture)["pages"] == 1


def test_a_copy_cannot_reach_what_the_standing_process_holds(picture):
    """What a taken reader would try first, seen from outside by a process of the same user."""
    with runner.many():
        look(picture)
        if os.getuid() == 0:  # whoever is everything may look; that it is marked is seen by whose it is
            assert not Path(f"/proc/{standing()}/fd").stat().st_mode & 0o077
        else:
            with pytest.raises(PermissionError):
                os.listdir(f"/proc/{standing()}/fd")


def test_hostile_files_in_a_row_are_told_as_each_alone(tmp_path):
    """And in the other order too: what stands before a file says nothing of it."""
    paths = []
    for n, one in enumerate(hostile.every()[::30]):
        paths.append(tmp_path / str(n))
        paths[-1].write_bytes(one.content)
    alone = {path: told(path) for path in paths}
    with runner.many():
        assert {path: told(path) for path in paths} == alone
        assert {path: told(path) for path in reversed(paths)} == alone


def told(path):
    try:
        return look(path, kind="application/pdf")
    except NoAnswer as problem:
        return problem.trouble
