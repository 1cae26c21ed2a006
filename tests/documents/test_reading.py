"""The limited process is held to its limits by the kernel, and what it finds is kept once a content."""

import contextlib
import io
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from motcua.documents import actions, queries, rules
from motcua.documents.actions import readings
from motcua.documents.models import Reading
from motcua.documents.reading import eye, runner
from motcua.documents.reading.runner import Limits, NoAnswer, Trouble
from motcua.documents.rules import findings
from tests.documents.samples import PDF, PNG
from tests.documents.test_actions import AT, take

LIMITS = Limits(
    wall_seconds=20, cpu_seconds=10, memory_bytes=256 * 1024 * 1024, file_bytes=1024 * 1024, nice=0
)
FONT = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"


def run(program, tmp_path, **limits):
    """A program of ours under the door for programs of others; what it printed."""
    return runner.run_program(
        [sys.executable, "-c", program], folder=tmp_path, limits=replace(LIMITS, **limits)
    ).strip()


def trouble(program, tmp_path, **limits):
    with pytest.raises(NoAnswer) as problem:
        run(program, tmp_path, **limits)
    return problem.value.trouble


def test_a_process_that_never_ends_is_ended_with_all_it_started(tmp_path):
    program = (
        "import subprocess, sys, time, os\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('child', 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    assert trouble(program, tmp_path, wall_seconds=2) is Trouble.TIME
    child = int((tmp_path / "child").read_text())
    for _ in range(100):  # the kernel ends it at once; a busy machine may take a moment to say so
        if state_of(child) in ("", "Z"):
            break
        time.sleep(0.1)
    assert state_of(child) in ("", "Z")


def test_work_that_yields_does_so_against_other_sessions_too(tmp_path):
    """Where the kernel has groups by session (autogroup); elsewhere the priority of the process says it all."""
    program = (
        "import os\n"
        "place = '/proc/self/autogroup'\n"
        "print(os.nice(0), open(place).read() if os.path.exists(place) else '')"
    )
    priority, *group = run(program, tmp_path, nice=19).split()
    assert priority == "19" and group[1:] in ([], ["nice", "19"])


def state_of(process):
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{process}/stat").read_text().split()[2]
    return ""


def test_a_process_that_burns_time_is_ended_by_the_kernel(tmp_path):
    assert trouble("while True: pass", tmp_path, cpu_seconds=1) is Trouble.WORK


def test_a_process_that_wants_memory_does_not_get_it(tmp_path):
    program = "try:\n  bytearray(10**9)\nexcept MemoryError:\n  print('none')"
    assert run(program, tmp_path) == "none"


def test_a_process_cannot_write_a_large_file(tmp_path):
    program = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n  open('a', 'wb').write(bytes(9_000_000))\nexcept OSError as e:\n  print(e.errno)"
    )
    assert run(program, tmp_path) == "27"


def test_a_process_sees_no_network_and_none_of_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_DATABASE", "postgresql://user:secret@host/name")
    program = (
        "import os, socket\n"
        "line = socket.socket()\n"
        "try:\n  line.connect(('127.0.0.1', 22)); print('reached')\n"
        "except OSError as e:\n  print(e.errno)\n"
        "print([name for name in os.environ if name.startswith('MOTCUA')])"
    )
    said = run(program, tmp_path).splitlines()
    assert (
        said[0] in ("101", "111") and said[1] == "[]"
    )  # unreachable; refused where the kernel gives no network apart


def test_a_reader_that_asks_for_the_network_is_ended(tmp_path):
    program = (
        "from motcua.documents.reading import inside\n"
        "inside.forbid()\n"
        "import socket; socket.socket().connect(('127.0.0.1', 22))\n"
        "print('went on')"
    )
    assert trouble(program, tmp_path) is Trouble.CRASH


def test_a_program_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(NoAnswer) as problem:
        runner.run_program(["motcua-no-such-program"], folder=tmp_path, limits=LIMITS)
    assert problem.value.trouble is Trouble.NOT_INSTALLED


# What is kept of it -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_content_is_opened_once_and_what_was_found_is_locked(monkeypatch):
    one = take(PNG, "a.png")
    row = Reading.objects.get()
    assert "coarse" not in row.locked and queries.looks([one.id])[one.id].pages == 1

    def never(*args, **facts):
        raise AssertionError("opened again")

    monkeypatch.setattr(runner, "ask", never)
    assert take(PNG, "b.png").sha256 == one.sha256 and Reading.objects.count() == 1


@pytest.mark.django_db
def test_a_file_that_could_not_be_looked_at_in_time_is_taken_and_says_so(monkeypatch):
    monkeypatch.setattr(readings, "LOOK_LIMITS", replace(readings.LOOK_LIMITS, wall_seconds=0.01))
    stored = take(PDF + b"\n", "a.pdf")
    assert [one.code for one in queries.looks([stored.id])[stored.id].findings] == ["not-looked-at"]
    monkeypatch.undo()
    again = take(PDF + b"\n", "b.pdf")
    seen = queries.looks([stored.id, again.id])
    assert seen[again.id] == seen[stored.id] and seen[again.id].pages == 1, "looked at when there is time"


@pytest.mark.django_db
def test_a_file_whose_reader_breaks_is_refused(monkeypatch):
    monkeypatch.setattr(readings, "LOOK_LIMITS", replace(readings.LOOK_LIMITS, memory_bytes=60_000_000))
    with pytest.raises(findings.TooComplex):
        actions.store(content=io.BytesIO(PDF + b"\n\n"), name="a.pdf", accept=rules.PAPERS, by="p", at=AT)


# What the eye sees --------------------------------------------------------------------------------------


def page(*, dpi=150, blur=0.0, turn=0.0, ink=30, ground=250):
    """A page of a declaration, sharp or degraded."""
    picture = Image.new("L", (int(8.27 * dpi), int(11.69 * dpi)), ground)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, dpi // 6)
    for line in range(24):
        pen.text(
            (dpi, dpi + line * dpi // 3), "Họ, chữ đệm, tên: NGUYỄN THỊ HOA – 12/03/1985", font=font, fill=ink
        )
    turned = picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=ground)
    return turned.filter(ImageFilter.GaussianBlur(blur * dpi / 200)) if blur else turned


def seen(picture):
    picture.thumbnail((eye.LONG_SIDE_LOOKED_AT,) * 2, Image.Resampling.BOX)
    return eye.see(picture)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_sharp_straight_page_has_nothing_to_be_said_about(dpi):
    found = seen(page(dpi=dpi))
    assert not (found.is_blank or found.is_faint or found.is_blurred) and abs(found.skew_degrees) < 0.3


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_page_that_cannot_be_read_is_blurred_and_one_slightly_soft_is_not(dpi):
    assert seen(page(dpi=dpi, blur=4.5)).is_blurred
    assert not seen(page(dpi=dpi, blur=1)).is_blurred


@pytest.mark.parametrize("turn", [-8, -3, -1, 1, 3, 8])
def test_the_turn_of_a_page_is_measured_to_half_a_degree(turn):
    assert abs(seen(page(turn=turn)).skew_degrees - turn) < 0.5


def test_a_white_page_is_blank_and_a_pale_one_is_faint():
    assert seen(Image.new("L", (1200, 1600), 251)).is_blank
    assert seen(page(ink=205)).is_faint


def test_one_line_on_a_page_is_not_blank():
    picture = Image.new("L", (1240, 1754), 250)
    ImageDraw.Draw(picture).text(
        (200, 800), "Trang này cố ý để trống", font=ImageFont.truetype(FONT, 25), fill=20
    )
    assert not seen(picture).is_blank
