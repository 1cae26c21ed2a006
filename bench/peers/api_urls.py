"""Every address of a node, and `POST /api/empty`: behind the same door as sending a request, answered with nothing."""

from ninja import Router, Schema

from motcua.design.wire import Sent
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope
from motcua.portal import api

router = Router()


class Nothing(Schema):
    pass


@router.post("/empty", auth=Bearer(Scope.DOSSIERS_SUBMIT), response=Nothing, url_name="empty")
def empty(request, given: Sent):
    return {}


api.api.add_router("", router)

from motcua.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: E402, F401
