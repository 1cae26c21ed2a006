"""Drafts that belong to no account: how many there are, and who began one, as they said."""

from collections.abc import Mapping
from datetime import datetime

from motcua.dossiers.models import Draft
from motcua.dossiers.rules import guests as rules
from motcua.people.queries import PersonFacts


def at_once(*, at: datetime) -> int:
    return Draft.objects.filter(person=None, expires_at__gt=at).count()


def is_guests(draft_id: object) -> bool:
    """Whether this draft belongs to nobody, whoever asks; tells nothing else."""
    return Draft.objects.filter(pk=draft_id, person=None).exists()


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
