"""Every operation asked with what its description allows and with what it does not, as three roles; then in chains.

schemathesis reads the same openapi.json as an integrator, and none of its checks is left out. One is told that a valid
shape may still be refused: what a form asks for, and in which state an act is possible, no JSON Schema says.
"""

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.pytest.lazy import get_all_tests

from motcua.people.bearer import RATE
from motcua.wsgi import application
from tests.dossiers.build import in_progress, make_world, submitted
from tests.portal.program import token

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
# How many examples an operation. Whoever reaches furthest is asked most; a stranger is turned away at the door.
EXAMPLES = {"reception": 100, "hoa": 50, "nobody": 20}
# 400: a text with characters that nobody can see. 415: a file that is no PDF, JPEG or PNG. 429: secrets guessed.
MAY_BE_REFUSED = [400, 404, 406, 409, 412, 413, 415, 422, 429]


def config(role: str, headers: dict[str, str]) -> dict:
    phases = {
        "coverage": {"enabled": role == "reception"}
    }  # each bound of each field, the same for every role
    return {
        "headers": headers,
        "phases": phases,
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, *MAY_BE_REFUSED]}},
        "generation": {"max-examples": EXAMPLES[role], "deterministic": True, "database": "none"},
    }


def limits(role: str) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=EXAMPLES[role],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(params=EXAMPLES)
def role(request):
    return request.param


@pytest.fixture
def headers(role, db, settings):
    """An office with two requests, and one role's token."""
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    world = make_world()
    world.at = timezone.now()
    submitted(world)
    in_progress(world)
    if role == "nobody":
        return {}
    return {"Authorization": f"Bearer {token(world, getattr(world.cast, role))}"}


@pytest.fixture
def description(role, headers):
    """Read from the running application; its requests share the transaction of the test, as Django's own client's do."""
    RATE.forget()
    load_all_checks()
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    found = SchemathesisConfig.from_dict(config(role, headers))
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=found)
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def test_every_operation_answers_as_its_description_says(description, role):
    wrong = []

    def ask(case):
        case.call_and_validate()

    tests = list(get_all_tests(schema=description, test_func=ask, settings=limits(role), given_kwargs={}))
    for found in tests:
        operation, test = found.ok()
        try:
            test()
        except BaseExceptionGroup as many:
            wrong.append(f"{operation.label}: {many.exceptions}")
        except Exception as one:
            wrong.append(f"{operation.label}: {one}")
    assert len(tests) > 20
    assert not wrong, "\n\n".join(wrong)


def test_chains_of_operations_answer_as_the_description_says(description, role):
    """A request that was sent is read, its acts are listed, it is followed: by the links of the description."""
    machine = description.as_state_machine()
    machine.run(
        settings=hypothesis.settings(
            limits(role), max_examples=max(10, EXAMPLES[role] // 5), stateful_step_count=6
        )
    )
