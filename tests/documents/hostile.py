"""A hundred files that mean harm or are broken, made here: name, what it is called, its bytes.

Each must be refused with a sentence, or taken with a stated warning; the test says which of the two for whole groups.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image

from tests.documents.samples import JPEG, PDF, PNG, chunk, pdf

SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
LAUNCH = b"<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>"


@dataclass(frozen=True)
class Hostile:
    what: str
    name: str
    content: bytes
    told: str = ""  # empty: must be refused; otherwise the code of the warning it may be taken with
    may_be_taken: bool = False  # refused or taken with any warning, as the parser finds


def every() -> list[Hostile]:
    return [*lies(), *cuts(), *active(), *bombs(), *damaged(), *packed(), *pictures(), *names()]


def lies() -> Iterator[Hostile]:
    """One kind of file under the name of another."""
    heads = {
        "program": b"MZ" + bytes(200), "linux program": b"\x7fELF" + bytes(200), "page": b"<html><script>x()</script>",
        "svg": b"<svg onload='x()'/>", "gif": b"GIF89a" + bytes(50), "rtf": b"{\\rtf1 x}", "zip": zipped(), "words": b"hello",
    }  # fmt: skip
    for what, content in heads.items():
        for ending in ("pdf", "jpg", "png"):
            yield Hostile(f"{what} called {ending}", f"a.{ending}", content)
    yield Hostile("pdf called jpg", "a.jpg", PDF)
    yield Hostile("png called pdf", "a.pdf", PNG)
    yield Hostile("pdf after other bytes", "a.pdf", b"GIF89a" + PDF)
    yield Hostile("nothing", "a.pdf", b"")


def cuts() -> Iterator[Hostile]:
    for name, whole in (("a.pdf", PDF), ("a.jpg", JPEG), ("a.png", PNG)):
        for share in (0.2, 0.5, 0.8, 0.95):
            yield Hostile(f"{name} cut at {share:.0%}", name, whole[: int(len(whole) * share)])


def active() -> Iterator[Hostile]:
    """Something that starts by itself."""
    yield Hostile("script on opening", "a.pdf", pdf(SCRIPT, root=b"/OpenAction 6 0 R"))
    yield Hostile("program on opening", "a.pdf", pdf(LAUNCH, root=b"/OpenAction 6 0 R"))
    yield Hostile("script by name", "a.pdf", pdf(SCRIPT, root=b"/Names<</JavaScript<</Names[(a)6 0 R]>>>>"))
    yield Hostile("script on closing", "a.pdf", pdf(SCRIPT, root=b"/AA<</WC 6 0 R>>"))
    yield Hostile("hidden script", "a.pdf", pdf(b"<</S/#4aava#53cript/JS(x)>>", root=b"/OpenAction 6 0 R"))
    yield Hostile(
        "script in a packed object", "a.pdf", packed_objects(pdf(SCRIPT, root=b"/OpenAction 6 0 R"))
    )
    yield Hostile("script nobody points at", "a.pdf", pdf(SCRIPT))
    # The same where it stands in another object instead of being pointed at.
    yield Hostile("program when a page opens", "a.pdf", standing_in(b"/AA<</O" + LAUNCH + b">>"))
    yield Hostile("script in the catalogue", "a.pdf", pdf(b"null", root=b"/OpenAction" + SCRIPT))
    yield Hostile(
        "address on opening", "a.pdf", pdf(b"null", root=b"/OpenAction<</S/URI/URI(http://10.0.0.1/)>>")
    )
    xfa = b"<template><event><script>x()</script></event></template>"
    form = b"<</Length %d>>stream\n%s\nendstream" % (len(xfa), xfa)
    yield Hostile("script in a form of XML", "a.pdf", pdf(form, root=b"/AcroForm<</XFA 6 0 R/Fields[]>>"))
    yield Hostile(
        "place shown on opening",
        "a.pdf",
        pdf(b"null", root=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
        told="fine",
    )
    yield Hostile("film that plays", "a.pdf", pdf(b"<</Type/Annot/Subtype/RichMedia>>"))


def packed_zeros(megabytes: int) -> bytes:
    """What `zlib.compress` makes of so many zeros, put together from one packed megabyte: every run reads this file."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    one = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes * 1_000_000 % 65_521) << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + one * megabytes + packer.flush() + struct.pack(">I", checksum)


def bombs() -> Iterator[Hostile]:
    """Small files that want to become very large."""
    zeros = packed_zeros(300)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(zeros), zeros)
    yield Hostile("stream of 300 MB", "a.pdf", pdf(stream), may_be_taken=True)
    content = pdf(stream).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")
    yield Hostile("page of 300 MB", "a.pdf", content, may_be_taken=True)
    twice = zlib.compress(zeros, 9)
    nested = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice)
    yield Hostile(
        "bomb in a bomb",
        "a.pdf",
        pdf(nested).replace(b"/Contents 4 0 R", b"/Contents 6 0 R"),
        may_be_taken=True,
    )
    image = b"<</Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
    yield Hostile("picture of 100,000 × 100,000 in a pdf", "a.pdf", pdf(image % (len(zeros), zeros)))
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    huge = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zeros[:100_000]) + chunk(b"IEND", b"")
    )
    yield Hostile("picture of 100,000 × 100,000", "a.png", huge)
    yield Hostile("jpeg that says 65,500 × 65,500", "a.jpg", sized(JPEG, 65_500))
    yield Hostile(
        "page of 10 km", "a.pdf", PDF.replace(b"[0 0 300 200]", b"[0 0 9e9 9e9]"), may_be_taken=True
    )
    yield Hostile(
        "page of no size", "a.pdf", PDF.replace(b"[0 0 300 200]", b"[0 0 000 000]"), may_be_taken=True
    )
    yield Hostile("a thousand pages", "a.pdf", many_pages(1000))
    yield Hostile(
        "words in a text block of a png",
        "a.png",
        PNG[:33] + chunk(b"zTXt", b"a\0\0" + zeros) + PNG[33:],
        may_be_taken=True,
    )


def damaged() -> Iterator[Hostile]:
    """Structures that lead astray."""
    yield Hostile("pages that hold themselves", "a.pdf", PDF.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"))
    yield Hostile("no pages", "a.pdf", PDF.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0     "))
    yield Hostile("no catalogue", "a.pdf", PDF.replace(b"/Root 1 0 R", b"/Root 9 0 R"), may_be_taken=True)
    yield Hostile(
        "table that points nowhere", "a.pdf", PDF.replace(b"0000000009", b"9999999999"), may_be_taken=True
    )
    yield Hostile("deep arrays", "a.pdf", pdf(b"[" * 50_000 + b"]" * 50_000), may_be_taken=True)
    yield Hostile(
        "deep dictionaries", "a.pdf", pdf(b"<</A" * 20_000 + b" 1" + b">>" * 20_000), may_be_taken=True
    )
    yield Hostile("a hundred thousand objects", "a.pdf", pdf(*[b"null"] * 100_000), may_be_taken=True)
    yield Hostile("endless form in a form", "a.pdf", endless_form(), may_be_taken=True)
    yield Hostile("locked", "a.pdf", locked())
    for seed in range(14):
        yield Hostile(f"random changes {seed}", "a.pdf", shaken(PDF, seed), may_be_taken=True)
        yield Hostile(f"random changes {seed} in a photo", "a.jpg", shaken(JPEG, seed), may_be_taken=True)


def packed() -> Iterator[Hostile]:
    """Files in files, and two files in the same bytes."""
    yield Hostile("zip of zips", "a.zip", zip_of_zips())
    yield Hostile("embedded program", "a.pdf", embedded(), told="embedded")
    yield Hostile("photo and zip in one", "a.jpg", JPEG + zipped(), told="extra-bytes")
    yield Hostile(
        "picture and page in one", "a.png", PNG + b"<html><script>x()</script></html>", told="extra-bytes"
    )
    yield Hostile("pdf and zip in one", "a.pdf", PDF + zipped(), told="extra-bytes")
    yield Hostile("word file", "a.docx", zipped())


def pictures() -> Iterator[Hostile]:
    yield Hostile("picture of one point", "a.png", PNG, told="coarse")
    yield Hostile("photo without frame", "a.jpg", JPEG[:2] + b"\xff\xd9")
    yield Hostile("png with wrong sums", "a.png", PNG.replace(b"IDAT", b"IDAU"))
    yield Hostile("nothing but white", "a.png", plain(1200, 1600), told="blank")


def names() -> Iterator[Hostile]:
    """Sound files under names that deceive or climb."""
    for name in (
        "../../etc/passwd.pdf", "C:\\windows\\system32\\a.pdf", "a\u202efdp.exe.pdf", "a\0b.pdf", "\u2066x\u2069.pdf",
        "a\r\nSet-Cookie: x.pdf", ". . .pdf", "x" * 5000 + ".pdf", "<script>.pdf", "a.pdf/../../b.pdf", "con.pdf",
    ):  # fmt: skip
        yield Hostile(f"name {name[:20]!r}", name, PDF, told="fine")


# Parts -------------------------------------------------------------------------------------------------


def zipped(content: bytes = b"x" * 100) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", content)
    return out.getvalue()


def zip_of_zips() -> bytes:
    content = zipped(bytes(1_000_000))
    for _ in range(6):
        content = zipped(content * 10)
    return content


def standing_in(what: bytes) -> bytes:
    """The same PDF with more in its page."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        for name, value in pikepdf.Object.parse(b"<<" + what + b">>").items():
            document.pages[0].obj[name] = value
        document.save(out)
    return out.getvalue()


def packed_objects(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def embedded() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ" + bytes(100))
        document.save(out)
    return out.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))
    return out.getvalue()


def many_pages(number: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(number):
            document.add_blank_page(page_size=(200, 200))
        document.save(out)
    return out.getvalue()


def endless_form() -> bytes:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 6 0 R>>>>/Length 5>>stream\n/F Do\nendstream"
    return (
        pdf(form)
        .replace(b"/Font<<", b"/XObject<</F 6 0 R>>/Font<<")
        .replace(b"/Contents 4 0 R", b"/Contents 6 0 R")
    )


def shaken(content: bytes, seed: int) -> bytes:
    """The same file with a few bytes changed between its head and its end."""
    chance, changed = random.Random(seed), bytearray(content)
    for _ in range(12):
        changed[chance.randrange(10, len(changed) - 40)] = chance.randrange(256)
    return bytes(changed)


def sized(content: bytes, side: int) -> bytes:
    """A JPEG whose frame says another size than its content has."""
    at = next(at for at in range(2, len(content)) if content[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return content[: at + 5] + struct.pack(">HH", side, side) + content[at + 9 :]


def plain(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 253).save(out, "PNG")
    return out.getvalue()
