"""Files typed in the old TCVN3 (ABC) fonts come in as Unicode; what is Unicode already is never changed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.models import Dossier
from motcua.operations.importing import old_fonts
from motcua.operations.importing.files import Table
from motcua.operations.importing.old_fonts import VN3, Leaning, Letters
from motcua.operations.models import Import, ImportRow
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import dossier, workbook, written

NAME = "Nguyễn Thị Hồng Đào"
TO_OLD = str.maketrans({letter: sign for sign, letter in VN3.items()})
FIRSTS = "b c d đ g h l m n r s t v x ch gi kh nh ph th tr"
RHYMES = (
    "a à á ả ã ạ ắn ằng ẳm ẵn ặc âu ấn ầm ẩn ẫn ập e é ẻ ẽ ẹ ề ế ể ễ ệ ì í ỉ ĩ "
    "ị ò ó ỏ õ ọ ồ ố ổ ỗ ộ ờ ớ ở ỡ ợ ù ú ủ ũ ụ ừ ứ ử ữ ự ương ước uyễn iếng uông oàn"
)
SYLLABLES = st.builds(str.__add__, st.sampled_from(["", *FIRSTS.split()]), st.sampled_from(RHYMES.split()))
WORDS = st.lists(SYLLABLES, min_size=1, max_size=5).map(" ".join)


def old(text):
    """As somebody types it in such a font; capitals with tones are not in it."""
    return unicodedata.normalize("NFC", text).translate(TO_OLD)


def test_the_table_is_the_one_of_the_standard():
    # TCVN 5712:1993, VN3: 67 small letters with marks, seven capitals; places compared with glibc's TCVN5712-1.
    assert len(VN3) == 74 and VN3["\xa1"] == "Ă" and VN3["\xad"] == "ư" and VN3["\xfe"] == "ỵ"
    assert len(set(VN3.values())) == 74 and all(not sign.isascii() for sign in VN3)


@given(WORDS)
def test_what_is_typed_in_an_old_font_is_read_back_as_it_was(text):
    assert old_fonts.read(old(text)) == text


@given(st.lists(WORDS, min_size=1))
def test_no_table_in_unicode_is_taken_for_one_in_an_old_font(texts):
    texts = [*texts, "Được", "m×n"]
    assert old_fonts.verdict(texts) in (Leaning.NEW, Leaning.BOTH)
    assert all(old_fonts.leaning(text) not in (Leaning.OLD, Leaning.BOTH) for text in texts[:-1])


@pytest.mark.parametrize(
    "text",
    ["Müller", "Niê H’Wiên", "Y Bhiô Êban", "Noël Café", "Krông Búk", "§ 5 · 3 × 4 m²", "«A»", "Phạm Đức"],
)
def test_other_words_are_not_taken_for_an_old_font(text):
    assert old_fonts.leaning(text) not in (Leaning.OLD, Leaning.EITHER, Leaning.BOTH)


@pytest.mark.parametrize(
    "typed, meant",
    [("NGUYÔN V¡N ¸NH", "NGUYỄN VĂN ÁNH"), ("Hµ NéI", "HÀ NỘI"), ("Vò Hµ", "Vũ Hà"), ("§Æng Lª", "Đặng Lê")],
)
def test_capitals_with_tones_come_back_where_the_word_is_in_capitals(typed, meant):
    assert old_fonts.read(typed) == meant


def _row(number="H15-001", name=NAME):
    return {old(head): old(text) for head, text in dossier(number, **{"Họ tên người nộp": name}).items()}


def _files(tmp_path, *rows):
    yield written(tmp_path / "utf8.csv", rows)
    yield written(tmp_path / "byte.csv", rows, encoding="latin-1")
    yield workbook(tmp_path / "so.xlsx", [[*rows[0]], *([*row.values()] for row in rows)])


@pytest.mark.parametrize("place", range(3))
def test_an_old_file_is_read_and_the_report_says_so(world, tmp_path, place):
    file = [*_files(tmp_path, _row())][place]
    assert "TCVN3 (ABC) → Unicode" in bring(file, report=tmp_path / "ra.csv")
    assert of("H15-001").applicant_name == NAME
    assert "ô của dòng này gõ bằng phông TCVN3" in (tmp_path / "ra.csv").read_text()
    assert NAME not in str([*ImportRow.objects.values_list("notes")])


def test_headings_in_unicode_over_rows_in_an_old_font_do_no_harm(world, tmp_path):
    heads = dict(zip(_row(), dossier(), strict=True))
    bring(written(tmp_path / "a.csv", [{heads[head]: text for head, text in _row().items()}]))
    assert of("H15-001").applicant_name == NAME


def test_where_both_stand_in_one_file_the_rows_in_question_are_refused_until_somebody_says(world, tmp_path):
    new = dossier("H15-001", **{"Họ tên người nộp": "Lê Văn Dòng"})
    heads = dict(zip(_row(), dossier(), strict=True))
    rows = [new, {heads[head]: text for head, text in _row("H15-002").items()}]
    file = written(tmp_path / "a.csv", rows)
    said = refused(file)
    assert "row 3 H15-002" in said and "--encoding" in said and not Dossier.objects.exists()
    bring(file, encoding="tcvn3")
    assert {of("H15-001").applicant_name, of("H15-002").applicant_name} == {"Lê Văn Dòng", NAME}


def test_a_cell_with_words_of_both_kinds_is_never_changed_and_its_row_is_refused(world, tmp_path):
    rows = [dossier("H15-001", **{"Họ tên người nộp": "Lê Đức NguyÔn"})]
    said = refused(written(tmp_path / "a.csv", rows), encoding="tcvn3")
    assert "row 2 H15-001: Họ tên người nộp" in said and not Dossier.objects.exists()


def test_what_can_be_meant_both_ways_is_asked_and_not_guessed(world, tmp_path):
    heads = ["Number", "Procedure", "Agency", "State", "Applicant"]
    row = ["H15-001", *list(dossier().values())[1:3], "DXL", "Vò Dòng"]
    file = written(tmp_path / "a.csv", [dict(zip(heads, row, strict=True))])
    assert "--encoding tcvn3" in refused(file) and not Import.objects.exists()
    for letters, name in ((Letters.UNICODE, "Vò Dòng"), (Letters.TCVN3, "Vũ Dũng")):
        with Table(file, letters=letters) as table:
            assert [one.cells["applicant"].text for one in table.rows()] == [name]
