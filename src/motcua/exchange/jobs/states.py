"""At a local node: that the nation hears everything."""

import random
from datetime import datetime
from functools import cache
from importlib.metadata import version

from django.conf import settings

from motcua.exchange import actions
from motcua.exchange.actions import Sender, Step
from motcua.exchange.ways.nation import ToTheNation
from motcua.foundation.jobs import Job

STEPS_MAX = 200


@cache
def sender(node: str, address: str) -> Sender:
    way = ToTheNation(address)
    return Sender(
        node=node,
        software=f"motcua {version('motcua')}",
        check_key=way.check_key,
        carry=way,
        chance=random.random,
    )


def send(at: datetime) -> str:
    """Send until the nation has heard everything, or does not answer."""
    if not settings.NATION:
        return ""
    sent = 0
    for _ in range(STEPS_MAX):
        step = actions.send_next(sender=sender(settings.NODE, settings.NATION), at=at)
        sent += step is Step.SENT
        if step not in (Step.SENT, Step.MOVED):
            break
    again = actions.send_replays(sender=sender(settings.NODE, settings.NATION), at=at)
    return f"{sent} batches, {again} records again" if sent > 1 or again else ""


def seals(at: datetime) -> str:
    """Have the nation witness what we sealed."""
    if not settings.NATION:
        return ""
    count = actions.send_seals(sender=sender(settings.NODE, settings.NATION), at=at)
    return f"{count} seals" if count > 1 else ""


def compare(at: datetime) -> str:
    """Once a night: does the nation have what we have?"""
    if not settings.NATION or not actions.is_due(at=at):
        return ""
    actions.send_seals(sender=sender(settings.NODE, settings.NATION), at=at, again=True)
    count = actions.compare(sender=sender(settings.NODE, settings.NATION), at=at)
    return "" if count is None else f"{count} gaps"


def unheard(at: datetime) -> str:
    """Tell the offices which of their requests the nation has not acknowledged."""
    count = actions.tell_unheard(at=at)
    return f"{count} requests unheard" if count else ""


STATE_JOBS = (
    Job("exchange.tell-unheard", 600, unheard),
    Job("exchange.compare", 60, compare),
    Job("exchange.send-seals", 10, seals),
    Job("exchange.send", 0.5, send),
)
