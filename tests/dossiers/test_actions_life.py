"""A dossier's life, act by act, and the refusal beside each act."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Extension, HandOver, Movement, NumberSeries, Paper, Result, Wait
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act, Channel, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices.models import Notice
from tests.dossiers.build import (
    PROCEDURE,
    act,
    approved,
    in_progress,
    issued,
    make_world,
    proposed,
    row,
    submitted,
    taken_in,
)

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
)
BROUGHT = inputs.Supplement(papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))


def test_a_submission_gets_the_number_of_its_agency_and_day(world):
    first, second = submitted(world), submitted(world)
    assert first.number == "H15.15-20260318-0000001"
    assert second.number == "H15.15-20260318-0000002"


def test_before_the_new_layout_the_number_is_in_the_old_one(world):
    assert submitted(world, at=datetime(2023, 4, 19, 2, 0, tzinfo=UTC)).number == "000.00.15.H15-230419-0001"


@pytest.mark.parametrize(
    ("day", "last", "expected"),
    [
        (datetime(2023, 4, 19, 2, 0, tzinfo=UTC), 9_999, "000.00.15.H15-230419-10000"),
        (datetime(2026, 3, 18, 2, 30, tzinfo=UTC), 9_999_999, "H15.15-20260318-10000000"),
    ],
)
@pytest.mark.parametrize("given", [{}, {"draft_id": uuid4()}], ids=["in one statement", "after a draft"])
def test_a_number_grows_longer_when_its_digits_are_used_up(world, day, last, expected, given):
    NumberSeries.objects.create(agency_id=world.cast.department.pk, day=day.date(), last=last)
    done = submitted(world, at=day, **given)
    assert done.number == expected
    assert Dossier.objects.get(pk=done.dossier_id).number == expected
    assert Notice.objects.get().values["number"] == expected


def test_a_submission_leaves_one_entry_one_movement_and_one_notice(world):
    done = submitted(world)
    assert Entry.objects.filter(kind=Act.SUBMIT).count() == 1
    assert list(Movement.objects.values_list("seq", "act")) == [(1, Act.SUBMIT)]
    assert Notice.objects.get().template == "dossiers/submitted"
    assert bytes(Movement.objects.get().entry_hash) == done.entry_hash


def test_the_same_submission_sent_twice_is_one_dossier(world):
    key = uuid4()
    first, second = submitted(world, submission=key), submitted(world, submission=key)
    assert first == second
    assert Entry.objects.filter(kind=Act.SUBMIT).count() == 1


def test_a_submission_sent_again_after_its_office_stopped_offering_it_is_still_that_one(world):
    key = uuid4()
    first = submitted(world, submission=key)
    assert submitted(world, submission=key, agency_id=world.cast.commune.pk) == first


def test_a_request_without_a_required_paper_is_refused_and_names_it(world):
    with pytest.raises(refusals.PapersMissing) as refused:
        submitted(world, papers=())
    assert [fault.field for fault in refused.value.faults] == ["paper-giay-chung-minh"]
    assert not Movement.objects.exists()


def test_nobody_submits_online_in_the_name_of_a_stranger(world):
    with pytest.raises(refusals.NotYourRole):
        submitted(world, by=world.cast.nam)


def test_a_desk_of_another_office_cannot_hand_in_here(world):
    with pytest.raises(refusals.NotYourRole):
        submitted(world, channel=Channel.COUNTER, by=world.cast.stranger)


def test_an_office_that_does_not_offer_the_procedure_is_refused(world):
    with pytest.raises(refusals.NotOffered):
        submitted(world, agency_id=world.cast.commune.pk)


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.COUNTER])
def test_a_result_that_is_no_document_is_not_promised_for_download(db, channel):
    world = make_world(text=PROCEDURE.replace("is_document: true", "is_document: false"))
    with pytest.raises(InvalidInput) as refused:
        submitted(world, delivery=inputs.Delivery.ONLINE, channel=channel)
    assert [fault.field for fault in refused.value.faults] == ["delivery"]
    assert submitted(world, delivery=inputs.Delivery.BY_POST, channel=channel).number


def test_taking_in_promises_a_date_five_working_days_on(world):
    dossier = row(taken_in(world))
    assert dossier.state == State.RECEIVED
    assert dossier.due_at.astimezone(TZ).date().isoformat() == "2026-03-25"
    assert dossier.promised_at == dossier.due_at == dossier.desk_at


def test_taking_in_twice_is_refused_and_leaves_one_entry(world):
    done = taken_in(world)
    with pytest.raises(refusals.StepNotAllowed):
        act(world, actions.take_in, done.number, world.cast.reception, inputs.TakeIn())
    assert Entry.objects.filter(kind=Act.TAKE_IN).count() == 1


def test_a_dossier_of_another_office_does_not_exist_for_a_stranger(world):
    done = submitted(world)
    with pytest.raises(NotFound):
        act(world, actions.take_in, done.number, world.cast.stranger, inputs.TakeIn())


def test_a_colleague_without_the_role_is_told_so(world):
    done = submitted(world)
    with pytest.raises(refusals.NotYourRole):
        act(world, actions.take_in, done.number, world.cast.clerk, inputs.TakeIn())


def test_an_officer_whose_mandate_ended_sees_nothing(world):
    done = submitted(world)
    with pytest.raises(NotFound):
        act(world, actions.take_in, done.number, world.cast.former, inputs.TakeIn())


def test_refusing_needs_a_reason_and_a_legal_ground(world):
    done = submitted(world)
    with pytest.raises(InvalidInput) as refused:
        act(
            world,
            actions.refuse,
            done.number,
            world.cast.reception,
            inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground=" "),
        )
    assert refused.value.faults[0].field == "legal_ground"
    done = act(
        world, actions.refuse, done.number, world.cast.reception,
        inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Điều 17 Nghị định 61/2018/NĐ-CP"),
    )  # fmt: skip
    assert row(done).state == State.NOT_RECEIVED
    assert row(done).closed_at == world.at


def test_a_supplement_stops_the_clock_and_moves_the_date_by_the_days_it_stood(world):
    done = in_progress(world)
    promised = row(done).due_at
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    waiting = row(done)
    assert (waiting.state, waiting.due_at) == (State.SUPPLEMENT, None)
    world.later(days=5)
    act(world, actions.supplement, done.number, world.cast.hoa, BROUGHT)
    again = row(done)
    assert again.state == State.IN_PROGRESS
    assert again.due_at > promised == again.promised_at
    assert Wait.objects.get().answered_at == world.at
    assert Paper.objects.filter(wait__isnull=False).count() == 1


def test_a_second_supplement_is_refused_because_the_rule_allows_one(world):
    done = in_progress(world)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    act(world, actions.supplement, done.number, world.cast.hoa, BROUGHT)
    with pytest.raises(refusals.SupplementsUsedUp):
        act(world, actions.ask_supplement, done.number, world.cast.case, ASK)


def test_a_supplement_before_taking_in_leads_back_to_the_desk(world):
    done = submitted(world)
    act(world, actions.ask_supplement, done.number, world.cast.reception, ASK)
    act(world, actions.supplement, done.number, world.cast.hoa, BROUGHT)
    assert (row(done).state, row(done).due_at) == (State.NEW, None)


def test_a_neighbour_cannot_bring_the_supplement(world):
    done = in_progress(world)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    with pytest.raises(NotFound):
        act(world, actions.supplement, done.number, world.cast.nam, BROUGHT)


def test_handing_over_moves_the_dossier_to_the_next_step_and_counts_its_minutes(world):
    done = taken_in(world)
    world.later(hours=1)
    act(world, actions.hand_over, done.number, world.cast.reception, inputs.HandOn())
    dossier = row(done)
    assert (dossier.state, dossier.step, dossier.step_role) == (State.IN_PROGRESS, 1, "case-officer")
    assert dossier.holder_id is None
    assert Movement.objects.latest("seq").used_minutes == 60


def test_only_the_officer_it_was_assigned_to_handles_it(world):
    done = in_progress(world)
    act(
        world,
        actions.assign,
        done.number,
        world.cast.head,
        inputs.Assign(officer_id=world.cast.case.officer.pk),
    )
    assert row(done).holder_id == world.cast.case.officer.pk
    with pytest.raises(refusals.NotAnOfficerHere):
        act(
            world,
            actions.assign,
            done.number,
            world.cast.head,
            inputs.Assign(officer_id=world.cast.stranger_case.officer.pk),
        )


def test_the_leader_may_send_it_back_with_words(world):
    done = proposed(world)
    with pytest.raises(InvalidInput):
        act(world, actions.send_back, done.number, world.cast.leader, inputs.Words(text=""))
    act(world, actions.send_back, done.number, world.cast.leader, inputs.Words(text="Xem lại căn cứ."))
    dossier = row(done)
    assert (dossier.step, dossier.outcome, dossier.holder_id) == (1, "", world.cast.case.officer.pk)


def test_a_result_is_not_issued_before_it_is_approved(world):
    done = proposed(world)
    with pytest.raises(refusals.NotYourRole):
        act(world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="1"))


def test_a_result_on_time_is_issued_and_handed_over(world):
    done = issued(world)
    dossier = row(done)
    assert (dossier.state, dossier.late, dossier.step_role) == (State.DONE, False, "return")
    assert Result.objects.get().signer_id == world.cast.leader.officer.pk
    act(
        world,
        actions.give_back,
        done.number,
        world.cast.returner,
        inputs.GiveBack(collector=inputs.Collector.SELF),
    )
    assert row(done).state == State.RETURNED
    assert HandOver.objects.get().name == "Nguyễn Thị Hoa"


def test_somebody_else_collects_only_with_an_authorisation(world):
    done = issued(world)
    with pytest.raises(refusals.MandateNeeded):
        act(
            world,
            actions.give_back,
            done.number,
            world.cast.returner,
            inputs.GiveBack(collector=inputs.Collector.AUTHORISED, name="Anh Nam"),
        )
    assert row(done).state == State.DONE


def test_a_result_after_the_date_is_late(world):
    done = approved(world)
    world.later(days=9)
    act(world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="13/XN-STP"))
    assert row(done).late is True


def test_the_date_is_extended_once_with_an_apology_and_the_promise_stays_on_record(world):
    done = in_progress(world)
    promised = row(done).due_at
    given = inputs.Extend(new_due=promised + timedelta(days=2), reason="Cần xác minh thêm.")
    act(world, actions.extend, done.number, world.cast.head, given)
    dossier = row(done)
    assert dossier.due_at.date() == (promised + timedelta(days=2)).date()
    assert dossier.promised_at == promised
    assert Extension.objects.get().after_due is False
    with pytest.raises(refusals.AlreadyExtended):
        act(
            world,
            actions.extend,
            done.number,
            world.cast.head,
            inputs.Extend(new_due=promised + timedelta(days=6), reason="Nữa."),
        )


def test_an_earlier_date_or_a_day_off_cannot_be_promised(world):
    done = in_progress(world)
    promised = row(done).due_at  # a Wednesday
    with pytest.raises(refusals.NewDateTooEarly):
        act(
            world,
            actions.extend,
            done.number,
            world.cast.head,
            inputs.Extend(new_due=promised, reason="Chậm."),
        )
    with pytest.raises(refusals.NewDateNotWorking):
        act(
            world,
            actions.extend,
            done.number,
            world.cast.head,
            inputs.Extend(new_due=promised + timedelta(days=3), reason="Chậm."),
        )


def test_a_pause_after_an_extension_moves_the_extended_date(world):
    done = in_progress(world)
    new_due = row(done).due_at + timedelta(days=1)
    act(
        world,
        actions.extend,
        done.number,
        world.cast.head,
        inputs.Extend(new_due=new_due, reason="Cần xác minh."),
    )
    extended = row(done).due_at
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    world.later(days=1)
    act(world, actions.supplement, done.number, world.cast.hoa, BROUGHT)
    assert row(done).due_at > extended


def test_stopping_needs_the_legal_ground_and_ends_the_dossier(world):
    done = in_progress(world)
    with pytest.raises(InvalidInput):
        act(
            world,
            actions.stop,
            done.number,
            world.cast.leader,
            inputs.Stop(reason="Có tranh chấp.", legal_ground=""),
        )
    act(
        world,
        actions.stop,
        done.number,
        world.cast.leader,
        inputs.Stop(reason="Có tranh chấp.", legal_ground="Điều 5"),
    )
    assert row(done).state == State.STOPPED
    with pytest.raises(refusals.StepNotAllowed):
        act(world, actions.note, done.number, world.cast.case, inputs.Words(text="Ghi chú"))


def test_the_owner_withdraws_even_while_papers_are_awaited(world):
    done = in_progress(world)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    act(world, actions.withdraw, done.number, world.cast.hoa, inputs.Withdraw(reason="Không cần nữa."))
    assert row(done).state == State.WITHDRAWN
    assert not Wait.objects.filter(answered_at__isnull=True).exists()


def test_nobody_handles_a_dossier_of_their_own_household(world):
    from motcua.people.models import Person

    Person.objects.filter(pk__in=[world.cast.hoa.person.pk, world.cast.reception.person.pk]).update(
        household_key="nha-1"
    )
    world.cast.reception.account.person.refresh_from_db()
    done = submitted(world)
    with pytest.raises(refusals.OwnDossier):
        act(world, actions.take_in, done.number, world.cast.reception, inputs.TakeIn())


def test_words_stay_out_of_the_chronicle(world):
    done = in_progress(world)
    act(world, actions.note, done.number, world.cast.case, inputs.Words(text="Bà Hoa ở số 12 đường Mẫu"))
    for entry in Entry.objects.all():
        assert "Hoa" not in f"{entry.subject}{entry.actor}{entry.data}"
