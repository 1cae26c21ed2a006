"""Statements written by hand, byte by byte, so that they can also be written wrongly. Shares no code with the product.

python -m tests.documents.statement_forging     writes the vectors that ship with the product
"""

import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VECTORS = Path(__file__).parents[2] / "src/motcua/documents/vectors/statements.json"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
KEY = ec.derive_private_key(0x4D6F74204375612031, ec.SECP256R1())
REVOKED = ec.derive_private_key(0x4D6F74204375612032, ec.SECP256R1())
ENDED = ec.derive_private_key(0x4D6F74204375612033, ec.SECP256R1())
STRANGER = ec.derive_private_key(0x4D6F74204375612034, ec.SECP256R1())
ID = bytes(range(16))
DIGEST = hashlib.sha256(b"the file as its leader signed it").digest()
SIGNED_AT = 1_795_575_600  # 2026-11-25 02:20 UTC


def public(key):
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def number(key):
    return hashlib.sha256(public(key)).digest()[:6]


def head(major, value, size=None):
    """The head of one item; `size` asks for more bytes than needed."""
    size = size if size is not None else next(s for s in (0, 1, 2, 4, 8) if value < (24, 2**8, 2**16, 2**32, 2**64)[(0, 1, 2, 4, 8).index(s)])  # fmt: skip
    if size == 0:
        return bytes([major << 5 | value])
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + value.to_bytes(size, "big")


def item(value):
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(item(one) for one in value)
    # The order of RFC 8949, 4.2.1: by the bytes of the keys.
    pairs = sorted((item(key), item(one)) for key, one in value.items())
    return head(5, len(pairs)) + b"".join(key + one for key, one in pairs)


def said(**changed):
    names = {
        "iss": 1,
        "exp": 4,
        "iat": 6,
        "cti": 7,
        "kind": -1,
        "digest": -2,
        "what": -3,
        "number": -4,
        "day": -5,
    }
    plain = {"iss": "000.00.15.H15", "iat": SIGNED_AT, "cti": ID, "kind": 1, "digest": DIGEST,
             "what": "Giấy phép xây dựng", "number": "12/GPXD"}  # fmt: skip
    return {names[name]: value for name, value in (plain | changed).items() if value is not None}


def header(key=KEY, algorithm=-7):
    return item({1: algorithm, 4: number(key)})


def signature(key, protected, payload, *, large=False):
    message = item(["Signature1", protected, b"", payload])
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    s = max(s, ORDER - s) if large else min(s, ORDER - s)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def signed(payload=None, *, key=KEY, protected=None, large=False, wrap=None):
    payload = item(said()) if payload is None else payload
    protected = header(key) if protected is None else protected
    parts = [item(protected), item({}), item(payload), item(signature(key, protected, payload, large=large))]
    return wrap(parts) if wrap else b"\xd2\x84" + b"".join(parts)


def base45(data):
    text = ""
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        text += "".join(ALPHABET[value // 45**place % 45] for place in range(len(pair) + 1))
    return text


def _pairs(*pairs):
    return head(5, len(pairs)) + b"".join(item(key) + one for key, one in pairs)


def cases():
    """(name, text, what is expected: None when it is to be believed, otherwise the end of the refusal's code)."""
    good, plain = signed(), said()
    in_order = sorted((item(key), item(value)) for key, value in plain.items())
    swapped = head(5, len(in_order)) + b"".join(a + b for a, b in reversed(in_order))
    doubled = head(5, len(in_order) + 1) + b"".join(a + b for a, b in [*in_order, in_order[-1]])
    endless = b"\xbf" + b"".join(a + b for a, b in in_order) + b"\xff"
    long_number = head(5, len(in_order)) + b"".join(
        a + (head(0, SIGNED_AT, size=8) if a == item(6) else b) for a, b in in_order
    )
    yield "plain", base45(good), None
    yield (
        "expires and was issued on another day",
        base45(signed(item(said(exp=2082737600 + 28 * 3600, day=20261120)))),
        None,
    )
    yield "without words", base45(signed(item(said(what=None, number=None)))), None
    yield (
        "an address",
        "HTTPS://MOTCUA.EXAMPLE.VN/K#" + base45(good).replace("%", "%25").replace(" ", "%20"),
        None,
    )
    yield (
        "an address with every sign written out",
        "https://motcua.example.vn/K#" + "".join(f"%{ord(c):02x}" for c in base45(good)),
        None,
    )
    yield "broken over two lines", base45(good)[:100] + "\r\n" + base45(good)[100:] + "\n", None
    yield (
        "before its key was changed",
        base45(signed(item(said(iat=SIGNED_AT - 200 * 86400)), key=ENDED)),
        None,
    )
    yield "nothing", "", "unreadable"
    yield "cut off", base45(good)[:-30], "unreadable"
    yield "cut off within a group", base45(good)[:-2], "unreadable"
    yield "bytes behind the end", base45(good + b"\0"), "unreadable"
    yield "a letter that is none", base45(good)[:-1] + "đ", "unreadable"
    yield "small letters", base45(good).lower(), "unreadable"
    yield "a group above its bytes", ":::" + base45(good)[3:], "unreadable"
    yield "no CBOR", base45(b"\xff\xff\xff\xff"), "unreadable"
    yield "longer than any code", base45(bytes(300)), "too-long"
    yield "huge", "A" * 3_000, "too-long"
    yield "another tag", base45(b"\xd1" + good[1:]), "not-ours"
    yield "no tag", base45(good[1:]), "not-ours"
    yield "five parts", base45(signed(wrap=lambda parts: b"\xd2\x85" + b"".join(parts) + b"\0")), "not-ours"
    yield "a nest of arrays", base45(b"\xd2" + b"\x81" * 200 + b"\x80"), "unreadable"
    yield (
        "an array without a length",
        base45(signed(wrap=lambda parts: b"\xd2\x9f" + b"".join(parts) + b"\xff")),
        "unreadable",
    )
    yield (
        "a longer head than needed",
        base45(
            signed(
                wrap=lambda p: (
                    b"\xd2\x84" + p[0] + p[1] + head(2, len(item(said())), size=2) + item(said()) + p[3]
                )
            )
        ),
        "unreadable",
    )
    yield (
        "words in the unprotected header",
        base45(signed(wrap=lambda p: b"\xd2\x84" + p[0] + item({4: number(KEY)}) + p[2] + p[3])),
        "not-ours",
    )
    yield (
        "no signature",
        base45(signed(wrap=lambda p: b"\xd2\x84" + p[0] + p[1] + p[2] + item(b""))),
        "not-ours",
    )
    yield (
        "a signature in DER",
        base45(signed(wrap=lambda p: b"\xd2\x84" + p[0] + p[1] + p[2] + item(bytes(70)))),
        "not-ours",
    )
    yield "EdDSA named as algorithm", base45(signed(protected=header(algorithm=-8))), "not-ours"
    yield "HMAC named as algorithm", base45(signed(protected=header(algorithm=5))), "not-ours"
    yield "no algorithm", base45(signed(protected=item({4: number(KEY)}))), "not-ours"
    yield "a critical header more", base45(signed(protected=item({1: -7, 2: 1, 4: number(KEY)}))), "not-ours"
    yield (
        "header in another order",
        base45(signed(protected=_pairs((4, item(number(KEY))), (1, item(-7))))),
        "unreadable",
    )
    yield "an empty header", base45(signed(protected=b"")), "unreadable"
    yield "a key that nobody knows", base45(signed(key=STRANGER)), "unknown-key"
    yield "signed by another key than it names", base45(signed(key=STRANGER, protected=header(KEY))), "forged"
    yield "the other half of the signature", base45(signed(large=True)), "forged"
    yield "one bit of the payload", base45(_flipped(good, good.index(b"GPXD"))), "forged"
    yield "one bit of the signature", base45(_flipped(good, len(good) - 5)), "forged"
    yield (
        "a signature of zeros",
        base45(signed(wrap=lambda p: b"\xd2\x84" + b"".join(p[:3]) + item(bytes(64)))),
        "forged",
    )
    yield "claims in another order", base45(signed(swapped)), "unreadable"
    yield "a claim twice", base45(signed(doubled)), "unreadable"
    yield "a map without a length", base45(signed(endless)), "unreadable"
    yield "a number longer than needed", base45(signed(long_number)), "unreadable"
    yield "a claim too many", base45(signed(item(said() | {-9: "Nguyễn Văn A"}))), "not-ours"
    yield "a claim too few", base45(signed(item(said(iss=None)))), "not-ours"
    yield "a moment as text", base45(signed(item(said(iat="2026")))), "not-ours"
    yield "a moment before our time", base45(signed(item(said(iat=5)))), "not-ours"
    yield "a moment after our time", base45(signed(item(said(iat=2**40)))), "not-ours"
    yield "a day that is none", base45(signed(item(said(day=20261331)))), "not-ours"
    yield "expired before it was issued", base45(signed(item(said(exp=SIGNED_AT - 86400 * 30)))), "not-ours"
    yield "a kind that is none", base45(signed(item(said(kind=99)))), "not-ours"
    yield "a short digest", base45(signed(item(said(digest=DIGEST[:16])))), "not-ours"
    yield "a short id", base45(signed(item(said(cti=ID[:8])))), "not-ours"
    yield "letters turned around", base45(signed(item(said(number="12/\u202eDXPG")))), "not-ours"
    yield "a line break in the words", base45(signed(item(said(what="Giấy\nphép")))), "not-ours"
    yield "words in another normal form", base45(signed(item(said(number="Gia\u0302\u0301y")))), "not-ours"
    yield "words too long", base45(signed(item(said(what="x" * 43, number=None)))), "not-ours"
    yield "no words in the words", base45(signed(item(said(what="  ")))), "not-ours"
    yield (
        "text that is no UTF-8",
        base45(signed(item(said(what=None)).replace(b"GPXD", b"GP\xff\xfe"))),
        "unreadable",
    )
    yield "a map as a claim", base45(signed(item(said(what={1: 2})))), "not-ours"
    yield "a payload that is a list", base45(signed(item([1, 2]))), "not-ours"
    yield (
        "before its key was made",
        base45(signed(item(said(iat=SIGNED_AT - 800 * 86400)))),
        "key-not-in-force",
    )
    yield "after its key ended", base45(signed(key=ENDED)), "key-not-in-force"
    yield "by a revoked key", base45(signed(key=REVOKED)), "key-revoked"


def _flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def keys():
    since = "2025-01-01T00:00:00.000000Z"
    yield "statement-1-00000001", KEY, since, None, None
    yield "statement-2-00000002", REVOKED, since, None, "2026-06-01T00:00:00.000000Z"
    yield "statement-3-00000003", ENDED, since, "2026-06-01T00:00:00.000000Z", None


def document():
    import base64

    return {
        "about": "Statements of results, right and wrong. docs/reference/statement.md says how to read them.",
        "keys": [
            {"id": id, "use": "statement", "algorithm": "ES256", "public": base64.b64encode(public(key)).decode(),
             "from": since, "to": to, "revoked": revoked}
            for id, key, since, to, revoked in keys()
        ],
        "statement": {"id": ID.hex(), "digest": DIGEST.hex(), "issuer": "000.00.15.H15", "signed_at": SIGNED_AT},
        "cases": [{"name": name, "text": text, "refused": refused} for name, text, refused in cases()],
    }  # fmt: skip


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
