"""Every address of a node, and `/canned/`: the desk's page for whoever is signed in, from values kept since the first time."""

from threading import Lock
from typing import Any
from unittest.mock import patch

from django.shortcuts import render
from django.urls import path

from motcua.dossiers.pages import desk
from motcua.people.access import officers
from motcua.urls import *  # noqa: F403
from motcua.urls import urlpatterns

kept: dict[int, tuple[str, dict[str, Any]]] = {}
one_at_a_time = Lock()


@officers()
def canned(request):
    account = request.reach.account_id
    with one_at_a_time:
        if account not in kept:
            _keep(request, account)
    return render(request, *kept[account])


def _keep(request, account):
    with patch.object(
        desk, "render", lambda request, template, values: kept.update({account: (template, values)})
    ):
        desk.desk_page(request)


urlpatterns = [*urlpatterns, path("canned/", canned)]
