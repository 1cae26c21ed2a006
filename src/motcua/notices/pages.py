"""The operator's page of notices that will not go out by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from motcua.notices import actions, queries
from motcua.notices.rules import Error
from motcua.people.access import officers
from motcua.people.rules import Role

WHY = {
    Error.NO_ADDRESS: gettext_lazy("The person gave no e-mail address."),
    Error.BAD_ADDRESS: gettext_lazy("The e-mail address cannot be right."),
    Error.TEMPLATE_MISSING: gettext_lazy("The text of this notice is missing on this node."),
    Error.TEMPLATE_BROKEN: gettext_lazy("The text of this notice has a mistake."),
    Error.REFUSED: gettext_lazy("The mail server says there is no such address."),
    Error.UNSENDABLE: gettext_lazy("The message could not be put together."),
    Error.UNREACHABLE: gettext_lazy("The mail server could not be reached."),
    Error.LATER: gettext_lazy("The mail server kept saying “later”."),
    Error.WORKER_DIED: gettext_lazy("The worker stopped each time while sending."),
    Error.ERASED: gettext_lazy("Nobody sent it again within 30 days, so its text was erased."),
}


@officers(Role.OPERATOR)
@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("truoc", "")
    notices = queries.stuck(before=int(before) if before.isdecimal() and len(before) < 19 else None)
    rows = [(notice, WHY.get(notice.last_error, notice.last_error)) for notice in notices]
    counts = queries.counts()
    return render(
        request,
        "notices_pages/stuck.html",
        {
            "rows": rows,
            "waiting": counts["queued"],
            "stuck": counts["failed"] + counts["gave-up"],
            "older": notices[-1].id if len(notices) == queries.PAGE_ROWS else None,
        },
    )


@officers(Role.OPERATOR)
@require_POST
def resend(request: HttpRequest, notice_id: int) -> HttpResponse:
    actions.resend(notice_id=notice_id, by=request.reach.actor, at=request.at)
    messages.success(request, _("The notice is in the queue again. It goes out within a minute."))
    return redirect("notices:stuck")
