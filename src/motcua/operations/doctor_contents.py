"""What the doctor says about a node that has its tables but not yet what belongs in them."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.foundation.calendar import TZ
from motcua.law import queries as law_queries
from motcua.operations.findings import Finding, Level, ok
from motcua.people import queries as people
from motcua.people.rules import Role
from motcua.procedures import queries as procedure_queries


def agencies(at: datetime) -> Iterator[Finding]:
    if people.acting_agencies(on=at.astimezone(TZ).date()):
        yield ok("agencies", _("The agencies are loaded."))
    else:
        said = _("There are no agencies, so nobody can receive anything.")
        yield Finding(Level.WRONG, "agencies", said, _("Run: motcua people load"))


def operators(at: datetime) -> Iterator[Finding]:
    if people.on_duty(at=at, roles={Role.OPERATOR}):
        yield ok("operators", _("This node has an operator."))
    else:
        said = _("This node has no operator: nobody can add officers or help with accounts.")
        mend = _("Run: motcua people operator --code CODE --name NAME --agency AGENCY --basis DECISION")
        yield Finding(Level.WRONG, "operators", said, mend)


def law(at: datetime) -> Iterator[Finding]:
    missing = law_queries.not_loaded()
    if missing:
        said = ngettext(
            "%(number)s dated value or day off of this version is not loaded.",
            "%(number)s dated values and days off of this version are not loaded.",
            missing,
        )
        mend = _("Run: motcua law load (what was decided here stays)")
        yield Finding(Level.WRONG, "law", said % {"number": missing}, mend)
    else:
        yield ok("law", _("The dated values and days off of this version are loaded."))


def procedures(at: datetime) -> Iterator[Finding]:
    offered = len(procedure_queries.offered(at))
    if offered:
        said = ngettext("%(number)s procedure is offered.", "%(number)s procedures are offered.", offered)
        yield ok("procedures", said % {"number": offered})
    else:
        said = _("No procedure is offered, so nobody can ask for anything.")
        mend = _("Run: motcua procedures load; or publish your own under Administration.")
        yield Finding(Level.WARNING, "procedures", said, mend)
