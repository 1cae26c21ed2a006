"""What a batch may say, in which order it is taken, how long a sender waits. Pure: values in, answer or refusal out."""

from motcua.exchange.rules.kinds import NATIONAL, Entry, Kind, Side
from motcua.exchange.rules.webhooks import CursorGone

__all__ = ["NATIONAL", "CursorGone", "Entry", "Kind", "Side"]
