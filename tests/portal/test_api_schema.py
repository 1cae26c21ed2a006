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
EXAMPLES = 100  # an operation
MAY_BE_REFUSED = [404, 406, 409, 412, 413, 415, 422, 429]
CONFIG = {
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, *MAY_BE_REFUSED]}},
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
}
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(params=["hoa", "reception", "nobody"])
def headers(request, db, settings):
    """An office with two requests, and one role's token."""
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    world = make_world()
    world.at = timezone.now()
    submitted(world)
    in_progress(world)
    if request.param == "nobody":
        return {}
    return {"Authorization": f"Bearer {token(world, getattr(world.cast, request.param))}"}


@pytest.fixture
def description(headers):
    """Read from the running application; its requests share the transaction of the test, as Django's own client's do."""
    RATE.forget()
    load_all_checks()
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    config = SchemathesisConfig.from_dict(CONFIG)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=config)
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def test_every_operation_answers_as_its_description_says(description, headers):
    wrong = []

    def ask(case):
        case.call_and_validate(headers=headers)

    tests = list(get_all_tests(schema=description, test_func=ask, settings=SETTINGS, given_kwargs={}))
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
