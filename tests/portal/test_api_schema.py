"""Every operation asked with what its description allows and with what it does not, as three roles; then in chains.

schemathesis reads the same openapi.json as an integrator, and none of its checks is left out. One is told that a valid
shape may still be refused: what a form asks for, and in which state an act is possible, no JSON Schema says. Of what is
made up so, few operations answer with success; what each answers to a right request stands in test_api_successes.py.

Making an example takes longer than answering it, so each one is made once and sent by all three, one after the other.
"""

from collections import Counter

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.pytest.lazy import get_all_tests

from motcua.people.bearer import RATE
from motcua.wsgi import application
from tests.dossiers.build import in_progress, make_world, submitted
from tests.portal.program import token

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
ROLES = ("reception", "hoa", "nobody")
RUNNING = ("operator", "reception", "nobody")  # what only whoever runs an agency may do
EXAMPLES = 100  # an operation and role
CHAINS = 100  # of up to six operations, for each role
ALWAYS_THE_SAME = {"GET /api/opinions"}  # takes nothing, so there is one example
PARTS = 4  # so that both workers have their share
# 400: a text with characters that nobody can see. 415: a file that is no PDF, JPEG or PNG. 429: secrets guessed.
MAY_BE_REFUSED = [400, 404, 406, 409, 412, 413, 415, 422, 429]
CONFIG = {
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, *MAY_BE_REFUSED]}},
    # Who asks is said below and is no part of what is made up.
    "generation": {
        "max-examples": EXAMPLES,
        "deterministic": True,
        "database": "none",
        "with-security-parameters": False,
    },
}


def limits(examples: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def headers(db, settings):
    """An office with two requests, and what each role sends with a request."""
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    world = make_world()
    world.at = timezone.now()
    submitted(world)
    in_progress(world)
    players = {role: getattr(world.cast, role) for role in {*ROLES, *RUNNING} - {"nobody"}}
    said = {role: {"Authorization": f"Bearer {token(world, one)}"} for role, one in players.items()}
    return {"nobody": {}, **said}


@pytest.fixture
def described(headers):
    """Read from the running application; its requests share the transaction of the test, as Django's own client's do."""
    RATE.forget()
    load_all_checks()
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)

    def read(**more):
        found = SchemathesisConfig.from_dict({**CONFIG, **more})
        return schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=found)

    yield read
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_answers_as_its_description_says(described, headers, part):
    wrong, asked, turned_away = [], Counter(), Counter()

    def ask(case):
        roles = RUNNING if "webhooks" in case.operation.tags else ROLES
        # Each bound of each field is the same for every role.
        for role in roles[:1] if case.meta.phase.name == "coverage" else roles:
            asked[role] += 1
            try:
                answer = case.call_and_validate(headers=headers[role])
                assert answer.status_code != 401 or role == "nobody", f"{role} is not known"
                turned_away[role] += answer.status_code == 401
            except FailureGroup as failed:
                failed.add_note(f"asked by {role}")
                raise

    tests = list(get_all_tests(schema=described(), test_func=ask, settings=limits(EXAMPLES), given_kwargs={}))
    for found in tests[part::PARTS]:
        operation, test = found.ok()
        before = asked["nobody"]
        try:
            test()
        except BaseExceptionGroup as many:
            wrong.append(f"{operation.label}: {many} {many.__notes__}")
        except Exception as one:
            wrong.append(f"{operation.label}: {one}")
        if (count := asked["nobody"] - before) < EXAMPLES and operation.label not in ALWAYS_THE_SAME:
            wrong.append(f"{operation.label}: asked {count} times only")
    assert len(tests) > 45 and turned_away["nobody"] > EXAMPLES
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("role", [*ROLES, "operator"])
def test_chains_of_operations_answer_as_the_description_says(described, headers, role):
    """A request that was sent is read, its acts are listed, it is followed: by the links of the description."""
    sent = {"headers": headers[role]}

    class Chains(described().as_state_machine()):
        """Says at the check, too, which headers were sent on purpose: what is made up is expected to be refused.

        Each chain finds the office as the first one did: what is made up for it must not depend on those before.
        """

        def setup(self):
            super().setup()
            RATE.forget()
            self.before = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self.before)
            super().teardown()

        def get_call_kwargs(self, case):
            return sent

        def validate_response(self, response, case, additional_checks=None, **_):
            case.validate_response(
                response,
                additional_checks=additional_checks,
                transport_kwargs=sent,
                recorder=self.recorder,
                **sent,
            )

    Chains.run(settings=hypothesis.settings(limits(CHAINS), stateful_step_count=6))
