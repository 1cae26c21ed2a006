"""Numbers kept for a desk: out of the series, used once, voided with a reason, and every number accounted for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, NumberSeries, ReservedNumber
from motcua.dossiers.queries.reserved import accounts
from motcua.dossiers.rules import inputs, refusals, reserved
from motcua.dossiers.rules.reserved import Fate, account
from motcua.dossiers.rules.states import Channel
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound
from tests.dossiers.build import World, make_world, request, submitted


@pytest.fixture
def world(db) -> World:
    return make_world()


def keep(world: World, count: int = 3) -> list[str]:
    office, desk = world.cast.department.pk, world.reach(world.cast.reception)
    return [
        one.number
        for one in actions.reserve_numbers(
            agency_id=office, desk="Quầy 1", count=count, reach=desk, at=world.at
        )
    ]


def at_desk(world: World, number: str, submission=None) -> inputs.Register:
    asked = request(
        world, channel=Channel.COUNTER, submission=submission or uuid4(), submitted_by_id=None, kept_number=number,
        applicant=inputs.Applicant(name="Trần Thị Lan"),
    )  # fmt: skip
    return inputs.Register(request=asked, then=inputs.TakeIn())


def register(world: World, given: inputs.Register):
    return actions.register(reach=world.reach(world.cast.reception), at=world.at, given=given)


def void(world: World, number: str, reason: str = "Rách giấy.", player=None) -> None:
    reach = world.reach(player or world.cast.reception)
    actions.void_number(number=number, reason=reason, reach=reach, at=world.at)


def of_today(world: World):
    day = world.at.astimezone(TZ).date()
    (one,) = accounts(since=day, until=day)
    return one


def test_whoever_comes_after_a_block_gets_a_later_number(world):
    first = submitted(world).number
    kept = keep(world)
    after = submitted(world).number
    assert [number[-4:] for number in (first, *kept, after)] == ["0001", "0002", "0003", "0004", "0005"]


def test_of_several_numbers_all_are_voided_or_none(world):
    free, used = keep(world)[:2]
    register(world, at_desk(world, used))
    reach = world.reach(world.cast.reception)
    with pytest.raises(reserved.NumberNotFree):
        actions.void_numbers(numbers=[free, used], reason="Rách giấy.", reach=reach, at=world.at)
    assert not ReservedNumber.objects.filter(voided_at__isnull=False).exists()
    actions.void_numbers(numbers=[free, free], reason="Rách giấy.", reach=reach, at=world.at)
    assert ReservedNumber.objects.get(voided_at__isnull=False).number == free


def test_a_kept_number_is_used_by_one_request_however_often_it_is_sent(world):
    number = keep(world)[0]
    sent = at_desk(world, number)
    assert [register(world, sent).number for _ in range(3)] == [number] * 3
    with pytest.raises(reserved.NumberNotFree):
        register(world, at_desk(world, number))
    assert Dossier.objects.get().number == number
    assert ReservedNumber.objects.get(number=number).submission == sent.request.submission
    assert of_today(world).account.counts == {Fate.GIVEN: 0, Fate.USED: 1, Fate.OPEN: 2, Fate.VOIDED: 0}


def test_a_number_nobody_kept_cannot_be_used(world):
    keep(world)
    with pytest.raises(reserved.NumberNotFree):
        register(world, at_desk(world, "000.00.15.H15-260318-0099"))
    assert not Dossier.objects.exists()


def test_a_voided_number_stays_voided_and_a_used_one_cannot_be(world):
    used, spoiled, _left = keep(world)
    register(world, at_desk(world, used))
    with pytest.raises(InvalidInput):
        void(world, spoiled, " ")
    void(world, spoiled)
    void(world, spoiled)
    with pytest.raises(reserved.NumberNotFree):
        void(world, used)
    with pytest.raises(reserved.NumberNotFree):
        register(world, at_desk(world, spoiled))
    with pytest.raises(NotFound):
        void(world, _left, player=world.cast.stranger)
    kinds = (
        Entry.objects.filter(kind__startswith="dossier.number").order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds) == ["dossier.numbers-reserved", "dossier.number-voided"]


def test_blocks_have_a_size_and_belong_to_the_office(world):
    for count in (0, reserved.BLOCK_MAX + 1):
        with pytest.raises(InvalidInput):
            keep(world, count)
    keep(world, reserved.BLOCK_MAX)
    with pytest.raises(reserved.TooManyOpen):
        keep(world, reserved.BLOCK_MAX)
    with pytest.raises(refusals.NotYourRole):
        actions.reserve_numbers(
            agency_id=world.cast.department.pk,
            desk="Quầy 1",
            count=1,
            reach=world.reach(world.cast.stranger),
            at=world.at,
        )


def test_a_receipt_is_taken_at_the_moment_it_says_and_not_from_a_clock_that_is_wrong(world):
    number, submission, office = keep(world)[0], uuid4(), world.cast.department.pk
    kept_at, now = world.at, world.at + timedelta(hours=3)

    def moment(said):
        return actions.check_free(number=number, submission=submission, agency_id=office, said=said, at=now)

    assert moment(kept_at + timedelta(hours=1)) == kept_at + timedelta(hours=1)
    assert moment(now + timedelta(minutes=9)) == now
    assert moment(kept_at - timedelta(minutes=9)) == kept_at
    for said in (now + timedelta(minutes=11), kept_at - timedelta(minutes=11)):
        with pytest.raises(reserved.NotWhileKept):
            moment(said)


def test_the_account_names_what_is_missing(world):
    day, out = f"{world.at.astimezone(TZ):%Y-%m-%d}", StringIO()
    keep(world)
    submitted(world)
    call_command("dossiers", "numbers", "--from", day, "--to", day, stdout=out)
    assert "1 given, 0 used, 3 open, 0 voided; 0 not whole" in out.getvalue()
    NumberSeries.objects.update(last=5)
    with pytest.raises(CommandError):
        call_command("dossiers", "numbers", "--from", day, "--to", day, stdout=out)
    assert "MISSING: 5" in out.getvalue()


FATES = st.sampled_from([Fate.USED, Fate.OPEN, Fate.VOIDED])


@given(st.integers(0, 12), st.sets(st.integers(1, 14)), st.dictionaries(st.integers(1, 14), FATES))
def test_every_number_has_one_fate_or_is_named(last, had, kept):
    found = account(last=last, had=had, kept=kept)
    named = set(found.missing) | set(found.torn) | set(found.beyond)
    for running in range(1, 15):
        fates = [running in had and running not in kept, running in kept]
        sound = (
            running <= last
            and any(fates)
            and (running not in kept or (kept[running] is Fate.USED) == (running in had))
        )
        absent = running > last and not any([running in had, running in kept])
        assert (running in named) == (not sound and not absent), running
    assert sum(found.counts.values()) == last - len(found.missing)


@pytest.mark.django_db(transaction=True)
def test_of_two_receipts_with_one_number_one_goes_through_and_the_series_stays_whole():
    world = make_world()
    number = keep(world, 1)[0]
    sent = [at_desk(world, number) for _ in range(2)]
    world.reach(world.cast.reception)

    def go(given):
        try:
            return register(world, given).number
        except reserved.NumberNotFree:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(go, [sent[0], sent[1], sent[0], sent[1]]))
    assert sorted(answers) == [number, number, "refused", "refused"]
    assert Dossier.objects.count() == 1
    assert of_today(world).account.is_whole
