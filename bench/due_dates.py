"""Due dates: how fast, beside `holidays` and numpy; and whether every answer of ten years is the oracle's.

The peers answer with a day only and know no opening hours; ours answers with the minute, and its count can be read.
"""

import os
import random
import time
from array import array
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta

import holidays
import numpy
from tests.foundation import oracle

from bench.rows import Row, ratio_row, same_row
from motcua.foundation.calendar import TZ, Term, Unit, WorkCalendar, due, due_many
from motcua.law import shipped
from motcua.law.rules import hours

ROOM = "law"
RUNS = 15
# The terms of the sample procedures that are counted in working days.
TERMS = (3, 5, 7, 8, 10, 15, 17, 20)
YEARS = range(2016, 2026)
MOST = 60
DAY = 24 * 60

OFFICE = hours([["07:30-11:30", "13:30-17:00"]] * 5 + [["07:30-11:30"], []], datetime(2020, 1, 1, 15).time())


def calendar() -> WorkCalendar:
    return WorkCalendar(hours=OFFICE, off=shipped.public_holidays(), worked=shipped.worked_instead())


def run() -> list[Row]:
    return [*one_by_one(), *a_million(), *every_answer()]


# ---- one by one -----------------------------------------------------------------------------------------------


def one_by_one() -> list[Row]:
    ours = calendar()
    theirs = holidays.country_holidays("VN", years=range(2014, 2028), language="vi")
    chance = random.Random(20260419)
    questions = [
        (
            datetime.combine(day, datetime.min.time(), TZ) + timedelta(minutes=chance.randrange(DAY)),
            Term(term, Unit.WORKING_DAYS),
        )
        for day in chance.choices(list(all_days()), k=2000)
        for term in [chance.choice(TERMS)]
    ]
    plain = [(moment.date(), term.amount) for moment, term in questions]
    due(received=questions[0][0], term=questions[0][1], calendar=ours)
    tables = ours.tables_for(YEARS[0], YEARS[-1] + 1)

    def full_answer() -> None:
        for _ in range(3):
            for moment, term in questions:
                due(received=moment, term=term, calendar=ours)

    def with_days() -> None:
        for moment, term in questions:
            due(received=moment, term=term, calendar=ours).days  # noqa: B018

    def first_time() -> None:
        # Nothing told before, as in a process that has only built its calendar.
        tables.answers.clear()
        tables.answers_count = 0
        tables.days = [None] * tables.size
        with_days()

    def peer() -> None:
        for day, amount in plain:
            theirs.get_nth_working_day(day, amount)

    works = {full_answer: 3 * len(questions), with_days: len(questions), first_time: len(questions)}
    found = alternate({**works, peer: len(questions)})
    work = f"due date, one by one, {min(TERMS)}–{max(TERMS)} working days"
    # The peer returns one date and can tell no days, so the bar is put to both of ours: without and with them.
    return [
        ratio_row(
            f"{work}{words}",
            "answers/CPU s",
            found[ours_at],
            "holidays.get_nth_working_day",
            found[peer],
            bar=bar,
        )
        for words, ours_at, bar in (
            (", days not read", full_answer, 30.0),
            (", every day read", with_days, 30.0),
            (", every day read, each for the first time", first_time, None),
        )
    ]


# ---- a million at once ----------------------------------------------------------------------------------------


def a_million() -> list[Row]:
    count = 5_000_000 if os.environ.get("FULL") == "1" else 1_000_000
    ours = calendar()
    first = int(datetime(YEARS[0], 1, 1, tzinfo=TZ).timestamp()) // 60
    last = int(datetime(YEARS[-1] + 1, 1, 1, tzinfo=TZ).timestamp()) // 60
    received = numpy.random.default_rng(20260419).integers(first, last, count)
    days = ((received + 7 * 60) // DAY).astype("datetime64[D]")
    peer_calendar = numpy.busdaycalendar(holidays=numpy.array(sorted(ours.off), dtype="datetime64[D]"))
    term = Term(10, Unit.WORKING_DAYS)

    def mine() -> None:
        due_many(received=received, term=term, calendar=ours)

    def peer() -> None:
        numpy.busday_offset(days, term.amount, roll="backward", busdaycal=peer_calendar)

    found = alternate({mine: count, peer: count})
    compared, different = 0, 0
    for other in all_terms():
        some = received[:: max(1, count // 20_000)]
        answers = due_many(received=some, term=other, calendar=ours)
        for minute, answer in zip(some.tolist(), answers.tolist(), strict=True):
            moment = datetime.fromtimestamp(minute * 60, UTC)
            compared += 1
            different += due(received=moment, term=other, calendar=ours).due != datetime.fromtimestamp(
                answer * 60, UTC
            )
    return [
        ratio_row(
            f"due dates, {count:,} at once",
            "answers/CPU s",
            found[mine],
            "numpy.busday_offset",
            found[peer],
            bar=2.0,
        ),
        same_row("at once against one by one", compared, different),
    ]


def all_terms() -> list[Term]:
    plain = [Term(amount, unit) for unit in Unit for amount in (1, 7, 30)]
    return [*plain, Term(1, Unit.WORKING_DAYS, same_day=True)]


def alternate(works: dict) -> dict:
    """Answers a second of processor time; the works take turns, so that a busy moment of the machine hurts all."""
    found: dict = {work: [] for work in works}
    for _ in range(RUNS):
        for work, answers in works.items():
            # Both sides are one thread that only counts: its own time says it without the neighbours' noise.
            began = time.process_time()
            work()
            found[work].append(answers / (time.process_time() - began))
    return found


# ---- every answer of ten years --------------------------------------------------------------------------------


def all_days():
    day = date(YEARS[0], 1, 1)
    while day.year <= YEARS[-1]:
        yield day
        day += timedelta(days=1)


def edges() -> list[int]:
    """The minutes on either side of each opening, closing, lunch and of the cut-off; and the first and last of the day."""
    marks = {OFFICE.cut_off.hour * 60 + OFFICE.cut_off.minute}
    for opening in {opening for day in OFFICE.week for opening in day}:
        marks |= {clock.hour * 60 + clock.minute for clock in (opening.start, opening.end)}
    return sorted({0, DAY - 1} | {minute for mark in marks for minute in (mark - 1, mark, mark + 1)})


def every_answer() -> list[Row]:
    """Every day of ten years × those minutes × terms 1 to 60 × all units, one by one and at once, against walks."""
    ours = calendar()
    walks = Walks(oracle.Office(OFFICE, ours.off, ours.worked))
    kinds = [*Unit, "same-day"]
    compared, different = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0)
    expected: dict[Term, array] = {}
    moments: list[datetime] = []
    for day in all_days():
        for minute in edges():
            moment = datetime.combine(day, datetime.min.time(), TZ) + timedelta(minutes=minute)
            moments.append(moment)
            for kind in kinds:
                for term, answer in walks.answers(moment, kind):
                    compared[kind] += 1
                    different[kind] += due(received=moment, term=term, calendar=ours).due != answer
                    expected.setdefault(term, array("q")).append(to_minutes(answer))
    received = array("q", [to_minutes(moment) for moment in moments])
    at_once = sum(
        mine != theirs
        for term, answers in expected.items()
        for mine, theirs in zip(due_many(received=received, term=term, calendar=ours), answers, strict=True)
    )
    total = sum(len(answers) for answers in expected.values())
    rows = [same_row(f"every answer of ten years, {kind}", compared[kind], different[kind]) for kind in kinds]
    return [*rows, same_row("every answer of ten years, at once", total, at_once)]


def to_minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


class Walks:
    """The oracle's walks, each going on to the sixtieth answer instead of beginning anew for every term."""

    def __init__(self, office: oracle.Office) -> None:
        self.office = office
        # Every minute of ten years (and a little more) during which the doors are open, one by one.
        self.open_minutes: list[int] = []
        day = date(YEARS[0], 1, 1)
        while day.year <= YEARS[-1] + 1:
            for start, end in office.openings(day):
                self.open_minutes.extend(range(to_minutes(start), to_minutes(end)))
            day += timedelta(days=1)

    def answers(self, moment: datetime, kind: str):
        if kind == "same-day":
            term = Term(1, Unit.WORKING_DAYS, same_day=True)
            return [(term, oracle.count(self.office, moment, term, [])[0])]
        if kind == Unit.WORKING_HOURS:
            return self.by_minutes(moment)
        arrived = oracle.arrival(self.office, moment).date()
        if kind == Unit.MONTHS:
            lasts = [oracle.months_later(arrived, months) for months in range(1, MOST + 1)]
        else:
            lasts = self.walk(arrived, working=kind == Unit.WORKING_DAYS)
        unit = Unit(kind)
        return [(Term(n, unit), self.office.closing(self.moved_on(last))) for n, last in enumerate(lasts, 1)]

    def walk(self, day: date, *, working: bool) -> list[date]:
        counted: list[date] = []
        while len(counted) < MOST:
            day += timedelta(days=1)
            if not working or self.office.is_working_day(day):
                counted.append(day)
        return counted

    def moved_on(self, day: date) -> date:
        while not self.office.is_working_day(day):
            day += timedelta(days=1)
        return day

    def by_minutes(self, moment: datetime):
        """The minute after the last of the wanted open minutes."""
        begin = bisect_left(self.open_minutes, to_minutes(moment))
        return [
            (
                Term(n, Unit.WORKING_HOURS),
                datetime.fromtimestamp((self.open_minutes[begin + n * 60 - 1] + 1) * 60, TZ),
            )
            for n in range(1, MOST + 1)
        ]
