"""Whose session this is."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from motcua import database, rows

from ..models import Account, Person


def account_of_session(account_id: int) -> Account | None:
    """The account with its person, while it is in use; by a statement that is not put together anew for every page."""
    statement, read = _statement()
    found = database.ask(statement, [account_id])
    if found is None:
        return None
    values, (own, persons) = read(found), (_columns(Account), _columns(Person))
    account = rows.loaded(Account, own, values[: len(own)])
    if account.person_id is None:
        account.person = None
    else:
        account.person = rows.loaded(Person, persons, values[len(own) :])
    return account


@cache
def _columns(model: type[Account] | type[Person]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _statement() -> tuple[str, Callable[[Sequence[Any]], list[Any]]]:
    fields = [*Account._meta.concrete_fields, *Person._meta.concrete_fields]
    columns = ", ".join(f"{field.model._meta.db_table}.{field.column}" for field in fields)
    statement = (Path(__file__).parent.parent / "sql" / "session.sql").read_text().replace("*", columns, 1)
    return statement, rows.reader(fields)
