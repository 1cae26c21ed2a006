"""Every change of the chronicle. `append` is what all rooms call; the rest is the sealer's and the operator's."""

from motcua.chronicle.actions.append import NewEntry, append, append_many
from motcua.chronicle.actions.epoch import adopt, begin_epoch
from motcua.chronicle.actions.follow import read_on
from motcua.chronicle.actions.seal import seal_lot

__all__ = ["NewEntry", "adopt", "append", "append_many", "begin_epoch", "read_on", "seal_lot"]
