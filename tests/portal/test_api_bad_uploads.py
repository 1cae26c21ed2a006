"""Files that mean harm, are broken or bear names that deceive, through the upload of the interface.

Each is a problem with the code and the next step of the page, and is not kept; or it is taken as what it is, under a
name that is safe to show, with what the reader found beside it. None is an error of ours.
"""

import struct
import zlib

import pytest
from django.test import Client
from django.utils import timezone

from motcua.documents import queries
from motcua.documents import rules as files
from motcua.documents.models import File
from motcua.dossiers.models import Paper
from tests.documents import hostile, samples
from tests.documents.test_actions import on_disk
from tests.dossiers.build import make_world
from tests.portal.program import OURS, Program, new_dossier, token

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What of each group is sent here: the reader itself is tried with every one of them (tests/documents/test_hostile.py).
SENT = (
    "program called pdf", "page called jpg", "zip called png", "pdf called jpg", "nothing", "a.pdf cut at 50%",
    "a.png cut at 95%", "script on opening", "hidden script", "zip of zips",
    "word file", "pdf and zip in one", "photo and zip in one", "embedded program",
)  # fmt: skip
# A small file that wants to become very large.
HEADER = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
CHUNKS = ((b"IHDR", HEADER), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b""))
HUGE = hostile.Hostile(
    "picture of 100,000 × 100,000",
    "a.png",
    samples.PNG[:8] + b"".join(samples.chunk(*one) for one in CHUNKS),
)
BOUNDARY = "edge"


@pytest.fixture
def world(db, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 2 * 1024 * 1024
    made = make_world()
    made.at = timezone.now()  # the interface reads the real clock
    return made


@pytest.fixture
def program(world) -> Program:
    return Program(token(world, world.cast.hoa))


def body(content: bytes, name: bytes, field: bytes = b"file") -> bytes:
    """A form as a hostile program writes it: the name goes out byte by byte, as it is."""
    head = b'Content-Disposition: form-data; name="' + field + b'"; filename="' + name + b'"'
    edge = BOUNDARY.encode()
    return (
        b"--" + edge + b"\r\n" + head + b"\r\nContent-Type: application/pdf\r\n\r\n" + content
        + b"\r\n--" + edge + b"--\r\n"
    )  # fmt: skip


def send(program: Program, sent: bytes, **more: str):
    return program.post("/uploads", sent, media_type=f"multipart/form-data; boundary={BOUNDARY}", **more)


def is_problem(answer, *statuses: int) -> bool:
    told = answer.body
    return (
        answer.status_code in statuses
        and answer.headers["Content-Type"].startswith("application/problem+json")
        and all(told[name] for name in ("code", "title", "detail"))
    )


def test_each_hostile_file_is_a_problem_or_is_taken_as_what_it_is(program):
    groups = (hostile.lies, hostile.cuts, hostile.active, hostile.packed)
    chosen = [one for group in groups for one in group() if one.what in SENT]
    assert len(chosen) == len(SENT)
    for one in (*chosen, HUGE):
        before = File.objects.count()
        answer = send(program, body(one.content, one.name.encode()))
        if answer.status_code == 201:
            assert one.told or one.may_be_taken, one.what
            kept = File.objects.latest("pk")
            found = {note.code for note in queries.looks([kept.pk])[kept.pk].findings}
            assert one.told in ("", "fine") or one.told in found, one.what
            assert answer.body["sha256"] == kept.sha256 and answer.body["media_type"] == kept.media_type
        else:
            assert not one.told and is_problem(answer, 413, 415, 422), (one.what, answer.body)
            assert answer.body["code"].startswith("documents.") and File.objects.count() == before, one.what


def test_eicar_is_refused_in_words_and_nothing_of_it_is_kept(program, clamd, settings, tmp_path):
    settings.CLAMD, settings.FILES_DIR = clamd, tmp_path / "files"
    for content, name, status, code in (
        (samples.WITH_EICAR, "a.png", 422, "documents.infected"),
        (samples.EICAR, "eicar.com", 415, "documents.unsupported-type"),
        (samples.EICAR, "a.pdf", 415, "documents.name-lies"),
    ):
        answer = program.upload(content, name)
        assert is_problem(answer, status) and answer.body["code"] == code, answer.body
        assert name in answer.body["title"] and answer.body["detail"]
    assert "virus scanner" in program.upload(samples.WITH_EICAR, "a.png").body["title"]
    assert not File.objects.exists() and on_disk(tmp_path / "files") == []
    assert program.upload(samples.PNG, "a.png").status_code == 201, "the scanner lets what is clean pass"


@pytest.mark.parametrize("one", list(hostile.names()), ids=[one.what for one in hostile.names()])
def test_a_name_that_climbs_or_deceives_is_taken_off_its_file(program, one):
    answer = send(program, body(samples.PDF, one.name.encode("utf-8", "replace")))
    if answer.status_code != 201:
        assert is_problem(answer, 400, 415, 422) and not File.objects.exists(), answer.body
        return
    name = answer.body["name"]
    assert name == File.objects.get().name and name.isprintable() and name.endswith(".pdf")
    assert not {"/", "\\"} & set(name) and 4 < len(name) <= files.NAME_CHARACTERS_MAX


def test_what_is_no_form_with_a_file_is_a_problem_and_nothing_is_kept(program):
    whole = body(samples.PDF, b"a.pdf")
    for what, sent, more in (
        ("another field", body(samples.PDF, b"a.pdf", b"tep"), {}),
        ("no file in the field", b'--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--edge--\r\n', {}),
        ("nothing at all", b"", {}),
        ("no edge", whole.replace(BOUNDARY.encode(), b"x"), {}),
        ("cut in its head", whole[:40], {}),
        ("no name", body(samples.PDF, b""), {}),
    ):  # fmt: skip
        answer = send(program, sent, **more)
        assert is_problem(answer, 400, 413, 415, 422), (what, answer.status_code, answer.body)
        assert not File.objects.exists(), what
    answer = program.post("/uploads", {"file": "a.pdf"})
    assert is_problem(answer, 400, 415, 422) and not File.objects.exists()


def test_a_body_that_says_it_is_huge_is_refused_before_it_is_read(program, settings):
    answer = Client().generic(
        "POST", "/api/uploads", b"", content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers=program.headers(), CONTENT_LENGTH=str(10**12),
    )  # fmt: skip
    assert answer.status_code == 413 and not File.objects.exists()
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_the_token_of_an_upload_is_no_way_to_somebody_elses_file(program, world):
    sent = send(program, body(samples.PDF, b"a.pdf"))
    assert sent.status_code == 201 and sent.headers["Content-Type"].startswith(OURS)
    other = Program(token(world, world.cast.nam))
    for given in (sent.body["upload"], sent.body["upload"][:-2] + "xx", "../../etc/passwd", "\0", "x" * 400):
        papers = [{"code": "giay-chung-minh", "upload": given}]
        answer = other.post("/dossiers", new_dossier(papers=papers))
        assert is_problem(answer, 422) and not Paper.objects.exists(), given
        assert answer.body["faults"][0]["field"].startswith("papers.0"), given
