"""What each message of this room is called on the pages that list messages."""

from django.utils.translation import gettext_lazy

from motcua.dossiers.rules.states import TABLE

NAMES = {
    **{rule.notice: gettext_lazy(rule.done) for rule in TABLE.values() if rule.notice},
    "bundle-submitted": gettext_lazy("Linked request sent"),
    "bundle-withdrawn": gettext_lazy("Linked request withdrawn"),
    "corrected": gettext_lazy("Correction made"),
    "correction": gettext_lazy("Correction to be confirmed"),
    "counted-again": gettext_lazy("New date, counted again"),
    "digest": gettext_lazy("The morning’s message"),
    "helper-confirmed": gettext_lazy("Helper confirmed"),
    "helper-ended": gettext_lazy("Help ended"),
    "list-received": gettext_lazy("List received"),
    "list-submitted": gettext_lazy("List sent"),
    "one-time-code": gettext_lazy("One-time code"),
    "opinion-late": gettext_lazy("Word that an opinion is late"),
    "parcel": gettext_lazy("Parcel’s number"),
    "part-begun": gettext_lazy("A linked part begins"),
    "result-replaced": gettext_lazy("Result replaced"),
    "result-revoked": gettext_lazy("Result revoked"),
    "stands-in": gettext_lazy("Word to whoever is to stand in"),
    "stands-in-no-more": gettext_lazy("Word to whoever no longer stands in"),
    "step-breach": gettext_lazy("Word that a step is late"),
    "step-warning": gettext_lazy("Word that a step is nearly late"),
    "stuck": gettext_lazy("Word to superiors that it stands still"),
    "stuck-person": gettext_lazy("Word that it stands still"),
    "submitted-for-you": gettext_lazy("Sent for you"),
    "wait-reminder": gettext_lazy("Reminder of what is awaited"),
}
