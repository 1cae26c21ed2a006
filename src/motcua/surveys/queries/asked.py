"""What somebody with a code is asked."""

from dataclasses import dataclass, replace
from datetime import date

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound

from ..models import Invitation, Mark, Station, Survey
from ..rules import LOST, CodeSpent, CodeUnknown, NotAskedAnyMore, RoundClosed, RoundNotOpen, State, codes
from ..rules.instruments import Instrument
from .codes import SENDING, hash_of, mark_of, of_code
from .versions import instrument


@dataclass(frozen=True)
class Asked:
    """The questionnaire that belongs to a code, and the round it is for."""

    survey_id: int
    name: Wording
    agency: Wording
    closes_on: date
    instrument: Instrument
    simulated: bool
    station_unit: int | None = None  # the unit of a device at a counter, when the code is one's


def asked(*, code: str, day: date) -> Asked:
    """Raises what is said to somebody whose code cannot be used, or not now."""
    plain = codes.typed(code)
    found = (
        Invitation.objects.filter(code_hash=hash_of(plain))
        .values_list("sample_unit__survey_id", "unspent__invitation_id", "sample_unit__outcome")
        .first()
        if plain
        else None
    )
    if found is None and plain:
        return _at_station(plain, day)
    if found is None:
        raise CodeUnknown
    survey_id, unspent, outcome = found
    if unspent is None:
        raise CodeSpent
    if outcome in LOST:
        raise NotAskedAnyMore
    return asked_in(survey_id=survey_id, day=day)


def was_kept(*, code: str, sending: str) -> bool:
    """Whether this very answer came before, and only the word of it was lost on the way."""
    plain = codes.typed(code)
    if not plain or not sending:
        return False
    of = Invitation.objects.filter(code_hash=hash_of(plain)).values_list("sample_unit__survey_id", flat=True)
    return Mark.objects.filter(
        survey_id__in=of[:1], kind=SENDING, mark=mark_of(of_code(code, sending))
    ).exists()


def _at_station(plain: str, day: date) -> Asked:
    station = Station.objects.filter(code_hash=hash_of(plain)).select_related("sample_unit").first()
    if station is None:
        raise CodeUnknown
    if station.sample_unit.outcome in LOST:
        raise NotAskedAnyMore
    held = asked_in(survey_id=station.sample_unit.survey_id, day=day)
    return replace(held, station_unit=station.sample_unit_id)


def asked_in(*, survey_id: int, day: date) -> Asked:
    """What a round asks today."""
    survey = Survey.objects.select_related("agency").filter(pk=survey_id).first()
    if survey is None:
        raise NotFound
    check_open(survey, day)
    return Asked(
        survey_id=survey.pk,
        name=Wording(survey.name, survey.name_en),
        agency=Wording(survey.agency.name, survey.agency.name_en or survey.agency.name),
        closes_on=survey.closes_on,
        instrument=instrument(version_id=survey.version_id),
        simulated=survey.simulated,
    )


def check_open(survey: Survey, day: date) -> None:
    """Our day counts, wherever the answer comes from."""
    if survey.state in (State.PLANNED, State.DRAWN) or (survey.state == State.OPEN and day < survey.opens_on):
        raise RoundNotOpen(opens_on=survey.opens_on)
    if survey.state != State.OPEN or day > survey.closes_on:
        raise RoundClosed
