"""What a desk needs to receive requests while its line is down: procedures, cases, papers, fees, and the date it may promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.queries import at_counter
from motcua.dossiers.rules.states import Channel
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures
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
        )
