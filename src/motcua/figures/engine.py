"""DuckDB, in this process: for writing one month, and for asking the extract. It is loaded when first needed, not at start.

Nothing is fetched and no extension is loaded. Who asks may open the files of the extract and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .columns import COLUMNS
from .manifest import Manifest, folder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_MB_MAX = 512
THREADS_MAX = 2
ROW_GROUP_ROWS = 50_000
_OFFLINE: Mapping[str, str] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": str(THREADS_MAX),
    "memory_limit": f"{MEMORY_MB_MAX}MB",
    "temp_directory": "",
}


def _connect() -> "DuckDBPyConnection":
    import duckdb

    found = duckdb.connect(":memory:", config=dict(_OFFLINE))
    found.execute("SET TimeZone='Asia/Ho_Chi_Minh'")
    return found


def to_parquet(lines: Path, *, file: Path, nature: str) -> None:
    """A file of lines (CSV, no head) as Parquet, by row groups; strings keep what they hold, empty cells are nulls."""
    columns = ", ".join(f"'{one.name}': '{one.type}'" for one in COLUMNS)
    read = (
        f"read_csv({_text(lines)}, header=false, auto_detect=false, delim=',', quote='\"', escape='\"', "
        f"nullstr='', columns={{{columns}}})"
    )
    with _connect() as asked:
        asked.execute(
            f"COPY (SELECT * FROM {read}) TO {_text(file)} (FORMAT parquet, COMPRESSION zstd, "  # noqa: S608  own names
            f"ROW_GROUP_SIZE {ROW_GROUP_ROWS}, KV_METADATA {{nature: {_text(nature)}}})"
        )


@contextmanager
def opened(manifest: Manifest) -> Iterator["Asking"]:
    """The extract of this manifest, as the view `dossiers`."""
    with _connect() as found:
        place = folder()
        files = [str(place / part.file) for part in manifest.parts]
        if files:
            names = ", ".join(_text(file) for file in files)
            found.execute(f"SET allowed_paths=[{names}]")
            found.execute("SET enable_external_access=false")
            found.execute("SET lock_configuration=true")
            found.execute(f"CREATE VIEW dossiers AS SELECT * FROM read_parquet([{names}])")  # noqa: S608  own names
        else:
            columns = ", ".join(f'"{one.name}" {one.type}' for one in COLUMNS)
            found.execute(f"CREATE TABLE dossiers ({columns})")
        yield Asking(found)


class Asking:
    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self._connection = connection

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
        return self._connection.execute(sql, dict(values or {})).fetchall()


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
