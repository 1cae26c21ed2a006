"""Tokens of programs: whose a secret is, what one has, what an operator watches over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from motcua import database, rows

from ..models import Account, Person, Token
from ..rules import Reach, Role, Scope, digest_of
from .reach import in_force, within

TOKENS_SHOWN_MAX = 500


@dataclass(frozen=True)
class TokenFacts:
    id: int
    account_id: int
    owner: str
    name: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    holds: bool


@dataclass(frozen=True)
class Bearer:
    """Whoever holds the secret, and what the token may be used for."""

    token_id: int
    account: Account
    scopes: frozenset[Scope]
    used_at: datetime | None
    serves: bool  # whether the person is an officer at all


def holding(at: datetime) -> QuerySet[Token]:
    """Tokens that open something now: not ended, not expired, of an account in use."""
    return Token.objects.filter(ended_at=None, expires_at__gt=at, account__is_active=True)


# Each call of a program asks this first: what its account is, in one small question.
_PARTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Token, ("id", "scopes", "used_at")),
    (Account, ("id", "person_id", "name", "language", "is_active", "officers_only")),
    (Person, ("id", "public_id", "full_name", "household_key")),
)


def bearer(secret: str, at: datetime) -> Bearer | None:
    statement, read = _bearer()
    moment = Token._meta.get_field("expires_at").get_db_prep_value(at, connection)
    found = database.ask(statement, [digest_of(secret), moment])
    if found is None:
        return None
    *held, serves = found
    values, made = read(held), []
    for model, names in _PARTS:
        made.append(rows.loaded(model, names, values[: len(names)]))
        values = values[len(names) :]
    token, account, person = made
    assert isinstance(token, Token) and isinstance(account, Account)
    if account.person_id is not None and isinstance(person, Person):
        account.person = person
    scopes = frozenset(Scope(word) for word in token.scopes.split())
    return Bearer(token.pk, account, scopes, token.used_at, bool(serves))


@cache
def _bearer() -> tuple[str, Callable[[Sequence[Any]], list[Any]]]:
    fields = [field for model, names in _PARTS for field in rows.fields(model, names)]
    columns = ", ".join(f"{field.model._meta.db_table}.{field.column}" for field in fields)
    statement = (Path(__file__).parent.parent / "sql" / "bearer.sql").read_text().replace("*", columns, 1)
    return statement, rows.reader(fields)


def may_end(reach: Reach, *, at: datetime) -> QuerySet[Token]:
    """One's own, and for an operator those of officers who serve within reach."""
    return Token.objects.filter(Q(account_id=reach.account_id) | _of_officers(reach, at))


def _of_officers(reach: Reach, at: datetime) -> Q:
    served = in_force(at).filter(within(reach.agencies(Role.OPERATOR))).values("officer__person_id")
    return Q(account__person_id__in=served)


def tokens_of(account_id: int, at: datetime) -> list[TokenFacts]:
    """One's own, the newest first; those that ended stay in the list for as long as their account."""
    rows = Token.objects.filter(account_id=account_id).select_related("account__person")
    return [_facts(row, at) for row in rows.order_by("-pk")[:TOKENS_SHOWN_MAX]]


def tokens_within(reach: Reach, at: datetime) -> list[TokenFacts]:
    """For the operator: tokens that hold, of officers who serve within reach."""
    rows = holding(at).filter(_of_officers(reach, at)).select_related("account__person")
    return [_facts(row, at) for row in rows.order_by("-pk")[:TOKENS_SHOWN_MAX]]


def _facts(row: Token, at: datetime) -> TokenFacts:
    return TokenFacts(
        id=row.pk,
        account_id=row.account_id,
        owner=row.account.full_name,
        name=row.name,
        scopes=tuple(Scope(word) for word in row.scopes.split()),
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        holds=row.ended_at is None and row.expires_at > at,
    )
