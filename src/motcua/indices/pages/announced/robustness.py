"""How firmly the ranks of one sheet stand: for everybody from its hour on, before that for its own office."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from motcua.design.methods import takes
from motcua.indices import rounds
from motcua.indices.announced import opening
from motcua.indices.pages.rounds.robustness import doubt_values
from motcua.people.access import Request, everyone

from . import headers
from .sheet import frame


@everyone
@takes("GET")
def robustness(request: Request, sheet_id: int) -> HttpResponseBase:
    held = opening.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    table = rounds.opened_sheet(held.line.round_id, held.line.id, held.line.digest)
    values = {**frame(held, request, get_language() or "vi"), **doubt_values(table)}
    return headers.page(
        render(request, "indices/announced/robustness.html", values), held.line, at=request.at
    )
