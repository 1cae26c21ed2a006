"""Tokens of programs: whose a secret is, what one has, what an operator watches over."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ..models import Account, Token
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


def holding(at: datetime) -> QuerySet[Token]:
    """Tokens that open something now: not ended, not expired, of an account in use."""
    return Token.objects.filter(ended_at=None, expires_at__gt=at, account__is_active=True)


def bearer(secret: str, at: datetime) -> Bearer | None:
    row = holding(at).select_related("account__person").filter(digest=digest_of(secret)).first()
    if row is None:
        return None
    return Bearer(row.pk, row.account, frozenset(Scope(word) for word in row.scopes.split()), row.used_at)


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
