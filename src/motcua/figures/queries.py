"""Questions about what was counted. Nothing here changes a row, and nothing counts requests."""

from datetime import datetime

from .models import Counting


def as_of() -> datetime | None:
    """The moment whose records the figures are of; None while nothing was counted."""
    return Counting.objects.values_list("as_of", flat=True).first()
