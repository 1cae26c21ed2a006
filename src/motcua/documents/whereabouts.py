"""Whether the folder of files is the one that the rows speak of. A bucket answers for itself."""

from pathlib import Path

from django.conf import settings

from motcua.documents import store
from motcua.documents.models import File
from motcua.documents.rules import StoreElsewhere
from motcua.documents.store.disk import Disk
from motcua.documents.store.mark import Marked, mark, marked

__all__ = ["Marked", "check", "mark_anew", "state"]

LOOKED_AT = 10  # of the oldest and of the newest rows each


def state() -> Marked:
    """What the folder's mark says. A folder that has none yet and holds what the rows name is ours all the same."""
    if settings.FILES_S3:
        return Marked.OURS
    found = marked(Path(settings.FILES_DIR), node=settings.NODE)
    return Marked.OURS if found is Marked.NOBODYS and _holds_what_is_known() else found


def check(*, name: str) -> None:
    """Before anything is kept: refuse where an empty folder stands in the place of the files."""
    if settings.FILES_S3:
        return
    root = Path(settings.FILES_DIR)
    with store.guarded(name):
        found = marked(root, node=settings.NODE)
        if found is Marked.NOBODYS and _holds_what_is_known():
            mark(root, node=settings.NODE)
        elif found is not Marked.OURS:
            raise StoreElsewhere(name=name)


def mark_anew() -> None:
    """The operator's word that this is the folder from now on, whatever it holds."""
    mark(Path(settings.FILES_DIR), node=settings.NODE)


def _holds_what_is_known() -> bool:
    """True when there are no rows, or half of the oldest and newest lie there: a few may be missing for other reasons."""
    rows = File.objects.filter(destruction=None).order_by("pk")
    known = {*rows.values_list("sha256", flat=True)[:LOOKED_AT]}
    known |= {*rows.reverse().values_list("sha256", flat=True)[:LOOKED_AT]}
    place = Disk(Path(settings.FILES_DIR))
    return 2 * sum(place.find(sha256) is not None for sha256 in known) >= len(known)
