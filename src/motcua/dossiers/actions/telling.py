"""Whom notices go to: one place, so that each act tells the same person by the same ways and in their language."""

from motcua.dossiers.models import Bundle, Dossier
from motcua.notices.actions import Recipient
from motcua.people import queries as people
from motcua.people.queries import Told


def applicant_of(dossier: Dossier, *, language: str = "") -> Recipient:
    """As stated on this request. With an account, whoever asks has their own choice of ways and hours."""
    if (
        dossier.applicant_id is None
        and dossier.representation_id is not None
        and dossier.bundle is not None
        and dossier.bundle.for_each
    ):
        return stated(dossier, language=language)
    return Recipient(
        email=dossier.applicant_email,
        name=dossier.applicant_name,
        language=language or dossier.language,
        phone=dossier.applicant_phone,
        person_id=dossier.applicant_id or dossier.sender_id,
    )


def stated(dossier: Dossier, *, language: str = "") -> Recipient:
    """At the addresses of this request alone: the sender's own ways are not those of whoever they act for."""
    return Recipient(
        email=dossier.applicant_email,
        name=dossier.applicant_name,
        language=language or dossier.language,
        phone=dossier.applicant_phone,
    )


def sender_of(bundle: Bundle, first: Dossier) -> Recipient | None:
    """Who is told of all under one receipt: the applicant that all have, or who sent them for others, if known."""
    if not bundle.for_each:
        return applicant_of(first)
    known = bundle.sender_id or bundle.applicant_id
    sender = people.person(known) if known else None
    if sender is None:
        return None
    return Recipient(
        email=sender.email,
        name=sender.full_name,
        language=bundle.language,
        phone=sender.phone,
        person_id=sender.id,
    )


def officer(to: Told) -> Recipient:
    """In the language of the office, unless they chose another."""
    return Recipient(email=to.email, name=to.name, language="vi", person_id=to.person_id)
