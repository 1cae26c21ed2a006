"""The button that takes the last act back. It works once, without a script, and says why not when it does not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers import actions, queries
from motcua.foundation.typed import integer
from motcua.people.access import officers


def _opened(request: HttpRequest, number: str) -> None:
    queries.opened(number, reach=request.reach, at=request.at)


@officers()
@never_cache
@takes("POST", after=_opened)
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """The form carries the revision the officer saw: whoever acted since is not undone."""
    actions.undo(
        number=number, reach=request.reach, at=request.at, seen=integer(request.POST.get("seen", ""))
    )
    messages.success(request, _("Taken back: the dossier stands as before. Both acts stay in the log."))
    return redirect("dossiers:dossier", number)
