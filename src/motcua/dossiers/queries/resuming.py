"""Short codes of drafts: which draft a code finds, whether somebody proved that it is theirs, and how far that reaches."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from motcua.dossiers.models import Draft, DraftCode
from motcua.dossiers.queries.drafts import answers
from motcua.dossiers.rules import guests
from motcua.dossiers.rules import resuming as rules
from motcua.dossiers.rules.filling import PHONE
from motcua.foundation import secret_text
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import NOBODY, Reach, digits

TYPED_CHARACTERS_MAX = 20


def hash_of(text: str) -> str:
    return secret_text.fingerprint(f"draft-code\n{text}", use="lookup", folder=settings.KEYS_DIR)


def living(*, code: str, at: datetime) -> DraftCode | None:
    """The row of a short code as somebody typed it, while it and its draft live."""
    found = DraftCode.objects.select_related("draft").filter(
        code_hash=hash_of(rules.tidy(code)), expires_at__gt=at, draft__expires_at__gt=at
    )
    return found.first()


def phone_of(row: DraftCode) -> str:
    """The telephone that stands in the draft, or the one that is known of its owner."""
    stated = str(answers(row.draft).get(PHONE) or "")
    person = people.person(row.draft.person_id) if row.draft.person_id is not None else None
    return digits(stated or (person.phone if person else ""))


def is_proved(row: DraftCode | None, *, typed: str, at: datetime) -> bool:
    """An unknown code is compared to the end like a known one."""
    typed = "".join(c for c in typed[:TYPED_CHARACTERS_MAX] if c.isascii() and c.isdigit())
    living_once = row.once_hash if row and row.once_until and row.once_until > at else ""
    return rules.proves(
        typed,
        last_four=_last_four(row.draft) if row else "",
        once_hash=living_once,
        typed_hash=hash_of(f"{row.pk if row else UUID(int=0)}:{typed}"),
    )


def _last_four(draft: Draft) -> str:
    """Of the owner's identity number; of a draft that is nobody's, those that were given when it was begun."""
    if draft.person_id is None:
        return str(answers(draft).get(guests.DIGITS, ""))
    return rules.last_four(people.identity_number(draft.person_id))


def code_of(draft: Draft, *, at: datetime) -> DraftCode | None:
    """Whether a short code was given out for this draft, and until when it holds; the code itself nobody knows."""
    return DraftCode.objects.filter(draft=draft, expires_at__gt=at).first()


def reach_of(draft_id: UUID) -> Reach:
    """This one draft of its owner, and nothing else that is theirs."""
    draft = Draft.objects.select_related("person").filter(pk=draft_id).first()
    if draft is None:
        return NOBODY
    if draft.person is None:
        return replace(NOBODY, draft=str(draft_id))
    return replace(NOBODY, person_id=draft.person_id, person=draft.person.public_id, draft=str(draft_id))


def window(on: date) -> timedelta:
    """In which tries are counted, as for receipts (dated value)."""
    return timedelta(minutes=int(law.value("dossiers.lookup-wait-minutes", on).value))
