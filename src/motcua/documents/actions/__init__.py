"""Every change in this room: files kept and released, signatures asked for and made."""

from motcua.documents.actions.files import clean, keep, release, store
from motcua.documents.actions.signing import (
    Made,
    ask_signing,
    claim,
    drop_signing,
    put_off,
    record,
    try_again,
)
from motcua.documents.actions.standing import replace, revoke

__all__ = [
    "Made",
    "ask_signing",
    "claim",
    "clean",
    "drop_signing",
    "keep",
    "put_off",
    "record",
    "release",
    "replace",
    "revoke",
    "store",
    "try_again",
]
