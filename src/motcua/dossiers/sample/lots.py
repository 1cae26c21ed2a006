"""Playing a part of the sample and writing it: days by days in lots, in several processes when there is much of it.

Every lot knows beforehand which ids are its own, so one process or many leave the same rows.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from motcua import apart, bulk
from motcua.dossiers.actions.lot import ORDER, Around, Batch, Lot, last_numbers, next_free, write_batch
from motcua.dossiers.actions.many import one_by_one, play
from motcua.dossiers.models import Dossier, Paper, Wait
from motcua.dossiers.sample.making import Maker, Part, how_many
from motcua.foundation.collecting import nothing_collected
from motcua.foundation.sample import Plan
from motcua.law import queries as law
from motcua.people import queries as people

LOT_DOSSIERS = 2_000
PAPERS_MAX = 40  # with one dossier
# From so many on it is worth starting processes, and building indexes at the end.
MUCH = 50_000


@dataclass(frozen=True)
class Portion:
    """Days of one part of the sample."""

    part: Part
    days: tuple[date, ...]
    a_year: int


@dataclass(frozen=True)
class Share:
    """Days that one lot draws, and the first of the ids that are its own: at most one wait comes with a dossier."""

    portion: int
    days: tuple[date, ...]
    dossiers: int  # at most
    dossier: int
    wait: int
    paper: int | None = None  # where papers have files, which are held by their ids


@dataclass(frozen=True)
class Job:
    """What a process needs to know to play any share."""

    portions: tuple[Portion, ...]
    leave_out: frozenset[UUID]
    numbers: dict[tuple[int, date], int]


def write(
    portions: Sequence[Portion], *, plan: Plan, leave_out: frozenset[UUID] = frozenset()
) -> tuple[int, ...]:
    """Play and write them: all, or nothing when it is interrupted; answers how many dossiers of each."""
    shares = _shares(portions)
    total = sum(share.dossiers for share in shares)
    numbers = last_numbers(since=min(portion.days[0] for portion in portions))
    job = Job(tuple(portions), leave_out, numbers)
    written, began = [0] * len(portions), time.monotonic()
    with _played(job, shares, processes=plan.processes or _processes(total)) as batches:
        for share, batch in zip(shares, batches, strict=True):
            written[share.portion] += write_batch(batch)
            plan.say(_progress(sum(written), total, share.days[-1], seconds=time.monotonic() - began))
    return tuple(written)


def _processes(total: int) -> int:
    return apart.processes() if total >= MUCH else 1


def _progress(written: int, total: int, day: date, *, seconds: float) -> str:
    left = seconds * (total - written) / written if written else 0
    words = f"{written:,} of about {total:,} dossiers ({written / max(total, 1):.0%}), up to {day:%d/%m/%Y}"
    return words if left < 10 else f"{words}, about {_said(left)} to go"


def _said(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"


def _shares(portions: Sequence[Portion]) -> list[Share]:
    first = next_free()
    dossier, wait = first[Dossier], first[Wait]
    paper = first[Paper] if any(portion.part.files for portion in portions) else None
    shares: list[Share] = []
    for number, portion in enumerate(portions):
        taken: list[date] = []
        waiting = 0
        for day in portion.days:
            taken.append(day)
            waiting += how_many(portion.part.seed, day, a_year=portion.a_year)
            if waiting >= LOT_DOSSIERS or day == portion.days[-1]:
                shares.append(Share(number, tuple(taken), waiting, dossier, wait, paper))
                paper = None if paper is None else paper + waiting * PAPERS_MAX
                dossier, wait, waiting, taken = dossier + waiting, wait + waiting, 0, []
    return shares


@contextmanager
def _played(job: Job, shares: Sequence[Share], *, processes: int) -> Iterator[Iterator[Batch]]:
    """The lots in the order of their days. Much of it goes into bare tables, once no process reads any more.

    The series of numbers keeps its index: each lot looks for its days there.
    """
    if processes == 1:
        # Before the transaction begins: what is read inside one is not remembered (`procedures.definition`).
        batches = map(player(job), shares)
        with transaction.atomic():
            yield batches
        return
    worker = f"{__name__}:player_apart"
    with (
        apart.answers(worker, arguments=[job], tasks=shares, count=processes) as answers,
        transaction.atomic(),
        bulk.bare(ORDER),
    ):
        yield answers


def player_apart(job: Job) -> Callable[[Share], Batch]:
    """In a process of its own: reads what it needs, then keeps off the database, which the writer has for itself."""
    play_share = player(job)
    law.hold()
    connection.close()
    connection.ensure_connection = _keep_off  # type: ignore[method-assign]
    return play_share


def _keep_off() -> None:
    raise AssertionError("a process that plays lives asked the database")


def player(job: Job) -> Callable[[Share], Batch]:
    around, makers = Around.read(), [Maker(portion.part) for portion in job.portions]
    agencies = people.agencies(around.agencies)
    for maker in makers:
        for office in maker.offices:
            law.calendar(office)

    def play_share(share: Share) -> Batch:
        # Rows of a lot are many and none is garbage before it is closed: looking for it took a quarter of the time.
        with nothing_collected():
            return _played_share(share)

    def _played_share(share: Share) -> Batch:
        first: dict[Any, int] = {Dossier: share.dossier, Wait: share.wait}
        if share.paper is not None:
            first[Paper] = share.paper
        lot = Lot(tells=False, around=around, first=first, numbers=job.numbers)
        for day in share.days:
            lives = makers[share.portion].lives([day], a_year=job.portions[share.portion].a_year)
            if job.leave_out:
                lives = (one for one in one_by_one(lives) if one.given.submission not in job.leave_out)
            play(lives, lot=lot, agencies=agencies)
        if share.paper is not None:
            assert lot.next_id(Paper) <= share.paper + share.dossiers * PAPERS_MAX, "too few ids for papers"
        batch = lot.close()
        assert batch.dossiers <= share.dossiers, "a share gave more dossiers than it has ids"
        return batch

    return play_share
