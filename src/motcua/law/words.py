"""Words for rules and their values, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from .rules import JSON

KEY_NAMES = {
    "same-day.cut-off": gettext_noop("Same-day requests are due today until"),
    "dossiers.acknowledge-hours": gettext_noop("An online request is answered within"),
    "documents.keep-years.paper": gettext_noop("Papers of a request that ended are kept for"),
    "documents.keep-years.scan": gettext_noop("Scans made at the counter are kept for"),
    "documents.keep-years.result": gettext_noop("A result is kept for"),
    "documents.keep-years.draft": gettext_noop("The draft of a result is kept for"),
    "documents.keep-years.result.1.000656": gettext_noop("The result of a death registration is kept for"),
    "documents.keep-years.result.1.000894": gettext_noop("The result of a marriage registration is kept for"),
    "documents.keep-years.result.1.001193": gettext_noop("The result of a birth registration is kept for"),
    "documents.keep-years.result.1.012785": gettext_noop("The result of a land registration is kept for"),
    "dossiers.draft-life-days": gettext_noop("A draft that was not sent is kept for"),
    "dossiers.guest-draft-life-days": gettext_noop("A draft begun without an account is kept for"),
    "dossiers.guest-drafts-address-max": gettext_noop(
        "Drafts begun without an account from one network address in an hour"
    ),
    "dossiers.forward-cut-off": gettext_noop("A request goes to the unit the same day until"),
    "dossiers.supplement-requests-max": gettext_noop("Papers may be asked for at most"),
    "dossiers.supplement-window-days": gettext_noop("Missing papers may be handed in for"),
    "dossiers.duty-window-days": gettext_noop("A payment that is owed may be made within"),
    "dossiers.acknowledge-alert-hours": gettext_noop(
        "The desk warns before a new request must be answered by"
    ),
    "dossiers.undo-minutes": gettext_noop("An act may be taken back, before the person is told, within"),
    "dossiers.wait-reminder-days": gettext_noop("A person is reminded of what is awaited before its day by"),
    "dossiers.pause-policy": gettext_noop("After missing papers arrive, the term"),
    "dossiers.ineligible-notice-days": gettext_noop("A request that cannot be granted is refused within"),
    "dossiers.extensions-max": gettext_noop("The date may be put off at most"),
    "dossiers.apology-days-before": gettext_noop("The apology goes out before the due date by at least"),
    "dossiers.lookup-tries-max": gettext_noop("Wrong look-up secrets before a wait"),
    "dossiers.lookup-address-tries-max": gettext_noop("Look-ups from one network address before a wait"),
    "dossiers.lookup-wait-minutes": gettext_noop("The wait after wrong look-up secrets"),
    "dossiers.idempotency-hours": gettext_noop(
        "A program that sends the same again gets the same answer for"
    ),
    "dossiers.step-warning-percent": gettext_noop("Somebody is warned when a step has used of its time"),
    "dossiers.stuck-hours": gettext_noop(
        "The superior and the person hear of a request that nobody moves after"
    ),
    "dossiers.soon-hours": gettext_noop("A request is shown as due soon from"),
    "dossiers.number-style": gettext_noop("Layout of dossier numbers"),
    "dossiers.reception-at": gettext_noop("A request may be handed in at"),
    "dossiers.form-01": gettext_noop("Number and title of the receipt"),
    "dossiers.form-02": gettext_noop("Number and title of the request for supplements"),
    "dossiers.form-03": gettext_noop("Number and title of the refusal to take in"),
    "dossiers.form-04": gettext_noop("Number and title of the apology"),
    "dossiers.form-05": gettext_noop("Number and title of the notice of stopping"),
    "dossiers.form-06": gettext_noop("Number and title of the control slip"),
    "dossiers.form-07": gettext_noop("Number and title of the register"),
    "dossiers.form-sign-02": gettext_noop("Sign behind the number of a request for supplements"),
    "dossiers.form-sign-04": gettext_noop("Sign behind the number of an apology"),
    "dossiers.form-sign-05": gettext_noop("Sign behind the number of a notice of stopping"),
    "dossiers.one-stop-name": gettext_noop("Name of the one-stop desk on its papers"),
    "exchange.portal.citizen": gettext_noop("Portal's first format: code of a citizen"),
    "exchange.portal.business": gettext_noop("Portal's first format: code of a firm"),
    "exchange.portal.submitted-at": gettext_noop(
        "Portal's first format: code of where a request was handed in"
    ),
    "exchange.portal.no-account": gettext_noop(
        "Portal's first format: code of somebody without a portal account"
    ),
    "exchange.portal.citizen-number": gettext_noop("Portal's first format: code of a number of 12 digits"),
    "exchange.portal.old-number": gettext_noop("Portal's first format: code of a number of 9 digits"),
    "exchange.portal.at-counter": gettext_noop(
        "Portal's first format: code of a result handed over at the counter"
    ),
    "exchange.portal.by-post": gettext_noop("Portal's first format: code of a result sent by post"),
    "exchange.unrouted-hours": gettext_noop("What was sent at the nation reaches its office within"),
    "exchange.submission-kept-days": gettext_noop(
        "Once its office has it, the nation erases what was sent after"
    ),
    "term.day-hours": gettext_noop("A working day of a term has"),
}


def key_name(key: str) -> str:
    """What the rule is about; a key of another room without a name here is shown as it is."""
    return _(KEY_NAMES[key]) if key in KEY_NAMES else key


def value_words(value: JSON, unit: str) -> str:
    """8 working hours; 15:00; counted on."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _amount(value, unit)
    words = {
        "resume": pgettext("a term after a pause", "is counted on"),
        "restart": pgettext("a term after a pause", "is counted afresh"),
        "agency": _("the desk of the agency that decides"),
        "province": _("any one-stop desk of the province"),
        "old": _("old: 000.00.15.H15-230419-0001"),
        "new": _("new: H15.15-20260609-0000001"),
    }
    return words.get(str(value), str(value))


def _amount(n: int, unit: str) -> str:
    if unit == "years" and n == 0:
        return _("for ever")
    words = {
        "working-hours": ngettext("%(n)s working hour", "%(n)s working hours", n),
        "working-days": ngettext("%(n)s working day", "%(n)s working days", n),
        "calendar-days": ngettext("%(n)s calendar day", "%(n)s calendar days", n),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", n),
        "years": ngettext("%(n)s year", "%(n)s years", n),
        "percent": _("%(n)s %%"),
        "times": ngettext("%(n)s time", "%(n)s times", n),
    }
    return words.get(unit, "%(n)s") % {"n": n}
