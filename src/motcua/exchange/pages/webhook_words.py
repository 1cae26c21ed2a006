"""Where a subscription stands and what went wrong, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.design import writing
from motcua.exchange.pages.words import ago
from motcua.exchange.queries.subscriptions import Line
from motcua.exchange.rules.webhooks import Status

TROUBLES = {
    "not-allowed": gettext_lazy("It did not say that it wants events (WebHook-Allowed-Origin)."),
    "no-answer-time": gettext_lazy("It did not answer in time."),
    "no-answer-name": gettext_lazy("The name in its address is not known."),
    "no-answer-broken": gettext_lazy("The connection broke, or there is none."),
    "no-answer-cut": gettext_lazy("Its answer was cut short."),
    "no-answer-too-large": gettext_lazy("Its answer is larger than is read."),
    "not-asked-inside": gettext_lazy(
        "Its address leads inside a network. Only the operator of the node can allow that (MOTCUA_WEBHOOK_HOSTS)."
    ),
    "not-asked-unprotected": gettext_lazy("Its address is not protected (https)."),
    "not-asked-address": gettext_lazy("Its address cannot be asked."),
    "status-401": gettext_lazy("It did not believe the signature (401)."),
    "status-410": gettext_lazy("It answered that it is gone (410)."),
    "status-415": gettext_lazy("It does not understand the format (415)."),
    "status-429": gettext_lazy("It asked to be left alone for a while (429)."),
    "status-503": gettext_lazy("It cannot take anything at the moment (503)."),
}


def trouble_words(problem: str) -> str:
    known = TROUBLES.get(problem)
    if known is not None:
        return str(known)
    kind, _dash, status = problem.partition("-")
    if kind == "status":
        return _("It answered with status %(status)s.") % {"status": status}
    return _("It could not be asked.")


def standing_words(line: Line, *, at: datetime) -> str:
    """One sentence."""
    if line.status is Status.PAUSED:
        return _("Paused by hand.")
    if line.status is Status.FAILED:
        return _("Stopped by itself: it took nothing for three days.")
    if line.status is Status.GONE:
        return _("Stopped: it answered that it is gone.")
    if line.failing_since is not None:
        return _("Takes nothing; first failure: %(ago)s.") % {"ago": ago(line.failing_since, at=at)}
    if line.status is Status.WAITING:
        return _("It is being asked whether it wants events.")
    if not line.address:
        return _("Asks for events by itself.")
    if line.behind:
        said = ngettext("At work, %(n)s entry of the record behind.", "At work, %(n)s entries of the record behind.", line.behind)  # fmt: skip
        return said % {"n": writing.number(line.behind)}
    return _("At work; it has everything.")
