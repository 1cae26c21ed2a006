"""The sample has its figures at once: everything below this room is made by then."""

from collections.abc import Mapping

from motcua.foundation.sample import Plan

from . import actions, manifest


def made() -> bool:
    return manifest.read() is not None


def make(plan: Plan) -> Mapping[str, int]:
    return move_on(plan)


def move_on(plan: Plan) -> Mapping[str, int]:
    return {"months extracted": len(actions.refresh(at=plan.at).extracted.months)}
