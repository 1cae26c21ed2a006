"""The set form leaves what the acts leave: the same lives are played both ways, and every table is compared."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import transaction

from motcua.chronicle import rules
from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.actions.lot import Lot
from motcua.dossiers.actions.many import Deed, Life, play, play_one_by_one
from motcua.dossiers.models import (
    Assistance,
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
    "before",  # kept by acts done now; the lot brings in what happened long ago
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
    if kind == 5:
        owed = inputs.DutyLine(name="Lệ phí", amount=150_000, basis="Điều 3")
        do(Act.ASK_DUTY, actions.ask_duty, cast.case, inputs.AskDuty("Nộp.", "Kho bạc", (owed,)))
        do(Act.CLEAR_DUTY, actions.clear_duty, cast.reception, inputs.ClearDuty(f"BL-{number}", 150_000))
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
        Assistance,
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


def with_neighbour(life, world):
    """The life, and the same one lived by the neighbour: at the counter, and online by her own hand."""
    nam = world.cast.nam
    own = world.reach(nam)
    given = replace(
        life.given,
        submission=UUID(int=life.given.submission.int ^ 1),
        applicant=inputs.Applicant(
            name=nam.person.full_name, person_id=nam.person.pk, phone=nam.person.phone
        ),
        submitted_by_id=life.given.submitted_by_id and nam.person.pk,
    )
    deeds = tuple(deed if deed.reach.grants else replace(deed, reach=own) for deed in life.deeds)
    reach = life.reach if life.reach.grants else own
    return replace(life, alike=(Life(reach, life.at, given, deeds),))


@pytest.mark.django_db
def test_lives_that_are_alike_leave_what_they_leave_when_each_is_played(world):
    def pairs():
        drawn = lives(world, seed=61)[:42]
        # Whoever collects is named as they stated it, or as the request does.
        return [with_neighbour(life, world) for life in drawn]

    with transaction.atomic():
        play_one_by_one(pairs())
        one_by_one = everything()
        transaction.set_rollback(True)
    lot = Lot(tells=False)
    play(pairs(), lot=lot)
    assert lot.write() == 84
    written_again = everything()
    del one_by_one["Notice"], written_again["Notice"]  # such lots tell nobody
    for name, rows in one_by_one.items():
        assert rows == written_again[name], name
    assert_entries_hold()


def assert_entries_hold():
    """Every entry has a hash of its own that fits it, every movement names its entry, and words their digest."""
    hashes = set()
    for entry in Entry.objects.all():
        content = rules.entry_content(
            kind=entry.kind, subject=entry.subject, actor=entry.actor, agency=entry.agency, at=entry.at,
            data=entry.data, uid=entry.uid.hex,
        )  # fmt: skip
        assert rules.entry_hash(content) == bytes(entry.hash)
        hashes.add(bytes(entry.hash))
    assert len(hashes) == Entry.objects.count()
    for movement in Movement.objects.select_related("dossier"):
        (entry,) = Entry.objects.filter(hash=bytes(movement.entry_hash))
        assert entry.subject == f"dossier:{movement.dossier.key}"
        if movement.seq > 1 and movement.text:
            assert entry.data["words"] == rules.text_digest(text=movement.text, salt=bytes(movement.salt))


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
