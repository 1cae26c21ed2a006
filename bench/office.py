"""A small office for measuring lives: the cast of the tests and a procedure of one signature."""

from datetime import date
from itertools import count
from uuid import uuid4

from tests.dossiers.build import MORNING, PROCEDURE
from tests.people.cast import make_cast

from motcua.dossiers import actions
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel
from motcua.procedures import actions as procedures

# Two of the three steps go: the leader signs, then the desk issues and returns.
STEPS = PROCEDURE[PROCEDURE.index("  - code: tham-dinh") : PROCEDURE.index("where:")]
ONE_SIGNATURE = PROCEDURE.replace(
    STEPS,
    """\
  - code: ky
    name:
      vi: Lãnh đạo ký
      en: Leader signs
    role: leader
    share_percent: 100
""",
)


class Office:
    def __init__(self) -> None:
        self.cast = make_cast()
        loaded = procedures.load(text=ONE_SIGNATURE, by="system:bench", at=MORNING)
        procedures.publish(
            version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:bench", at=MORNING
        )
        self.version_id = loaded.version_id
        self.reach = {
            name: self.cast.reach(getattr(self.cast, name))
            for name in ("hoa", "reception", "leader", "returner")
        }
        self.running = count(1)

    def life(self) -> None:
        hoa = self.cast.hoa.person
        given = inputs.Submit(
            submission=uuid4(), version_id=self.version_id, agency_id=self.cast.department.pk, case="chung",
            channel=Channel.ONLINE, data={}, submitted_by_id=hoa.pk,
            applicant=inputs.Applicant(name=hoa.full_name, person_id=hoa.pk, phone=hoa.phone, email="hoa@example.vn"),
            papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),),
        )  # fmt: skip
        number = actions.submit(reach=self.reach["hoa"], at=MORNING, given=given).number
        self._act(actions.take_in, number, "reception", inputs.TakeIn())
        self._act(actions.hand_over, number, "reception", inputs.HandOn())
        self._act(actions.approve, number, "leader", inputs.Words())
        self._act(actions.mark_done, number, "returner", inputs.MarkDone(number=f"{next(self.running)}/XN"))
        self._act(actions.give_back, number, "returner", inputs.GiveBack(collector=inputs.Collector.SELF))

    def _act(self, function, number: str, who: str, given: object) -> None:
        function(number=number, reach=self.reach[who], at=MORNING, given=given)
