"""Parcels of the public post: noted, corrected with a trace, and confirmed on the day's list."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.dossiers import queries
from motcua.dossiers.actions import telling
from motcua.dossiers.models import Dossier, Parcel
from motcua.dossiers.queries.post import MAY_SEND, goes_by_post
from motcua.dossiers.rules import checks, post
from motcua.dossiers.rules.states import State
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.notices import actions as notices
from motcua.people.rules import Grant, Reach


@transaction.atomic
def note_parcel(
    *, number: str, parcel: str, content: post.Content, words: str, reach: Reach, at: datetime
) -> Parcel:
    """Written down once for one parcel, told to the person; correctable."""
    dossier, grant = _to_send(number, reach=reach)
    found = post.check_parcel(parcel)
    said = checks.check_text(
        field="words", text=words, needed=content is post.Content.PAPER, most=post.WORDS_MAX
    )
    if content is post.Content.RESULT and dossier.state not in (State.DONE, State.RETURNED):
        sentence = gettext_noop("There is no result yet. Say which other paper is in the parcel.")
        raise InvalidInput(faults=[Fault("words", sentence)])
    if Parcel.objects.filter(dossier=dossier).count() >= post.PARCELS_MAX:
        raise post.ParcelTaken(parcel=post.shown(found))
    row = _write(
        Parcel(dossier=dossier, number=found, content=content, words=said, noted_at=at, noted_by_id=reach.officer_id)
    )  # fmt: skip
    _append(post.Kind.NOTED, dossier, grant, at=at)
    _tell(dossier, row, at=at)
    return row


@transaction.atomic
def correct_parcel(*, parcel_id: int, parcel: str, reason: str, reach: Reach, at: datetime) -> Parcel:
    """The old number stays with who changed it and why; the person is told the right one."""
    old = Parcel.objects.select_related("dossier").filter(pk=parcel_id).first()
    if old is None:
        raise NotFound()
    dossier, grant = _to_send(old.dossier.number or "", reach=reach)
    found = post.check_parcel(parcel)
    why = checks.check_text(field="reason", text=reason, needed=True, most=post.WORDS_MAX)
    if found == old.number:
        raise InvalidInput(
            faults=[Fault("parcel", gettext_noop("This is the number that stands there already."))]
        )
    changed = Parcel.objects.filter(pk=old.pk, corrected_at=None).update(
        corrected_at=at, corrected_by_id=reach.officer_id, reason=why
    )
    if not changed:
        raise post.ParcelTaken(parcel=post.shown(old.number))
    row = _write(
        Parcel(
            dossier=dossier, number=found, content=old.content, words=old.words, noted_at=at,
            noted_by_id=reach.officer_id, posted_at=old.posted_at, posted_by_id=old.posted_by_id, instead_of=old,
        )
    )  # fmt: skip
    _append(post.Kind.CORRECTED, dossier, grant, at=at)
    _tell(dossier, row, at=at)
    return row


@transaction.atomic
def confirm_posted(*, parcels: Collection[int], reach: Reach, at: datetime) -> int:
    """The post took exactly these; answers how many. What somebody confirmed a moment ago counts once."""
    rows = (
        queries.parcels_to_send(reach)
        .filter(pk__in=parcels, posted_at=None)
        .select_related("dossier__agency")
    )
    by_agency: dict[str, list[Parcel]] = {}
    for row in rows:
        by_agency.setdefault(row.dossier.agency.code, []).append(row)
    done = 0
    for code, found in by_agency.items():
        grant = next(one for role in MAY_SEND if (one := reach.grant(role, found[0].dossier.agency.path)))
        changed = Parcel.objects.filter(pk__in=[row.pk for row in found], posted_at=None, corrected_at=None)
        n = changed.update(posted_at=at, posted_by_id=reach.officer_id)
        if n:
            chronicle.append(
                kind=post.Kind.POSTED, subject=f"agency:{code}", actor=f"mandate:{grant.mandate_id}", at=at,
                agency=code, data={"parcels": n},
            )  # fmt: skip
        done += n
    return done


def _to_send(number: str, *, reach: Reach) -> tuple[Dossier, Grant]:
    dossier = queries.found_for(number, reach=reach)
    grant = next((one for role in MAY_SEND if (one := reach.grant(role, dossier.agency.path))), None)
    if grant is None or not goes_by_post(dossier):
        raise post.NotByPost(number=number)
    return dossier, grant


def _write(row: Parcel) -> Parcel:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise post.ParcelTaken(parcel=post.shown(row.number)) from None
    return row


def _append(kind: post.Kind, dossier: Dossier, grant: Grant, *, at: datetime) -> None:
    chronicle.append(
        kind=kind, subject=f"dossier:{dossier.key}", actor=f"mandate:{grant.mandate_id}", at=at,
        agency=dossier.agency.code,
    )  # fmt: skip


def _tell(dossier: Dossier, row: Parcel, *, at: datetime) -> None:
    notices.queue(
        to=telling.applicant_of(dossier),
        template="dossiers/parcel",
        values={
            "number": dossier.number,
            "procedure": dossier.procedure_name,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
            "parcel": post.shown(row.number),
            "is_result": row.content == post.Content.RESULT,
            "words": row.words,
            "corrected": row.instead_of_id is not None,
        },
        subject=f"dossier:{dossier.key}",
        at=at,
    )
