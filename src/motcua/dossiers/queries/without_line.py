"""What a desk needs to receive requests while its line is down: procedures, cases, papers, fees, and the date it may promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.dossiers.queries import at_counter
from motcua.dossiers.rules.states import Channel
from motcua.foundation import calendar as deadlines
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Case, Definition
from motcua.procedures.rules import Channel as Way

OFFERED_MAX = 200


@dataclass(frozen=True)
class PaperWithoutLine:
    code: str
    name: str
    required: bool


@dataclass(frozen=True)
class CaseWithoutLine:
    """One case; the date is the one that receiving it at this moment would promise."""

    procedure: str
    procedure_name: str
    code: str
    name: str
    papers: tuple[PaperWithoutLine, ...]
    fees: tuple[tuple[str, int | None], ...]
    due: datetime
    # A result of the same day, once the cut-off has passed on a device that cannot ask: from when, and the later date.
    cut_off: datetime | None = None
    due_after: datetime | None = None


def offered_without_line(
    reach: Reach, *, agency_id: int, at: datetime, language: str
) -> tuple[CaseWithoutLine, ...]:
    agency = people.agency(agency_id)
    found: list[CaseWithoutLine] = []
    for card in procedures.catalogue(at).cards.values():
        definition = procedures.definition(card.version_id)
        if at_counter.is_office(agency, definition):
            found += _cases(card.code, card.version_id, agency_id, at=at, language=language)
        if len(found) >= OFFERED_MAX:
            break
    return tuple(found)


def _cases(
    code: str, version_id: int, agency_id: int, *, at: datetime, language: str
) -> Iterator[CaseWithoutLine]:
    definition = procedures.definition(version_id)
    for case in definition.cases:
        if Channel.COUNTER not in at_counter.channels_of(case):
            continue
        due = at_counter.due_at_counter(definition, case, channel=Channel.COUNTER, agency_id=agency_id, at=at)
        if due is None or due.due is None:
            continue
        cut_off, due_after = _after_cut_off(definition, case, agency_id=agency_id, at=at)
        yield CaseWithoutLine(
            procedure=code,
            procedure_name=definition.name.in_language(language),
            code=case.code,
            name=case.name.in_language(language),
            papers=tuple(
                PaperWithoutLine(one.code, one.name.in_language(language), one.required and one.when is None)
                for one in case.papers
            ),
            fees=tuple((fee.name.in_language(language), fee.amount) for fee in case.fees_for(Way.COUNTER)),
            due=due.due,
            cut_off=cut_off,
            due_after=due_after,
        )


def _after_cut_off(
    definition: Definition, case: Case, *, agency_id: int, at: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the promise of today ends, and what is promised from then on; nothing where no time of the day counts."""
    if not case.terms[Way.COUNTER].same_day:
        return None, None
    here = at.astimezone(deadlines.TZ)
    cut_off = datetime.combine(
        here.date(), law.calendar(agency_id).hours_on(here.date()).cut_off, deadlines.TZ
    )
    if here >= cut_off:
        return None, None
    after = at_counter.due_at_counter(
        definition, case, channel=Channel.COUNTER, agency_id=agency_id, at=cut_off + timedelta(minutes=1)
    )
    return (cut_off, after.due) if after is not None and after.due is not None else (None, None)
