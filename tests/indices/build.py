"""The country and the shipped figures, for tests of pages."""

from dataclasses import replace
from datetime import UTC, datetime

from motcua.indices import actions
from motcua.people import actions as people
from motcua.people import files
from motcua.people.rules import system

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def load_country(*, at: datetime = NOW) -> None:
    """Without identifiers: the invented agencies of other tests may bear the same."""
    lines = files.agency_lines()
    people.load_agencies(
        lines=[replace(line, form=replace(line.form, code="", code_new="")) for line in lines],
        successions=files.succession_lines(),
        correct=False,
        reach=system("people"),
        at=at,
    )


def load_figures(*, at: datetime = NOW) -> None:
    load_country(at=at)
    actions.load(at=at)
