"""Parquet for small tables: one row group, one page a column, plain values, nothing compressed.

The whole of the format that a table of figures needs is this page; the library that writes all of it weighs 165 MB
(docs/decisions). Tests read what is written here with that library. Layout: parquet.apache.org/docs/file-format;
the numbers of fields are those of parquet.thrift, in Thrift's compact protocol.
"""

import struct
from collections.abc import Mapping, Sequence
from enum import IntEnum

from .table import Cell

MAGIC = b"PAR1"
# Types of the compact protocol.
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_PLAIN, _RLE = 0, 3
_OPTIONAL = 1
_UTF8 = 0  # of ConvertedType
_DATA_PAGE = 0
_VERSION = 1


class Type(IntEnum):
    """Physical types of the format."""

    INTEGER = 2
    DOUBLE = 5
    TEXT = 6


def write(columns: Sequence[tuple[str, Type, Sequence[Cell]]], *, about: Mapping[str, str]) -> bytes:
    """A file of these columns, all of one length; `about` is kept in its footer. A missing cell is a null."""
    rows = len(columns[0][2]) if columns else 0
    file = bytearray(MAGIC)
    chunks = []
    for name, type, cells in columns:
        start = len(file)
        body = _levels(cells) + b"".join(_value(type, cell) for cell in cells if cell is not None)
        header = _struct(
            (1, _I32, _DATA_PAGE),
            (2, _I32, len(body)),
            (3, _I32, len(body)),
            (5, _STRUCT, _struct((1, _I32, len(cells)), (2, _I32, _PLAIN), (3, _I32, _RLE), (4, _I32, _RLE))),
        )
        file += header + body
        meta = _struct(
            (1, _I32, type),
            (2, _LIST, _list(_I32, [_zigzag(_PLAIN), _zigzag(_RLE)])),
            (3, _LIST, _list(_BINARY, [_binary(name)])),
            (4, _I32, 0),  # not compressed
            (5, _I64, len(cells)),
            (6, _I64, len(file) - start),
            (7, _I64, len(file) - start),
            (9, _I64, start),
        )
        chunks.append((_struct((2, _I64, start), (3, _STRUCT, meta)), len(file) - start))
    footer = _footer(columns, chunks, rows, about)
    return bytes(file + footer + struct.pack("<I", len(footer)) + MAGIC)


def _footer(
    columns: Sequence[tuple[str, Type, Sequence[Cell]]],
    chunks: Sequence[tuple[bytes, int]],
    rows: int,
    about: Mapping[str, str],
) -> bytes:
    root = _struct((4, _BINARY, _binary("schema")), (5, _I32, len(columns)))
    leaves = [_leaf(name, type) for name, type, _cells in columns]
    group = _struct(
        (1, _LIST, _list(_STRUCT, [chunk for chunk, _size in chunks])),
        (2, _I64, sum(size for _chunk, size in chunks)),
        (3, _I64, rows),
    )
    told = [_struct((1, _BINARY, _binary(key)), (2, _BINARY, _binary(text))) for key, text in about.items()]
    return _struct(
        (1, _I32, _VERSION),
        (2, _LIST, _list(_STRUCT, [root, *leaves])),
        (3, _I64, rows),
        (4, _LIST, _list(_STRUCT, [group])),
        (5, _LIST, _list(_STRUCT, told)),
        (6, _BINARY, _binary("motcua")),
    )


def _leaf(name: str, type: Type) -> bytes:
    fields: list[tuple[int, int, int | bytes]] = [
        (1, _I32, type),
        (3, _I32, _OPTIONAL),
        (4, _BINARY, _binary(name)),
    ]
    if type is Type.TEXT:
        # The older word and the newer one for “this is text”.
        fields += [(6, _I32, _UTF8), (10, _STRUCT, _struct((1, _STRUCT, _struct())))]
    return _struct(*fields)


def _levels(cells: Sequence[Cell]) -> bytes:
    """For each cell whether it is there, one bit each, as one bit-packed run of the RLE hybrid with its length before."""
    groups = (len(cells) + 7) // 8
    bits = bytearray(groups)
    for place, cell in enumerate(cells):
        if cell is not None:
            bits[place // 8] |= 1 << place % 8
    run = _varint(groups << 1 | 1) + bytes(bits) if cells else b""
    return struct.pack("<I", len(run)) + run


def _value(type: Type, cell: Cell) -> bytes:
    if type is Type.TEXT:
        return _sized(str(cell))
    if type is Type.INTEGER:
        return struct.pack("<q", int(cell))  # type: ignore[arg-type]
    return struct.pack("<d", float(cell))  # type: ignore[arg-type]


def _sized(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<I", len(raw)) + raw


# Thrift, compact -----------------------------------------------------------------------------------------------


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _binary(text: str) -> bytes:
    raw = text.encode()
    return _varint(len(raw)) + raw


def _struct(*fields: tuple[int, int, int | bytes]) -> bytes:
    """Fields by rising number; integers are zigzag, everything else comes as it is written."""
    found, last = bytearray(), 0
    for number, type, value in fields:
        found.append((number - last) << 4 | type)
        found += value if isinstance(value, bytes) else _zigzag(value)
        last = number
    return bytes(found) + b"\x00"


def _list(type: int, items: Sequence[bytes]) -> bytes:
    head = bytes([len(items) << 4 | type]) if len(items) < 15 else bytes([0xF0 | type]) + _varint(len(items))
    return head + b"".join(items)
