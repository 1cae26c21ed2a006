"""How bytes come into the store: received beside it, moved to their place when nothing was wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings

from motcua.documents import store as places
from motcua.documents import whereabouts


@contextmanager
def arriving(content: BinaryIO, *, name: str, limit_bytes: int) -> Iterator[places.Incoming]:
    """Bytes to be looked at inside: after it they are in their place, or gone if they were refused."""
    whereabouts.check(name=name)
    with places.guarded(name):
        incoming = places.receive(settings.FILES_DIR, content, limit_bytes=limit_bytes)
    try:
        yield incoming
        with places.guarded(name):
            places.place().settle(incoming)
    except BaseException:
        incoming.drop()
        raise
