"""The door for programs: a token instead of a session. Cookies count for nothing here.

`Bearer(scope)` marks an operation of an `api` module; it puts on the request who asks with how far a reach, as
the middleware does for pages. `Bearer(scope, public=True)` lets those without a token in as well, as nobody.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from ninja.security import HttpBearer

from . import actions, queries
from .queries import tokens
from .rules import NOBODY, NoToken, Reach, Scope, ScopeMissing, TooManyTries

CALLERS_KEPT_MAX = 10_000


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
            RATE.spend(f"address:{request.address}", at=request.at)
            return NOBODY
        kind, _space, secret = given.partition(" ")
        found = tokens.bearer(secret.strip(), request.at) if kind.lower() == "bearer" else None
        if found is None:
            RATE.spend(f"address:{request.address}", at=request.at)
            raise NoToken
        RATE.spend(f"account:{found.account.pk}", at=request.at)
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


class Rate:
    """Calls of one caller in the present minute, counted by each worker process for itself: a brake, not a ledger.

    Guessing of secrets is counted in the database (`actions.spend_try`), where all workers see it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._spent: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = Lock()

    def spend(self, caller: str, *, at: datetime) -> None:
        minute, second = divmod(int(self._clock()), 60)
        with self._lock:
            since, count = self._spent.pop(caller, (minute, 0))
            count = count + 1 if since == minute else 1
            self._spent[caller] = minute, count
            while len(self._spent) > CALLERS_KEPT_MAX:
                self._spent.popitem(last=False)
        if count > settings.API_CALLS_A_MINUTE_MAX:
            raise TooManyTries(until=at + timedelta(seconds=60 - second))

    def forget(self) -> None:
        with self._lock:
            self._spent.clear()


RATE = Rate()
