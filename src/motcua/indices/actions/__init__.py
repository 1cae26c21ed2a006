"""Every change of this room: one function, one act, one transaction."""

from .now import cast_now
from .published import BY_SYSTEM, Came, Table, import_as, import_table, load
from .sheets import announce, freeze

__all__ = [
    "BY_SYSTEM",
    "Came",
    "Table",
    "announce",
    "cast_now",
    "freeze",
    "import_as",
    "import_table",
    "load",
]
