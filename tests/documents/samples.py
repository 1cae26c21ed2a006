"""Small files of each kind, whole and broken, made here so that nothing binary lies in the repository."""

import io
import struct
import zlib

from PIL import Image


def pdf(*objects: bytes, root: bytes = b"") -> bytes:
    """A sound PDF of one page with some words; more objects are numbered from 6, `root` is added to the catalogue."""
    words = b"BT /F1 12 Tf 20 100 Td (Giay to nop kem theo ho so cua nguoi yeu cau) Tj ET"
    every = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(every, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(every) + 1
    return bytes(content) + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(content),
    )  # fmt: skip


PDF = pdf()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 2, height: int = 2) -> bytes:
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PNG = png()


def jpeg(width: int = 16, height: int = 16) -> bytes:
    picture = Image.new("L", (width, height), 200)
    picture.paste(20, (4, 4, width - 4, height - 4))
    content = io.BytesIO()
    picture.save(content, "JPEG")
    return content.getvalue()


JPEG = jpeg()

# What the scanner of the tests takes for harmful, and a picture with it.
HARM = b"MOTCUA-TEST-HARMFUL-CONTENT"
INFECTED = PNG[:33] + chunk(b"tEXt", b"note\0" + HARM) + PNG[33:]

# The test file that every scanner knows, in two halves so that none of them takes this file away; and a picture with it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WITH_EICAR = PNG[:33] + chunk(b"tEXt", b"note\0" + EICAR) + PNG[33:]
