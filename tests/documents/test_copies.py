"""Searchable copies, made by the real programs (tesseract, OCRmyPDF) in their limits."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from motcua.documents import actions, queries
from motcua.documents.models import Copy, CopyPage
from motcua.documents.rules.copies import PROGRAMS, lines_of
from tests import programs
from tests.documents import writing
from tests.documents.samples import PDF
from tests.documents.test_actions import AT, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def recognising():
    missing = [name for name in PROGRAMS if not programs.find(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: {PROGRAMS[missing[0]]}")


def photo():
    one = writing.PEOPLE[0]
    picture = writing.degraded(writing.paper(one, dpi=150), dpi=150, turn=2.4, blur=0.6, shadow=True, seed=1)
    return take(writing.jpeg(picture), "to-khai.jpg")


def test_a_photo_becomes_a_searchable_pdf_a_with_its_pages_to_compare(recognising):
    copy_id = actions.copy(file_id=photo().id, by="mandate:1", at=AT)
    assert queries.copy_of(copy_id).state == "waiting"
    assert actions.make_copy(at=AT) == 1
    copy = queries.copy_of(copy_id)
    assert (copy.state, copy.pages_done, copy.pages_total) == ("done", 1, 1)
    with queries.open(copy.result_id).stream as stream:
        content = stream.read()
    document = pypdfium2.PdfDocument(content)
    assert "Ngày, tháng, năm sinh: 12/03/1985" in document[0].get_textpage().get_text_bounded()
    document.close()
    with pikepdf.open(io.BytesIO(content)) as made:
        assert made.open_metadata().pdfa_status == "2B"  # as the maker says; no independent validator ran
    (page,) = queries.pages_read(copy_id)
    assert any("066185001234" in line.text and line.confidence > 40 for line in page.lines)
    picture = queries.page_picture(copy_id, 1)
    with picture.stream:
        assert picture.stream.read(3) == b"\xff\xd8\xff"
    assert "066185001234" not in CopyPage.objects.get().locked


def test_asked_twice_it_is_one_copy_and_made_once(recognising):
    file_id = photo().id
    assert actions.copy(file_id=file_id, by="mandate:1", at=AT) == actions.copy(
        file_id=file_id, by="mandate:2", at=AT
    )
    Copy.objects.update(state="running", began_at=AT)
    assert actions.make_copy(at=AT + timedelta(minutes=1)) == 0  # another worker is at it
    assert actions.make_copy(at=AT + timedelta(minutes=30)) == 1  # that one died


def test_a_program_that_is_missing_is_named_with_what_installs_it(monkeypatch, tmp_path):
    copy_id = actions.copy(file_id=take(PDF).id, by="mandate:1", at=AT)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert queries.programs_missing() == dict(PROGRAMS)
    assert actions.make_copy(at=AT) == 0
    copy = queries.copy_of(copy_id)
    assert (copy.state, copy.problem) == ("failed", "not-installed")
    actions.copy(file_id=copy.file_id, by="mandate:1", at=AT)
    assert queries.copy_of(copy_id).state == "waiting"  # asked again, it is tried anew


def test_a_copy_that_is_dropped_leaves_nothing_held(recognising):
    stored = photo()
    copy_id = actions.copy(file_id=stored.id, by="mandate:1", at=AT)
    actions.make_copy(at=AT)
    actions.drop_copy(copy_id=copy_id)
    assert Copy.objects.count() == 0 and actions.clean(at=AT + timedelta(days=3)) > 0


def test_lines_carry_the_confidence_of_their_worst_word():
    table = (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
        "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n"
        "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.5\tHọ\n"
        "5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t31.2\ttên\n"
        '5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t88\t"Hoa\n'
    )
    assert [(line.text, line.confidence) for line in lines_of(table)] == [("Họ tên", 31), ('"Hoa', 88)]
