"""The whole list of bad input (tests/journeys/bad_values.py) sent to every operation, where the rest of it is right.

What bulk acts, lists and moving in are walked by, value by value: each stands once in a field of texts, in a field of
numbers, in the address, behind the question mark and in a header of each operation that has one. The act would be done,
but for the value: so it is the rules that meet it. It is taken or a problem in words; a refusal adds and removes no row
of any table, and no log repeats what was sent.
"""

import itertools
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from motcua.people.bearer import RATE
from motcua.portal import api, api_page
from tests.dossiers import electronic, listed
from tests.journeys import bad_values
from tests.journeys.wrong import NOT_COUNTED
from tests.portal.program import Program
from tests.portal.right_requests import Requests, Right
from tests.portal.test_api_bad_values import changed, is_problem, places

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
TEXTS = list(dict.fromkeys(one.text for one in bad_values.VALUES))
assert len(TEXTS) > 35, "the list is shared, and was longer"
# As JSON writes numbers, where it can: text in the place of a number is another fault.
NUMBERS: list[Any] = [*TEXTS, -1, 0, 9223372036854775808, 10**400, 1.5, 1e308, True]
PARTS = 2


@dataclass(frozen=True)
class Operation:
    """One operation of the description, and a body with all its fields."""

    name: str
    method: str
    address: str
    body: Any
    names: dict[str, list[str]]  # `query`, `header`


def operations() -> Iterator[Operation]:
    document = api.document()
    for address, item in document["paths"].items():
        for method, said in item.items():
            content = said.get("requestBody", {}).get("content", {}).get("application/json")
            body = api_page.example(document, content["schema"]) if content else None
            names: dict[str, list[str]] = {"query": [], "header": []}
            for one in said.get("parameters", []):
                names.setdefault(one["in"], []).append(one["name"])
            yield Operation(said["operationId"], method, address, body, names)


def fields(body: Any) -> dict[type, list[tuple[Any, ...]]]:
    """The places of texts and of numbers in a body."""
    found: dict[type, list[tuple[Any, ...]]] = {str: [], int: []}
    for path in places(body):
        here = body
        for key in path:
            here = here[key]
        kind = int if type(here) in (int, float) else str if isinstance(here, str) or here is None else None
        if kind:
            found[kind].append(path)
    return found


def put(right: Any, example: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The right body with one value in one field; what leads there is taken from the example where it is missing."""
    try:
        return changed(right, path, value)
    except (KeyError, IndexError, TypeError):
        return {**right, path[0]: changed(example, path, value)[path[0]]}


def requests_of(
    one: Operation, right: Right
) -> Iterator[tuple[str, dict[str, Any], Any, dict[str, str], Any]]:
    """Where the value stands, what of the address is changed, the body, the headers and the value."""
    body, path = right.get("body"), right.get("path", {})
    if one.body is not None:
        for kind, values in ((str, TEXTS), (int, NUMBERS)):
            there = fields(one.body)[kind]
            turns = itertools.cycle(there)
            # As often as there are fields at least: each field has one value, and each value one field.
            many = max(len(values), len(there)) if there else 0
            for value, place in zip(itertools.islice(itertools.cycle(values), many), turns, strict=False):
                yield f"{place}", path, put(body, one.body, place, value), {}, value
    for value, name in zip(TEXTS, itertools.cycle(path), strict=False) if path else ():
        yield f"path {name}", {**path, name: value}, body, {}, value
    for value, name in (
        zip(TEXTS, itertools.cycle(one.names["query"]), strict=False) if one.names["query"] else ()
    ):
        yield f"query {name}", {**path, "?": f"{name}={quote(value)}"}, body, {}, value
    for value, name in (
        zip(TEXTS, itertools.cycle(one.names["header"]), strict=False) if one.names["header"] else ()
    ):
        yield f"header {name}", path, body, {name: value.encode().decode("latin-1")}, value


def ask(program: Program, one: Operation, path: dict[str, Any], body: Any, headers: dict[str, str]) -> Any:
    address = one.address
    for name, value in path.items():
        address = address.replace("{" + name + "}", quote(str(value), safe=""))
    address += f"?{path['?']}" if "?" in path else ""
    return program.get(address, **headers) if one.method == "get" else program.post(address, body, **headers)


def rows() -> dict[str, int]:
    """How many rows each table has."""
    tables = [one for one in connection.introspection.table_names() if one not in NOT_COUNTED]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM \"{one}\"" for one in tables))
        return dict(cursor.fetchall())


@pytest.fixture
def requests(db, settings, monkeypatch, tmp_path):
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    electronic.as_demo(settings, monkeypatch, tmp_path)
    RATE.forget()
    return Requests(electronic.of_today(listed.make_listing())).with_tokens()


@pytest.mark.parametrize("part", range(PARTS))
def test_each_value_of_the_list_is_taken_or_refused_in_words_by_every_operation(requests, part, caplog):
    caplog.set_level(logging.INFO)
    known, found, answers = requests.all(), [], Counter()
    told = [one for one in operations() if one.name != "upload"]  # its files: tests of documents
    assert len(told) > 50
    for one in told[part::PARTS]:
        player, make = known[one.name]
        whole = transaction.savepoint()
        right = make()
        program = requests.of(player) if player else Program()
        standing = rows()  # before each request: what was asked before is put back
        for where, path, body, headers, value in requests_of(one, right):
            before = transaction.savepoint()
            caplog.clear()
            answer = ask(program, one, path, body, headers)
            answers[answer.status_code // 100] += 1
            trouble = is_problem(answer)
            if answer.status_code >= 400 and (now := rows()) != standing:
                trouble = f"changes {sorted(name for name in now if now[name] != standing[name])}"
            if any(str(value) in line for line in caplog.messages) and len(str(value)) > 9:
                trouble = "stands in the log"
            if trouble:
                found.append(f"{one.name} {where} {value!r:.40}: {trouble:.300}")
            transaction.savepoint_rollback(before)
        transaction.savepoint_rollback(whole)
    print("answers", dict(answers))
    assert answers[2] > 300 and answers[4] > 1000
    assert not found, f"{len(found)}:\n" + "\n".join(found[:30])
