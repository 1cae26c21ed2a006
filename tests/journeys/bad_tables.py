"""Files that are no sound tables: hostile, damaged, or made by a spreadsheet in a hurry; for every page that reads tables."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

SHEET = "xl/worksheets/sheet1.xml"
SECRET = "KHO-BAU-CUA-MAY-CHU"  # stands in a file of the server that a document type names


@dataclass(frozen=True)
class BadTable:
    name: str
    content: bytes
    ending: str = "csv"


def plain(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """Every text as text, also one that begins like a formula; without what no workbook can hold."""
    book = Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = book.active.cell(number, column, text)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, change: Callable[[bytes], bytes], *, part: str = SHEET) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            found = old.read(one)
            if one.filename == part:
                assert change(found) != found, "nothing was changed"
                found = change(found)
            new.writestr(one.filename, found)
    return out.getvalue()


def _with(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, part)
    return out.getvalue()


def texts(head: Sequence[str], row: Sequence[str]) -> Iterator[BadTable]:
    """Each of them is refused as a whole; `head` and `row` would be sound."""
    sound = plain([head, row])
    yield BadTable("no table", b"xin,ch\xc3\xa0o\n1,2\n")
    yield BadTable("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00" + b"\0" * 200)
    yield BadTable("a sign of no text", plain([head, [f"{row[0]}\0", *row[1:]]]))
    yield BadTable("half of a sign", plain([head]) + b"Nguy\xe1\xbb," + plain([row]))
    yield BadTable("half of a character", plain([head]) + b"\xed\xa0\x80," + plain([row]))
    yield BadTable("a mark of UTF-8 before something else", b"\xef\xbb\xbf" + sound + b"\xff\xff\n")
    yield BadTable("a quotation mark that nobody closes", sound + b'"' + plain([row]) * 3)
    yield BadTable("a cell without an end", plain([head, [*row[:-1], "a" * 200_000]]))
    yield BadTable("rows without an end", plain([head]) + plain([row]) * 30_000)


def workbooks(head: Sequence[str], row: Sequence[str], secret: str) -> Iterator[BadTable]:
    """The same; `secret` is the path of a file that must not be read."""
    sound = workbook([head, row])
    said = re.search(rb"<is><t>([^<]+)</t></is></c><c r=\"B2\"", _sheet(sound))
    assert said is not None
    inner, outer = b">" + said[1] + b"<", b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file://%s">]>'
    yield BadTable(
        "a document type that names a file",
        changed(sound, lambda xml: outer % secret.encode() + xml.replace(inner, b">&x;<")), "xlsx",
    )  # fmt: skip
    laughs = b"".join(
        b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"ha") * 10) for n in range(10)
    )
    yield BadTable(
        "a document type that grows",
        changed(sound, lambda xml: b"<!DOCTYPE worksheet [" + laughs + b"]>" + xml.replace(inner, b">&a9;<")), "xlsx",
    )  # fmt: skip
    yield BadTable("a bomb", _bomb(sound), "xlsx")
    yield BadTable("macros", _with(sound, "xl/vbaProject.bin", b"x"), "xlsx")
    yield BadTable("contents of other files", _with(sound, "xl/externalLinks/externalLink1.xml", b"<x/>"), "xlsx")  # fmt: skip
    yield BadTable("half of a workbook", sound[: len(sound) // 2], "xlsx")
    yield BadTable("an old workbook, or one with a password", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "xlsx")
    yield BadTable("a number that is none", changed(workbook([head, [*row[:-1], 12345]]), lambda xml: xml.replace(b"<v>12345<", b"<v>NaN<")), "xlsx")  # fmt: skip


def _bomb(content: bytes) -> bytes:
    """The list of its parts says a gigabyte for each."""
    found = bytearray(content)
    for entry in re.finditer(rb"PK\x01\x02", content):
        found[entry.start() + 24 : entry.start() + 28] = (2**30).to_bytes(4, "little")
    return bytes(found)


def _sheet(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(SHEET)


def far_cell(content: bytes) -> bytes:
    """A million rows of nothing, and one word in the last of them."""
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return changed(content, lambda xml: xml.replace(b"</sheetData>", cell))


def put_together(content: bytes) -> bytes:
    """The whole sheet as one cell."""
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return changed(content, lambda xml: xml.replace(b"</sheetData>", merged))


def infinite(content: bytes, number: int) -> bytes:
    """This number, too large for any."""
    return changed(content, lambda xml: xml.replace(b"<v>%d<" % number, b"<v>1e309<"))
