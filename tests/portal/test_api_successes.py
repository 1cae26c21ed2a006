"""Each operation answers a right request with success, and the answer is as its description says.

What is made up from a description hardly ever names a request that is there, so most operations would be seen refusing
only. Here each has one request that must succeed, in a state where it may; an operation without one fails the test.
"""

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup

from motcua.people.bearer import RATE
from tests.dossiers import electronic, listed
from tests.portal.right_requests import Requests, closing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.once]


@pytest.fixture
def world(transactional_db, settings, monkeypatch, tmp_path):
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    electronic.as_demo(settings, monkeypatch, tmp_path)
    RATE.forget()
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield electronic.of_today(listed.make_listing())
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def test_every_operation_answers_a_right_request_with_success_as_its_description_says(world):
    load_all_checks()
    requests = Requests(world)
    known, wrong = requests.all(), []
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", closing)
    operations = [found.ok() for found in described.get_all_operations()]
    names = {one.definition.raw["operationId"] for one in operations}
    assert names == known.keys(), f"say how each is asked rightly: {sorted(names ^ known.keys())}"
    for operation in operations:
        name = operation.definition.raw["operationId"]
        player, make = known[name]
        try:
            right = make()
            case = operation.Case(
                path_parameters=right.get("path", {}),
                query=right.get("query", {}),
                **({"body": right["body"]} if "body" in right else {}),
                media_type=right.get("media_type", "application/json") if "body" in right else None,
            )
            sent = {"Authorization": f"Bearer {requests.of(player).secret}"} if player else {}
            answer = case.call(headers=sent)
            if answer.status_code // 100 != 2:
                wrong.append(f"{name}: {answer.status_code} {answer.content[:400].decode()}")
            else:
                case.validate_response(answer, headers=sent, transport_kwargs={"headers": sent})
        except FailureGroup as failed:
            wrong.append(f"{name}: {[str(one) for one in failed.exceptions]}")
        except Exception as failed:
            wrong.append(f"{name}: {type(failed).__name__} {failed}")
    assert not wrong, "\n\n".join(wrong)
