"""The evidence packet: one zip with a request's papers, result, entries, proofs, seals and keys, that verifies without us.

`stream` writes it block by block, so that a request with a gigabyte of papers costs no more memory than a small one.
Its reader is in it: verify.py needs Python and `cryptography` only; the README says how to do the same by hand.
"""

from .contents import Held, Packet, gather
from .store_copy import stream_store
from .zipping import stream

__all__ = ["Held", "Packet", "gather", "stream", "stream_store"]
