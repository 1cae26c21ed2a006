"""A framework as it was loaded, opened once a process: its text never changes under one digest."""

from functools import lru_cache

from .. import frameworks
from ..models import FrameworkVersion
from ..rules.frameworks import Component, Criterion, Framework
from ..rules.rounds import is_self_scored

OPENED_MAX = 50


def framework_of(version: FrameworkVersion) -> Framework:
    return frameworks.opened(version.document)


def component_of(framework: Framework, code: str) -> tuple[Criterion, Component] | None:
    return places(framework).get(code)


@lru_cache(maxsize=OPENED_MAX)
def places(framework: Framework) -> dict[str, tuple[Criterion, Component]]:
    """Every component by its code, with the criterion it stands in."""
    return {
        component.code: (criterion, component)
        for domain in framework.domains
        for criterion in domain.criteria
        for component in criterion.components
    }


def criteria_filled_by(framework: Framework) -> dict[str, tuple[str, ...]]:
    """Criterion → its components that a unit scores itself; criteria without one are left out."""
    found = {
        criterion.code: tuple(one.code for one in criterion.components if is_self_scored(one))
        for domain in framework.domains
        for criterion in domain.criteria
    }
    return {code: components for code, components in found.items() if components}
