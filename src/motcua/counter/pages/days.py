"""The day that a page of the hall is asked for."""

from datetime import date

from django.http import HttpRequest

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people.rules import BadDate, read_date


def asked_day(request: HttpRequest) -> date:
    """The day in the address, or today; what is no date is no page."""
    typed = request.GET.get("ngay", "")
    if not typed:
        return request.at.astimezone(TZ).date()
    try:
        return read_date(typed[:20])
    except BadDate:
        raise NotFound() from None
