"""Every change in this room: files kept and released, copies made, signatures asked for and made."""

from motcua.documents.actions.aside import put_aside
from motcua.documents.actions.copies import copy, drop_copy, make_copy
from motcua.documents.actions.destroying import destroy
from motcua.documents.actions.files import (
    clean,
    finish,
    keep,
    keep_all,
    release,
    release_all,
    scan_waiting,
    store,
    store_own,
    try_out,
)
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
from motcua.documents.reading.runner import many as looking_at_many

__all__ = [
    "Made",
    "ask_signing",
    "claim",
    "clean",
    "copy",
    "destroy",
    "drop_copy",
    "drop_signing",
    "finish",
    "keep",
    "keep_all",
    "looking_at_many",
    "make_copy",
    "put_aside",
    "put_off",
    "record",
    "release",
    "release_all",
    "replace",
    "revoke",
    "scan_waiting",
    "store",
    "store_own",
    "try_again",
    "try_out",
]
