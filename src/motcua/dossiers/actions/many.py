"""The set form: whole lives of dossiers, played in memory by the same acts and rules, written in lots.

For the sample province and for bringing dossiers over from an old system, where nobody else writes meanwhile.
A test plays the same lives one by one and in a lot, and compares every table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.dossiers.actions.alike import Writer
from motcua.dossiers.actions.hand_in import submit_into
from motcua.dossiers.actions.lot import Lot
from motcua.dossiers.actions.moving import Done, Public, case_of
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Reach


@dataclass(frozen=True)
class Deed:
    """One later act in a life: what, by whom, when."""

    act: Act
    function: Public[Any]
    reach: Reach
    at: datetime
    given: object


@dataclass(frozen=True)
class Life:
    """A submission and what follows, in order of time."""

    reach: Reach
    at: datetime
    given: inputs.Submit
    deeds: tuple[Deed, ...] = ()
    simulated: bool = False
    # Others that differ from this one only in who asks: at the same moment, at the same desk (actions/alike.py).
    alike: tuple["Life", ...] = ()

    @property
    def person(self) -> Reach:
        """Who asks, as far as they did something themselves."""
        return next((deed.reach for deed in self.deeds if not deed.reach.grants), self.reach)


def one_by_one(lives: Iterable[Life]) -> Iterator[Life]:
    """Every life, also those that are like another one."""
    for life in lives:
        yield replace(life, alike=())
        yield from life.alike


def play(lives: Iterable[Life], *, lot: Lot, agencies: Mapping[int, AgencyFacts] | None = None) -> list[Done]:
    """Play lives into a lot, in order of submission, so that numbers run as they would have."""
    ordered = sorted(lives if _writes_again(lot) else one_by_one(lives), key=lambda life: life.at)
    facts = agencies or people.agencies({life.given.agency_id for life in ordered})
    done = []
    for life in ordered:
        agency = facts[life.given.agency_id]
        last, dossier = submit_into(
            lot, agency=agency, reach=life.reach, at=life.at, given=life.given, is_checked=life.simulated
        )
        dossier.simulated = life.simulated
        for deed in life.deeds:
            case = case_of(dossier, act=deed.act, reach=deed.reach, at=deed.at, store=lot)
            last = deed.function.on_case(case, deed.given)
        done.append(last)
        if life.alike:
            Writer(lot, lot.played()).write([(other.person, other.given) for other in life.alike])
    return done


def _writes_again(lot: Lot) -> bool:
    """Whether lives that are alike may be written from one: as text for COPY, with nobody to be told."""
    return connection.vendor == "postgresql" and not lot.tells


def play_one_by_one(lives: Sequence[Life]) -> list[Done]:
    """The same lives through the public acts; the yardstick of the set form."""
    from motcua.dossiers import actions

    done = []
    for life in sorted(one_by_one(lives), key=lambda life: life.at):
        last = actions.submit(reach=life.reach, at=life.at, given=life.given)
        for deed in life.deeds:
            last = deed.function(number=last.number, reach=deed.reach, at=deed.at, given=deed.given)
        done.append(last)
    return done
