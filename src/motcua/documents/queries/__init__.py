"""Questions about files and signatures. Whoever asks has checked its own gate."""

from motcua.documents.queries.files import OpenFile, StoredFile, facts, open, stored

__all__ = ["OpenFile", "StoredFile", "facts", "open", "stored"]
