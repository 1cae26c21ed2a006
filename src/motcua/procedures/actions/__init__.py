"""Acts on what is offered: versions by their life, and the working copies they are written in."""

from motcua.procedures.actions.copies import begin, discard, publish_copy, save
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

__all__ = [
    "Checked",
    "Loaded",
    "begin",
    "check",
    "close",
    "discard",
    "load",
    "load_and_publish",
    "publish",
    "publish_copy",
    "put_in_force",
    "save",
    "take_back",
]
