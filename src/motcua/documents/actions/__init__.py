"""Every change in this room: files kept and released, copies made, signatures asked for and made."""

from motcua.documents.actions.copies import copy, drop_copy, make_copy
from motcua.documents.actions.files import clean, finish, keep, release, scan_waiting, store

__all__ = ["clean", "copy", "drop_copy", "finish", "keep", "make_copy", "release", "scan_waiting", "store"]
