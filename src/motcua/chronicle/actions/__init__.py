"""Every change of the chronicle. `append` is what all rooms call; the rest is the sealer's and the operator's."""

from motcua.chronicle.actions.append import (
    NewEntry,
    Other,
    Prepared,
    alike,
    append,
    append_many,
    append_prepared,
    prepare,
)
from motcua.chronicle.actions.epoch import adopt, begin_epoch
from motcua.chronicle.actions.follow import read_on
from motcua.chronicle.actions.seal import seal_lot

__all__ = [
    "NewEntry",
    "Other",
    "Prepared",
    "adopt",
    "alike",
    "append",
    "append_many",
    "append_prepared",
    "begin_epoch",
    "prepare",
    "read_on",
    "seal_lot",
]
