"""The door for programs: a token instead of a session. Cookies count for nothing here.

`Bearer(scope)` marks an operation of an `api` module; it puts on the request who asks with how far a reach, as
the middleware does for pages. `Bearer(scope, public=True)` lets those without a token in as well, as nobody.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from ninja.security import HttpBearer

from motcua.foundation.allowance import Allowance, Taken

from . import actions, queries
from .queries import tokens
from .rules import NOBODY, NoToken, Reach, Scope, ScopeMissing, TooManyCalls

MINUTE = timedelta(minutes=1)
# A worker tells the others after so many calls: one write for twenty, none for whoever asks now and then.
COUNTED_BY = 20


class Bearer(HttpBearer):
    """Who asks, by token; refused without one, or without the scope, before anything else is looked at."""

    def __init__(self, scope: Scope, *, public: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.public = public

    def __call__(self, request):
        """The reach of the token's account at this moment, with all its mandates."""
        request.reach = NOBODY
        given = request.headers.get("Authorization", "")
        if not given:
            if not self.public:
                raise NoToken
            RATE.spend(request, f"address:{request.address}")
            return NOBODY
        kind, _space, secret = given.partition(" ")
        found = tokens.bearer(secret.strip(), request.at) if kind.lower() == "bearer" else None
        if found is None:
            RATE.spend(request, f"address:{request.address}")
            raise NoToken
        RATE.spend(request, f"account:{found.account.pk}")
        request.reach = self._reach(found, request.at)
        request.token_id = found.token_id
        actions.note_use(token_id=found.token_id, used_at=found.used_at, at=request.at)
        if self.scope not in found.scopes:
            raise ScopeMissing(scope=self.scope)
        return request.reach

    def _reach(self, found: tokens.Bearer, at: datetime) -> Reach:
        reach = queries.reach(found.account, at, serves=found.serves)
        if found.account.officers_only and not reach.grants:
            raise queries.out_of_office(found.account, at)
        return reach

    def authenticate(self, request, token):  # the library's own way in; ours is above
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Left:
    """What the headers RateLimit and RateLimit-Policy say of a caller."""

    limit: int
    left: int
    full_seconds: int


class Rate:
    """Calls of one caller: counted here, and every so many of them in the database, where all workers see them.

    So a caller gets at most what is allowed and, from each worker, the few that it has not told of yet. Guessing of
    secrets is counted each time (`actions.spend_try`).
    """

    def __init__(self) -> None:
        self._allowance = Allowance(at_once=0, a_second=0.0)

    def spend(self, request: Any, caller: str) -> None:
        """One call; refused when it is too many. Says on the request how many are left."""
        limit, now = settings.API_CALLS_A_MINUTE_MAX, time.monotonic()
        self._allowance.at_once, self._allowance.a_second = limit, limit / 60
        taken = self._allowance.take(caller, now=now)
        if taken and taken.count % COUNTED_BY == 0:
            taken = self._told(caller, taken, at=request.at, now=now)
        request.calls = Left(limit, taken.left, taken.full_seconds)
        if not taken:
            raise TooManyCalls(until=request.at + timedelta(seconds=taken.wait_seconds))

    def _told(self, caller: str, taken: Taken, *, at: datetime, now: float) -> Taken:
        limit = settings.API_CALLS_A_MINUTE_MAX
        until = actions.count_tries(
            scope="calls", key=caller, count=COUNTED_BY, at=at, limit=limit, window=MINUTE
        )
        if until is None:
            return taken
        self._allowance.owe(caller, seconds=(until - at).total_seconds(), now=now)
        return self._allowance.take(caller, now=now)

    def forget(self) -> None:
        self._allowance.forget()


RATE = Rate()
