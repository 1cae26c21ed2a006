"""Loading the country: provinces and ministries, with who succeeded whom. Said twice, it changes nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db import transaction

from ..models import Agency
from ..rules import Reach
from .agencies import AgencyForm, add_agency, correct_agency, succeed


@dataclass(frozen=True)
class Line:
    """One agency of a file: its form, and by key its parent and the ministry that has it there."""

    form: AgencyForm
    parent: str
    ministry: str = ""


@dataclass(frozen=True)
class SuccessionLine:
    predecessor: str
    successor: str
    on: date
    basis: str


@dataclass(frozen=True)
class Loaded:
    added: int
    corrected: int
    differing: tuple[str, ...]  # keys of rows that were changed here and left as they are


@transaction.atomic
def load_agencies(
    *,
    lines: Sequence[Line],
    successions: Sequence[SuccessionLine],
    correct: bool = False,
    reach: Reach,
    at: datetime,
) -> Loaded:
    """Add what is missing. Rows an operator has changed since stay as they are, unless `correct` is asked for."""
    known = {row.key: row for row in Agency.objects.exclude(key="")}
    ids = {key: row.pk for key, row in known.items()}
    added, corrected, differing = 0, 0, []
    for line in lines:
        key = line.form.key
        form = replace(line.form, ministry_id=ids[line.ministry] if line.ministry else None)
        if key not in known:
            parent_id = ids[line.parent] if line.parent else None
            ids[key] = add_agency(form=form, parent_id=parent_id, reach=reach, at=at)
            added += 1
        elif _differs(known[key], form):
            if correct:
                form = replace(
                    form, phone=known[key].phone, email=known[key].email, address=known[key].address
                )
                correct_agency(agency_id=ids[key], form=form, reach=reach, at=at)
                corrected += 1
            else:
                differing.append(key)
    for link in successions:
        succeed(
            predecessor_id=ids[link.predecessor],
            successor_id=ids[link.successor],
            on=link.on,
            basis=link.basis,
            reach=reach,
            at=at,
        )
    return Loaded(added, corrected, tuple(differing))


def _differs(row: Agency, form: AgencyForm) -> bool:
    """Whether a row says something else than the file; how to reach it is the operator's to write."""
    facts = asdict(form)
    return any(getattr(row, name) != facts[name] for name in facts.keys() - {"phone", "email", "address"})
