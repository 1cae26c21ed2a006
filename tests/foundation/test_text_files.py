"""What somebody sends as text is text in UTF-8, or it is said what it is instead."""

import pytest

from motcua.foundation.text_files import decoded

MOST = 1_000_000


def test_text_is_read_with_and_without_the_mark_that_excel_puts_before_it():
    for content in ("tên,điểm\nĐắk Lắk,80".encode(), "tên,điểm\nĐắk Lắk,80".encode("utf-8-sig")):
        assert decoded(content, bytes_max=MOST) == ("tên,điểm\nĐắk Lắk,80", None)


@pytest.mark.parametrize(
    ("content", "sentence", "facts"),
    [
        (b"x" * (MOST + 1), "larger than", {"most": 1}),
        ("tên".encode("utf-16"), "UTF-16", {}),
        ("tên".encode("utf-16-be"), "Line", {"line": 1}),
        (b"PK\x03\x04" + b"x" * 20, "workbook", {}),
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "workbook", {}),
        ("một\nhai\n".encode() + "đ".encode("cp1258"), "Line", {"line": 3}),
        (b"a\n\xff\nb\n\xf0\n", "Lines", {"lines": "2, 4"}),
        (b"\xff\n" * 500, "Lines", {"lines": ", ".join(map(str, range(1, 21))) + " …"}),
        (b"a\0b", "characters that no text has", {}),
    ],
)
def test_anything_else_is_named_and_gives_no_text(content, sentence, facts):
    text, fault = decoded(content, bytes_max=MOST, field="file")
    assert text == "" and fault is not None
    assert sentence in fault.sentence and fault.field == "file" and dict(fault.facts) == facts
