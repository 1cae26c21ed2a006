"""Every operation asked with what its description allows and with what it does not, as three roles; then in chains.

schemathesis reads the same openapi.json as an integrator, and none of its checks is left out. One is told that a valid
shape may still be refused: what a form asks for, and in which state an act is possible, no JSON Schema says. So what is
made up is fed with what is there (feeding.py): each operation has something to act on, and is reached with success by
whoever may ask it. The three are that one, somebody else who is known, and nobody. `-rP` shows how often each succeeded.

Making an example takes longer than answering it, so each one is made once and sent by all three, one after the other,
and what it did is put back.
"""

from collections import Counter, defaultdict
from contextlib import contextmanager

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.pytest.lazy import get_all_tests

from motcua.people.bearer import RATE
from tests.dossiers import electronic, listed
from tests.dossiers.build import in_progress, submitted
from tests.portal.feeding import Fed, as_read
from tests.portal.right_requests import ANSWERS, Requests, closing

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
ROLES = ("reception", "hoa", "nobody")
RUNNING = ("operator", "reception", "nobody")  # what only whoever runs an agency may do
EXAMPLES = 100  # an operation and role
CHAINS = 100  # of up to six operations, for each role
ALWAYS_THE_SAME = {"listQuestions"}  # takes nothing, so there is one example
# Every operation is reached with success by what is made up and fed, by whoever may ask it; none is left out.
REACHED_MIN = 5
# What chains begin with; which of the links each goes on by is chance, for numbers and secrets are.
BEGIN = {"submitDossier": "hoa", "submitList": "hoa", "createSubscription": "operator"}
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
def office(db, settings, monkeypatch, tmp_path):
    """An office whose requests, files and keys can be made, and the right request of each operation."""
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    electronic.as_demo(settings, monkeypatch, tmp_path)
    return Requests(electronic.of_today(listed.make_listing())).with_tokens()


@pytest.fixture
def headers(office):
    """Two requests, and what each role sends with its own."""
    world = office.world
    submitted(world, data=ANSWERS)
    in_progress(world, data=ANSWERS)
    return {
        "nobody": {},
        **{role: said(office, getattr(world.cast, role)) for role in {*ROLES, *RUNNING} - {"nobody"}},
    }


def said(office, player):
    return {"Authorization": f"Bearer {office.of(player).secret}"}


@pytest.fixture
def described(headers):
    """Read from the running application; its requests share the transaction of the test, as Django's own client's do."""
    RATE.forget()
    load_all_checks()
    keep_open()

    def read(**more):
        found = SchemathesisConfig.from_dict({**CONFIG, **more})
        return schemathesis.openapi.from_wsgi("/api/openapi.json", closing, config=found)

    yield read
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def keep_open() -> None:
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)


def three(office, fed: Fed, headers) -> dict[str, dict[str, str]]:
    """Who asks an operation: whoever may, somebody else who is known, and nobody."""
    cast = office.world.cast
    if fed.player is None:
        return {role: headers[role] for role in ROLES}
    role = next(name for name, one in vars(cast).items() if one is fed.player)
    other = "reception" if role in ("hoa", "operator") else "hoa"
    return {role: said(office, fed.player), other: headers[other], "nobody": {}}


def too_few(fed: Fed, told) -> list[str]:
    """What of an operation was not reached with success often enough, or was by nobody."""
    roles = [role for name, role in told if name == fed.name]
    if fed.player is not None and any(status < 300 for status in told[fed.name, "nobody"]):
        return [f"{fed.name}: done for nobody"]
    reached = max((sum(status < 300 for status in told[fed.name, role]) for role in roles), default=0)
    wanted = 1 if fed.name in ALWAYS_THE_SAME else REACHED_MIN
    return [f"{fed.name}: {reached} times with success only"] if reached < wanted else []


def table(told) -> list[str]:
    """Of each operation and role: how often it succeeded, and how often it was refused."""
    said = [f"{'operation':24}{'asked by':16}{'2xx':>6}{'4xx':>6}"]
    for (name, role), statuses in sorted(told.items()):
        done = sum(status < 300 for status in statuses)
        said.append(f"{name:24}{role:16}{done:>6}{len(statuses) - done:>6}")
    return said


@contextmanager
def put_back():
    """Of what is asked inside, nothing stays."""
    before, until_commit = transaction.savepoint(), len(connection.run_on_commit)
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
        del connection.run_on_commit[
            until_commit:
        ]  # of these thousands, each rollback would look through all


@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_answers_as_its_description_says(described, headers, office, part):
    wrong, asked, told = [], Counter(), defaultdict(list)

    def ask(case):
        fed, roles = asked_now
        fed.feed(case)
        # Each bound of each field is the same for every role.
        for role in list(roles)[:1] if case.meta.phase.name == "coverage" else roles:
            asked[role] += 1
            try:
                with put_back():
                    answer = case.call_and_validate(headers=roles[role])
                assert answer.status_code != 401 or role == "nobody", f"{role} is not known"
                told[fed.name, role].append(answer.status_code)
            except FailureGroup as failed:
                failed.add_note(f"asked by {role}")
                raise

    tests = list(get_all_tests(schema=described(), test_func=ask, settings=limits(EXAMPLES), given_kwargs={}))
    for found in tests[part::PARTS]:
        operation, test = found.ok()
        name, before = operation.definition.raw["operationId"], asked["nobody"]
        try:
            with put_back():
                fed = Fed(office, operation)
                asked_now = (fed, three(office, fed, headers))
                keep_open()  # Django's own client begins to close again
                test()
        except BaseExceptionGroup as many:
            wrong.append(f"{operation.label}: {many} {many.__notes__}")
        except Exception as one:
            wrong.append(f"{operation.label}: {one}")
        else:
            wrong += too_few(fed, told)
        if (count := asked["nobody"] - before) < EXAMPLES and name not in ALWAYS_THE_SAME:
            wrong.append(f"{operation.label}: asked {count} times only")
    print(*table(told), sep="\n")
    assert len(tests) > 45
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("role", [*ROLES, "operator"])
def test_chains_of_operations_answer_as_the_description_says(described, headers, office, role):
    """A request that was sent is read, its acts are listed, it is followed: by the links of the description."""
    sent, reached = {"headers": headers[role]}, Counter()
    schema = described()
    begin = {
        one.name: one
        for found in schema.get_all_operations()
        if found.ok().definition.raw["operationId"] in BEGIN
        for one in [Fed(office, found.ok())]
    }
    keep_open()

    class Chains(schema.as_state_machine()):
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

        def before_call(self, case):
            as_read(case)
            if fed := begin.get(case.operation.definition.raw["operationId"]):
                fed.feed_body(case)

        def after_call(self, response, case):
            reached[case.operation.definition.raw["operationId"]] += response.status_code < 300

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
    print(dict(reached))
    assert all(reached[name] for name, who in BEGIN.items() if who == role), f"nothing begins: {reached}"
