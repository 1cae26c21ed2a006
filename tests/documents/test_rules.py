import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.documents import rules
from tests.documents.samples import JPEG, PDF, PNG, png

WHOLE = {"a.pdf": PDF, "a.jpg": JPEG, "a.png": PNG}


def kind_of(content, name):
    return rules.check_type(
        name=name, stream=io.BytesIO(content), size_bytes=len(content), accept=rules.PAPERS
    )


@pytest.mark.parametrize(("name", "content"), WHOLE.items())
def test_a_whole_file_is_known_by_its_bytes_with_or_without_an_ending(name, content):
    assert kind_of(content, name) == kind_of(content, "khong-duoi")


@pytest.mark.parametrize(("name", "content"), WHOLE.items())
def test_every_cut_is_found(name, content):
    for length in range(16, len(content)):
        cut = content[:length]
        if name == "a.pdf" and cut.rstrip().endswith(b"%%EOF"):
            continue  # only the last line break is gone
        with pytest.raises(rules.DamagedFile):
            kind_of(cut, name)


def test_one_wrong_bit_in_a_png_is_found():
    for at in range(8, len(PNG)):
        wrong = PNG[:at] + bytes([PNG[at] ^ 1]) + PNG[at + 1 :]
        with pytest.raises(rules.FileRefused):
            kind_of(wrong, "a.png")


def test_a_picture_larger_than_a_block_is_read_to_its_end():
    import random

    big = png(600, 400)
    noise = random.Random(7).randbytes(200_000)
    from tests.documents.samples import chunk

    padded = big[:33] + chunk(b"tEXt", noise) + big[33:]
    assert kind_of(padded, "a.png") == rules.MediaType.PNG


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.jpg", "a.png", "a", "a.docx"]))
def test_any_bytes_are_taken_or_refused_but_never_a_crash(content, name):
    for head in (b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        try:
            kind_of(head + content, name)
        except rules.FileRefused as refused:
            assert refused.sentence % {**refused.facts}


@given(st.text(max_size=400))
def test_a_cleaned_name_is_short_plain_and_stays_itself(name):
    clean = rules.clean_name(name)
    assert len(clean) <= rules.NAME_CHARACTERS_MAX and clean.isprintable()
    assert "/" not in clean and "\\" not in clean and not clean.startswith(".")
    assert rules.clean_name(clean) == clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (r"C:\giay to\Khai sinh.PDF", "Khai sinh.PDF"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "a fdp.exe"),
        ("Đơn\r\nX: y.pdf", "Đơn X: y.pdf"),
        ("Đo\u031b\u0300n.pdf", "Đờn.pdf"),
    ],
)
def test_a_name_cannot_deceive(given, kept):
    assert rules.clean_name(given) == kept


def test_a_name_without_an_ending_gets_one():
    assert rules.with_ending("", rules.MediaType.PDF) == "tai-lieu.pdf"
    assert rules.with_ending("anh 1", rules.MediaType.JPEG) == "anh 1.jpg"
    assert rules.with_ending("anh.JPG", rules.MediaType.JPEG) == "anh.JPG"
