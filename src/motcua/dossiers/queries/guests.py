"""Drafts that belong to no account: how many there are, and who began one, as they said."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules import guests as rules
from motcua.dossiers.rules.states import Channel
from motcua.foundation.refusal import Refusal
from motcua.people.queries import PersonFacts


def at_once(*, at: datetime) -> int:
    return Draft.objects.filter(person=None, expires_at__gt=at).count()


def is_guests(draft_id: object) -> bool:
    """Whether this draft belongs to nobody, whoever asks; tells nothing else."""
    return Draft.objects.filter(pk=draft_id, person=None).exists()


def taken(draft_id: object) -> Refusal | None:
    """What became of a draft that was nobody's: an account has it, or it is a request; None while it is nobody's."""
    owners = list(Draft.objects.filter(pk=draft_id).values_list("person_id", flat=True))
    if owners:
        return rules.TakenOver() if owners != [None] else None
    sent = Dossier.objects.filter(Q(submission=draft_id) | Q(bundle__submission=draft_id))
    channels = list(sent.order_by("pk").values_list("channel", flat=True)[:1])
    if not channels:
        return None
    return rules.TakenOver() if channels == [Channel.ONLINE] else rules.TakenIn()


def as_person(answers: Mapping[str, object]) -> PersonFacts:
    """Whoever began it, by the name they gave: a person of no register."""
    return PersonFacts(
        id=0,
        public_id="",
        full_name=str(answers.get(rules.NAME, "")),
        birth_date=None,
        gender="",
        phone="",
        email="",
        address="",
        identity=False,
        identity_checked=False,
    )
