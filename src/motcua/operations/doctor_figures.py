"""What the doctor says about the extract that figures are counted from."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.figures import queries
from motcua.operations.findings import Finding, Level, ok

OLD = timedelta(hours=3)  # the job runs every hour


def figures(at: datetime) -> Iterator[Finding]:
    as_of = queries.as_of()
    mend = _("See that motcua work runs; or run: motcua figures extract")
    if as_of is None:
        yield Finding(
            Level.NOTE, "figures", _("No figures were counted yet; the job does it when it first runs.")
        )
    elif at - as_of > OLD:
        said = _("The figures are those of %(moment)s.") % {"moment": writing.moment(as_of)}
        yield Finding(Level.WARNING, "figures", said, mend)
    else:
        yield ok("figures", _("The figures are those of %(moment)s.") % {"moment": writing.moment(as_of)})
