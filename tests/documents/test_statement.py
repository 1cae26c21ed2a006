"""Statements are believed when every byte is right, and refused with a reason when one is not."""

import base64
import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import segno
import zxingcpp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from motcua.design import qr
from motcua.documents import statement
from motcua.documents.statement import base45
from motcua.foundation import keys
from tests.documents import statement_forging as forging

VECTORS = json.loads(forging.VECTORS.read_text(encoding="utf-8"))
AT = datetime(2026, 11, 25, 2, 20, tzinfo=UTC)
CONTENT = "ab" * 32

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def moment(text):
    return datetime.fromisoformat(text) if text else None


KEYS = [
    statement.PublicKey(
        id=key["id"],
        public=base64.b64decode(key["public"]),
        starts_at=moment(key["from"]),
        ended_at=moment(key["to"]),
        revoked_at=moment(key["revoked"]),
    )
    for key in VECTORS["keys"]
]


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    settings.BASE_URL = "https://motcua.example.vn"
    keys.key("statement", folder=settings.KEYS_DIR)


def make(**changed):
    plain = {"key": uuid4(), "what": "Giấy phép xây dựng", "issuer": "000.00.15.H15", "number": "12/GPXD",
             "issued_on": date(2026, 11, 25), "expires_on": None, "content_sha256": CONTENT, "at": AT}  # fmt: skip
    return statement.make(**plain | changed)


@pytest.fixture
def at(settings):
    """A moment within the time of the key that this test's folder holds."""
    return keys.key("statement", folder=settings.KEYS_DIR).created_at + timedelta(minutes=1)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_each_vector_is_believed_or_refused_for_its_own_reason(case):
    if case["refused"] is None:
        found = statement.check(statement.signed_in(case["text"]), keys=KEYS)
        assert (
            found.id.hex == VECTORS["statement"]["id"]
            and found.digest.hex() == VECTORS["statement"]["digest"]
        )
    else:
        with pytest.raises(statement.StatementRefused) as caught:
            statement.check(statement.signed_in(case["text"]), keys=KEYS)
        assert caught.value.code == f"documents.statement-{case['refused']}"


def test_the_vectors_that_ship_are_those_that_the_tests_can_write_today():
    today = [(name, refused) for name, _text, refused in forging.cases()]
    assert [(case["name"], case["refused"]) for case in VECTORS["cases"]] == today


def test_what_is_made_is_read_back_whole(at):
    key, day = uuid4(), at.astimezone(statement.content.TZ).date()
    text = make(key=key, at=at, issued_on=day, expires_on=date(2036, 1, 31))
    assert text.startswith("HTTPS://MOTCUA.EXAMPLE.VN/K#")
    found = statement.check(statement.signed_in(text), keys=statement.public_keys())
    assert found == statement.Statement(
        id=key,
        issuer="000.00.15.H15",
        signed_at=at.replace(microsecond=0),
        digest=bytes.fromhex(CONTENT),
        issued_on=day,
        expires_on=date(2036, 1, 31),
        what="Giấy phép xây dựng",
        number="12/GPXD",
    )


def test_a_day_other_than_that_of_the_signature_is_kept(at):
    text = make(at=at, issued_on=date(2026, 1, 2))
    found = statement.check(statement.signed_in(text), keys=statement.public_keys())
    assert found.issued_on == date(2026, 1, 2)


def test_the_longest_statement_still_fits_into_its_code(at):
    text = make(
        at=at,
        what="Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
        number="12345/2026/GCN-UBND-STNMT-VPĐK",
        issuer="000.000.000.15.H15.12345",
        issued_on=date(2026, 1, 2),
        expires_on=date(2099, 12, 31),
    )
    signed = statement.signed_in(text)
    assert len(base45.encode(signed)) <= statement.TEXT_CHARACTERS_MAX == 350
    found = statement.check(signed, keys=statement.public_keys())
    assert found.what == "Giấy chứng nhận…" and found.number.endswith("…")


def test_words_are_printable_in_one_normal_form_whatever_they_were(at):
    found = statement.check(
        statement.signed_in(make(at=at, what="Gia\u0302\u0301y\n\u202ephép")), keys=statement.public_keys()
    )
    assert found.what == "Giấy phép"


@pytest.mark.parametrize("wrong", [{"content_sha256": "ab"}, {"issuer": ""}, {"issuer": "x" * 25}, {"expires_on": date(2021, 1, 1)}])  # fmt: skip
def test_what_may_not_stand_in_a_statement_is_never_signed(at, wrong):
    with pytest.raises(ValueError, match=r"claim|text|expires"):
        make(at=at, **wrong)


def test_a_second_reader_without_our_code_reads_what_is_made(at):
    """cryptography alone; the reader below knows only what docs/reference/statement.md says."""
    text = make(at=at, expires_on=date(2036, 1, 31)).split("#")[1].replace("%20", " ").replace("%25", "%")
    key = statement.public_keys()[0]
    claims = second_reader(text, {key.number: key.public})
    assert claims[1] == "000.00.15.H15" and claims[-2].hex() == CONTENT and claims[6] == int(at.timestamp())
    assert datetime.fromtimestamp(claims[4], UTC) == datetime(2036, 1, 31, 17, tzinfo=UTC)
    with pytest.raises(InvalidSignature):
        second_reader(forging.base45(forging._flipped(unpacked(text), 60)), {key.number: key.public})


def unpacked(text):
    data = b""
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        value = sum(forging.ALPHABET.index(sign) * 45**place for place, sign in enumerate(group))
        data += value.to_bytes(len(group) - 1, "big")
    return data


def second_reader(text, known):
    data = unpacked(text)

    def take(place):
        major, low = data[place] >> 5, data[place] & 31
        size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
        value = int.from_bytes(data[place + 1 : place + 1 + size], "big") if size else low
        place += 1 + size
        if major in (2, 3):
            piece = data[place : place + value]
            return (piece if major == 2 else piece.decode()), place + value
        if major in (4, 5):
            found = []
            for _ in range(value * (major - 3)):
                one, place = take(place)
                found.append(one)
            return (found if major == 4 else dict(zip(found[::2], found[1::2], strict=True))), place
        if major == 6:
            return take(place)
        return (value if major == 0 else -1 - value), place

    (protected, _none, payload, signature), end = take(0)
    assert end == len(data)
    message = forging.item(["Signature1", protected, b"", payload])
    data = protected
    header, _ = take(0)
    data = payload
    claims, _ = take(0)
    public = load_der_public_key(known[header[4]])
    whole = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    public.verify(whole, message, ec.ECDSA(hashes.SHA256()))
    return claims


def test_each_key_checks_what_it_signed_after_a_rotation(settings, at):
    before = make(at=at)
    keys.rotate("statement", folder=settings.KEYS_DIR)
    after = make(at=datetime.now(UTC) + timedelta(seconds=1))
    known = statement.public_keys()
    assert len(known) == 2 and known[0].ended_at == known[1].starts_at
    for text in (before, after):
        statement.check(statement.signed_in(text), keys=known)
    with pytest.raises(statement.UnknownKey):
        statement.check(statement.signed_in(after), keys=known[:1])


def test_a_revoked_key_signs_no_more_and_is_believed_only_with_other_evidence(settings, at):
    before = make(at=at)
    revoked_at = at + timedelta(hours=1)
    keys.revoke(keys.key("statement", folder=settings.KEYS_DIR).id, folder=settings.KEYS_DIR, at=revoked_at)
    known = statement.public_keys()
    with pytest.raises(statement.KeyRevoked):
        statement.check(statement.signed_in(before), keys=known)
    assert statement.check(statement.signed_in(before), keys=known, believe_revoked=True).number == "12/GPXD"
    after = statement.signed_in(make(at=at))
    assert statement.check(after, keys=known[1:]).number == "12/GPXD"


@given(st.binary(max_size=240))
def test_bytes_of_chance_are_refused_and_break_nothing(data):
    with pytest.raises(statement.StatementRefused):
        statement.check(data, keys=KEYS)


@given(st.binary(max_size=233))
def test_base45_of_any_bytes_is_read_back_and_has_one_spelling(data):
    text = base45.encode(data)
    assert base45.decode(text) == data and text == forging.base45(data)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=0, max_value=255))
def test_a_statement_changed_in_any_byte_is_refused(place, value):
    good = statement.signed_in(VECTORS["cases"][0]["text"])
    place %= len(good)
    changed = good[:place] + bytes([value]) + good[place + 1 :]
    if changed != good:
        with pytest.raises(statement.StatementRefused):
            statement.check(changed, keys=KEYS)


@pytest.mark.parametrize("turned", [0, 2, 90])
def test_the_code_is_read_from_a_print_of_30_mm_at_150_dpi(at, turned):
    """The longest statement that fits, as a scanner or a phone sees it: small, grey at the edges, a little turned."""
    text = make(
        at=at,
        what="Giấy chứng nhận đăng ký hộ kinh doanh cá thể",
        number="1234/GCN-UBND-TNMT",
        expires_on=date(2036, 1, 31),
    )
    assert len(base45.encode(statement.signed_in(text))) > 340
    symbol = qr.code(text)
    assert symbol.symbol_size(border=0)[0] <= 65
    drawn = Image.open(io.BytesIO(_png(symbol)))
    side = round(30 / 25.4 * 150)
    page = Image.new("L", (600, 600), 255)
    page.paste(drawn.resize((side, side), Image.Resampling.LANCZOS), (200, 200))
    page = page.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor=255)
    assert [found.text for found in zxingcpp.read_barcodes(page, formats=QR)] == [text]


def _png(symbol):
    stream = io.BytesIO()
    symbol.save(stream, kind="png", scale=10, border=0)
    return stream.getvalue()


def test_an_address_is_packed_more_densely_than_as_plain_bytes_and_other_texts_are_left_alone():
    text = "HTTPS://MOTCUA.EXAMPLE.VN/K#" + "A" * 300
    assert qr.code(text).version < segno.make(text, error="m").version
    for other in ("https://motcua.example.vn/tra-cuu/1#x", "#", "A#", "Nguyễn # Văn"):
        assert qr.code(other).version == segno.make(other, error="m", micro=False).version


def test_a_statement_names_its_key_by_the_beginning_of_its_hash():
    key = KEYS[0]
    assert key.number == hashlib.sha256(key.public).digest()[:6] == forging.number(forging.KEY)
    assert UUID(bytes=forging.ID).hex == VECTORS["statement"]["id"]
