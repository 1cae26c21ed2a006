"""The way of a dossier through its procedure: the desk that receives, the steps of the version, the desk that returns."""

from dataclasses import dataclass
from functools import lru_cache

from motcua.foundation.forms import Wording
from motcua.people.rules import Role
from motcua.procedures.rules import Definition, Step

RECEIVING_NAME = Wording("Tiếp nhận", "Reception")
RETURNING_NAME = Wording("Trả kết quả", "Return of the result")


@dataclass(frozen=True)
class Stop:
    """One place on the way; `agency` is an index into the agencies that the procedure names in order."""

    code: str
    name: Wording
    role: Role
    share_percent: int
    agency: int


def route(definition: Definition) -> tuple[Stop, ...]:
    """Stop 0 receives, the last one returns; between them the steps of the version."""
    return _stops(definition.steps)


@lru_cache(maxsize=512)
def _stops(wanted: tuple[Step, ...]) -> tuple[Stop, ...]:
    steps = tuple(
        Stop(step.code, step.name, Role(step.role), step.share_percent, step.agency) for step in wanted
    )
    return (
        Stop("tiep-nhan", RECEIVING_NAME, Role.RECEPTION, 0, 0),
        *steps,
        Stop("tra-ket-qua", RETURNING_NAME, Role.RETURN, 0, 0),
    )


def asks_for_approval(definition: Definition) -> bool:
    return any(step.role == Role.LEADER for step in definition.steps)
