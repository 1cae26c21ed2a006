"""The operator's page of notices that will not go out by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design.methods import takes
from motcua.foundation.typed import integer
from motcua.notices import actions, queries
from motcua.notices.rules import Channel, Error
from motcua.notices.words import CHANNEL_NAMES, WHY, called
from motcua.people.access import officers
from motcua.people.rules import Role


def why(error: str) -> str:
    return _(WHY[Error(error)]) if error in set(Error) else error


def channel_name(channel: str) -> str:
    return _(CHANNEL_NAMES[Channel(channel)]) if channel else ""


@officers(Role.OPERATOR)
@takes("GET")
def stuck(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("truoc", "")
    notices = queries.stuck(before=integer(before))
    rows = [
        (notice, called(notice.template), why(notice.last_error), channel_name(notice.channel))
        for notice in notices
    ]
    counts = queries.counts()
    return render(
        request,
        "notices_pages/stuck.html",
        {
            "rows": rows,
            "waiting": counts["queued"],
            "stuck": counts["failed"] + counts["gave-up"],
            "older": notices[-1].id if len(notices) == queries.PAGE_ROWS else None,
            "causes": [(cause, why(cause), number) for cause, number in queries.resendable_by_cause()],
        },
    )


@officers(Role.OPERATOR)
@takes("POST")
def resend(request: HttpRequest, notice_id: int) -> HttpResponse:
    actions.resend(notice_id=notice_id, by=request.reach.actor, at=request.at)
    messages.success(request, _("The notice is in the queue again. It goes out within a minute."))
    return redirect("notices:stuck")


@officers(Role.OPERATOR)
@takes("POST")
def resend_all(request: HttpRequest) -> HttpResponse:
    """All with one cause, once it is mended; at most `RESEND_MAX` at once."""
    n = actions.resend_all(by=request.reach.actor, at=request.at, error=request.POST.get("cause", ""))
    if n:
        words = ngettext("%(n)s notice is in the queue again.", "%(n)s notices are in the queue again.", n)
        messages.success(request, words % {"n": n})
    else:
        messages.info(request, _("Nothing was left to send again."))
    return redirect("notices:stuck")
