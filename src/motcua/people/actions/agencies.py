"""The tree of agencies: added, corrected, ended, succeeded by others."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import fold, nfc

from .. import queries
from ..models import Agency, Succession
from ..rules import AgencyBusy, CodeTaken, Kind, Level, Reach, Role, agency_faults


@dataclass(frozen=True)
class AgencyForm:
    """What is written about an agency. `valid_until` is the first day on which it no longer acts."""

    name: str
    level: Level
    name_en: str = ""
    code: str = ""
    code_new: str = ""
    province_code_gso: str = ""
    phone: str = ""
    address: str = ""
    email: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    ministry_id: int | None = None
    key: str = ""
    basis: str = ""
    verified: bool = True
    simulated: bool = False


@transaction.atomic
def add_agency(*, form: AgencyForm, parent_id: int | None, reach: Reach, at: datetime) -> int:
    parent = agency_of_operator(parent_id, reach) if parent_id else None
    if parent is None and not reach.may(Role.OPERATOR, "/"):
        raise Forbidden
    agency = Agency(parent=parent, **_checked(form))
    _save(agency)
    agency.path = f"{parent.path if parent else '/'}{agency.pk}/"
    Agency.objects.filter(pk=agency.pk).update(path=agency.path)
    _append(Kind.AGENCY_ADDED, agency, reach, at)
    return agency.pk


@transaction.atomic
def correct_agency(*, agency_id: int, form: AgencyForm, reach: Reach, at: datetime) -> None:
    """Write an agency anew where it stands in the tree. Its revision grows, so that no cache keeps the old."""
    agency = agency_of_operator(agency_id, reach)
    facts = _checked(form)
    if all(getattr(agency, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(agency, name, value)
    agency.revision += 1
    _save(agency)
    _append(Kind.AGENCY_CORRECTED, agency, reach, at)


@transaction.atomic
def end_agency(*, agency_id: int, on: date, basis: str, reach: Reach, at: datetime) -> None:
    """From this day on it no longer acts. Mandates there must have ended or moved."""
    agency = agency_of_operator(agency_id, reach)
    busy = queries.in_force(at).filter(agency__path__startswith=agency.path).count()
    if busy:
        raise AgencyBusy(number=busy)
    if agency.valid_from and on <= agency.valid_from:
        raise InvalidInput(faults=[Fault("on", gettext_noop("The end must come after the start."))])
    Agency.objects.filter(pk=agency.pk).update(valid_until=on, basis=basis, revision=F("revision") + 1)
    _append(Kind.AGENCY_ENDED, agency, reach, at)


@transaction.atomic
def succeed(
    *, predecessor_id: int, successor_id: int, on: date, basis: str, reach: Reach, at: datetime
) -> None:
    """Write down who took over from whom. Said twice, it counts once."""
    predecessor = agency_of_operator(predecessor_id, reach)
    successor = agency_of_operator(successor_id, reach)
    _link, new = Succession.objects.get_or_create(
        predecessor=predecessor, successor=successor, defaults={"on": on, "basis": basis}
    )
    if new:
        _append(Kind.AGENCY_SUCCEEDED, predecessor, reach, at, successor=f"agency:{successor.pk}")


def agency_of_operator(agency_id: int, reach: Reach) -> Agency:
    """The agency, if the asker is its operator. Strangers are not told that it exists."""
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None or not reach.holds(Role.OPERATOR):
        raise NotFound
    if not reach.may(Role.OPERATOR, agency.path):
        raise Forbidden
    return agency


def _checked(form: AgencyForm) -> dict[str, object]:
    if faults := agency_faults(name=form.name, code=form.code, code_new=form.code_new):
        raise InvalidInput(faults=faults)
    if form.ministry_id is not None and not queries.is_ministry(form.ministry_id):
        raise InvalidInput(faults=[Fault("ministry_id", gettext_noop("Choose a ministry from the list."))])
    facts = {
        name: nfc(value).strip() if isinstance(value, str) else value for name, value in asdict(form).items()
    }
    return facts | {"name_folded": fold(form.name), "level": form.level.value}


def _save(agency: Agency) -> None:
    try:
        with transaction.atomic():
            agency.save()
    except IntegrityError:
        raise CodeTaken from None


def _append(kind: Kind, agency: Agency, reach: Reach, at: datetime, **data: str) -> None:
    chronicle.append(
        kind=kind, subject=f"agency:{agency.pk}", actor=reach.actor, at=at, agency=agency.code or agency.code_new, data=data
    )  # fmt: skip
