"""Every change in this room: files kept and released, signatures asked for and made."""

from motcua.documents.actions.files import clean, keep, release, store

__all__ = ["clean", "keep", "release", "store"]
