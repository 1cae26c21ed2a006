"""Acts on what is offered: versions by their life, and how long requests took."""

from motcua.procedures.actions.times import Took, note_times
from motcua.procedures.actions.versions import (
    Checked,
    Loaded,
    check,
    close,
    load,
    load_and_publish,
    publish,
)
from motcua.procedures.rules import FileRefused

__all__ = [
    "Checked",
    "FileRefused",
    "Loaded",
    "Took",
    "check",
    "close",
    "load",
    "load_and_publish",
    "note_times",
    "publish",
]
