"""Drafts that were opened by their short code in this browser: kept in the session, signed, for a while, a few at most."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing

from motcua.dossiers.queries import drafts, guests
from motcua.dossiers.rules.refusals import DraftDeleted
from motcua.dossiers.rules.resuming import OPEN_FOR
from motcua.foundation.refusal import Refusal

OPENED = "resumed"  # session key
OPENED_MAX = 5
SHOWN = "drafts"  # session key: drafts whose pages were shown in this browser
SHOWN_MAX = 20
SALT = "dossiers.resumed"


def open_for(session: MutableMapping[str, Any], draft_id: UUID, *, at: datetime) -> None:
    """From now on it is open here; whether it was nobody's then is kept beside it."""
    kept = [value for value in session.get(OPENED, []) if _read(value, at) not in (None, str(draft_id))]
    fresh = signing.dumps([str(draft_id), at.timestamp(), guests.is_guests(draft_id)], salt=SALT)
    session[OPENED] = [*kept, fresh][-OPENED_MAX:]


def is_open(session: MutableMapping[str, Any], draft_id: UUID, *, at: datetime) -> bool:
    return any(_read(value, at) == str(draft_id) for value in session.get(OPENED, []))


def ended(session: MutableMapping[str, Any], draft_id: UUID, *, at: datetime) -> Refusal | None:
    """Why a draft that was opened here when it was nobody's is open no more: somebody has taken it over since."""
    if not any(
        _read(value, at) == str(draft_id) and signing.loads(value, salt=SALT)[2:] == [True]
        for value in session.get(OPENED, [])
    ):
        return None
    return guests.taken(draft_id)


def note_shown(session: MutableMapping[str, Any], draft_id: UUID) -> None:
    """A page of it was shown here, to whoever may open it."""
    shown = session.get(SHOWN, [])
    if str(draft_id) not in shown:
        session[SHOWN] = [*shown, str(draft_id)][-SHOWN_MAX:]


def deleted(session: MutableMapping[str, Any], draft_id: UUID) -> Refusal | None:
    """Why a draft that was shown here is there no more: it was deleted. Whoever never saw it is told nothing."""
    if str(draft_id) not in session.get(SHOWN, []) or not drafts.is_deleted(draft_id):
        return None
    return DraftDeleted()


def close(session: MutableMapping[str, Any]) -> None:
    """Whoever leaves a shared device takes everything along."""
    session.pop(OPENED, None)
    session.pop(SHOWN, None)


def _read(value: str, at: datetime) -> str | None:
    try:
        draft_id, since, *_was_nobodys = signing.loads(value, salt=SALT)
    except signing.BadSignature:
        return None
    return str(draft_id) if 0 <= at.timestamp() - float(since) < OPEN_FOR.total_seconds() else None
