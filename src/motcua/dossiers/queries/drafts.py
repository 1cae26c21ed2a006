"""Drafts of one person."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from motcua.dossiers import sealing
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.queries.gate import within_help
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.rules.differing import AGENCY, CASE
from motcua.dossiers.rules.refusals import DraftExpired
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures


def draft(*, draft_id: UUID, reach: Reach, at: datetime) -> Draft:
    """One's own draft that still lives; anybody else's does not exist."""
    if reach.person_id is None and not reach.draft:
        raise NotFound()
    found = Draft.objects.select_related("agency", "wait__dossier").filter(mine(reach), pk=draft_id).first()
    if found is None:
        raise NotFound()
    if found.expires_at <= at:
        days = limit("draft-life-days", on=at)
        raise DraftExpired(
            date=f"{found.expires_at.astimezone(TZ):%d/%m/%Y}",
            days=days,
            procedure=procedures.definition(found.version_id).code,
        )
    return found


def mine(reach: Reach) -> Q:
    """One's own; a helper's are those begun by their mandate, and answers for the requests it covers."""
    own = Q(person_id=reach.person_id)
    if reach.draft:
        return own & Q(pk=reach.draft, wait=None)
    if reach.helping is None:
        return own
    covered = Dossier.objects.filter(within_help(reach.helping)).values("pk")
    return own & (Q(helping_id=reach.helping.mandate_id) | Q(wait__dossier_id__in=covered))


def is_draft(draft_id: UUID) -> bool:
    """Whether there is such a draft, whoever asks; tells nothing else."""
    return Draft.objects.filter(pk=draft_id).exists()


def is_deleted(draft_id: UUID) -> bool:
    """Whether nothing of it is here: no draft, and no request or list that it became."""
    sent = Dossier.objects.filter(Q(submission=draft_id) | Q(bundle__submission=draft_id))
    return not is_draft(draft_id) and not sent.exists()


def drafts_of(reach: Reach, *, at: datetime) -> list[Draft]:
    """Requests that were begun, the one touched last first."""
    if reach.person_id is None:
        return []
    return list(
        Draft.objects.select_related("version", "version__procedure")
        .filter(mine(reach), expires_at__gt=at, wait=None)
        .order_by("-saved_at", "id")[:100]
    )


def answers(draft: Draft) -> dict[str, object]:
    return sealing.unlock(draft.sealed, about=f"draft:{draft.pk}")


def as_it_stands(draft: Draft) -> dict[str, object]:
    """Every answer as it stands, the case and the office among them."""
    return {**answers(draft), CASE: draft.case, AGENCY: draft.agency_id or ""}
