"""Parquet by DuckDB, in this process: loaded when the first file is asked for, and offline.

Cells go there as lines of JSON, which hold every text, double and whole number as it is.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from .table import Cell, Column, Kind

_TYPES = {Kind.TEXT: "VARCHAR", Kind.NUMBER: "DOUBLE", Kind.INTEGER: "BIGINT"}
_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1"}
LINE_BYTES_MAX = 64 * 1024 * 1024


def write(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, about: Mapping[str, str]) -> bytes:
    """A file of these rows; `about` is kept in its footer. A missing cell is a null."""
    import duckdb

    names = [column.name for column in columns]
    types = ", ".join(f"{_text(column.name)}: {_text(_TYPES[column.kind])}" for column in columns)
    kept = ", ".join(f"{_text(name)}: {_text(said)}" for name, said in about.items())
    with TemporaryDirectory() as place, duckdb.connect(":memory:", config=dict(_OFFLINE)) as engine:
        lines, file = Path(place, "rows.jsonl"), Path(place, "rows.parquet")
        with lines.open("w", encoding="utf-8") as into:
            for row in rows:
                line = json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False)
                into.write(f"{line}\n")
        engine.execute(
            f"COPY (SELECT * FROM read_json({_text(str(lines))}, format='newline_delimited', columns={{{types}}}, "  # noqa: S608  names are plain letters
            f"maximum_object_size={LINE_BYTES_MAX})) TO {_text(str(file))} (FORMAT parquet, KV_METADATA {{{kept}}})"
        )
        return file.read_bytes()


def _plain(cell: Cell) -> Cell:
    return float(cell) if isinstance(cell, Decimal) else cell


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
