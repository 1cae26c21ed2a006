"""What a node asks once a night: on which of its days does the nation have something else?"""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse

from motcua.exchange import actions, queries
from motcua.exchange.actions import Arrived
from motcua.exchange.pages import wire
from motcua.exchange.rules import refusals

DAYS_MAX = 31


@wire.signed(bytes_max=wire.QUESTION_BYTES_MAX)
def digests(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    said = wire.asked(arrived)
    days = said.get("days")
    try:
        start, stop = (date.fromisoformat(str(said.get(name))) for name in ("from", "to"))
    except ValueError:
        raise refusals.NotABatch(code="days", detail="from and to are expected as days") from None
    sound = isinstance(days, dict) and all(isinstance(one, str) for pair in days.items() for one in pair)
    if not sound or not timedelta() < stop - start <= timedelta(days=DAYS_MAX) or not isinstance(days, dict):
        raise refusals.NotABatch(
            code="days", detail=f"at most {DAYS_MAX} days, each with its hash, are expected"
        )
    found = queries.differing(node_id=arrived.node_id, start=start, stop=stop, days=days)
    actions.note_compared(node_id=arrived.node_id, days=sorted(found), at=request.at)  # type: ignore[attr-defined]
    return JsonResponse({"differ": {day: [list(one) for one in rows] for day, rows in found.items()}})
