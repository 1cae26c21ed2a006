"""Dossiers of the sample province: twelve living months up to the moment it is made, and the closed ones of 2022–2023.

Drawn day by day from the seed and played through the room's own acts in their set form (docs/reference/sample.md).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.conf import settings

from motcua.dossiers.actions.many import Life, Lot, play
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import fits
from motcua.dossiers.rules.states import OPEN, State
from motcua.dossiers.sample import electronic, shape
from motcua.dossiers.sample.answers import fill
from motcua.dossiers.sample.lives import Offer, life
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.foundation.sample import DOSSIERS, Plan
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people import sample as people_sample
from motcua.people.sample import Citizen, Office, Part
from motcua.procedures import queries as procedures

LIVING_DAYS = 365
LIKE_DAYS = 60  # electronic results are made like requests of these days
HISTORY = (date(2022, 10, 1), date(2023, 4, 18))
HISTORY_SHARE = 0.15  # of the living part's size
HISTORY_SEED = 63
OLDEST_OPEN_DAYS = 150
LOT_DOSSIERS = 2_000
VARIANTS = 6


def made() -> bool:
    return Dossier.objects.filter(simulated=True).exists()


def make(plan: Plan) -> Mapping[str, int]:
    """The living year, and the history unless it is left out."""
    sample = people_sample.read()
    today = plan.at.astimezone(TZ).date()
    done = {"dossiers": 0}
    if plan.history:
        days = _days(*HISTORY)
        maker = Maker(
            sample.history,
            seed=plan.seed + HISTORY_SEED,
            until=datetime(2025, 6, 1, tzinfo=TZ),
            on=HISTORY[0],
        )
        a_year = int(plan.dossiers * HISTORY_SHARE * 365 / len(days))
        done["closed dossiers of 2022–2023"] = maker.write(days, a_year=a_year, plan=plan)
    maker = Maker(sample.living, seed=plan.seed, until=plan.at, on=today)
    done["dossiers"] = maker.write(
        _days(today - timedelta(days=LIVING_DAYS - 1), today), a_year=plan.dossiers, plan=plan
    )
    if settings.DEMO:  # its keys are the demo's
        like = maker.lives(_days(today - timedelta(days=LIKE_DAYS), today), a_year=DOSSIERS)
        done["electronic results"] = electronic.make(sample.living, like, at=plan.at)
    return done


def move_on(plan: Plan) -> Mapping[str, int]:
    """New days since it was made, and what has happened since to dossiers that were still open."""
    sample = people_sample.read()
    today = plan.at.astimezone(TZ).date()
    maker = Maker(sample.living, seed=plan.seed, until=plan.at, on=today)
    newest = Dossier.objects.filter(simulated=True).order_by("-submitted_at").first()
    assert newest is not None
    since = newest.submitted_at.astimezone(TZ).date()
    went_on = maker.go_on(_days(since - timedelta(days=OLDEST_OPEN_DAYS), since), a_year=plan.dossiers)
    known = set(
        Dossier.objects.filter(
            simulated=True, submitted_at__gte=newest.submitted_at - timedelta(days=2)
        ).values_list("submission", flat=True)
    )
    new = maker.write(_days(since, today), a_year=plan.dossiers, plan=plan, leave_out=known)
    return {"new dossiers": new, "acts on open dossiers": went_on}


class Maker:
    """One part of the sample: its offices, citizens and offers."""

    def __init__(self, part: Part, *, seed: int, until: datetime, on: date) -> None:
        self.seed, self.until = seed, until
        self.busiest = part.communes[0].id
        self.offices = {office.id: office for office in (*part.departments, *part.districts, *part.communes)}
        self.at_home: dict[str, list[Citizen]] = {}
        for citizen in part.citizens:
            self.at_home.setdefault(citizen.office_key, []).append(citizen)
        self.citizens = part.citizens
        self.offers = [
            offer
            for facts in procedures.offered(datetime(on.year, on.month, on.day, 12, tzinfo=TZ))
            if (offer := self._offer(facts, on))
        ]
        self.weights = [shape.WEIGHTS.get(offer.definition.code, 1.0) for offer in self.offers]

    def _offer(self, facts: procedures.VersionFacts, on: date) -> Offer | None:
        definition = facts.definition
        agencies = people.agencies(self.offices)
        places = tuple(self.offices[a.id] for a in agencies.values() if fits(a, definition.agencies[0]))
        if not places:
            return None
        weights = tuple(accumulate(self._weight(office) for office in places))
        return Offer(
            facts.id,
            definition,
            places,
            weights,
            {case.code: self._answers(definition, case.code, on) for case in definition.cases},
        )

    def _weight(self, office: Office) -> float:
        """How much is handed in at an office; the ward of the demo's players is the busiest, so that all have work."""
        return (
            shape.PLAYERS_WEIGHT
            if office.id == self.busiest
            else shape.office_shape(self.seed, office.key).weight
        )

    def _answers(self, definition: Any, case: str, on: date) -> tuple[dict[str, Any], ...]:
        form = definition.form(case)
        if form is None:
            return ()
        chance = Random(f"{self.seed}:{definition.code}:{case}")  # noqa: S311  not for secrets
        found = (
            fill(form, chance=chance, person=_facts(chance.choice(self.citizens)), today=on)
            for _ in range(VARIANTS)
        )
        return tuple(answers for answers in found if answers is not None)

    def lives(self, days: Sequence[date], *, a_year: int) -> Iterator[Life]:
        calendar = law.national_calendar()
        for day in days:
            many = shape.how_many(self.seed, day, a_year=a_year, is_working=calendar.is_working_day(day))
            chance = Random(f"{self.seed}:day:{day}")  # noqa: S311
            for place in range(many):
                offer = chance.choices(self.offers, self.weights)[0]
                office = chance.choices(offer.offices, cum_weights=offer.weights)[0]
                citizen = chance.choice(self.at_home.get(office.key) or self.citizens)
                found = life(
                    offer=offer,
                    office=office,
                    citizen=citizen,
                    seed=self.seed,
                    day=day,
                    place=place,
                    until=self.until,
                )
                if found is not None:
                    yield found

    def write(self, days: Sequence[date], *, a_year: int, plan: Plan, leave_out: Collection[Any] = ()) -> int:
        """Play and write in lots of a few thousand; answers how many dossiers."""
        lot, written, waiting = Lot(tells=False), 0, 0
        agencies = people.agencies(self.offices)
        for day in days:
            lives = [one for one in self.lives([day], a_year=a_year) if one.given.submission not in leave_out]
            play(lives, lot=lot, agencies=agencies)
            waiting += len(lives)
            if waiting >= LOT_DOSSIERS:
                written, waiting = written + lot.write(), 0
                plan.say(f"{written} dossiers, up to {day:%d/%m/%Y}")
        return written + lot.write()

    def go_on(self, days: Sequence[date], *, a_year: int) -> int:
        """Carry out what was drawn for open dossiers and has become due since; what somebody has touched is left alone."""
        open_now = dict(
            Dossier.objects.filter(simulated=True, state__in=[*OPEN, State.DONE]).values_list(
                "submission", "number"
            )
        )
        revisions = dict(
            Dossier.objects.filter(simulated=True, submission__in=list(open_now)).values_list(
                "submission", "revision"
            )
        )
        acts = 0
        for one in self.lives(days, a_year=a_year):
            number = open_now.get(one.given.submission)
            if number is None:
                continue
            for deed in one.deeds[revisions[one.given.submission] - 1 :]:
                try:
                    deed.function(number=number, reach=deed.reach, at=deed.at, given=deed.given)
                except Refusal:
                    break  # a visitor of the demo has done something else with it
                acts += 1
        return acts


def _facts(citizen: Citizen) -> dict[str, Any]:
    return {
        "person.full_name": citizen.full_name,
        "person.phone": citizen.phone,
        "person.email": citizen.email,
        "person.address": citizen.address,
        "person.birth_date": citizen.birth_date.isoformat() if citizen.birth_date else None,
    }


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
