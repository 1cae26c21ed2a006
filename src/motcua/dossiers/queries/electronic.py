"""Where the electronic result of a dossier stands, and which wait for a leader's signature or a clerk's stamp."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.documents import queries as signatures
from motcua.documents.queries import OriginalFacts, SigningFacts
from motcua.dossiers import sealing
from motcua.dossiers.models import Dossier, ResultDraft
from motcua.dossiers.queries.gate import at_work
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.states import State
from motcua.people.rules import Reach, Role

ROWS_MAX = 50  # one page of the signing desk; a leader signs a handful at once


@dataclass(frozen=True)
class Standing:
    """One electronic result: its draft, and the signature it waits for or has."""

    draft: ResultDraft
    stage: Electronic
    signing: SigningFacts | None  # the one that is awaited, or the last one

    @property
    def file_id(self) -> int | None:
        """What can be read now: the signed paper once there is one, else the draft."""
        if self.stage in (Electronic.DRAFT, Electronic.SIGNING) or self.signing is None:
            return self.draft.file_id
        return self.signing.file_id or self.draft.file_id


def standing(dossier: Dossier) -> Standing | None:
    """None while the result is, or will be, a paper."""
    if not dossier.electronic:
        return None
    found = ResultDraft.objects.filter(dossier=dossier).first()
    return _standing(found, Electronic(dossier.electronic)) if found else None


def _standing(found: ResultDraft, stage: Electronic) -> Standing:
    key: UUID | None = {
        Electronic.SIGNING: found.signing,
        Electronic.SIGNED: found.signing,
        Electronic.STAMPING: found.stamping,
        Electronic.ISSUED: found.stamping,
    }.get(stage)
    return Standing(draft=found, stage=stage, signing=signatures.signing(key) if key else None)


def original_of(dossier: Dossier) -> OriginalFacts | None:
    """The electronic original that was issued, whether it still stands or not."""
    found = ResultDraft.objects.filter(dossier=dossier, stamping__isnull=False).first()
    return _original(found) if found else None


def issued(standing: Standing | None) -> OriginalFacts | None:
    """The original of a result whose standing is known; None before it is issued."""
    return _original(standing.draft) if standing and standing.stage is Electronic.ISSUED else None


def _original(draft: ResultDraft) -> OriginalFacts | None:
    return signatures.original(draft.stamping) if draft.stamping else None


def body_of(draft: ResultDraft, dossier: Dossier) -> str:
    return str(sealing.unlock(draft.locked, about=f"draft:{dossier.key}").get("body", ""))


@dataclass(frozen=True)
class Line:
    """One dossier on the signing desk."""

    dossier: Dossier
    standing: Standing


def on_signing_desk(reach: Reach, *, at: datetime) -> dict[Electronic, list[Line]]:
    """Electronic results at the steps of this officer's roles, the most urgent first, by stage."""
    stages = {Electronic.DRAFT: Role.LEADER, Electronic.SIGNING: Role.LEADER, Electronic.SIGNED: Role.CLERK, Electronic.STAMPING: Role.CLERK}  # fmt: skip
    found: dict[Electronic, list[Line]] = {}
    for stage, role in stages.items():
        if not reach.holds(role):
            continue
        rows = at_work(reach, at=at).filter(
            electronic=stage, state=State.IN_PROGRESS, step_role=role, draft__isnull=False
        )
        rows = rows.select_related("agency", "step_agency", "applicant", "draft").order_by("desk_at", "pk")
        here = [row for row in rows[:ROWS_MAX] if reach.may(role, row.step_agency.path)]
        mine = [row for row in here if row.holder_id in (None, reach.officer_id)]
        found[stage] = [Line(row, _standing(row.draft, stage)) for row in mine]
    return found
