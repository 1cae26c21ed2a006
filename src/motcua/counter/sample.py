"""Queues, windows and a morning's tickets at the offices whose counter the demo's players serve. Simulated, and marked so."""

import random
from datetime import timedelta

from motcua.counter.models import Queue, Ticket, Window
from motcua.counter.rules.tickets import State
from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.people import queries as people
from motcua.people.rules import Role

QUEUES = (
    ("A", "Hộ tịch, tư pháp", "Civil status and justice"),
    ("B", "Đất đai, xây dựng", "Land and building"),
    ("C", "Việc khác", "Everything else"),
)
# At an agency of a ministry, whose counter has one kind of matters.
OWN = (("A", "Tiếp nhận hồ sơ", "Requests"),)
SERVED, WAITING, MINUTES = 14, 5, (4, 14)


def made() -> bool:
    return Queue.objects.exists()


def make(plan: Plan) -> dict[str, int]:
    offices = [grant for player in people.demo_players(plan.at) if (grant := _desk_of(player.name, plan))]
    apart = people.of_ministries(offices)
    for agency_id in dict.fromkeys(offices):
        kinds = OWN if agency_id in apart else QUEUES
        queues = [
            Queue.objects.create(
                agency_id=agency_id, letter=letter, name=name, name_en=english, simulated=True
            )
            for letter, name, english in kinds
        ]
        for number in (1, 2):
            window = Window.objects.create(agency_id=agency_id, name=f"Quầy {number}", simulated=True)
            window.queues.set(queues)
    return {"queues": Queue.objects.count(), "tickets": _tickets(plan)}


def move_on(plan: Plan) -> dict[str, int]:
    return {"tickets": _tickets(plan)}


def _desk_of(name: str, plan: Plan) -> int | None:
    account = people.demo_account(name)
    grants = people.reach(account, plan.at).grants if account else ()
    return next((grant.agency_id for grant in grants if grant.role is Role.RECEPTION), None)


def _tickets(plan: Plan) -> int:
    """A day in which some were served at their pace, and some still wait."""
    day, drawn, made = plan.at.astimezone(TZ).date(), random.Random(f"counter:{plan.seed}"), []  # noqa: S311
    for queue in Queue.objects.filter(simulated=True).exclude(last_day=day).order_by("pk"):
        windows = list(queue.windows.all())
        at = plan.at - timedelta(minutes=SERVED * 12 + 30)
        for number in range(1, SERVED + WAITING + 1):
            end = at + timedelta(minutes=drawn.randint(*MINUTES))
            done = number <= SERVED
            made.append(
                Ticket(
                    queue=queue, day=day, number=number, state=State.FINISHED if done else State.WAITING,
                    taken_at=at - timedelta(minutes=10) if done else plan.at - timedelta(minutes=30 - number),
                    first_called_at=at if done else None, called_at=at if done else None, calls=int(done),
                    window=windows[number % len(windows)] if done and windows else None,
                    ended_at=end if done else None, simulated=True,
                )
            )  # fmt: skip
            at = end if done else at
        Queue.objects.filter(pk=queue.pk).update(last_day=day, last=SERVED + WAITING)
    Ticket.objects.bulk_create(made, batch_size=500)
    return len(made)
