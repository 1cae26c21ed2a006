"""Requests with a result, for the tests of this room."""

from datetime import datetime, timedelta

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import State
from motcua.foundation.calendar import TZ
from tests.dossiers.build import World, submitted


def day(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=TZ)


def settled(world: World, at: datetime, *, days: float = 3, **facts: object) -> Dossier:
    """A request handed in and received at a moment, done so many days after."""
    found = submitted(world)
    changes: dict[str, object] = {
        "submitted_at": at,
        "received_at": at,
        "promised_at": at + timedelta(days=7),
        "done_at": at + timedelta(days=days),
        "closed_at": at + timedelta(days=days),
        "late": False,
        "state": State.DONE,
        "simulated": False,
        **facts,
    }
    Dossier.objects.filter(number=found.number).update(**changes)
    return Dossier.objects.get(number=found.number)


def settled_alike(one: Dossier, at: datetime, *, days: float = 3, **facts: object) -> Dossier:
    """Another request like this one, without its papers and movements: for tests that count many."""
    like = Dossier.objects.get(pk=one.pk)
    like.pk = None
    like._state.adding = True
    count = Dossier.objects.count()
    values = {
        "key": f"00000000-0000-4000-8000-{count:012}",
        "submission": f"00000000-0000-4000-9000-{count:012}",
        "number": f"H15.99-230419-{count:04}",
        "submitted_at": at,
        "received_at": at,
        "done_at": at + timedelta(days=days),
        "closed_at": at + timedelta(days=days),
        **facts,
    }
    for name, value in values.items():
        setattr(like, name, value)
    like.save(force_insert=True)
    return like
