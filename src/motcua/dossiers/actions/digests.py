"""By the clock: each morning of work, one message to each officer about what lies with them or in their units.

It belongs to no act and changes no request. Run twice, late, by two workers at once, or begun again after one died,
each officer is looked at once a day: the row that says so and the notice are one transaction, and the row may exist
once. A message holds counts and places, and nothing of an applicant.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from motcua import database
from motcua.dossiers.models import Digest
from motcua.dossiers.queries import day as asked
from motcua.dossiers.queries.workload import HOLDING
from motcua.dossiers.rules import day as rules
from motcua.dossiers.rules.day import Hand, Matter, Piles
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.notices import queries as told
from motcua.notices.rules import AS_USUAL, Reaching, day
from motcua.people import queries as people
from motcua.people.rules import Role

LEADING = (Role.UNIT_HEAD, Role.LEADER)
UNITS_NAMED_MAX = 10
KEPT = timedelta(days=30)
DESK, DAY = "/ban-lam-viec/", "/lanh-dao/hom-nay/"


@dataclass(frozen=True)
class Morning:
    """What is asked once for everybody."""

    today: date
    at: datetime
    piles: Piles
    names: Mapping[int, people.AgencyFacts]
    serving: Mapping[int, people.OnDuty]


def send_digests(*, at: datetime) -> int:
    """Everybody on duty who was not looked at today; answers how many messages were queued."""
    today = rules.day_of_digest(at)
    if today is None:
        return 0
    on_duty = people.on_duty(at=at, roles=HOLDING)
    done = set(Digest.objects.filter(day=today).values_list("officer_id", flat=True))
    works = {
        agency: law.calendar(agency).is_working_day(today)
        for agency in {one.agency_id for one in on_duty if one.officer_id not in done}
    }
    waiting = [one for one in on_duty if one.officer_id not in done and works[one.agency_id]]
    if not waiting:
        return 0
    piles = Piles(asked.piles(at=at))
    morning = Morning(
        today=today,
        at=at,
        piles=piles,
        names=people.agencies({pile.unit_id for pile in piles.all}),
        serving={one.officer_id: one for one in on_duty},
    )
    wants = told.reaching_of(one.person_id for one in waiting)
    Digest.objects.filter(day__lt=today - KEPT).delete()
    given, turns = 0, database.Turns()
    for one in waiting:
        given += _give(one, morning, wants.get(one.person_id, AS_USUAL))
        turns.give_way()
    return given


def _give(one: people.OnDuty, morning: Morning, wants: Reaching) -> bool:
    """False when there is nothing to say, nobody to say it to, or another worker said it first."""
    # Who has no address would be one more letter that fails, each morning anew.
    is_told = wants.digest and not one.is_away and bool(one.email or one.phone or wants.chat)
    values = _values(one, morning) if is_told else {}
    try:
        with transaction.atomic():
            row = Digest.objects.create(
                officer_id=one.officer_id, day=morning.today, at=morning.at, was_told=bool(values)
            )
            if values:
                notices.queue(
                    to=notices.Recipient(
                        email=one.email,
                        name=one.name,
                        language=one.language,
                        phone=one.phone,
                        person_id=one.person_id,
                    ),
                    template="dossiers/digest",
                    values=values,
                    subject=f"digest:{row.pk}",
                    at=morning.at,
                )
    except IntegrityError:
        return False
    return bool(values)


def _values(one: people.OnDuty, morning: Morning) -> dict[str, object]:
    """What the message says; nothing when there is nothing."""
    piles = morning.piles
    own = piles.of(one.officer_id, _hands(one.posts))
    covered = []
    for other in (morning.serving[id] for id in one.covers if id in morning.serving):
        theirs = piles.of(other.officer_id, _hands(other.lent)) - own
        if rows := _rows(piles.total(theirs)):
            covered.append({"name": other.name, "rows": rows})
    led = piles.under(path for role, path in one.posts if role in LEADING)
    units = piles.units(led)
    if not (piles.total(own) or covered or units):
        return {}
    whole = piles.total(own | led)
    return {
        "day": day(morning.today),
        "late": whole[Matter.LATE],
        "today": whole[Matter.TODAY],
        "path": DAY if units else f"{DESK}?xem=cua-toi",
        "rows": _rows(piles.total(own)),
        "covered": covered,
        "units": [_unit(id, counts, morning) for id, counts in units[:UNITS_NAMED_MAX]],
        "units_more": max(0, len(units) - UNITS_NAMED_MAX),
    }


def _hands(posts: Iterable[tuple[Role, str]]) -> list[Hand]:
    return [Hand(role, path) for role, path in posts]


def _rows(counts: Counter[Matter]) -> list[dict[str, object]]:
    return [
        {
            "what": matter.name.lower(),
            "n": counts[matter],
            "path": f"{DESK}?xem=tat-ca&viec={matter}&nguoi=toi",
        }
        for matter in rules.TOLD
        if counts[matter]
    ]


def _unit(id: int, counts: Counter[Matter], morning: Morning) -> dict[str, object]:
    return {
        "name": morning.names[id].name,
        "path": f"{DESK}?xem=tat-ca&don-vi={id}",
        "rows": [
            {"what": matter.name.lower(), "n": counts[matter]} for matter in rules.TOLD if counts[matter]
        ],
    }
