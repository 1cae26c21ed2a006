"""One life of the sample: drawn from its seed, day and place in the day; what lies after `until` has not happened yet."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from motcua.dossiers import actions
from motcua.dossiers.actions.many import Deed, Life
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.route import Stop, route
from motcua.dossiers.rules.states import Act, Channel
from motcua.dossiers.sample import shape
from motcua.foundation import calendar as deadlines
from motcua.foundation.calendar import TZ
from motcua.foundation.calendar.work import absolute, moment_of
from motcua.law import queries as law
from motcua.people.rules import Reach, Role
from motcua.people.sample import Citizen, Office, Worker
from motcua.people.sample_help import Helped
from motcua.procedures.rules import Case, Definition, PaperWay
from motcua.procedures.rules import Channel as Way

WAYS = {Channel.COUNTER: Way.COUNTER, Channel.ONLINE: Way.ONLINE, Channel.POST: Way.POST}
LEGAL_GROUND = "Quy định về thành phần hồ sơ của thủ tục (căn cứ mô phỏng)"
ASK_REASON = "Bản chụp mờ, chưa đọc được đầy đủ nội dung."
DEFECTS = (Defect.ILLEGIBLE, Defect.EXPIRED, Defect.NOT_CERTIFIED, Defect.ILLEGIBLE, Defect.WRONG_CONTENT)


@dataclass(frozen=True)
class Offer:
    """One procedure as the sample offers it: where, and with which ready answers."""

    version_id: int
    definition: Definition
    offices: tuple[Office, ...]
    weights: tuple[float, ...]
    answers: dict[str, tuple[dict[str, Any], ...]]  # by case; empty: no form


def life(
    *, offer: Offer, office: Office, citizen: Citizen, seed: int, day: date, place: int, until: datetime
) -> Life | None:
    """The life submitted as the n-th of a day; None when even its submission lies after `until`."""
    drawn = _Drawn(Random(f"{seed}:{day}:{place}"), offer, office, citizen, day, seed)  # noqa: S311  not for secrets
    if drawn.at > until:
        return None
    deeds = tuple(deed for deed in drawn.deeds() if deed.at <= until)
    return Life(drawn.sender, drawn.at, drawn.submission(), deeds, simulated=True)


def deeds_of(
    *,
    definition: Definition,
    case: Case,
    office: Office,
    citizen: Citizen,
    seed: str,
    channel: Channel,
    at: datetime,
) -> tuple[Deed, ...]:
    """What happens to a request that was handed in, or began, at this moment, as far as it was ever drawn."""
    offer = Offer(0, definition, (office,), (), {})
    drawn = _Drawn(Random(seed), offer, office, citizen, at.astimezone(TZ).date(), 0)  # noqa: S311  not for secrets
    drawn.case, drawn.channel, drawn.at = case, channel, at
    return tuple(drawn.deeds())


def reach_of(citizen: Citizen) -> Reach:
    return Reach(None, citizen.id, f"person:{citizen.public_id}", None, (), person=citizen.public_id)


def applicant_of(citizen: Citizen) -> inputs.Applicant:
    return inputs.Applicant(
        name=citizen.full_name, person_id=citizen.id, phone=citizen.phone, address=citizen.address
    )


def alike(life: Life, citizen: Citizen, *, submission: UUID) -> Life:
    """The same life, asked for by another citizen."""
    reach = reach_of(citizen)
    given = replace(
        life.given,
        submission=submission,
        applicant=applicant_of(citizen),
        submitted_by_id=None if life.given.submitted_by_id is None else citizen.id,
    )
    deeds = tuple(deed if deed.reach.grants else replace(deed, reach=reach) for deed in life.deeds)
    return replace(life, reach=life.reach if life.reach.grants else reach, given=given, deeds=deeds)


def assisted(life: Life, helped: Helped, citizen: Citizen) -> Life:
    """The same life of a helped person, sent by the helper, who also hands in what is asked for while the mandate runs."""
    given = replace(life.given, applicant=applicant_of(citizen), submitted_by_id=citizen.id)
    own = reach_of(citizen)
    deeds = tuple(
        deed if deed.reach.grants else replace(deed, reach=_by(deed, helped, own)) for deed in life.deeds
    )
    return replace(life, reach=helped.reach, given=given, deeds=deeds)


def _by(deed: Deed, helped: Helped, own: Reach) -> Reach:
    return helped.reach if deed.act is Act.SUPPLEMENT and helped.runs(deed.at) else own


class _Drawn:
    def __init__(
        self, chance: Random, offer: Offer, office: Office, citizen: Citizen, day: date, seed: int
    ) -> None:
        self.chance, self.offer, self.office, self.citizen = chance, offer, office, citizen
        self.definition = offer.definition
        self.case: Case = chance.choice(self.definition.cases)
        self.calendar = law.calendar(office.id)
        self.shape = shape.office_shape(seed, office.key)
        self.key = UUID(int=chance.getrandbits(128))
        self.channel = self._channel(day)
        self.at = self._moment(day)
        self.person = reach_of(citizen)
        self.desk = self._worker(Role.RECEPTION)
        self.sender = self.person if self.channel is Channel.ONLINE else self.desk.reach
        self.found: list[Deed] = []

    def _channel(self, day: date) -> Channel:
        """More online from month to month; what a case does not offer online goes to the counter."""
        age = min(1.0, max(0.0, (day - date(2025, 11, 1)).days / 365))
        low, high = shape.ONLINE
        draw = self.chance.random()
        if draw < low + (high - low) * age and Way.ONLINE in self.case.terms:
            return Channel.ONLINE
        return Channel.POST if draw > 1 - shape.POST and Way.POST in self.case.terms else Channel.COUNTER

    def _moment(self, day: date) -> datetime:
        """At the counter within opening hours; online whenever people are awake."""
        openings = self.calendar.openings(day)
        if self.channel is Channel.ONLINE or not openings:
            minute = int(min(max(self.chance.gauss(14 * 60, 240), 6 * 60), 23 * 60))
            self.channel = Channel.ONLINE if Way.ONLINE in self.case.terms else self.channel
            return datetime.combine(
                day, time(minute // 60, minute % 60, self.chance.randrange(60)), deadlines.TZ
            )
        opening = self.chance.choice(openings)
        start = opening.start.hour * 60 + opening.start.minute
        length = opening.end.hour * 60 + opening.end.minute - start
        minute = start + int(self.chance.betavariate(1.6, 2.2) * (length - 5))
        return datetime.combine(day, time(minute // 60, minute % 60, self.chance.randrange(60)), deadlines.TZ)

    def _worker(self, role: Role, office: Office | None = None) -> Worker:
        held = (office or self.office).holding(role)
        return held[self.chance.randrange(len(held))] if held else self.office.holding(Role.RECEPTION)[0]

    def submission(self) -> inputs.Submit:
        ready = self.offer.answers.get(self.case.code, ())
        data = dict(ready[self.chance.randrange(len(ready))]) if ready else {}
        online = self.channel is Channel.ONLINE
        papers = tuple(
            inputs.PaperGiven(
                code=paper.code,
                name=paper.name.vi,
                kind=inputs.PaperKind(paper.kind.value),
                quantity=paper.quantity,
            )
            for paper in self.case.papers_for(data)
            if paper.way in (PaperWay.HANDED_IN, PaperWay.SHOWN)
        )
        return inputs.Submit(
            submission=self.key, version_id=self.offer.version_id, agency_id=self.office.id, case=self.case.code,
            channel=self.channel, data=data, papers=papers, submitted_by_id=self.citizen.id if online else None,
            delivery=self.chance.choice((inputs.Delivery.AT_COUNTER, inputs.Delivery.ONLINE, inputs.Delivery.BY_POST)),
            applicant=applicant_of(self.citizen),
        )  # fmt: skip

    # What happens --------------------------------------------------------------------------------------

    def deeds(self) -> list[Deed]:
        draw = self.chance.random()
        answered = self._after(self.at, minutes=self._answer_minutes())
        if draw < shape.REFUSED:
            self._do(
                Act.REFUSE,
                actions.refuse,
                self.desk,
                answered,
                inputs.Refuse(reason="Hồ sơ không thuộc thẩm quyền.", legal_ground=LEGAL_GROUND),
            )
            return self.found
        self._do(Act.TAKE_IN, actions.take_in, self.desk, answered, inputs.TakeIn())
        due = self._due(answered, ())
        if draw < shape.REFUSED + shape.WITHDRAWN:
            when = self._after(answered, minutes=self.chance.randrange(30, 600))
            self._do(Act.WITHDRAW, actions.withdraw, self.person, when, inputs.Withdraw())
            return self.found
        stop_here = draw < shape.REFUSED + shape.WITHDRAWN + shape.STOPPED
        moment = answered
        if self.chance.random() < self.shape.supplement and self._worth_pausing(answered, due):
            moment, due = self._supplement(answered, due)
        self._handle(moment, due, stop_here=stop_here)
        return self.found

    def _answer_minutes(self) -> int:
        """Working minutes until the desk answers: at the counter at once, online within its eight hours, mostly."""
        if self.channel is Channel.COUNTER:
            return self.chance.randrange(3, 25)
        return min(int(self.chance.lognormvariate(4.6, 0.7)), 620)

    def _worth_pausing(self, received: datetime, due: datetime) -> bool:
        return deadlines.working_minutes(start=received, end=due, calendar=self.calendar) > 240

    def _supplement(self, received: datetime, due: datetime) -> tuple[datetime, datetime]:
        """The desk asks while it lies there; the person answers after a log-normal pause."""
        asked = self._after(received, minutes=self.chance.randrange(20, 200))
        days = self.chance.lognormvariate(0, shape.PAUSE_SIGMA) * shape.PAUSE_DAYS_MEDIAN
        answered = asked + timedelta(days=min(days, 27.0), minutes=self.chance.randrange(60))
        names = [paper for paper in self.case.papers if paper.way is not PaperWay.FILLED_IN] or list(
            self.case.papers
        )
        # By the minute, not by chance: a draw more would change every life after it.
        wrong = DEFECTS[asked.minute % len(DEFECTS)]
        asks = tuple(
            inputs.PaperAsked(
                code=paper.code,
                name=paper.name.vi,
                what="chụp lại cho rõ" if wrong is Defect.ILLEGIBLE else "",
                defects=(wrong,),
                basis=self.definition.legal_basis[0].number if self.definition.legal_basis else "",
            )
            for paper in names[:1]
        )
        brought = tuple(inputs.PaperGiven(code=paper.code, name=paper.name) for paper in asks)
        if not asks:
            return asked, due
        self._do(
            Act.ASK_SUPPLEMENT,
            actions.ask_supplement,
            self.desk,
            asked,
            inputs.AskSupplement(reason=ASK_REASON, papers=asks),
        )
        self._do(Act.SUPPLEMENT, actions.supplement, self.person, answered, inputs.Supplement(papers=brought))
        pause = deadlines.Pause(start=asked, end=answered, reason="supplement")
        return answered, max(due, self._due(received, (pause,)))

    def _handle(self, start: datetime, due: datetime, *, stop_here: bool) -> None:
        """From the desk through the steps to the result, early or late as the office does."""
        stops = route(self.definition)
        is_late = self.chance.random() < self.shape.late
        if is_late:
            over = self.chance.lognormvariate(0, shape.LATE_SIGMA) * shape.LATE_HOURS_MEDIAN * 60
            done = self._after(due, minutes=max(15, int(over)))
        else:
            share = self.chance.betavariate(2.0, 1.6) * 0.96
            left = max(0, deadlines.working_minutes(start=start, end=due, calendar=self.calendar))
            done = self._after(start, minutes=int(left * share))
        passages = self._passages(start, done, count=len(stops))
        for place, stop in enumerate(stops[:-1]):
            if stop_here and stop.role is Role.CASE_OFFICER:
                given = inputs.Stop(reason="Không đủ điều kiện theo quy định.", legal_ground=LEGAL_GROUND)
                self._do(Act.STOP, actions.stop, self._worker(Role.UNIT_HEAD), passages[place], given)
                return
            if (
                is_late
                and stop.role in (Role.CASE_OFFICER, Role.UNIT_HEAD)
                and place == 1
                and self.chance.random() < shape.APOLOGY
            ):
                self._apologise(passages[0], due, done)
            self._pass(stop, stops, place, passages[place])
        if not any(deed.act is Act.MARK_DONE for deed in self.found):
            self._issue(self._worker(Role.RETURN), done)
        if self.chance.random() < 0.93:
            self._give_back(done)

    def _pass(self, stop: Stop, stops: tuple[Stop, ...], place: int, at: datetime) -> None:
        rest = [later.role for later in stops[place + 1 :]]
        worker = self.desk if stop.role is Role.RECEPTION else self._worker(stop.role)
        proposed = any(deed.act is Act.PROPOSE for deed in self.found)
        if stop.role is Role.LEADER:
            self._do(Act.APPROVE, actions.approve, worker, at, inputs.Words())
        elif stop.role is Role.CLERK:
            self._issue(worker, at)
        elif stop.role in (Role.CASE_OFFICER, Role.UNIT_HEAD) and Role.LEADER in rest and not proposed:
            given = inputs.Propose(
                outcome=inputs.Outcome.GRANT, summary="Hồ sơ đủ điều kiện, đề nghị giải quyết."
            )
            self._do(Act.PROPOSE, actions.propose, worker, at, given)
        elif len(rest) > 1:
            self._do(Act.HAND_OVER, actions.hand_over, worker, at, inputs.HandOn())
        else:
            self._issue(worker, at)

    def _issue(self, worker: Worker, at: datetime) -> None:
        number = f"{self.chance.randrange(1, 9999)}/KQ-MP"
        self._do(Act.MARK_DONE, actions.mark_done, worker, at, inputs.MarkDone(number=number))

    def _apologise(self, handed: datetime, due: datetime, done: datetime) -> None:
        """Told in time: an apology before the date, with a new one at which the result is really there, mostly."""
        at = self._before(due, minutes=self.chance.randrange(60, 400))
        new_due = deadlines.extend(
            due=max(due, done), by=deadlines.Term(1, deadlines.Unit.WORKING_DAYS), calendar=self.calendar
        )
        if at > handed:
            given = inputs.Extend(new_due=new_due, reason="Cần xác minh thêm với cơ quan liên quan.")
            self._do(Act.EXTEND, actions.extend, self._worker(Role.UNIT_HEAD), at, given)

    def _give_back(self, done: datetime) -> None:
        at = self._after(done, minutes=int(self.chance.expovariate(1 / 500)))
        authorised = self.chance.random() < 0.06
        given = inputs.GiveBack(
            collector=inputs.Collector.AUTHORISED if authorised else inputs.Collector.SELF,
            name="Người được ủy quyền (mô phỏng)" if authorised else "",
            authorisation="Giấy ủy quyền viết tay (mô phỏng)" if authorised else "",
        )
        self._do(Act.GIVE_BACK, actions.give_back, self._worker(Role.RETURN), at, given)

    # Time ----------------------------------------------------------------------------------------------

    def _do(self, act: Act, function: Any, by: Worker | Reach, at: datetime, given: object) -> None:
        reach = by.reach if isinstance(by, Worker) else by
        last = self.found[-1].at if self.found else self.at
        self.found.append(Deed(act, function, reach, max(at, last), given))

    def _due(self, received: datetime, pauses: tuple[deadlines.Pause, ...]) -> datetime:
        term = self.case.terms.get(WAYS[self.channel]) or next(iter(self.case.terms.values()))
        due = deadlines.due_at(
            received=received,
            term=term,
            calendar=self.calendar,
            pauses=pauses,
            policy=self.definition.pause_policy,
        )
        assert due is not None
        return due

    def _passages(self, start: datetime, done: datetime, *, count: int) -> list[datetime]:
        """When the dossier leaves each stop: shares of the working time between start and done, in order."""
        total = max(0, deadlines.working_minutes(start=start, end=done, calendar=self.calendar))
        shares = sorted(self.chance.betavariate(1.2, 1.2) for _ in range(count - 2))
        return [self._after(start, minutes=int(total * share)) for share in shares] + [done]

    def _after(self, moment: datetime, *, minutes: int) -> datetime:
        """So many minutes of open doors later."""
        tables = self.calendar.tables_for(moment.year, moment.year + 1)
        here = moment.astimezone(deadlines.TZ)
        return moment_of(tables.minute_of(max(1, tables.open_minutes_before(absolute(here)) + minutes)))

    def _before(self, moment: datetime, *, minutes: int) -> datetime:
        return self._after(moment, minutes=-minutes)
