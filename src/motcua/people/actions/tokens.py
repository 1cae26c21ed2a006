"""Tokens: made by whoever they act for, shown once, ended by them or by the operator of their office."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.foundation.text import nfc

from .. import rules
from ..models import Account, Token
from ..queries import tokens as queries
from ..rules import Kind, Reach, Scope, TokenOver, TooManyTokens

# A token's last use is known to within this time, so that reading a list does not write each time.
USE_NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class NewToken:
    name: str
    scopes: tuple[str, ...]
    days: int


@transaction.atomic
def make_token(*, form: NewToken, reach: Reach, at: datetime) -> str:
    """The secret of a new token of one's own; it is shown now and never again."""
    if reach.account_id is None:
        raise NotFound
    faults = rules.token_faults(name=form.name, scopes=form.scopes, days=form.days)
    if faults:
        raise InvalidInput(faults=faults)
    # One account's tokens are made one after the other, so that the limit holds.
    Account.objects.filter(pk=reach.account_id).update(name=F("name"))
    if queries.holding(at).filter(account_id=reach.account_id).count() >= rules.TOKENS_MAX:
        raise TooManyTokens(most=rules.TOKENS_MAX)
    secret = rules.new_secret()
    token = Token.objects.create(
        account_id=reach.account_id,
        name=nfc(form.name).strip(),
        digest=rules.digest_of(secret),
        scopes=" ".join(scope for scope in Scope if scope in form.scopes),
        made_at=at,
        expires_at=at + timedelta(days=form.days),
    )
    chronicle.append(
        kind=Kind.TOKEN_MADE,
        subject=f"token:{token.pk}",
        actor=reach.actor,
        at=at,
        data={"scopes": list(token.scopes.split()), "expires_at": token.expires_at.isoformat()},
    )
    return secret


@transaction.atomic
def end_token(*, token_id: int, reach: Reach, at: datetime) -> None:
    """From the next call on it opens nothing. For everybody but its owner and their operator it does not exist."""
    token = queries.may_end(reach, at=at).filter(pk=token_id).first()
    if token is None:
        raise NotFound
    if queries.holding(at).filter(pk=token_id).update(ended_at=at) != 1:
        raise TokenOver
    chronicle.append(kind=Kind.TOKEN_ENDED, subject=f"token:{token_id}", actor=reach.actor, at=at)


def note_use(*, token_id: int, used_at: datetime | None, at: datetime) -> None:
    """When it was used last, written seldom."""
    if used_at is None or at - used_at >= USE_NOTED_EVERY:
        Token.objects.filter(pk=token_id).update(used_at=at)
