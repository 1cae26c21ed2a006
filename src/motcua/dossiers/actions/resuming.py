"""A short code for a draft, a one-time code to its telephone, and going on with both. None of this is an act."""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from motcua.dossiers import queries
from motcua.dossiers.models import DraftCode
from motcua.dossiers.queries import resuming
from motcua.dossiers.rules import resuming as rules
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.notices.rules import Recipient
from motcua.people import actions as people
from motcua.people.rules import Reach

SENT = "dossiers/one-time-code"


@transaction.atomic
def give_code(*, draft_id: UUID, reach: Reach, at: datetime) -> str:
    """A new short code of one's own draft; the one before opens nothing any more."""
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    code = rules.code(secrets.token_bytes(5))
    DraftCode.objects.update_or_create(
        draft=draft,
        defaults={
            "code_hash": resuming.hash_of(code),
            "made_at": at,
            "expires_at": min(at + rules.LIFE, draft.expires_at),
            "wrong": 0,
            "once_hash": "",
            "once_until": None,
        },
    )
    return code


def send_once(*, code: str, address: str, language: str, at: datetime) -> None:
    """A one-time code to the telephone that the draft names. Says nothing about whether there is one."""
    _spend(code=code, address=address, at=at, scope="draft-once")
    if not settings.SMS_GATEWAY:
        return
    with transaction.atomic():
        row = resuming.living(code=code, at=at)
        phone = resuming.phone_of(row) if row else ""
        if row is None or not phone:
            return
        once = rules.once(secrets.randbelow(10**rules.ONCE_DIGITS))
        DraftCode.objects.filter(pk=row.pk).update(
            once_hash=resuming.hash_of(f"{row.pk}:{once}"), once_until=at + rules.ONCE_LIFE
        )
        notices.queue(
            to=Recipient(email="", name="", phone=phone, language=language),
            template=SENT,
            values={"once": once, "minutes": int(rules.ONCE_LIFE.total_seconds() // 60)},
            subject=f"draft:{row.pk}",
            at=at,
        )


def resume(*, code: str, typed: str, address: str, at: datetime) -> UUID | None:
    """The draft that this code and these digits open; None when either is wrong, whichever it is."""
    _spend(code=code, address=address, at=at, scope="draft-code")
    with transaction.atomic():
        row = resuming.living(code=code, at=at)
        if not resuming.is_proved(row, typed=typed, at=at):
            if row is not None:
                DraftCode.objects.filter(pk=row.pk).update(wrong=F("wrong") + 1)
                DraftCode.objects.filter(pk=row.pk, wrong__gte=rules.WRONG_MAX).delete()
            return None
        assert row is not None
        # A one-time code opens once; wrong tries of before do not count against its owner.
        DraftCode.objects.filter(pk=row.pk).update(wrong=0, once_hash="", once_until=None)
        return row.draft_id


def forget_codes(*, at: datetime) -> int:
    """Codes that open nothing any more; a job calls this daily."""
    return DraftCode.objects.filter(expires_at__lte=at).delete()[0]


def _spend(*, code: str, address: str, at: datetime, scope: str) -> None:
    """So many tries for one code and from one address in a while, as for a receipt (dated values)."""
    on = at.astimezone(TZ).date()
    for kind, key, limit in (
        ("code", rules.tidy(code), "dossiers.lookup-tries-max"),
        ("address", address, "dossiers.lookup-address-tries-max"),
    ):
        most, window = int(law.value(limit, on).value), resuming.window(on)
        people.spend_try(scope=f"{scope}-{kind}", key=key, at=at, limit=most, window=window)
