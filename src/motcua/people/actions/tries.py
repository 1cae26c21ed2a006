"""Counting tries: at most so many for one key in one window, however many workers and nodes ask at once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from motcua.foundation import secret_text

from ..models import Throttle
from ..rules import TooManyTries


def spend_try(*, scope: str, key: str, at: datetime, limit: int, window: timedelta) -> None:
    """Spend one try of `key` in `scope`, or raise `TooManyTries`. Call it outside the transaction of the act it guards.

    Three conditional updates instead of read-then-write: two requests at once never share one try.
    """
    key_hash = _hash(scope, key)
    for _attempt in range(2):
        mine = Throttle.objects.filter(scope=scope, key_hash=key_hash)
        if mine.filter(started_at__gt=at - window, tries__lt=limit).update(tries=F("tries") + 1):
            return
        if mine.filter(started_at__lte=at - window).update(tries=1, started_at=at):
            return
        row = Throttle(scope=scope, key_hash=key_hash, tries=0, started_at=at)
        Throttle.objects.bulk_create([row], ignore_conflicts=True)
        # The row exists now, mine or a competitor's: the first update decides.
    started_at = mine.values_list("started_at", flat=True).first() or at
    raise TooManyTries(until=started_at + window)


def count_tries(
    *, scope: str, key: str, count: int, at: datetime, limit: int, window: timedelta
) -> datetime | None:
    """Note that `count` were let through, by whoever counts for itself; until when no more may be, or None."""
    mine = Throttle.objects.filter(scope=scope, key_hash=_hash(scope, key))
    for _attempt in range(2):
        if mine.filter(started_at__gt=at - window).update(tries=F("tries") + count):
            break
        if mine.filter(started_at__lte=at - window).update(tries=count, started_at=at):
            return None
        row = Throttle(scope=scope, key_hash=_hash(scope, key), tries=0, started_at=at)
        Throttle.objects.bulk_create([row], ignore_conflicts=True)
    tries, started_at = mine.values_list("tries", "started_at").first() or (0, at)
    return started_at + window if tries > limit else None


def refund(*, scope: str, key: str) -> None:
    """Forget the tries of a key that proved itself."""
    Throttle.objects.filter(scope=scope, key_hash=_hash(scope, key)).delete()


def forget_old_tries(*, before: datetime) -> int:
    """Remove what no window can still need; a job calls this daily."""
    return Throttle.objects.filter(started_at__lt=before).delete()[0]


def _hash(scope: str, key: str) -> str:
    return secret_text.fingerprint(f"{scope}\n{key}", use="throttle", folder=settings.KEYS_DIR)
