"""Which originals lie at the office, and which went back."""

from motcua.dossiers.models import Dossier, Original


def held(dossier: Dossier) -> list[Original]:
    """What lies here; no question when there is none."""
    if not dossier.originals:
        return []
    return list(Original.objects.filter(dossier=dossier, returned_at=None).order_by("id"))


def all_of(dossier: Dossier) -> list[Original]:
    """Also what was given back."""
    rows = Original.objects.filter(dossier=dossier).select_related("kept_by__person", "returned_by__person")
    return list(rows.order_by("id"))
