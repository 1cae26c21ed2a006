"""The hour from which everybody sees a sheet, set once: with the freezing, or here when that left it open."""

from collections.abc import Mapping
from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.fields import DrawnField, Kind
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.indices import actions, words
from motcua.indices.announced.waiting import Waiting, waiting
from motcua.indices.rules import Index
from motcua.people.access import Request, officers
from motcua.people.rules import BadDate, Role, read_date

HOUR = "09:00"


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def announce(request: Request, sheet_id: int) -> HttpResponse:
    held = waiting(sheet_id=sheet_id, reach=request.reach, at=request.at)
    if request.method != "POST":
        return _page(request, held)
    try:
        on = moment(request)
        if on is None:
            raise InvalidInput(faults=[Fault("on", gettext_noop("Write the day like 31/03/2026."))])
        actions.announce(sheet_id=sheet_id, on=on, reach=request.reach, at=request.at)
    except InvalidInput as refusal:
        errors.note(refusal)
        return _page(request, held, refusal)
    messages.success(request, _("Everybody sees it from %(at)s on.") % {"at": writing.moment(on)})
    return redirect(_sheet(held))


def moment(request: Request) -> datetime | None:
    """The day and hour that were typed; nothing where the day was left empty."""
    day_typed, hour_typed = request.POST.get("on", "").strip(), request.POST.get("hour", "").strip()
    if not day_typed:
        return None
    try:
        day = read_date(day_typed)
    except BadDate:
        day = None
    if day is None:
        raise InvalidInput(faults=[Fault("on", gettext_noop("Write the day like 31/03/2026."))])
    try:
        hour = time.fromisoformat(hour_typed or HOUR)
    except ValueError:
        raise InvalidInput(faults=[Fault("hour", gettext_noop("Write the hour like 09:00."))]) from None
    return datetime.combine(day, hour.replace(tzinfo=None), tzinfo=TZ)


def hour_fields(request: Request, wrong: Mapping[str, str], *, hint: str, required: bool) -> list[DrawnField]:
    typed = request.POST.get
    return [
        DrawnField(Kind.DATE, "on", _("Announce it on"), hint, value=typed("on", ""), required=required, error=wrong.get("on", "")),
        DrawnField(Kind.TEXT, "hour", _("At the hour"), _("Like 09:00."), value=typed("hour", HOUR), width="xs", required=required, error=wrong.get("hour", "")),
    ]  # fmt: skip


def _sheet(held: Waiting) -> str:
    return reverse("indices:sheet" if held.round_id else "indices:result", args=[held.id])


def _page(request: Request, held: Waiting, refusal: InvalidInput | None = None) -> HttpResponse:
    faults = refusal.faults if refusal else ()
    wrong = {one.field: errors.fault_sentence(one) for one in reversed(faults)}
    values = {
        "sheet": held,
        "title": f"{words.NAMED[Index(held.index)].short} {held.year}",
        "back": _sheet(held),
        "fields": hour_fields(
            request, wrong, hint=_("From then on everybody sees the sheet."), required=True
        ),
    }
    return render(
        request, "indices/announced/announce.html", values, status=refusal.status if refusal else 200
    )
