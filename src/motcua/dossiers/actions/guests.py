"""Drafts without an account: begun with a short code, taken over by an account. None of this is an act."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.dossiers import queries, sealing
from motcua.dossiers.actions import drafts, resuming
from motcua.dossiers.models import Draft, DraftCode
from motcua.dossiers.queries import guests as asked
from motcua.dossiers.queries import resuming as opened_by
from motcua.dossiers.queries.filling import online_cases
from motcua.dossiers.rules import guests as rules
from motcua.dossiers.rules.refusals import NotOffered, SavedElsewhere, TooManyDrafts
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.foundation.text import nfc
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures


def begin(*, draft_id: UUID, version_id: int, name: str, digits: str, address: str, at: datetime) -> str:
    """A draft of nobody, and the short code that opens it again. `draft_id` is given by the page: twice is once."""
    name, digits = " ".join(nfc(name).split()), digits.strip()
    if faults := rules.faults(name=name, digits=digits):
        raise InvalidInput(faults=faults)
    if not online_cases(procedures.definition(version_id)):
        raise NotOffered()
    most = queries.limit("guest-drafts-address-max", on=at)
    people_actions.spend_try(scope="guest-draft", key=address, at=at, limit=most, window=rules.WINDOW)
    with transaction.atomic():
        if asked.at_once(at=at) >= rules.AT_ONCE_MAX:
            raise rules.NodeIsFull()
        draft = Draft.objects.create(
            pk=draft_id,
            person=None,
            version_id=version_id,
            started_at=at,
            saved_at=at,
            expires_at=at + timedelta(days=queries.limit("guest-draft-life-days", on=at)),
            sealed=sealing.lock({rules.NAME: name, rules.DIGITS: digits}, about=f"draft:{draft_id}"),
        )
        return resuming.give_code(draft_id=draft.pk, reach=opened_by.reach_of(draft.pk), at=at)


@transaction.atomic
def claim(*, draft_id: UUID, reach: Reach, at: datetime) -> None:
    """The draft becomes one of this person's own; what was asked in place of an account goes, and so does the code.

    Whoever calls this has seen that the draft is open in this browser.
    """
    if reach.person_id is None or reach.helping is not None:
        raise NotFound()
    draft = queries.draft(draft_id=draft_id, reach=opened_by.reach_of(draft_id), at=at)
    if draft.person_id is not None:
        raise NotFound()
    answers = queries.answers(draft)
    number = people.identity_number(reach.person_id)
    if not rules.may_claim(digits=str(answers.get(rules.DIGITS, "")), identity_number=number):
        raise rules.BegunByAnother()
    if Draft.objects.filter(person_id=reach.person_id, expires_at__gt=at).count() >= drafts.DRAFTS_MAX:
        raise TooManyDrafts(most=drafts.DRAFTS_MAX)
    kept = {name: value for name, value in answers.items() if name not in rules.ASKED}
    changed = Draft.objects.filter(pk=draft.pk, person=None, revision=draft.revision).update(
        person_id=reach.person_id,
        sealed=sealing.lock(kept, about=f"draft:{draft.pk}"),
        revision=draft.revision + 1,
        saved_at=at,
        expires_at=drafts.expiry(at),
    )
    if changed != 1:
        raise SavedElsewhere()
    DraftCode.objects.filter(draft=draft).delete()
