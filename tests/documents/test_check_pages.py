"""Anyone checks a code or a file; nothing of the asker is kept, and the saved page answers without a network."""

import io
import json
import logging
import resource
import signal
import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from motcua.design import qr
from motcua.documents import statement
from motcua.documents.models import Original
from motcua.foundation import keys
from tests.documents import statement_forging as forging
from tests.documents.originals import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DRAWN = b"%PDF-1.7\nwhat the leader signed\n%%EOF\n"
STAMPED = DRAWN + b"the stamp with the code\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    settings.BASE_URL = "https://motcua.example.vn"
    keys.key("statement", folder=settings.KEYS_DIR)


@pytest.fixture
def check():
    """Posts to the page as a browser without a token would."""
    client = Client(enforce_csrf_checks=True)
    return lambda **given: client.post(reverse("documents:check"), given)


def made(**changed):
    return recorded(**{"at": timezone.now(), "content": DRAWN, **changed})


def named(name, content):
    file = io.BytesIO(content)
    file.name = name
    return file


def picture_of(text, *, turned=0):
    stream = io.BytesIO()
    qr.code(text).save(stream, kind="png", scale=4, border=4)
    picture = Image.open(stream).convert("L").rotate(turned, expand=True, fillcolor=255)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60)
    return out.getvalue()


def test_a_genuine_code_is_answered_with_what_it_says(check, english):
    page = check(code=made(expires_on=date(2099, 12, 31))).content.decode()
    assert (
        "This result is genuine and in force" in page and "Giấy phép xây dựng" in page and "12/GPXD" in page
    )
    assert "31 December 2099" in page and "000.00.15.H15" in page


def test_a_result_that_ended_is_said_to_have_ended(check, english):
    ended = made(expires_on=date(2026, 1, 31))
    assert "no longer in force" in check(code=ended).content.decode()


def test_a_code_of_which_the_office_has_no_record_is_genuine_and_unknown(check, english):
    text = made()
    Original.objects.all().delete()
    page = check(code=text).content.decode()
    assert "this office has no record of the result" in page and "verdict soon" in page


def test_a_file_without_a_code_is_known_by_its_hash(check, english):
    made(file=STAMPED)
    assert "genuine and in force" in check(file=named("ket-qua.pdf", STAMPED)).content.decode()
    assert check(file=named("ket-qua.pdf", STAMPED + b" ")).status_code == 422


def test_a_forged_code_is_refused_with_the_way_out(check, english):
    answer = check(code=forging.base45(forging.signed(key=forging.STRANGER)))
    assert answer.status_code == 422 and "signed with a key that is not known here" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["", "   ", "xin chào", "A" * 5000, "https://motcua.example.vn/K#", "\0", "#" * 300]
)
def test_what_is_no_code_is_refused_and_breaks_nothing(check, text):
    assert check(code=text).status_code == 422


def test_a_file_that_begins_with_what_was_signed_is_the_one(check, english):
    page = check(code=made(), file=named("ket-qua.pdf", STAMPED)).content.decode()
    assert "byte for byte" in page and "verdict done" in page


@pytest.mark.parametrize(
    "other", [STAMPED.replace(b"leader", b"Leader"), STAMPED[:20], b"%PDF-1.7\n%%EOF\n" * 50]
)
def test_a_changed_or_foreign_file_is_not(check, english, other):
    page = check(code=made(), file=named("ket-qua.pdf", other)).content.decode()
    assert "this file is not the one it belongs to" in page and "verdict ink" in page


@pytest.mark.parametrize("turned", [0, 7, 90])
def test_a_picture_of_the_code_is_read_by_the_server(check, english, turned):
    page = check(file=named("anh.jpg", picture_of(made(), turned=turned))).content.decode()
    assert "genuine and in force" in page


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff" + b"\0" * 500,
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0\0\0\0\0",
        b"%PDF-1.7\nnothing",
        b"PK\x03\x04" + b"\0" * 100,
        b"<script>alert(1)</script>",
        b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.launchURL('http://127.0.0.1/'))>>/Pages 2 0 R>>endobj",
    ],
)  # fmt: skip
def test_files_that_hold_no_code_or_attack_are_refused_alike(check, english, content):
    answer = check(file=named("../../etc/\u202efdp.exe", content))
    assert answer.status_code == 422 and "No code of a result was found" in answer.content.decode()


def test_a_file_that_is_too_large_is_refused(check, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 1000
    assert check(code=made(), file=named("a.pdf", b"%PDF-" + b"x" * 2000)).status_code == 413


@contextmanager
def no_room():
    """The kernel itself refuses to write more than a hundred bytes to a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("size", [1_000, 3_000_000])  # kept in memory while it comes; written to a file
def test_a_full_disk_is_said_with_the_way_out_and_the_code_alone_is_still_answered(check, english, size):
    left, code = set(Path(tempfile.gettempdir()).glob("motcua-check-*")), made()
    with no_room():
        answer = check(file=named("a.pdf", b"%PDF-1.7\n" + b"x" * size))
        said = check(code=code)
    assert answer.status_code == 409 and "there is no room for it here just now" in answer.text
    assert "paste the text of the code" in answer.text and said.status_code == 200
    assert set(Path(tempfile.gettempdir()).glob("motcua-check-*")) == left


def test_nothing_of_the_asker_is_kept(check, caplog):
    caplog.set_level(logging.DEBUG)
    text = made()
    with CaptureQueriesContext(connection) as asked:
        answers = [
            check(code=text),
            check(code="không phải mã"),
            Client().get("/K"),
            Client().get("/kiem-tra/?tieng=en"),
        ]
    assert [answer.cookies for answer in answers] == [{}] * 4
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    said = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert text.split("#")[1][:40] not in said and "không phải mã" not in said
    assert all("no-store" in answer["Cache-Control"] for answer in answers)


def test_the_page_speaks_the_language_of_its_address_and_may_open_the_camera():
    english = Client().get("/kiem-tra/?tieng=en")
    assert "Check a result" in english.content.decode() and english["Content-Language"] == "en"
    vietnamese = Client().get("/kiem-tra/")
    assert "Kiểm tra kết quả" in vietnamese.content.decode()
    assert "camera=(self)" in vietnamese["Permissions-Policy"]
    assert Client().get("/kiem-tra/?tieng=xx").status_code == 200


def test_the_public_keys_of_statements_stand_beside_those_of_seals():
    shown = json.loads(Client().get("/.well-known/motcua-keys.json").content)["keys"]
    ours = [key for key in shown if key["use"] == "statement"]
    assert ours == statement.key_document() and len(ours) == 1 and ours[0]["algorithm"] == "ES256"


def test_a_revoked_key_is_shown_as_revoked(settings):
    first = keys.key("statement", folder=settings.KEYS_DIR)
    keys.revoke(first.id, folder=settings.KEYS_DIR, at=timezone.now() + timedelta(hours=1))
    shown = statement.key_document()
    assert [bool(key["revoked"]) for key in shown] == [True, False]


def test_the_saved_page_is_one_file_that_loads_nothing():
    answer = Client().get("/kiem-tra/trang-luu/?tieng=en")
    page = answer.content.decode()
    assert answer["Content-Disposition"].startswith('attachment; filename="kiem-tra-ket-qua-')
    assert "default-src 'none'" in page and "unsafe" not in page
    assert 'src="' not in page.split('<script type="application/json"')[0] and "<link" not in page
    assert statement.key_document()[0]["public"] in page
