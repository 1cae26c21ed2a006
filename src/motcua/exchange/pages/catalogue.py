"""The operator's page of the catalogue: what was drawn here, or at the nation, which node takes how much."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy

from motcua.design.methods import takes
from motcua.exchange.queries import catalogue as queries
from motcua.exchange.queries import submissions as submissions
from motcua.exchange.rules.catalogue import Outcome
from motcua.people.access import officers
from motcua.people.rules import Role

OUTCOME_WORDS = {
    Outcome.SAME: gettext_lazy("Was here already"),
    Outcome.PUBLISHED: gettext_lazy("In force here, as at the nation"),
    Outcome.HELD: gettext_lazy("Kept as a draft: this procedure was changed here, decide which text holds"),
    Outcome.REFUSED: gettext_lazy("Could not be read here"),
    Outcome.CLOSED: gettext_lazy("Closed at the nation"),
}


@officers(Role.OPERATOR)
@takes("GET")
def drawn(request: HttpRequest) -> HttpResponse:
    english = (get_language() or "vi").startswith("en")
    lines = [
        {
            "line": line,
            "name": line.name_en if english and line.name_en else line.name,
            "words": OUTCOME_WORDS[line.outcome],
            "waits": line.outcome in (Outcome.HELD, Outcome.REFUSED),
        }
        for line in queries.drawn()
    ]
    values = {
        "lines": lines,
        "following": queries.following(),
        "is_national": submissions.is_national(),
        "nodes": queries.offers_by_node(),
    }
    return render(request, "exchange/drawn.html", values)
