"""What an applicant was told, by which way, and why something did not arrive; sending it again."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.dossiers.queries import follow
from motcua.notices import actions as notices
from motcua.people import actions as people
from motcua.people.access import signed_in

AGAIN_A_DAY_MAX = 5


@signed_in
@takes("POST")
def again(request: HttpRequest, number: str, notice_id: int) -> HttpResponse:
    """The applicant's own: the cause may be mended (an address corrected, a server back)."""
    dossier = follow.own(number=number, reach=request.reach, at=request.at)
    people.spend_try(
        scope="dossiers.told-again",
        key=number,
        at=request.at,
        limit=AGAIN_A_DAY_MAX,
        window=timedelta(days=1),
    )
    notices.resend(
        notice_id=notice_id, subject=f"dossier:{dossier.key}", by=request.reach.actor, at=request.at
    )
    messages.success(request, _("The message will be sent again."))
    return redirect(f"{reverse('dossiers:own', args=[number])}#tin-bao")
