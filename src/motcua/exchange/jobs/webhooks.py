"""What this room wants done by itself about events: that every subscription is told, and old deliveries go."""

import random
from datetime import datetime
from functools import cache

from django.utils import timezone

from motcua.exchange.actions import telling as acts
from motcua.exchange.ways.telling import Telling
from motcua.foundation.jobs import Job


@cache
def telling() -> Telling:
    return Telling(now=timezone.now, chance=random.random)


def tell(at: datetime) -> str:
    """Tell whoever is due."""
    count = telling().run()
    return f"{count} deliveries" if count > 1 else ""


def prune(at: datetime) -> str:
    count = acts.prune(at=at)
    return f"{count} deliveries forgotten" if count else ""


WEBHOOK_JOBS = (
    Job("exchange.tell", 0.5, tell),
    Job("exchange.prune-deliveries", 3600, prune),
)
