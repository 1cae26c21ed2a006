"""Whose receipt was shown a moment ago: kept in the session, signed, short, a few at most.

So that a page without an account can be read again and printed, and the request rated, without typing twice.
"""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.people import actions as people

SHOWN = "followed"  # session key: which numbers were opened, each signed with its moment
SENT = "sent"  # session key: receipts of drafts that were sent to another node
SHOWN_MAX = 5
SHOWN_FOR = timedelta(minutes=30)
SALT = "dossiers.follow"


def remember(session: MutableMapping[str, Any], number: str, *, at: datetime) -> None:
    kept = [value for value in session.get(SHOWN, []) if _read(value, at) not in (None, number)]
    fresh = signing.dumps([number, at.timestamp()], salt=SALT)
    session[SHOWN] = [*kept, fresh][-SHOWN_MAX:]


def is_remembered(session: MutableMapping[str, Any], number: str, *, at: datetime) -> bool:
    return any(_read(value, at) == number for value in session.get(SHOWN, []))


def note_sent(session: MutableMapping[str, Any], draft_id: UUID, address: str) -> None:
    """Where the receipt of a draft is that was sent from here and became no dossier here."""
    kept = {key: where for key, where in session.get(SENT, {}).items() if key != str(draft_id)}
    session[SENT] = dict([*kept.items(), (str(draft_id), address)][-SHOWN_MAX:])


def sent_to(session: MutableMapping[str, Any], draft_id: UUID) -> str:
    return str(session.get(SENT, {}).get(str(draft_id), ""))


def _read(value: str, at: datetime) -> str | None:
    """The number that was signed, while the signature is young."""
    try:
        number, since = signing.loads(value, salt=SALT)
    except signing.BadSignature:
        return None
    return str(number) if 0 <= at.timestamp() - float(since) < SHOWN_FOR.total_seconds() else None


def spend_try(*, number: str, address: str, at: datetime) -> None:
    """One try to look up by number and secret: so many for one number and from one address in a while (dated values).

    Outside a transaction of the caller. Raises `TooManyTries`.
    """
    on = at.astimezone(TZ).date()
    window = timedelta(minutes=int(law.value("dossiers.lookup-wait-minutes", on).value))
    for scope, key, limit in (
        ("follow-number", number, "dossiers.lookup-tries-max"),
        ("follow-address", address, "dossiers.lookup-address-tries-max"),
    ):
        people.spend_try(scope=scope, key=key, at=at, limit=int(law.value(limit, on).value), window=window)
