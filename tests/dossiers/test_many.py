"""The set form leaves what the acts leave: the same lives are played both ways, and every table is compared."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import transaction

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.actions.lot import Lot
from motcua.dossiers.actions.many import Deed, Life, play, play_one_by_one
from motcua.dossiers.models import (
    Dossier,
    Extension,
    HandOver,
    Movement,
    NumberSeries,
    Paper,
    Passage,
    Representation,
    Result,
    Wait,
)
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act, Channel
from motcua.notices.models import Notice
from tests.dossiers.build import request

LIVES = 200
# Drawn at random by each way of playing, or made of what is drawn.
CHANCE = {
    "id",
    "key",
    "salt",
    "entry_hash",
    "uid",
    "hash",
    "xid",
    "sealed",
    "dossier_id",
    "wait_id",
    "representation_id",
    "organisation_id",
    "applicant_id",
}


def lives(world, *, seed):
    """Two hundred lives of every kind: straight, with a supplement, extended, sent back, stopped, withdrawn, refused."""
    random = Random(seed)
    return [life(world, random, number) for number in range(LIVES)]


def life(world, random, number):
    cast, at = world.cast, world.at + timedelta(hours=random.randrange(24 * 20), minutes=random.randrange(60))
    online = random.random() < 0.6
    given = request(
        world,
        channel=Channel.ONLINE if online else Channel.COUNTER,
        submission=UUID(int=random.getrandbits(128)),
    )
    deeds = []

    def do(act, function, player, given):
        nonlocal clock
        clock += timedelta(hours=random.randrange(1, 30), minutes=random.randrange(60))
        deeds.append(Deed(act, function, world.reach(player), clock, given))

    clock = at
    kind = number % 7
    ask = inputs.AskSupplement(
        reason="Bản mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
    )
    if kind == 0:
        do(
            Act.REFUSE,
            actions.refuse,
            cast.reception,
            inputs.Refuse(reason="Không đúng nơi.", legal_ground="Điều 1"),
        )
    else:
        do(Act.TAKE_IN, actions.take_in, cast.reception, inputs.TakeIn())
        do(Act.HAND_OVER, actions.hand_over, cast.reception, inputs.HandOn())
    if kind == 1:
        do(Act.WITHDRAW, actions.withdraw, cast.hoa, inputs.Withdraw())
    if kind == 2:
        do(Act.ASK_SUPPLEMENT, actions.ask_supplement, cast.case, ask)
        do(
            Act.SUPPLEMENT,
            actions.supplement,
            cast.hoa,
            inputs.Supplement(papers=(inputs.PaperGiven(code="giay", name="Giấy"),)),
        )
    if kind == 3:
        do(
            Act.EXTEND,
            actions.extend,
            cast.head,
            inputs.Extend(new_due=world.at + timedelta(days=63), reason="Xác minh."),
        )
        do(Act.ASK_SUPPLEMENT, actions.ask_supplement, cast.case, ask)
        do(Act.STOP, actions.stop, cast.leader, inputs.Stop(reason="Tranh chấp.", legal_ground="Điều 2"))
    if kind in (2, 4, 5, 6):
        do(
            Act.PROPOSE,
            actions.propose,
            cast.case,
            inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ."),
        )
        if kind == 4:
            do(Act.SEND_BACK, actions.send_back, cast.leader, inputs.Words(text="Xem lại."))
            do(
                Act.PROPOSE,
                actions.propose,
                cast.case,
                inputs.Propose(outcome=inputs.Outcome.DENY, summary="Thiếu."),
            )
        do(Act.APPROVE, actions.approve, cast.leader, inputs.Words())
        do(Act.MARK_DONE, actions.mark_done, cast.clerk, inputs.MarkDone(number=f"{number}/XN"))
        if kind != 6:
            do(
                Act.GIVE_BACK,
                actions.give_back,
                cast.returner,
                inputs.GiveBack(collector=inputs.Collector.SELF),
            )
    return Life(world.reach(cast.hoa if online else cast.reception), at, given, tuple(deeds))


def everything():
    """Every table, rows by what a person would recognise, without ids and what is drawn at random."""
    numbers = dict(Dossier.objects.values_list("pk", "number"))
    subjects = {f"dossier:{key}": number for key, number in Dossier.objects.values_list("key", "number")}
    found = {}
    for model in (
        Representation,
        Dossier,
        Paper,
        Movement,
        Passage,
        Wait,
        Extension,
        Result,
        HandOver,
        NumberSeries,
        Entry,
        Notice,
    ):
        rows = []
        for row in model.objects.values():
            facts = {name: str(value) for name, value in row.items() if name not in CHANCE}
            if "subject" in row:
                # Persons and organisations that the lives bring in have names drawn at random.
                facts["subject"] = subjects.get(row["subject"], row["subject"].partition(":")[0])
            if row.get("dossier_id"):
                facts["dossier"] = numbers[row["dossier_id"]]
            facts.pop("data", None) if model is Entry and "words" in str(row["data"]) else None
            rows.append(tuple(sorted(facts.items())))
        found[model.__name__] = sorted(rows)
    return found


@pytest.mark.django_db
def test_every_kind_of_value_comes_back_from_a_block_as_it_went_in(world):
    words = 'Tab\t, gạch \\ chéo, \\N, dòng\nmới\r, ‘nháy’ "kép"'
    with transaction.atomic():
        lot = Lot()
        play(lives(world, seed=1)[:1], lot=lot)
        row = lot._rows[Dossier][0]
        row.applicant_name, row.data = words, {"chữ": [words, 1, 2.5, None, True]}
        lot.write()
    found = Dossier.objects.get(pk=row.pk)
    for field in Dossier._meta.concrete_fields:
        held, wrote = getattr(found, field.attname), getattr(row, field.attname)
        assert (bytes(held) if isinstance(held, memoryview) else held) == wrote, field.name


@pytest.mark.django_db
def test_two_hundred_lives_leave_the_same_rows_in_every_table_both_ways(world):
    with transaction.atomic():
        play_one_by_one(lives(world, seed=766))
        one_by_one = everything()
        transaction.set_rollback(True)
    lot = Lot()
    play(lives(world, seed=766), lot=lot)
    assert lot.write() == LIVES
    in_a_lot = everything()
    assert {name: len(rows) for name, rows in one_by_one.items()} == {
        name: len(rows) for name, rows in in_a_lot.items()
    }
    for name in one_by_one:
        assert one_by_one[name] == in_a_lot[name], name
