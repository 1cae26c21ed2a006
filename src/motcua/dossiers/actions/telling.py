"""Whom notices go to: one place, so that each act tells the same person by the same ways and in their language."""

from motcua.dossiers.models import Dossier
from motcua.notices.actions import Recipient
from motcua.people.queries import Told


def applicant_of(dossier: Dossier, *, language: str = "") -> Recipient:
    """As stated on this request. With an account, whoever asks has their own choice of ways and hours."""
    return Recipient(
        email=dossier.applicant_email,
        name=dossier.applicant_name,
        language=language or dossier.language,
        phone=dossier.applicant_phone,
        person_id=dossier.applicant_id or dossier.sender_id,
    )


def officer(to: Told) -> Recipient:
    """In the language of the office, unless they chose another."""
    return Recipient(email=to.email, name=to.name, language="vi", person_id=to.person_id)
