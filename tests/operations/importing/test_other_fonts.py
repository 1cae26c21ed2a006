"""Tables typed in VNI fonts or in VISCII come in as Unicode when somebody says so; what looks like VNI is asked about."""

import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from motcua.dossiers.models import Dossier
from motcua.operations.importing import other_fonts
from motcua.operations.importing.other_fonts import VISCII, VISCII_BYTES, VNI, looks_like_vni, read_vni
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import dossier
from tests.operations.importing.test_old_fonts import WORDS, old

# Every letter as the keyboard of VNI-Windows made it, written down apart from the code.
TABLE = (
    "á aù à aø ả aû ã aõ ạ aï ă aê ắ aé ằ aè ẳ aú ẵ aü ặ aë â aâ ấ aá ầ aà ẩ aå ẫ aã ậ aä "
    "đ ñ é eù è eø ẻ eû ẽ eõ ẹ eï ê eâ ế eá ề eà ể eå ễ eã ệ eä í í ì ì ỉ æ ĩ ó ị ò "
    "ó où ò oø ỏ oû õ oõ ọ oï ô oâ ố oá ồ oà ổ oå ỗ oã ộ oä ơ ô ớ ôù ờ ôø ở ôû ỡ ôõ ợ ôï "
    "ú uù ù uø ủ uû ũ uõ ụ uï ư ö ứ öù ừ öø ử öû ữ öõ ự öï ý yù ỳ yø ỷ yû ỹ yõ ỵ î"
)
LETTERS = TABLE.split()
TYPED = dict(zip(LETTERS[::2], LETTERS[1::2], strict=True))
TYPED |= {made.upper(): typed.upper() for made, typed in TYPED.items()}


def vni(text):
    return "".join(TYPED.get(sign, sign) for sign in unicodedata.normalize("NFC", text))


def test_the_table_of_vni_has_every_letter_with_a_mark_and_no_two_alike():
    assert len(TYPED) == 134
    assert {made: read_vni(typed) for made, typed in TYPED.items()} == {made: made for made in TYPED}
    assert len(set(TYPED.values())) == 134 and {*TYPED.values()} - {"í", "ì", "Í", "Ì"} <= set(VNI)


@given(WORDS)
def test_what_is_typed_in_vni_is_read_back_as_it_was(text):
    assert read_vni(vni(text)) == text
    assert read_vni(vni(text.upper())) == text.upper()


def test_a_name_with_a_capital_and_a_small_sign_is_read():
    assert read_vni("Aùnh Ñaøo, OÂng Nguyeãn Vaên Thònh") == "Ánh Đào, Ông Nguyễn Văn Thịnh"


@given(st.lists(WORDS, min_size=3, max_size=8))
def test_what_looks_like_vni_is_no_table_in_unicode(texts):
    assert not looks_like_vni(texts)


@given(st.lists(WORDS, min_size=3, max_size=8))
def test_what_looks_like_vni_is_no_table_in_an_old_font_either(texts):
    assert not looks_like_vni([*map(old, texts), old("Nguyễn Thị Hồng")])


@pytest.mark.parametrize("text", ["Müller Noël Café", "Niê H’Wiên Êban", "Krông Búk", "5 m² × 3 · § 4"])
def test_other_words_are_not_taken_for_vni(text):
    assert not looks_like_vni([text, text])


@given(WORDS)
def test_what_is_typed_in_viscii_is_read_back_as_it_was(text):
    for one in (text, text.upper()):
        assert one.encode(VISCII_BYTES).decode(VISCII_BYTES) == one
        assert other_fonts.read_viscii(one.encode(VISCII_BYTES).decode("latin-1")) == one


def test_the_table_of_viscii_is_the_one_that_iconv_has():
    codes = bytes(code for code in range(1, 256) if code not in (10, 13))
    said = subprocess.run(
        ["iconv", "-f", "VISCII", "-t", "UTF-8"], input=codes, capture_output=True, check=True
    )
    assert said.stdout.decode() == "".join(VISCII[code] for code in codes)


NAME = "Nguyễn Thị Hồng Đào"


def file(tmp_path, text, encoding):
    """A table whose other words are the same in each code."""
    heads = "number,procedure code,agency,state,received on,promised for,applicant"
    row = [
        "in progress" if "xử lý" in cell else cell for cell in dossier(**{"Họ tên người nộp": text}).values()
    ]
    path = tmp_path / "ho-so.csv"
    path.write_bytes(f"{heads}\r\n{','.join(row)}\r\n".encode(encoding))
    return path


@pytest.mark.parametrize(
    "letters, typed, encoding",
    [("vni", vni(NAME), "cp1252"), ("vni", vni(NAME), "utf-8"), ("viscii", NAME, VISCII_BYTES)],
)
def test_said_so_a_file_comes_in_as_unicode(world, tmp_path, letters, typed, encoding):
    said = bring(file(tmp_path, typed, encoding), encoding=letters)
    assert f"{letters.upper()} → Unicode" in said
    assert of("H15-001").applicant_name == NAME


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_file_that_looks_like_vni_is_asked_about_and_nothing_is_written(world, tmp_path, encoding):
    path = file(tmp_path, vni(NAME), encoding)
    assert "phông VNI" in refused(path)
    assert not Dossier.objects.exists()
    assert "1 sẽ được đưa vào" in bring(path, encoding="vni", dry_run=True)


def test_cells_in_a_capital_font_keep_their_capitals_and_the_rest_says_what_is_lost(world, tmp_path):
    book = Workbook()
    sheet = book.active
    first = dossier()
    sheet.append([*first])
    for number, name in (("H15-001", "nguyÔn thÞ hång ®µo"), ("H15-002", "trÇn v¨n b×nh")):
        sheet.append([*dossier(number, **{"Họ tên người nộp": name}).values()])
    sheet.cell(2, len(first)).font = Font(name=".VnTimeH")
    sheet.cell(3, len(first)).font = Font(name=".VnTime")
    book.save(tmp_path / "ho-so.xlsx")
    bring(tmp_path / "ho-so.xlsx", encoding="tcvn3", report=tmp_path / "bao-cao.csv")
    assert of("H15-001").applicant_name == NAME.upper()
    assert of("H15-002").applicant_name == "trần văn bình"
    loud, small = (tmp_path / "bao-cao.csv").read_text().splitlines()[1:]
    assert "đã được đọc thành chữ hoa" in loud and "không có chữ hoa" not in loud
    assert "không có chữ hoa" in small and "gõ bằng phông TCVN3 (ABC)" in small
