"""What the doctor says about the states that travel to the nation."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import writing
from motcua.exchange import queries
from motcua.operations.findings import Finding, Level, ok

WAITS_LONG = timedelta(hours=1)
AHEAD = ("exchange.old-epoch", "exchange.epoch-needed")


def exchange(at: datetime) -> Iterator[Finding]:
    """At a node: whether the nation hears it. What waits is no fault while it is young."""
    here = queries.local(at=at)
    if here is None:
        return
    well = True
    look = _("Open Administration, How states travel to the nation: it says why.")
    if here.problem in AHEAD and here.failures:
        well = False
        said = _("The nation knows more of this node than this database does.")
        yield Finding(
            Level.WRONG, "exchange", said, _("If it was restored, run: motcua chronicle epoch restore")
        )
    elif here.oldest_seconds is not None and here.oldest_seconds > WAITS_LONG.total_seconds():
        well = False
        if here.heard_at is None:
            said = _("The nation has never heard this node.")
        else:
            said = _("The nation has not heard this node since %(moment)s.") % {
                "moment": writing.moment(here.heard_at)
            }
        yield Finding(Level.WARNING, "exchange", said, look)
    if here.seal_problem == "exchange.seal-conflict":
        well = False
        said = _("The nation witnessed something else than this chronicle says.")
        yield Finding(Level.WRONG, "exchange", said, _("Before anything else, run: motcua chronicle verify"))
    if here.aside_count:
        well = False
        said = ngettext(
            "%(number)s record could not travel to the nation.",
            "%(number)s records could not travel to the nation.",
            here.aside_count,
        )
        yield Finding(Level.WARNING, "exchange", said % {"number": here.aside_count}, look)
    if well:
        yield ok("exchange", _("The nation hears what happens here."))


def webhooks(at: datetime) -> Iterator[Finding]:
    """Whether other systems hear of events. One that fails for a while is no fault of this node."""
    health = queries.webhooks()
    look = _("Open Administration, Events for other systems: it says why.")
    if health.stopped:
        said = ngettext(
            "Events go no longer to %(number)s system.",
            "Events go no longer to %(number)s systems.",
            health.stopped,
        )
        yield Finding(Level.WARNING, "webhooks", said % {"number": health.stopped}, look)
    if health.failing:
        said = ngettext(
            "%(number)s system does not take events at the moment.",
            "%(number)s systems do not take events at the moment.",
            health.failing,
        )
        yield Finding(Level.NOTE, "webhooks", said % {"number": health.failing}, look)
    if health.count and not health.stopped and not health.failing:
        yield ok("webhooks", _("Every subscribed system takes its events."))
