"""Acts on what is offered: versions by their life, the working copies they are written in, how long requests took."""

from motcua.procedures.actions.copies import begin, discard, publish_copy, save
from motcua.procedures.actions.tables import Row, take_table
from motcua.procedures.actions.times import Took, note_times
from motcua.procedures.actions.versions import (
    Checked,
    Loaded,
    check,
    close,
    load,
    load_and_publish,
    publish,
    put_in_force,
    take_back,
)
from motcua.procedures.rules import FileRefused

__all__ = [
    "Checked",
    "FileRefused",
    "Loaded",
    "Row",
    "Took",
    "begin",
    "check",
    "close",
    "discard",
    "load",
    "load_and_publish",
    "note_times",
    "publish",
    "publish_copy",
    "put_in_force",
    "save",
    "take_back",
    "take_table",
]
