"""A few electronic results of the sample: drafts for the visitor to sign, and some that are signed and issued.

Only what must be there at once is made with the sample; `motcua work` signs, and the job below plays the clerk of the
department, so that the first start of the demo does not wait for signatures.
"""

from datetime import datetime

from django.conf import settings

from motcua.documents.signing import development
from motcua.dossiers import actions, drawing
from motcua.dossiers.actions import electronic as drafts
from motcua.dossiers.models import Dossier, ResultDraft
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.states import State
from motcua.foundation.refusal import Refusal
from motcua.people import queries as people
from motcua.people import sample as people_sample
from motcua.people.rules import Role
from motcua.people.sample import Office, Worker

TO_SIGN = 3  # in each office, for the visitor
TO_ISSUE = 3  # in the department, signed and stamped by the jobs
BODY = "Sau khi xem xét hồ sơ, cơ quan xác nhận các thông tin dưới đây là đúng theo hồ sơ đã tiếp nhận."


def make(part: people_sample.Part, *, at: datetime) -> int:
    """Keys for the offices of the players, drafts in both, and the leader's yes to some; answers how many."""
    count = 0
    department = _department(part)
    for office, issue in ((part.communes[0], 0), (department, TO_ISSUE)):
        leaders = office.holding(Role.LEADER)
        names = {one.id: one for one in people.officers(agency_id=office.id, at=at, roles=[Role.LEADER])}
        if not leaders or leaders[0].officer_id not in names:
            continue
        leader = names[leaders[0].officer_id]
        development.ensure(
            [
                (f"officer:{people.officer_code(leader.id)}", leader.full_name),
                (f"agency:{office.code}", office.name),
            ]
        )
        signer = drawing.Signer(leader.id, leader.full_name, leader.title)
        for number in _at_case_officer(office, limit=TO_SIGN + issue):
            signs = leaders[0] if issue > 0 else None
            issue -= 1
            count += _play(number, office, signer, signs=signs, at=at)
    return count


def _at_case_officer(office: Office, *, limit: int) -> list[str]:
    rows = Dossier.objects.filter(
        simulated=True,
        state=State.IN_PROGRESS,
        step_role=Role.CASE_OFFICER,
        step_agency=office.id,
        outcome="",
    )
    return [
        str(number) for number in rows.order_by("-desk_at", "pk").values_list("number", flat=True)[:limit]
    ]


def _play(number: str, office: Office, signer: drawing.Signer, *, signs: Worker | None, at: datetime) -> int:
    dossier = follow.by_number(number)
    officers = office.holding(Role.CASE_OFFICER)
    officer = next((one for one in officers if one.officer_id == dossier.holder_id), officers[0])
    given = inputs.Propose(inputs.Outcome.GRANT, "Hồ sơ đủ điều kiện.", electronic=True, body=BODY)
    try:
        actions.propose(number=number, reach=officer.reach, at=at, given=given)
        if signs is not None:
            draft = ResultDraft.objects.get(dossier=dossier)
            dossier = follow.by_number(number)
            file_id, sha256 = drawing.drawn(draft, dossier, signer=signer, by=signs.reach.actor, at=at)
            drafts.keep_drawn(
                draft=draft, officer_id=signer.officer_id, file_id=file_id, sha256=sha256, at=at
            )
            actions.sign(number=number, reach=signs.reach, at=at, given=inputs.Sign(sha256))
    except Refusal:  # the procedure has no leader, or the dossier is somebody else's
        return 0
    return 1


def stamp_lately_signed(at: datetime) -> int:
    """The clerk of the sample's department numbers and stamps what its leader signed. Only in the demo."""
    if not settings.DEMO:
        return 0
    done = 0
    rows = Dossier.objects.filter(simulated=True, electronic=Electronic.SIGNED, step_role=Role.CLERK)
    waiting = list(rows.order_by("pk").values_list("number", "step_agency_id", "pk")[:5])
    if not waiting:
        return 0
    department = _department(people_sample.read().living)
    clerks = department.holding(Role.CLERK)
    for number, agency_id, key in waiting:
        if agency_id == department.id and clerks:
            given = inputs.Stamp(number=f"{key % 1000 + 1}/KQ-MP")
            try:
                actions.stamp(number=number, reach=clerks[0].reach, at=at, given=given)
            except Refusal:  # a visitor was faster
                continue
            done += 1
    return done


def _department(part: people_sample.Part) -> Office:
    """The department of the players."""
    return next(office for office in part.departments if office.key.endswith("/cong-an-tinh"))
