"""For each operation of the interface one right request: who asks, and what, in a state where it may be asked."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from motcua.dossiers.models import Opinion, Original, Paper
from motcua.exchange.models import Subscription
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.wsgi import application
from tests.chronicle.acts import seal_all
from tests.documents.samples import PDF
from tests.dossiers import electronic, listed
from tests.dossiers.build import (
    World,
    approved,
    in_progress,
    issued,
    proposed,
    sent_for_firm,
    submitted,
    taken_in,
)
from tests.exchange.receivers import subscribe
from tests.people.cast import Player
from tests.portal.program import Program, new_dossier, program

ASKED = {"reason": "Bản chụp mờ.", "papers": [{"code": "giay-chung-minh", "what": "Mờ"}]}
OWED = {
    "reason": "Thuế trước bạ.",
    "payee": "Chi cục Thuế",
    "lines": [{"name": "Lệ phí trước bạ", "amount": 500_000, "basis": "Điều 3 NĐ 10/2022"}],
}
ENDING = {"reason": "Không thuộc thẩm quyền.", "legal_ground": "Điều 17 NĐ 61/2018"}
OFFICE = "000.00.15.H15"
ANSWERS = listed.row(0)
Right = dict[str, Any]  # how it is asked: `path`, `query`, `body`, `media_type`


class Requests:
    """One for each operation, by its id: who asks, and what."""

    def __init__(self, world: World) -> None:
        self.world, self.programs = world, {}

    def of(self, player: Player) -> Program:
        key = player.account.pk
        if key not in self.programs:
            self.programs[key] = program(self.world, player)
        return self.programs[key]

    def with_tokens(self) -> "Requests":
        """Each of the cast has a token now, which stays when what was asked is put back."""
        for player in self.world.cast.everyone:
            if player is not self.world.cast.former:
                self.of(player)
        return self

    def done(self, player: Player, address: str, given: object) -> Any:
        answer = self.of(player).post(address, given)
        assert answer.status_code in (200, 201), (address, answer.body)
        return answer.body

    def act(self, player: Player, number: str, slug: str, given: object) -> str:
        self.done(player, f"/dossiers/{number}/acts/{slug}", given)
        return number

    def new(self, make: Callable[..., Any], **more: Any) -> str:
        return str(make(self.world, **more, data=ANSWERS).number)

    def all(self) -> dict[str, tuple[Player | None, Callable[[], Right]]]:
        return self.reading() | self.sending() | self.acts() | self.questions() | self.events()

    def reading(self) -> dict[str, tuple[Player | None, Callable[[], Right]]]:
        cast = self.world.cast
        code = {"path": {"code": "1.000001"}}

        def with_paper() -> tuple[str, int]:
            upload = self.of(cast.hoa).upload(PDF).body["upload"]
            given = new_dossier(answers=ANSWERS, papers=[{"code": "giay-chung-minh", "upload": upload}])
            number = self.done(cast.hoa, "/dossiers", given)["number"]
            return number, Paper.objects.get(dossier__number=number, file_id__isnull=False).pk

        def paper() -> Right:
            number, paper_id = with_paper()
            return {"path": {"number": number, "paper_id": paper_id}}

        def result() -> Right:
            number = self.new(approved)
            upload = self.of(cast.clerk).upload(PDF).body["upload"]
            self.act(cast.clerk, number, "mark-done", {"number": "12/XN-STP", "upload": upload})
            return {"path": {"number": number}}

        def one() -> Right:
            """With everything that its description has: events, what is asked, originals, opinions."""
            number = self.new(in_progress)
            self.act(cast.reception, number, "keep-originals", {"names": ["Giấy khai sinh"]})
            self.asked_elsewhere(number)
            self.act(cast.case, number, "ask-duty", OWED)
            return {"path": {"number": number}}

        return {
            "listProcedures": (None, lambda: {"query": {"q": "xác nhận"}}),
            "getProcedure": (None, lambda: code),
            "listOffices": (None, lambda: code),
            "listTableLines": (
                None,
                lambda: {"path": {"key": "provinces"}, "query": {"q": "đắk lắk", "day": "2026-07-01"}},
            ),
            "listDossiers": (cast.reception, lambda: self.new(submitted) and {}),
            "getDossier": (cast.case, one),
            "getPaper": (cast.hoa, paper),
            "getResult": (cast.hoa, result),
            "listActs": (cast.case, lambda: {"path": {"number": self.new(in_progress)}}),
        }

    def sending(self) -> dict[str, tuple[Player | None, Callable[[], Right]]]:
        cast = self.world.cast

        def sent_list() -> dict[str, Any]:
            rows = [{"answers": listed.row(n)} for n in range(2)]
            return self.done(cast.hoa, "/lists", new_dossier(rows=rows))

        def receipt(sent: dict[str, Any], name: str) -> Right:
            return {"body": {name: sent[name], "secret": sent["secret"]}}

        return {
            "upload": (cast.hoa, lambda: {"body": {"file": PDF}, "media_type": "multipart/form-data"}),
            "submitDossier": (cast.hoa, lambda: {"body": new_dossier(answers=ANSWERS)}),
            "submitList": (cast.hoa, lambda: {"body": new_dossier(rows=[{"answers": ANSWERS}])}),
            "getList": (cast.hoa, lambda: {"path": {"list_code": sent_list()["list_code"]}}),
            "track": (
                None,
                lambda: receipt(self.done(cast.hoa, "/dossiers", new_dossier(answers=ANSWERS)), "number"),
            ),
            "trackList": (None, lambda: receipt(sent_list(), "list_code")),
        }

    def acts(self) -> dict[str, tuple[Player | None, Callable[[], Right]]]:
        cast, world = self.world.cast, self.world

        def at(make: Callable[..., Any] | str, **given: Any) -> Callable[[], Right]:
            return lambda: {
                "path": {"number": make() if callable(make) and make in later else self.new(make)},
                "body": given,
            }

        def asked() -> str:
            return self.act(cast.case, self.new(in_progress), "ask-supplement", ASKED)

        def owed() -> str:
            return self.act(cast.case, self.new(in_progress), "ask-duty", OWED)

        def for_firm() -> str:
            return str(sent_for_firm(world, data=ANSWERS).number)

        def signed() -> str:
            return self.new(electronic.signed)

        def asked_to_sign() -> str:
            return self.new(electronic.asked)

        later = {asked, owed, for_firm, signed, asked_to_sign}
        due = law.calendar(cast.department.pk)
        day = (timezone.now() + timedelta(days=60)).astimezone(TZ).date()
        while not due.is_working_day(day):
            day += timedelta(days=1)

        def given_back() -> Right:
            number = self.act(
                cast.reception, self.new(taken_in), "keep-originals", {"names": ["Giấy khai sinh"]}
            )
            original = Original.objects.get(dossier__number=number).pk
            return {"path": {"number": number}, "body": {"originals": [original]}}

        def brought() -> Right:
            upload = self.of(cast.hoa).upload(PDF).body["upload"]
            papers = [{"code": "giay-chung-minh", "upload": upload}]
            return {"path": {"number": asked()}, "body": {"papers": papers}}

        return {
            "undo": (cast.case, at(owed)),
            "takeIn": (cast.reception, at(submitted)),
            "refuse": (cast.reception, at(submitted, **ENDING)),
            "askSupplement": (cast.case, at(in_progress, **ASKED)),
            "supplement": (cast.hoa, brought),
            "checkApplicant": (
                cast.reception,
                at(for_firm, code="6000123456", name="Công ty TNHH Cà phê Mẫu"),
            ),
            "assign": (cast.head, at(in_progress, officer_id=cast.case.officer.pk)),
            "handOver": (cast.reception, at(taken_in)),
            "note": (cast.case, at(in_progress, text="Đã gọi điện.")),
            "propose": (cast.case, at(in_progress, outcome="grant", summary="Đủ điều kiện.")),
            "sendBack": (cast.leader, at(proposed, text="Xem lại.")),
            "approve": (cast.leader, at(proposed)),
            "stamp": (cast.clerk, at(signed, number="12/XN-STP")),
            "recall": (cast.leader, at(asked_to_sign, text="Sai tên.")),
            "markDone": (cast.clerk, at(approved, number="12/XN-STP")),
            "giveBack": (cast.returner, at(issued, collector="self")),
            "extend": (cast.head, at(in_progress, new_due=day.isoformat(), reason="Chờ xác minh.")),
            "stop": (cast.leader, at(in_progress, **ENDING)),
            "withdraw": (cast.hoa, at(submitted)),
            "askDuty": (cast.case, at(in_progress, **OWED)),
            "clearDuty": (cast.cashier, at(owed, proof="BL 1", paid_amount=500_000)),
            "keepOriginals": (cast.reception, at(taken_in, names=["Giấy khai sinh"])),
            "returnOriginals": (cast.reception, given_back),
        }

    def asked_elsewhere(self, number: str) -> Opinion:
        papers = [one.pk for one in Paper.objects.filter(dossier__number=number)]
        question = {"agency_id": self.world.cast.commune.pk, "question": "Có tranh chấp không?", "amount": 3}
        self.act(self.world.cast.case, number, "ask-opinion", question | {"papers": papers})
        return Opinion.objects.get(dossier__number=number)

    def questions(self) -> dict[str, tuple[Player | None, Callable[[], Right]]]:
        cast = self.world.cast

        def asked() -> dict[str, Any]:
            return {"opinion_id": self.asked_elsewhere(self.new(in_progress)).pk}

        def shown() -> Right:
            upload = self.of(cast.hoa).upload(PDF).body["upload"]
            given = new_dossier(answers=ANSWERS, papers=[{"code": "giay-chung-minh", "upload": upload}])
            number = self.done(cast.hoa, "/dossiers", given)["number"]
            self.act(cast.reception, number, "take-in", {})
            self.act(cast.reception, number, "hand-over", {})
            opinion = self.asked_elsewhere(number)
            paper = Paper.objects.get(dossier__number=number, file_id__isnull=False).pk
            return {"path": {"opinion_id": opinion.pk, "paper_id": paper}}

        def question() -> Right:
            body = {"agency_id": cast.commune.pk, "question": "Có tranh chấp không?", "amount": 3}
            return {"path": {"number": self.new(in_progress)}, "body": body}

        return {
            "askOpinion": (cast.case, question),
            "listQuestions": (cast.stranger_case, lambda: asked() and {}),
            "getQuestion": (cast.stranger_case, lambda: {"path": asked()}),
            "getPaperShown": (cast.stranger_case, shown),
            "answerQuestion": (cast.stranger_case, lambda: {"path": asked(), "body": {"answer": "Không."}}),
        }

    def events(self) -> dict[str, tuple[Player | None, Callable[[], Right]]]:
        operator = self.world.cast.operator

        def one(*acts: str, **given: Any) -> Callable[[], Right]:
            def make() -> Right:
                self.new(submitted)
                seal_all(timezone.now())
                id = str(subscribe(self.world, "http://127.0.0.1:9/events", clock=self.world).key)
                Subscription.objects.filter(key=id).update(status="active")
                for act in acts:
                    self.done(operator, f"/subscriptions/{id}/{act}", {})
                return {"path": {"id": id}, "body": given}

            return make

        def read() -> Right:
            self.new(submitted)
            seal_all(timezone.now())
            return {"query": {"after": "0", "limit": 1}}

        def kept() -> Right:
            return {"path": one()()["path"]}

        def from_the_last(right: Right) -> Right:
            latest = self.of(operator).get("/events").body["rows"][-1]["id"]
            return right | {"body": {"position": int(latest.rpartition(":")[2])}}

        return {
            "listEvents": (operator, read),
            "listSubscriptions": (operator, lambda: kept() and {}),
            "createSubscription": (operator, lambda: {"body": {"agency": OFFICE, "name": "Trục của tỉnh"}}),
            "getSubscription": (operator, kept),
            "changeSubscription": (operator, one(name="Trục mới")),
            "pauseSubscription": (operator, one()),
            "resumeSubscription": (operator, one("pause")),
            "testSubscription": (operator, one()),
            "resendEvent": (operator, lambda: from_the_last(one()())),
            "replaySubscription": (operator, lambda: from_the_last(one()())),
            "endSubscription": (operator, one()),
            "renewFeedToken": (operator, one()),
        }


def closing(environ: Any, start: Any) -> Iterator[bytes]:
    """As a server does: what was opened for an answer is closed behind it."""
    answer = application(environ, start)
    try:
        yield from answer
    finally:
        answer.close()
