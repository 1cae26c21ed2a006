"""Which papers cause returns: counted from what letters named, inside the reader's gate, and open down to the requests.

A named question with its numerator and denominator: of the requests handed in during these months, how many went back
because of this paper. The published form names only what ten requests or more were sent back for.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncMonth

from motcua.dossiers.models import FoundDefect
from motcua.dossiers.queries.gate import shown_by_role
from motcua.dossiers.rules.defects import (
    MONTHS_SHOWN,
    PUBLIC_CASES_MIN,
    PUBLIC_CAUSES_MAX,
    Defect,
    is_field,
    month_before,
)
from motcua.dossiers.rules.inputs import OTHER_PAPER
from motcua.foundation import calendar as deadlines
from motcua.foundation.forms import Wording
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

CASES_MAX = 200


@dataclass(frozen=True)
class Wanted:
    """Months, first and last included, of one procedure and agency or of all within reach."""

    first: date
    last: date
    procedure: str = ""
    agency_id: int | None = None

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time.min, deadlines.TZ)

    @property
    def until(self) -> datetime:
        return datetime.combine(month_before(self.last, months=-1), time.min, deadlines.TZ)


@dataclass(frozen=True)
class Cause:
    """One paper or answer of one procedure, and how many requests went back because of it."""

    procedure: str
    procedure_name: str
    code: str
    name: Wording | None  # None: beyond the list
    cases: int
    kinds: tuple[tuple[Defect, int], ...]  # most frequent first

    @property
    def is_field(self) -> bool:
        return is_field(self.code)


@dataclass(frozen=True)
class Causes:
    sent_back: int  # requests with a letter that names at least one
    handed_in: int  # in the same months: what it is a share of
    rows: tuple[Cause, ...]
    months: tuple[tuple[date, int], ...]
    procedures: tuple[tuple[str, str], ...]  # to choose from
    agencies: tuple[tuple[int, str], ...]
    simulated: bool


@dataclass(frozen=True)
class Case:
    number: str
    procedure_name: str
    agency: str
    found_at: datetime
    letter: str


def last_months(on: date) -> Wanted:
    """The year that ends with this month."""
    last = on.replace(day=1)
    return Wanted(first=month_before(last, months=MONTHS_SHOWN - 1), last=last)


def causes(reach: Reach, *, wanted: Wanted, at: datetime) -> Causes:
    """Everything the page shows, most frequent first."""
    found = _found(reach, wanted=wanted, at=at)
    by_kind: dict[tuple[str, str], list[tuple[Defect, int]]] = defaultdict(list)
    for procedure, code, kind, n in (
        found.values_list("procedure", "code", "kind").annotate(n=Count("dossier", distinct=True)).order_by("-n", "kind")
    ):  # fmt: skip
        by_kind[procedure, code].append((Defect(kind), n))
    counted = list(
        found.values_list("procedure", "code").annotate(n=Count("dossier", distinct=True)).order_by("-n", "procedure", "code")
    )  # fmt: skip
    known = _definitions(found)
    rows = tuple(
        Cause(
            procedure=procedure,
            procedure_name=known[procedure].name.vi if procedure in known else procedure,
            code=code,
            name=name_of(known.get(procedure), code),
            cases=n,
            kinds=tuple(by_kind[procedure, code]),
        )
        for procedure, code, n in counted
    )
    handed_in = shown_by_role(reach, at=at).filter(
        submitted_at__gte=wanted.since, submitted_at__lt=wanted.until
    )
    if wanted.procedure:
        handed_in = handed_in.filter(version__procedure__code=wanted.procedure)
    if wanted.agency_id is not None:
        handed_in = handed_in.filter(agency_id=wanted.agency_id)
    places = found.values_list("dossier__agency_id", "dossier__agency__name").order_by().distinct()
    return Causes(
        sent_back=found.values("dossier").distinct().count(),
        handed_in=handed_in.count(),
        rows=rows,
        months=_months(found, wanted),
        procedures=tuple(sorted({(row.procedure, row.procedure_name) for row in rows})),
        agencies=tuple(sorted(places, key=lambda place: str(place[1]))),
        simulated=found.filter(dossier__simulated=True).exists(),
    )


def cases_of(
    reach: Reach, *, wanted: Wanted, code: str, kind: Defect | None, at: datetime
) -> tuple[Case, ...]:
    """The requests behind one figure, newest first; the same rows that were counted."""
    found = _found(reach, wanted=wanted, at=at).filter(code=code)
    if kind is not None:
        found = found.filter(kind=kind)
    seen: dict[str, Case] = {}
    for row in found.select_related("dossier__agency").order_by("-found_at", "-id"):
        number = row.dossier.number or ""
        seen.setdefault(
            number,
            Case(number, row.dossier.procedure_name, row.dossier.agency.name, row.found_at, row.letter),
        )
        if len(seen) == CASES_MAX:
            break
    return tuple(seen.values())


def often_returned(code: str, *, at: datetime) -> tuple[Wording, ...]:
    """For everyone: the papers of a procedure that most requests of the last year went back for, none of them rare."""
    wanted = last_months(at.astimezone(deadlines.TZ).date())
    found = FoundDefect.objects.filter(
        procedure=code, undone_at=None, found_at__gte=wanted.since, found_at__lt=wanted.until
    )
    counted = found.values_list("code").annotate(n=Count("dossier", distinct=True)).order_by("-n", "code")
    frequent = [code_ for code_, n in counted[: PUBLIC_CAUSES_MAX * 2] if n >= PUBLIC_CASES_MIN]
    if not frequent:
        return ()
    definition = _definitions(found).get(code)
    names = [name for code_ in frequent if (name := name_of(definition, code_)) is not None]
    return tuple(names[:PUBLIC_CAUSES_MAX])


def name_of(definition: Definition | None, code: str) -> Wording | None:
    """As the procedure calls it; nothing for what stands beyond its list."""
    if definition is None or code == OTHER_PAPER:
        return None
    for case in definition.cases:
        if not is_field(code):
            for paper in case.papers:
                if paper.code == code:
                    return paper.name
        elif case.form:
            form = definition.form(case)
            if form is not None and code[1:] in form.fields:
                return form.fields[code[1:]].label
    return None


def _found(reach: Reach, *, wanted: Wanted, at: datetime) -> QuerySet[FoundDefect]:
    found = FoundDefect.objects.filter(
        dossier__in=shown_by_role(reach, at=at),
        undone_at=None,
        found_at__gte=wanted.since,
        found_at__lt=wanted.until,
    )
    if wanted.procedure:
        found = found.filter(procedure=wanted.procedure)
    if wanted.agency_id is not None:
        found = found.filter(dossier__agency_id=wanted.agency_id)
    return found


def _months(found: QuerySet[FoundDefect], wanted: Wanted) -> tuple[tuple[date, int], ...]:
    counted = {
        month.date(): n
        for month, n in found.annotate(month=TruncMonth("found_at", tzinfo=deadlines.TZ))
        .values_list("month")
        .annotate(n=Count("dossier", distinct=True))
        .order_by("month")
    }
    months, month = [], wanted.first
    while month <= wanted.last:
        months.append((month, counted.get(month, 0)))
        month = month_before(month, months=-1)
    return tuple(months)


def _definitions(found: QuerySet[FoundDefect]) -> dict[str, Definition]:
    """What the newest version says of each procedure among them that somebody was sent back under."""
    newest = found.values_list("procedure").annotate(version=Max("dossier__version_id")).order_by("procedure")
    return {procedure: procedures.definition(version) for procedure, version in newest}
