"""Linked procedures of the sample: births with residence and health card in one request, at every stage.

A few dozen, sent and handled by the room's own acts; what happens at an agency is drawn as for any other request. What
has not happened yet when the sample is made happens when it is moved on, unless a visitor was there before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from motcua.dossiers import actions
from motcua.dossiers.actions.bundles import begin_parts
from motcua.dossiers.models import Bundle, Dossier, Movement
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import OPEN, Act, Channel, State
from motcua.dossiers.sample.answers import fill
from motcua.dossiers.sample.lives import applicant_of, deeds_of, reach_of
from motcua.dossiers.sample.making import Maker, facts_of
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.people.sample import Citizen, Office
from motcua.procedures import queries as procedures
from motcua.procedures.rules import PaperWay

FEWEST, MOST, ONE_OF = 6, 16, 1_500  # one for so many requests of a year
SPREAD_DAYS = 24
TRIES_MAX = 20
BEGINS_AFTER = timedelta(seconds=5)


@dataclass(frozen=True)
class Sent:
    """One of them, as it is drawn: always the same of one seed and one place in the row."""

    key: str
    submission: UUID
    office: Office
    citizen: Citizen


def make(maker: Maker, *, dossiers: int, at: datetime) -> int:
    """The newest first, which is the demo's citizen's; they were sent over the last weeks."""
    bundles = [facts for facts in procedures.offered(at) if facts.definition.is_bundle]
    count = max(FEWEST, min(MOST, dossiers // ONE_OF))
    made = 0
    for place in range(count if bundles else 0):
        one = _drawn(maker, place)
        moment = _office_hour(at - timedelta(days=1 + place * SPREAD_DAYS / count), place)
        if _send(one, bundles[place % len(bundles)], at=moment):
            _go_on(one, maker, until=at)
            made += 1
    return made


def move_on(maker: Maker, *, at: datetime) -> int:
    """What has become due since, of those that are not finished; answers how many acts."""
    return sum(_go_on(_drawn(maker, place), maker, until=at) for place in range(MOST))


def _drawn(maker: Maker, place: int) -> Sent:
    """The first two are sent at the ward of the demo's players, whose citizen sent the first."""
    key = f"{maker.seed}:linked:{place}"
    chance = Random(key)  # noqa: S311  not for secrets
    office = maker.communes[0] if place < 2 else chance.choice(maker.communes)
    citizen = (
        maker.citizens[0] if place == 0 else chance.choice(maker.at_home.get(office.key) or maker.citizens)
    )
    return Sent(key, uuid5(NAMESPACE_URL, f"motcua:sample:{key}"), office, citizen)


def _office_hour(moment: datetime, place: int) -> datetime:
    """In the morning of that day, in the last minutes of the week at the latest."""
    here = moment.astimezone(TZ)
    day = here - timedelta(days=max(0, here.weekday() - 4))
    return day.replace(hour=8, minute=(place * 17) % 60, second=0, microsecond=0)


def _send(one: Sent, facts: procedures.VersionFacts, *, at: datetime) -> bool:
    whole = facts.definition
    case, form = whole.cases[0], whole.form(whole.cases[0])
    chance = Random(f"{one.key}:answers")  # noqa: S311
    for _ in range(TRIES_MAX):
        data = (
            fill(form, chance=chance, person=facts_of(one.citizen), today=at.astimezone(TZ).date())
            if form
            else {}
        )
        if data is None:
            continue
        papers = tuple(
            inputs.PaperGiven(code=paper.code, name=paper.name.vi, kind=inputs.PaperKind(paper.kind.value))
            for paper in case.papers_for(data)
            if paper.way in (PaperWay.HANDED_IN, PaperWay.SHOWN)
        )
        given = inputs.Submit(
            submission=one.submission, version_id=facts.id, agency_id=one.office.id, case=case.code,
            channel=Channel.ONLINE, data=data, papers=papers, submitted_by_id=one.citizen.id,
            delivery=inputs.Delivery.AT_COUNTER, applicant=applicant_of(one.citizen),
        )  # fmt: skip
        try:
            sent = actions.submit_bundle(reach=reach_of(one.citizen), at=at, given=given)
        except Refusal:
            continue  # answers that one of the parts does not take
        Dossier.objects.filter(pk__in=[done.dossier_id for done in sent.dossiers]).update(simulated=True)
        return True
    return False


def _go_on(one: Sent, maker: Maker, *, until: datetime) -> int:
    """Every part as far as it was drawn; one that waits begins when the result it needs is there."""
    bundle = Bundle.objects.filter(submission=one.submission).first()
    if bundle is None:
        return 0
    acts = 0
    for part in procedures.definition(bundle.version_id).parts:
        dossier = Dossier.objects.get(bundle=bundle, part=part.code)
        if dossier.awaits_part and not _begin(bundle, dossier, part.needs, until=until):
            continue
        if dossier.state in {*OPEN, State.DONE}:
            acts += _played(one, dossier, maker, until=until)
    return acts


def _begin(bundle: Bundle, dossier: Dossier, needs: tuple[str, ...], *, until: datetime) -> bool:
    """As the job would have done at the moment when the result was there; an end without one is left to the job."""
    ready = [row.done_at for row in Dossier.objects.filter(bundle=bundle, part__in=needs)]
    if not all(ready) or max(moment for moment in ready if moment) + BEGINS_AFTER > until:
        return False
    begin_parts(at=max(moment for moment in ready if moment) + BEGINS_AFTER)
    dossier.refresh_from_db()
    return not dossier.awaits_part


def _played(one: Sent, dossier: Dossier, maker: Maker, *, until: datetime) -> int:
    definition = procedures.definition(dossier.version_id)
    began = Movement.objects.filter(dossier=dossier, act=Act.BEGIN_PART).values_list("at", flat=True).first()
    deeds = deeds_of(
        definition=definition,
        case=definition.case(dossier.case),
        office=maker.offices[dossier.agency_id],
        citizen=one.citizen,
        seed=f"{one.key}:{dossier.part}",
        channel=Channel.ONLINE,
        at=began or dossier.submitted_at,
    )
    acts = 0
    for deed in _ahead(deeds, done=dossier.revision - (2 if began else 1), until=until):
        try:
            deed.function(number=dossier.number or "", reach=deed.reach, at=deed.at, given=deed.given)
        except Refusal:
            break  # somebody has done something else with it
        acts += 1
    return acts


def _ahead(deeds: tuple[Any, ...], *, done: int, until: datetime) -> Iterator[Any]:
    return (deed for deed in deeds[done:] if deed.at <= until)
