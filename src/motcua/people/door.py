"""The one door: every way of signing in (password, the demo's one click, later e-identity and second factors) ends here."""

from django.contrib.auth import login, logout

from .models import Account
from .queries.sessions import account_of_session

# Session keys: the mandate that is worn, and the way the person came in.
HAT = "mandate"
WAY = "way"
# The mandate by which somebody acts for another just now.
HELPING = "helping"
# Worn by an officer who wants to be nothing but a citizen for now.
NO_HAT = 0


class KnownAccounts:
    """Tells Django whose session this is. It never checks passwords: `actions.sign_in` does."""

    def authenticate(self, request, **credentials):
        return None

    def get_user(self, account_id):
        return account_of_session(account_id)


def let_in(request, *, account: Account, way: str) -> None:
    """Begin a session under a new key; nothing of an earlier session of somebody else survives."""
    login(request, account, backend="motcua.people.door.KnownAccounts")
    request.session.pop(HAT, None)
    request.session.pop(HELPING, None)
    request.session[WAY] = way


def put_on(request, *, mandate_id: int) -> None:
    """Wear this hat from the next page on. A new session key, because the rights change."""
    request.session[HAT] = mandate_id
    request.session.cycle_key()


def act_for(request, *, public_id: str) -> None:
    """From the next page on for somebody else. A new session key, because the rights change."""
    request.session[HELPING] = public_id
    request.session.cycle_key()


def act_for_oneself(request) -> None:
    if request.session.pop(HELPING, None) is not None:
        request.session.cycle_key()


def let_out(request) -> None:
    logout(request)
