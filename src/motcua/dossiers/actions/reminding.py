"""By the clock: one reminder a wait, some days before it ends. It belongs to no act and changes no dossier."""

from datetime import datetime, timedelta

from django.db import transaction

from motcua.dossiers.actions.moving import said
from motcua.dossiers.models import Wait
from motcua.dossiers.queries.limits import limit
from motcua.foundation.money import dong
from motcua.notices import actions as notices

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
        to=notices.Recipient(email=dossier.applicant_email, name=dossier.applicant_name, language=language),
        template="dossiers/wait-reminder",
        values={
            "number": dossier.number,
            "procedure": dossier.procedure_name,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
            "answer_by": said(wait.answer_by, language=language),
            "lines": lines,
            "total": dong(total, language) if total else "",
            "payee": wait.payee,
        },
        subject=f"dossier:{dossier.key}",
        at=at,
    )
    return True
