"""Two at once, on both databases: exactly one act counts, numbers have no gaps, nothing is half-written."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Movement, NumberSeries, Wait
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.numbers import NUMBER
from motcua.foundation.refusal import Refusal
from motcua.notices.models import Notice
from motcua.people.models import Agency
from tests.dossiers.build import act, in_progress, make_world, request, submitted

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """Run the calls at the same moment, each on a connection of its own; what each returned or raised."""
    ready = threading.Barrier(len(calls))
    answers = [None] * len(calls)

    def run(place, call):
        try:
            ready.wait(10)
            answers[place] = call()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_officers_acting_at_once_leave_one_act():
    world = make_world()
    done = in_progress(world)
    ask = inputs.AskSupplement(
        reason="Thiếu.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
    )
    case, head = world.reach(world.cast.case), world.reach(world.cast.head)
    answers = together(
        lambda: actions.ask_supplement(number=done.number, reach=case, at=world.at, given=ask),
        lambda: actions.ask_supplement(number=done.number, reach=head, at=world.at, given=ask),
    )
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len([answer for answer in answers if isinstance(answer, actions.Done)]) == 1
    assert isinstance(refused[0], refusals.SomeoneWasFaster | refusals.StepNotAllowed)
    assert Wait.objects.count() == 1
    assert Movement.objects.filter(dossier_id=done.dossier_id).count() == Dossier.objects.get().revision


def test_forty_submissions_at_once_get_forty_numbers_without_a_gap():
    world = make_world()
    reach = world.reach(world.cast.hoa)

    def send_five():
        return [actions.submit(reach=reach, at=world.at, given=request(world)).number for _ in range(5)]

    answers = together(*[send_five] * 8)
    numbers = sorted(number for answer in answers for number in answer)
    running = [int(NUMBER.fullmatch(number)["running"]) for number in numbers]
    assert running == list(range(1, 41))
    assert NumberSeries.objects.get().last == 40


def test_a_double_click_is_one_dossier():
    world = make_world()
    reach, key = world.reach(world.cast.hoa), uuid4()
    given = request(world, submission=key)
    answers = together(*[lambda: actions.submit(reach=reach, at=world.at, given=given)] * 4)
    assert len({answer.number for answer in answers}) == 1
    assert Dossier.objects.count() == Movement.objects.count() == 1
    assert NumberSeries.objects.get().last == 1


def test_a_submission_that_fails_gives_its_number_back():
    world = make_world()
    submitted(world)
    with pytest.raises(refusals.PapersMissing):
        submitted(world, papers=())
    assert submitted(world).number.endswith("0000002")


def test_an_agency_that_changed_since_the_last_request_is_read_anew():
    world = make_world()
    first = submitted(world).number
    code = world.cast.department.code_new or world.cast.department.code
    Agency.objects.filter(pk=world.cast.department.pk).update(
        code=f"{world.cast.department.code}9", code_new=f"{code}9", phone="02623000009"
    )
    second = submitted(world).number
    assert first.startswith(f"{code}-") and second.startswith(f"{code}9-") and second.endswith("0000002")
    assert Notice.objects.latest("pk").values["phone"] == "02623000009"
    assert NumberSeries.objects.get().last == 2


def test_an_agency_that_offers_it_only_since_the_last_request_takes_it():
    world = make_world()
    department = Agency.objects.filter(pk=world.cast.department.pk)
    level = world.cast.department.level
    department.update(level="unit")
    with pytest.raises(refusals.NotOffered):
        submitted(world)
    department.update(level=level)
    assert submitted(world).number.endswith("0000001")


def test_an_act_on_the_newest_state_succeeds_after_a_race():
    world = make_world()
    done = in_progress(world)
    act(world, actions.note, done.number, world.cast.case, inputs.Words(text="Đã xem."))
    act(world, actions.note, done.number, world.cast.case, inputs.Words(text="Đã xem lại."))
    assert Movement.objects.filter(act="dossier.noted").count() == 2
