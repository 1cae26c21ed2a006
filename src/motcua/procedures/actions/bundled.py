"""What a changed or closed procedure does to the bundles that hand it in as one of their parts."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from motcua.foundation.forms.reading import Problem
from motcua.foundation.refusal import Fault
from motcua.procedures import bundles, queries
from motcua.procedures.rules import BundlesWouldBreak, Definition, NoSuchProcedure


def parts_offered(bundle: Definition, on: date) -> dict[str, Definition]:
    """The procedures that a bundle hands in, as they are in force on a day; those that are not are left out."""
    offered = {}
    for part in bundle.parts:
        with suppress(NoSuchProcedure):
            offered[part.procedure] = queries.in_force(part.procedure, on).definition
    return offered


def check_bundles(code: str, changed: Definition | None, on: date, *, anyway: bool) -> str:
    """The codes of the bundles that can no longer be handed in once a procedure is changed, or closed (None), on a day.

    Raises BundlesWouldBreak with a fault for whatever breaks, unless it is to be done anyway. What did not fit before
    is no fault of this change.
    """
    faults = []
    for facts in queries.bundles_with(code, on):
        day = max(on, facts.starts_on or on)
        before = parts_offered(facts.definition, day)
        after = {one: found for one, found in before.items() if one != code}
        if changed is not None:
            after[code] = changed
        for problem in _new(facts.definition, before, after):
            told = {"bundle": facts.code, "name": facts.name, "version": facts.id}
            faults.append(Fault(problem.place, problem.sentence, {**problem.facts, **told}))
    broken = sorted({str(fault.facts["bundle"]) for fault in faults})
    if broken and not anyway:
        raise BundlesWouldBreak(faults=faults, code=code, count=len(broken), date=on)
    return " ".join(broken)


def _new(
    bundle: Definition, before: Mapping[str, Definition], after: Mapping[str, Definition]
) -> list[Problem]:
    known = bundles.misfits(bundle, before)
    return [problem for problem in bundles.misfits(bundle, after) if problem not in known]
