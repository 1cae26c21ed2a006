"""How long ago, as people say it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import writing


def ago(moment: datetime | None, *, at: datetime) -> str:
    """“3 minutes ago”; the date and hour when it is longer than two days."""
    if moment is None:
        return _("not yet")
    seconds = max(0, int((at - moment).total_seconds()))
    if seconds < 60:
        return _("less than a minute ago")
    minutes, hours = seconds // 60, seconds // 3600
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": writing.number(minutes)}
    if hours < 48:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": writing.number(hours)}
    return writing.moment(moment)


def span(seconds: float | None) -> str:
    """A short time as people say it: under a second, 4 seconds, 3 minutes, 2 hours, 5 days."""
    if seconds is None:
        return ""
    if seconds < 1:
        return _("under a second")
    whole = round(seconds)
    if whole < 120:
        return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": writing.number(whole)}
    if whole < 7200:
        minutes = whole // 60
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": writing.number(minutes)}
    if whole < 172_800:
        hours = whole // 3600
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": writing.number(hours)}
    days = whole // 86_400
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": writing.number(days)}
