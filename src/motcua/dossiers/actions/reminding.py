"""By the clock: one reminder a wait, some days before it ends. It belongs to no act and changes no dossier."""

from datetime import datetime, timedelta

from django.db import transaction

from motcua.dossiers.actions import telling
from motcua.dossiers.models import Opinion, Wait
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.rules.states import OPEN
from motcua.foundation.money import dong
from motcua.notices import actions as notices
from motcua.notices.rules import moment, money
from motcua.people import queries as people
from motcua.people.rules import Role

AT_ONCE_MAX = 200


def remind(*, at: datetime) -> int:
    """Whoever has not answered yet; those whose day has passed are the office's to decide on."""
    until = at + timedelta(days=limit("wait-reminder-days", on=at))
    due = Wait.objects.filter(
        answered_at=None, reminded_at=None, answer_by__gt=at, answer_by__lte=until
    ).select_related("dossier__agency")
    told = 0
    for wait in due.order_by("answer_by", "id")[:AT_ONCE_MAX]:
        told += _remind(wait, at=at)
    return told


def remind_offices(*, at: datetime) -> int:
    """The heads of an office that has not given its opinion when its date has come: once."""
    due = Opinion.objects.filter(
        answered_at=None, reminded_at=None, answer_by__lte=at, dossier__state__in=sorted(OPEN)
    ).select_related("dossier", "agency")
    told = 0
    for opinion in due.order_by("answer_by", "id")[:AT_ONCE_MAX]:
        told += _remind_office(opinion, at=at)
    return told


@transaction.atomic
def _remind_office(opinion: Opinion, *, at: datetime) -> bool:
    if not Opinion.objects.filter(pk=opinion.pk, answered_at=None, reminded_at=None).update(reminded_at=at):
        return False
    for head in people.officers_over(opinion.agency.path, at=at, roles=[Role.UNIT_HEAD]):
        notices.queue(
            to=telling.officer(head),
            template="dossiers/opinion-late",
            values={
                "number": opinion.dossier.number,
                "asked": opinion.agency.name,
                "answer_by": moment(opinion.answer_by),
                "path": f"/y-kien/{opinion.pk}/",
            },
            subject=f"opinion:{opinion.pk}",
            at=at,
        )
    return True


@transaction.atomic
def _remind(wait: Wait, *, at: datetime) -> bool:
    """False when another worker, or the answer, was faster."""
    if not Wait.objects.filter(pk=wait.pk, answered_at=None, reminded_at=None).update(reminded_at=at):
        return False
    dossier, language = wait.dossier, wait.dossier.language
    total = wait.total
    lines = [
        f"{item['name']}: {dong(item['amount'], language)}" if total else str(item["name"])
        for item in wait.items
    ]
    notices.queue(
        to=telling.applicant_of(dossier, language=language),
        template="dossiers/wait-reminder",
        values={
            "number": dossier.number,
            "procedure": dossier.procedure_name,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
            "answer_by": moment(wait.answer_by),
            "lines": lines,
            "total": money(total) if total else "",
            "payee": wait.payee,
        },
        subject=f"dossier:{dossier.key}",
        at=at,
    )
    return True
