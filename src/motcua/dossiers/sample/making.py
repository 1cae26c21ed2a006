"""What one part of the sample is drawn from, and the lives of its days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from motcua.dossiers.actions.many import Life
from motcua.dossiers.queries import fits
from motcua.dossiers.rules.states import Channel
from motcua.dossiers.sample import shape
from motcua.dossiers.sample.answers import fill
from motcua.dossiers.sample.filed import filed
from motcua.dossiers.sample.lives import Offer, alike, assisted, life
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people import sample as people_sample
from motcua.people.sample import Citizen, Office
from motcua.people.sample_help import Helped
from motcua.procedures import queries as procedures

VARIANTS = 6


@dataclass(frozen=True)
class Part:
    """Which part: the living year or the history, drawn from a seed, as far as a moment, by the law of a day."""

    age: str
    seed: int
    until: datetime
    on: date
    files: tuple[int, ...] = ()  # of `filed.stored`, for papers and results; none: nothing has a file


def how_many(seed: int, day: date, *, a_year: int) -> int:
    """How many are drawn for a day; those after the last moment fall away."""
    working = law.national_calendar().is_working_day(day)
    return shape.how_many(seed, day, a_year=a_year, is_working=working)


class Maker:
    """One part of the sample: its offices, citizens and offers."""

    def __init__(self, drawn: Part) -> None:
        self.seed, self.until, on = drawn.seed, drawn.until, drawn.on
        self.files = drawn.files
        sample = people_sample.read()
        part = sample.living if drawn.age == "living" else sample.history
        self.communes = part.communes
        self.busiest = part.communes[0].id
        self.offices = {office.id: office for office in part.offices}
        self.police = frozenset(office.id for office in part.police)
        self.at_home: dict[str, list[Citizen]] = {}
        for citizen in part.citizens:
            self.at_home.setdefault(citizen.office_key, []).append(citizen)
        self.citizens = part.citizens
        self.helped: dict[str, list[Helped]] = {}
        for helped in part.helped:
            self.helped.setdefault(helped.office_key, []).append(helped)
        ids = {helped.citizen_id for helped in part.helped}
        self.elders = {citizen.id: citizen for citizen in part.citizens if citizen.id in ids}
        self.offers = [
            offer
            for facts in procedures.offered(datetime(on.year, on.month, on.day, 12, tzinfo=TZ))
            if (offer := self._offer(facts, on))
        ]
        self.weights = [shape.WEIGHTS.get(offer.definition.code, 1.0) for offer in self.offers]

    def _offer(self, facts: procedures.VersionFacts, on: date) -> Offer | None:
        definition = facts.definition
        if definition.is_bundle:
            return None
        agencies = people.agencies(self.offices)
        places = tuple(self.offices[a.id] for a in agencies.values() if fits(a, definition.agencies[0]))
        # A residence is the police's: where communes have their own, it is handed in there.
        places = tuple(office for office in places if office.id in self.police) or places
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
            fill(form, chance=chance, person=facts_of(chance.choice(self.citizens)), today=on)
            for _ in range(VARIANTS)
        )
        return tuple(answers for answers in found if answers is not None)

    def lives(self, days: Sequence[date], *, a_year: int) -> Iterator[Life]:
        for day in days:
            many = how_many(self.seed, day, a_year=a_year)
            chance = Random(f"{self.seed}:day:{day}")  # noqa: S311
            together = shape.alike(a_year)
            for place in range(0, many, together):
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
                if found is None:
                    continue
                if self.files:
                    found = filed(found, self.files)
                others = min(together, many - place) - 1
                whole = self._with_alike(found, office, count=others, chance=chance) if others else found
                yield from self._helped(whole, offer, office)

    def _helped(self, life: Life, offer: Offer, office: Office) -> Iterator[Life]:
        """A few of those that are sent online are sent by a helper; those that are alike send theirs by themselves.

        Which ones follows from the request's own id, not by chance: a draw more would change every life after it.
        """
        key = life.given.submission.int
        running = (
            [
                helped
                for helped in self.helped.get(office.key, ())
                if helped.runs(life.at) and helped.helping.may_send(offer.definition.code)
            ]
            if life.given.channel is Channel.ONLINE and key % 1000 < 1000 * shape.ASSISTED
            else []
        )
        if not running:
            yield life
            return
        helped = running[key // 1000 % len(running)]
        yield assisted(replace(life, alike=()), helped, self.elders[helped.citizen_id])
        if life.alike:
            yield replace(life.alike[0], alike=life.alike[1:])

    def _with_alike(self, life: Life, office: Office, *, count: int, chance: Random) -> Life:
        citizens = self.at_home.get(office.key) or self.citizens
        others = (
            alike(life, chance.choice(citizens), submission=UUID(int=chance.getrandbits(128)))
            for _ in range(count)
        )
        return replace(life, alike=tuple(others))


def facts_of(citizen: Citizen) -> dict[str, Any]:
    return {
        "person.full_name": citizen.full_name,
        "person.phone": citizen.phone,
        "person.email": citizen.email,
        "person.address": citizen.address,
        "person.birth_date": citizen.birth_date.isoformat() if citizen.birth_date else None,
    }
