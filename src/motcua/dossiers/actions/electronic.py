"""The electronic result: drafted with the proposal, signed by the leader, numbered and stamped by the clerk.

Signing and stamping are asked here and made by a job of `documents`; `carry_on` reads that it happened and does what
follows, under the hat of whoever asked, at the moment of the signature.
"""

from datetime import datetime
from uuid import UUID

from motcua.chronicle.queries import Sealed
from motcua.documents import actions as documents
from motcua.documents import queries as signatures
from motcua.documents.rules import Kind, Purpose
from motcua.documents.rules import Stamp as StampFacts
from motcua.dossiers import queries, sealing
from motcua.dossiers.actions import holding
from motcua.dossiers.actions.moving import Case, Done, act
from motcua.dossiers.actions.store import ROWS
from motcua.dossiers.models import Dossier, Movement, ResultDraft
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.route import asks_for_approval
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people import queries as people
from motcua.people.rules import Grant, Reach, Role
from motcua.procedures import queries as procedures

FOLLOWER = "dossiers.carry-on"


def draft(case: Case, *, body: str) -> None:
    """What the result is to say, kept with the proposal; the file is drawn when somebody reads it."""
    assert case.store is ROWS, "what a lot brings over was decided elsewhere"
    if not asks_for_approval(case.definition):
        raise refusals.NoPartForSigning(number=case.number)
    locked = sealing.lock({"body": body}, about=f"draft:{case.dossier.key}")
    fresh = {"file_id": None, "sha256": "", "drawn_for": None, "signing": None, "stamping": None}
    ResultDraft.objects.update_or_create(
        dossier=case.dossier, defaults={"locked": locked, "proposed_at": case.at, **fresh}
    )


def keep_drawn(*, draft: ResultDraft, officer_id: int, file_id: int, sha256: str, at: datetime) -> bool:
    """A draft was drawn for a signer. Not an act: nothing is decided by it. False when it was changed meanwhile."""
    rows = ResultDraft.objects.filter(pk=draft.pk, proposed_at=draft.proposed_at, signing=None)
    kept = rows.update(file_id=file_id, sha256=sha256, drawn_for_id=officer_id)
    if kept:
        documents.keep(file_id=file_id, holder=_holder(draft))
        if draft.file_id not in (None, file_id):
            documents.release(file_id=draft.file_id, holder=_holder(draft))
    return kept == 1


@act(Act.SIGN)
def sign(case: Case, given: inputs.Sign) -> Done:
    """The leader agrees to this very file; the signature is made by a job, and then it counts as approved."""
    assert case.officer_id is not None
    found = _draft(case)
    if found.file_id is None or found.sha256 != given.sha256 or found.drawn_for_id != case.officer_id:
        raise refusals.DraftChanged(number=case.number)
    key = documents.ask_signing(
        purpose=Purpose.SIGN,
        holder=_holder(found),
        signer=f"officer:{people.officer_code(case.officer_id)}",
        file_id=found.file_id,
        by=case.actor,
        at=case.at,
    )
    ResultDraft.objects.filter(pk=found.pk).update(signing=key)
    case.facts = {"sha256": found.sha256}
    return case.move(changes={"electronic": Electronic.SIGNING})


@act(Act.STAMP)
def stamp(case: Case, given: inputs.Stamp) -> Done:
    """The clerk gives number and date; the agency's signature is made by a job, and then the result is issued."""
    found = _draft(case)
    assert found.signing is not None
    signed = signatures.signing(found.signing)
    assert signed.file_id is not None
    today = case.at.astimezone(TZ).date()
    issued_on = given.issued_on or today
    number = checks.check_text(
        field="number", text=given.number, needed=True, most=checks.RESULT_NUMBER_CHARACTERS_MAX
    )
    first = signed.signed_at.astimezone(TZ).date() if signed.signed_at else today
    if not first <= issued_on <= today:
        sentence = gettext_noop("The document must be dated between the day it was signed and today.")
        raise InvalidInput(faults=[Fault("issued_on", sentence)])
    office = people.agency(case.dossier.step_agency_id)
    key = documents.ask_signing(
        purpose=Purpose.STAMP,
        holder=f"dossiers.result:{case.dossier.pk}",
        signer=f"agency:{office.code}",
        file_id=signed.file_id,
        by=case.actor,
        at=case.at,
        stamp=StampFacts(
            number=number,
            issued_on=issued_on,
            place=people.place_of(office.path),
            what=case.definition.result.name.vi[:300],
            issuer=office.code,
            issuer_name=office.name,
            expires_on=given.expires_on,
            simulated=case.dossier.simulated,
        ),
    )
    ResultDraft.objects.filter(pk=found.pk).update(stamping=key)
    text = checks.check_text(field="summary", text=given.summary, needed=False)
    return case.move(text=text, changes={"electronic": Electronic.STAMPING})


@act(Act.RECALL)
def recall(case: Case, given: inputs.Words) -> Done:
    """Take back what was asked and is not signed yet."""
    stage = case.dossier.electronic
    drop(case)
    found = _draft(case)
    signing = stage == Electronic.SIGNING
    ResultDraft.objects.filter(pk=found.pk).update(**{"signing" if signing else "stamping": None})
    before = Electronic.DRAFT if signing else Electronic.SIGNED
    text = checks.check_text(field="text", text=given.text, needed=False)
    return case.move(text=text, changes={"electronic": before})


def drop(case: Case) -> None:
    """A signature that is still on its way is not wanted any more. One that was made a moment ago stands."""
    found = ResultDraft.objects.filter(dossier=case.dossier).first() if case.dossier.electronic else None
    waits = {Electronic.SIGNING: "signing", Electronic.STAMPING: "stamping"}.get(
        Electronic(case.dossier.electronic) if case.dossier.electronic else Electronic.DRAFT
    )
    if found is not None and waits and not documents.drop_signing(key=getattr(found, waits), at=case.at):
        raise refusals.AlreadySigned(number=case.number)


# What follows a signature ----------------------------------------------------------------------------------


def carry_on(entry: Sealed) -> None:
    """A signature was made: the leader's approves, the agency's issues. What is not ours, or was overtaken, passes by."""
    assert entry.kind == Kind.SIGNED
    key = UUID(entry.subject.removeprefix("signing:"))
    for column, stage, follow in (
        ("signing", Electronic.SIGNING, _approve),
        ("stamping", Electronic.STAMPING, _issue),
    ):
        found = ResultDraft.objects.filter(**{column: key}).select_related("dossier").first()
        if found is not None and found.dossier.electronic == stage:
            follow(found, key, entry.at)


def _approve(found: ResultDraft, key: UUID, at: datetime) -> None:
    from motcua.dossiers.actions.decide import approve

    approve.on_case(_case(found.dossier, asked=Act.SIGN, then=Act.APPROVE, at=at), inputs.Words())


def _issue(found: ResultDraft, key: UUID, at: datetime) -> None:
    from motcua.dossiers.actions.decide import mark_done

    original = signatures.original(key)
    assert original is not None
    case = _case(found.dossier, asked=Act.STAMP, then=Act.MARK_DONE, at=at)
    asked = Movement.objects.filter(dossier=found.dossier, act=Act.STAMP).order_by("-seq").first()
    given = inputs.MarkDone(
        number=original.number,
        issued_on=original.issued_on,
        summary=asked.text if asked else "",
        file_id=original.file_id,
    )
    mark_done.on_case(case, given)
    holding.fill_from(found.dossier, at=at)


def _case(dossier: Dossier, *, asked: Act, then: Act, at: datetime) -> Case:
    """The act that follows, under the hat of the officer who asked: it was theirs to decide, and they did."""
    movement = (
        Movement.objects.filter(dossier=dossier, act=asked).select_related("agency").order_by("-seq").first()
    )
    assert movement is not None and movement.agency is not None
    mandate_id = int(movement.actor.removeprefix("mandate:"))
    role = TABLE[then].roles[0] if then is Act.APPROVE else Role(dossier.step_role)
    grant = Grant(mandate_id, role, movement.agency.pk, movement.agency.path, "")
    reach = Reach(None, None, movement.actor, movement.officer_id, (grant,))
    return Case(
        dossier=queries.by_number(dossier.number or ""),
        definition=procedures.definition(dossier.version_id),
        rule=TABLE[then],
        reach=reach,
        grant=grant,
        at=at,
    )


def _draft(case: Case) -> ResultDraft:
    found = ResultDraft.objects.filter(dossier=case.dossier).first()
    if found is None:
        raise refusals.NoElectronicResult(number=case.number)
    return found


def _holder(found: ResultDraft) -> str:
    return f"dossiers.draft:{found.pk}"
