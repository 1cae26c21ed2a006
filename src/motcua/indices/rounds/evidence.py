"""Files of a unit through its gate, last year's that are offered again, and who fills in which criterion."""

from dataclasses import dataclass
from datetime import datetime

from motcua.foundation.refusal import NotFound

from ..models import Allocation, Evidence
from ..rules.frameworks import Criterion, Name
from ..rules.points import NO_NAME
from ..rules.rounds import Voice
from .gate import Case
from .opened import criteria_filled_by
from .seeing import hears
from .standing import offered_again


def file_of(case: Case, evidence_id: int) -> int:
    """The file, where the asker may read what the unit itself says."""
    row = Evidence.objects.filter(pk=evidence_id, unit=case.unit, dropped_at=None).first()
    if row is None or not hears(case, Voice.SELF):
        raise NotFound
    return int(row.file_id)


def offered(case: Case, code: str) -> list[Evidence]:
    return list(offered_again(case).filter(component=code).select_related("unit__round"))


@dataclass(frozen=True)
class Allocated:
    criterion: Criterion
    lead: Name  # as the framework calls its lead department
    department_id: int | None
    due_at: datetime | None


def allocated(case: Case) -> list[Allocated]:
    """Every criterion that the unit fills in, with the department it was given to."""
    given = {row.criterion: row for row in Allocation.objects.filter(unit=case.unit)}
    leads = dict(case.framework.leads)
    wanted = criteria_filled_by(case.framework)
    found = []
    for domain in case.framework.domains:
        for criterion in domain.criteria:
            if criterion.code in wanted:
                row = given.get(criterion.code)
                lead = next((one.lead for one in criterion.components if one.lead), "")
                found.append(
                    Allocated(criterion, leads.get(lead, NO_NAME), row.department_id if row else None, row.due_at if row else None)
                )  # fmt: skip
    return found
