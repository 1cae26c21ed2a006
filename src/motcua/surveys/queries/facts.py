"""What is known of a round."""

from dataclasses import dataclass

from motcua.foundation.refusal import NotFound

from ..models import Survey
from ..rules import State


@dataclass(frozen=True)
class RoundFacts:
    id: int
    agency_id: int
    version_id: int
    year: int
    name: str
    name_en: str
    state: State
    simulated: bool
    seed: int | None


def round_facts(*, survey_id: int) -> RoundFacts:
    """For other rooms, which check their own gates; raises `NotFound`."""
    row = Survey.objects.filter(pk=survey_id).first()
    if row is None:
        raise NotFound
    return RoundFacts(
        row.pk,
        row.agency_id,
        row.version_id,
        row.year,
        row.name,
        row.name_en,
        State(row.state),
        row.simulated,
        row.seed,
    )


def simulated_rounds() -> list[int]:
    """Ids of the closed rounds that were made up, the newest first."""
    rows = Survey.objects.filter(simulated=True, state=State.CLOSED).order_by("-year", "-pk")
    return list(rows.values_list("pk", flat=True))
