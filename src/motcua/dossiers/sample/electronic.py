"""A few electronic results of the sample: drafts for the visitor to sign, and some that are signed and issued.

Only what must be there at once is made with the sample; `motcua work` signs, and the job below plays the clerk for
these few, so that the first start of the demo does not wait for signatures.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import Max

from motcua.documents.signing import development
from motcua.dossiers import actions, drawing
from motcua.dossiers.actions import counting
from motcua.dossiers.actions import electronic as drafts
from motcua.dossiers.actions.many import Life
from motcua.dossiers.models import Dossier, ResultDraft, Snapshot, SnapshotKind
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.route import asks_for_approval
from motcua.dossiers.rules.states import Channel, State
from motcua.foundation.refusal import Refusal
from motcua.people import queries as people
from motcua.people import sample as people_sample
from motcua.people.rules import Role
from motcua.people.sample import Citizen, Office, Worker
from motcua.procedures import queries as procedures

TO_SIGN = 3  # in each office of the players, for the visitor
TO_ISSUE = 2  # in each, signed and stamped by the jobs; the first belong to the demo's citizen
STEPS_MAX = 4
BODY = "Sau khi xem xét hồ sơ, cơ quan xác nhận các thông tin dưới đây là đúng theo hồ sơ đã tiếp nhận."
SUBMISSIONS = [uuid5(NAMESPACE_URL, f"motcua:sample:electronic:{number}") for number in range(40)]
ISSUED = frozenset(SUBMISSIONS[:20])


def offices(part: people_sample.Part) -> tuple[Office, ...]:
    """Where the demo's players work."""
    department = next(office for office in part.departments if office.key.endswith("/cong-an-tinh"))
    return part.communes[0], department


def beside(part: people_sample.Part) -> tuple[Office, ...]:
    """Where the players stand who handle the other parts of linked requests."""
    return part.police[0], people_sample.social_insurance(part)


def make(part: people_sample.Part, lives: Iterable[Life], *, at: datetime) -> int:
    """Keys for these offices, requests like those of `lives` brought up to their draft, and the leader's yes to some."""
    issued, to_sign = iter(SUBMISSIONS[:20]), iter(SUBMISSIONS[20:])
    wanted = {office.id: TO_ISSUE + TO_SIGN for office in offices(part)}
    places = {office.id: office for office in offices(part)}
    for office in (*places.values(), *beside(part)):
        development.ensure(_signers(office, at))
    count = 0
    for like in lives:
        office = places.get(like.given.agency_id)
        if office is None or not wanted[office.id] or not _is_signed(like):
            continue
        signs = wanted[office.id] > TO_SIGN
        given = replace(like.given, submission=next(issued if signs else to_sign), channel=Channel.COUNTER)
        if _play(_of(given, part.citizens[0]) if signs else given, office, signs=signs, at=at):
            wanted[office.id] -= 1
            count += 1
        if not any(wanted.values()):
            break
    return count


def _signers(office: Office, at: datetime) -> list[tuple[str, str]]:
    leaders = people.officers(agency_id=office.id, at=at, roles=[Role.LEADER])
    names = [(f"officer:{people.officer_code(one.id)}", one.full_name) for one in leaders]
    return [*names, (f"agency:{office.code}", office.name)]


def _is_signed(life: Life) -> bool:
    return asks_for_approval(procedures.definition(life.given.version_id))


def _of(given: inputs.Submit, citizen: Citizen) -> inputs.Submit:
    applicant = inputs.Applicant(
        name=citizen.full_name, person_id=citizen.id, phone=citizen.phone, address=citizen.address
    )
    return replace(given, applicant=applicant, submitted_by_id=None)


def _play(given: inputs.Submit, office: Office, *, signs: bool, at: datetime) -> bool:
    """One request in the last hours: handed in, taken in, handed on, proposed; and signed by the leader."""
    desk = office.holding(Role.RECEPTION)[0].reach
    try:
        done = actions.submit(reach=desk, at=at - timedelta(hours=3), given=given)
        Dossier.objects.filter(pk=done.dossier_id).update(simulated=True)
        number = done.number
        actions.take_in(number=number, reach=desk, at=at - timedelta(minutes=170), given=inputs.TakeIn())
        worker = _to_the_case_officer(number, office, at=at - timedelta(minutes=120))
        if worker is None:
            return False
        words = inputs.Propose(inputs.Outcome.GRANT, "Hồ sơ đủ điều kiện.", electronic=True, body=BODY)
        actions.propose(number=number, reach=worker.reach, at=at - timedelta(minutes=60), given=words)
        if signs:
            _sign(number, office, at=at)
    except Refusal:
        return False
    return True


def _to_the_case_officer(number: str, office: Office, *, at: datetime) -> Worker | None:
    for _ in range(STEPS_MAX):
        dossier = follow.by_number(number)
        role = Role(dossier.step_role)
        if role is Role.CASE_OFFICER:
            return office.holding(role)[0] if dossier.step_agency_id == office.id else None
        actions.hand_over(number=number, reach=office.holding(role)[0].reach, at=at, given=inputs.HandOn())
    return None


def _sign(number: str, office: Office, *, at: datetime) -> None:
    dossier, leader = follow.by_number(number), office.holding(Role.LEADER)[0]
    facts = {one.id: one for one in people.officers(agency_id=office.id, at=at, roles=[Role.LEADER])}
    signer = drawing.Signer(
        leader.officer_id, facts[leader.officer_id].full_name, facts[leader.officer_id].title
    )
    draft = ResultDraft.objects.get(dossier=dossier)
    file_id, sha256 = drawing.drawn(draft, dossier, signer=signer, by=leader.reach.actor, at=at)
    drafts.keep_drawn(draft=draft, officer_id=signer.officer_id, file_id=file_id, sha256=sha256, at=at)
    actions.sign(number=number, reach=leader.reach, at=at, given=inputs.Sign(sha256))


def stamp_lately_signed(at: datetime) -> int:
    """The clerk numbers and stamps the few that the sample had signed. Only in the demo."""
    if not settings.DEMO:
        return 0
    rows = Dossier.objects.filter(
        submission__in=ISSUED, simulated=True, electronic=Electronic.SIGNED, step_role=Role.CLERK
    )
    waiting = list(rows.order_by("pk").values_list("number", "step_agency_id", "pk"))
    if not waiting:
        return 0
    places = {office.id: office for office in offices(people_sample.read().living)}
    done = 0
    for number, agency_id, key in waiting:
        clerks = places[agency_id].holding(Role.CLERK) if agency_id in places else ()
        try:
            if clerks:
                given = inputs.Stamp(number=f"{key % 1000 + 1}/KQ-MP")
                actions.stamp(number=str(number), reach=clerks[0].reach, at=at, given=given)
                done += 1
        except Refusal:  # a visitor was faster
            continue
    return done


def count_lately_issued(at: datetime) -> int:
    """The numbers of the day follow at once when the first results of the sample are issued. Only in the demo."""
    if not settings.DEMO:
        return 0
    issued = Dossier.objects.filter(submission__in=ISSUED, simulated=True, state=State.DONE)
    newest = issued.aggregate(at=Max("done_at"))["at"]
    counted = Snapshot.objects.filter(kind=SnapshotKind.OPEN).aggregate(at=Max("made_at"))["at"]
    return counting.count_open(at=at) if newest and counted and counted < newest else 0
