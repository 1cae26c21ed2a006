"""Builders of the dossiers' tests: one office, one small procedure, and requests at any point of their life.

world = make_world()
done = submitted(world)
world.take_in(done.number)
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.parties import AUTHORISATION
from motcua.dossiers.rules.states import Channel
from motcua.foundation.calendar import TZ
from motcua.people.rules import Reach
from motcua.procedures import actions as procedures
from tests.documents.samples import PDF
from tests.people.cast import Cast, Player, make_cast

# Wednesday 18 March 2026, 09:30 in Viet Nam. No holiday is near.
MORNING = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)


def just_now() -> datetime:
    """Five minutes ago, and still today: tickets, numbers and receipts of yesterday are another day's."""
    now = datetime.now(UTC)
    midnight = now.astimezone(TZ).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now - timedelta(minutes=5), midnight)


PROCEDURE = """\
code: "1.000001"
name:
  vi: Xác nhận thử nghiệm
  en: Test confirmation
field:
  code: ho-tich
  name:
    vi: Hộ tịch
    en: Civil status
summary:
  vi: Thủ tục dùng trong kiểm thử.
  en: A procedure used in tests.
audience:
  vi: Mọi người
  en: Everyone
level: full
minutes_to_fill: 5
cases:
  - code: chung
    name:
      vi: Trường hợp chung
      en: General case
    papers:
      - code: to-khai
        name:
          vi: Tờ khai
          en: Declaration
        kind: electronic
        way: filled-in
      - code: giay-chung-minh
        name:
          vi: Giấy chứng minh
          en: Supporting paper
        kind: copy
    terms:
      counter: {amount: 5, unit: working-days}
      online: {amount: 5, unit: working-days}
      post: {amount: 5, unit: working-days}
agencies:
  - level: department
    name:
      vi: Sở Tư pháp
      en: Department of Justice
steps:
  - code: tham-dinh
    name:
      vi: Thẩm định
      en: Examine
    role: case-officer
    share_percent: 60
  - code: ky
    name:
      vi: Lãnh đạo ký
      en: Leader signs
    role: leader
    share_percent: 30
  - code: phat-hanh
    name:
      vi: Văn thư phát hành
      en: Clerk issues
    role: clerk
    share_percent: 10
where:
  vi: Bộ phận Một cửa
  en: The one-stop desk
result:
  kind: Giấy xác nhận
  name:
    vi: Giấy xác nhận
    en: Confirmation
  is_document: true
legal_basis: [{number: "61/2018/NĐ-CP", name: Nghị định thử nghiệm, verified: false}]
pause_policy: resume
supplement_window_days: 30
terms_verified: false
fees_verified: false
starts_on: "2022-07-01"
source: Dữ liệu mô phỏng cho kiểm thử.
"""


@dataclass
class World:
    cast: Cast
    version_id: int
    at: datetime = MORNING
    reaches: dict[int, Reach] = field(default_factory=dict)

    def reach(self, player: Player) -> Reach:
        key = player.account.pk
        if key not in self.reaches:
            self.reaches[key] = self.cast.reach(player, at=self.at)
        return self.reaches[key]

    def later(self, **kind: float) -> datetime:
        self.at += timedelta(**kind)
        return self.at


def make_world(*, text: str = PROCEDURE, code: str = "H15") -> World:
    cast = make_cast(code=code)
    loaded = procedures.load(text=text, by="system:tests", at=MORNING)
    procedures.publish(
        version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=MORNING
    )
    return World(cast=cast, version_id=loaded.version_id)


def request(
    world: World, *, channel: Channel = Channel.ONLINE, submission: UUID | None = None, **changes: object
) -> inputs.Submit:
    hoa = world.cast.hoa.person
    values: dict[str, object] = {
        "submission": submission or uuid4(),
        "version_id": world.version_id,
        "agency_id": world.cast.department.pk,
        "case": "chung",
        "channel": channel,
        "applicant": inputs.Applicant(
            name=hoa.full_name, person_id=hoa.pk, phone=hoa.phone, email="hoa@example.vn"
        ),
        "data": {},
        "papers": (inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),),
        "submitted_by_id": hoa.pk if channel is Channel.ONLINE else None,
    }
    return inputs.Submit(**{**values, **changes})  # type: ignore[arg-type]


def submitted(
    world: World, *, at: datetime | None = None, by: Player | None = None, **changes: object
) -> actions.Done:
    channel = changes.get("channel", Channel.ONLINE)
    player = by or (world.cast.hoa if channel is Channel.ONLINE else world.cast.reception)
    return actions.submit(reach=world.reach(player), at=at or world.at, given=request(world, **changes))


FIRM_CODE = "6000123456"
FIRM = "Công ty TNHH Cà phê Mẫu"
CHILD = "Nguyễn Thị Bé"
CHILD_NUMBER = "066314000123"
AUTHORISATION_GIVEN = inputs.PaperGiven(code=AUTHORISATION, name="Giấy khai sinh")


def for_firm(world: World, *, by: Player | None = None, **changes: object) -> inputs.Applicant:
    """A firm, as its director states it online."""
    behalf: dict[str, object] = {
        "party": inputs.Party.ORGANISATION,
        "capacity": inputs.Capacity.LEGAL,
        "relation": "Giám đốc",
        "representative": (by or world.cast.hoa).person.full_name,
        "code": FIRM_CODE,
    }
    return inputs.Applicant(name=FIRM, phone="0905000001", email="hoa@example.vn", behalf=inputs.Behalf(**{**behalf, **changes}))  # type: ignore[arg-type]  # fmt: skip


def for_child(world: World, **changes: object) -> inputs.Applicant:
    """A child, as her mother states it online."""
    behalf: dict[str, object] = {
        "party": inputs.Party.PERSON,
        "capacity": inputs.Capacity.LEGAL,
        "relation": "mẹ",
        "representative": world.cast.hoa.person.full_name,
        "identity_number": CHILD_NUMBER,
        "birth_date": date(2014, 5, 6),
    }
    return inputs.Applicant(name=CHILD, phone="0905000001", behalf=inputs.Behalf(**{**behalf, **changes}))  # type: ignore[arg-type]


def sent_for_firm(world: World, **changes: object) -> actions.Done:
    return submitted(world, applicant=for_firm(world), **changes)


def sent_for_child(world: World, **changes: object) -> actions.Done:
    papers = (inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"), AUTHORISATION_GIVEN)
    return submitted(world, applicant=for_child(world), papers=papers, **changes)


def taken_in(world: World, **changes: object) -> actions.Done:
    done = submitted(world, **changes)
    return act(world, actions.take_in, done.number, world.cast.reception, inputs.TakeIn())


def in_progress(world: World, **changes: object) -> actions.Done:
    done = taken_in(world, **changes)
    return act(world, actions.hand_over, done.number, world.cast.reception, inputs.HandOn())


def proposed(world: World, **changes: object) -> actions.Done:
    done = in_progress(world, **changes)
    given = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ điều kiện.")
    return act(world, actions.propose, done.number, world.cast.case, given)


def approved(world: World, **changes: object) -> actions.Done:
    done = proposed(world, **changes)
    return act(world, actions.approve, done.number, world.cast.leader, inputs.Words())


def issued(world: World, **changes: object) -> actions.Done:
    done = approved(world, **changes)
    return act(world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="12/XN-STP"))


def act(world: World, function, number: str, player: Player, given: object) -> actions.Done:
    """One act by one of the cast, at the world's moment."""
    return function(number=number, reach=world.reach(player), at=world.at, given=given)


def row(done: actions.Done) -> Dossier:
    return Dossier.objects.get(pk=done.dossier_id)


def pdf() -> BytesIO:
    return BytesIO(PDF)
