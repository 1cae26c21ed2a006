"""Keys of programs: what they may be used for, how long they hold, and what is refused."""

import hashlib
import secrets
from collections.abc import Collection
from enum import StrEnum

from motcua.foundation.refusal import Fault, Refusal, gettext_noop

TOKENS_MAX = 20  # that hold at once, of one account
TOKEN_DAYS = (30, 90, 365)
NAME_CHARACTERS_MAX = 80
# So that a token left in a file or a log is recognised by those who search for lost ones.
PREFIX = "mctk_"


class Scope(StrEnum):
    """What a token may be used for; its account may still do less."""

    PROCEDURES_READ = "procedures:read"
    DOSSIERS_READ = "dossiers:read"
    DOSSIERS_SUBMIT = "dossiers:submit"
    DOSSIERS_ACT = "dossiers:act"
    TRACKING = "tracking"
    EVENTS_READ = "events:read"
    SUBSCRIPTIONS = "subscriptions"


SCOPE_WORDS = {
    Scope.PROCEDURES_READ: gettext_noop("Read what is offered"),
    Scope.DOSSIERS_READ: gettext_noop("Read requests that you may see"),
    Scope.DOSSIERS_SUBMIT: gettext_noop("Send requests"),
    Scope.DOSSIERS_ACT: gettext_noop("Act on requests as you may yourself"),
    Scope.TRACKING: gettext_noop("Follow a request by number and secret"),
    Scope.EVENTS_READ: gettext_noop("Read events of agencies that you run"),
    Scope.SUBSCRIPTIONS: gettext_noop("Subscribe systems to events of agencies that you run"),
}


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """A secret of 256 random bits needs no slow hash: nobody tries them all."""
    return hashlib.sha256(secret.encode()).digest()


def token_faults(*, name: str, scopes: Collection[str], days: int) -> list[Fault]:
    faults = []
    if not 1 <= len(name.strip()) <= NAME_CHARACTERS_MAX:
        faults.append(Fault("name", gettext_noop("Write what will use it, in a few words.")))
    if not scopes or not set(scopes) <= set(Scope):
        faults.append(Fault("scopes", gettext_noop("Tick at least one of these.")))
    if days not in TOKEN_DAYS:
        faults.append(Fault("days", gettext_noop("Choose one of the times shown.")))
    return faults


class NoToken(Refusal):
    """No token, or one that does not hold; which of them is not said."""

    code = "people.no-token"
    status = 401
    sentence = gettext_noop("No token that holds came with this.")
    next_step = gettext_noop(
        "Send “Authorization: Bearer” with a token from the page “Tokens for programs”. It may have expired or been revoked."
    )


class ScopeMissing(Refusal):
    code = "people.scope-missing"
    status = 403
    sentence = gettext_noop("This token may not be used for that: it lacks “%(scope)s”.")
    next_step = gettext_noop("Make a token with this right, and revoke the one that lacks it.")


class TooManyTokens(Refusal):
    code = "people.too-many-tokens"
    sentence = gettext_noop("%(most)s tokens hold already.")
    next_step = gettext_noop("Revoke one that is not used any more, then make the new one.")


class TokenOver(Refusal):
    code = "people.token-over"
    sentence = gettext_noop("This token does not hold any more.")
    next_step = gettext_noop("Nothing is left to do: it opens nothing.")


class KeyUsedElsewhere(Refusal):
    """The same key came with something else."""

    code = "people.key-used-elsewhere"
    status = 422
    sentence = gettext_noop("This Idempotency-Key came before with something else.")
    next_step = gettext_noop("Nothing was changed. Use a new key for each thing to be done.")


class StillAnswering(Refusal):
    """The same thing is being done at this moment by an earlier call."""

    code = "people.still-answering"
    status = 409
    sentence = gettext_noop("An earlier call with this Idempotency-Key has not been answered yet.")
    next_step = gettext_noop("Wait a second, then send exactly the same again.")
