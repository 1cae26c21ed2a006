"""Questions about queues, tickets and appointments."""

from motcua.counter.queries.appointments import (
    Day,
    appointments_of,
    coming,
    days_free,
    office_queue,
    places_of,
)
from motcua.counter.queries.arranged import Arranged, arranged
from motcua.counter.queries.tickets import (
    ARRANGING,
    Board,
    Line,
    Place,
    Shown,
    board,
    called_at,
    label_of,
    lines,
    named,
    shown,
    waiting_for,
    window_of,
    windows_of,
)

__all__ = [
    "ARRANGING", "Arranged", "Board", "Day", "Line", "Place", "Shown", "appointments_of", "arranged", "board", "called_at", "coming", "days_free",
    "label_of", "lines", "named", "office_queue", "places_of", "shown", "waiting_for", "window_of", "windows_of",
]  # fmt: skip
