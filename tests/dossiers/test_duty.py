"""Money owed before the office goes on: asked with its ground, awaited with the clock standing, cleared with a receipt."""

from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.dossiers import actions, queries
from motcua.dossiers.actions import reminding
from motcua.dossiers.models import Movement, Paper, Wait
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries import follow, slip, timeline
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput
from motcua.law import queries as law
from motcua.notices.models import Notice
from motcua.procedures import queries as procedures
from tests.dossiers.build import PROCEDURE, act, in_progress, make_world, row, submitted
from tests.dossiers.test_acts_alone import stored

FEE = inputs.DutyLine(name="Lệ phí trước bạ", amount=1_500_000, basis="Nghị định 10/2022/NĐ-CP, Điều 8")
TAX = inputs.DutyLine(name="Thuế thu nhập", amount=250_000, basis="Luật Thuế thu nhập cá nhân, Điều 14")
OWED = inputs.AskDuty(reason="Nộp trước khi ký giấy.", payee="Kho bạc Nhà nước", lines=(FEE, TAX))
PAID = inputs.ClearDuty(proof="BL-0012", paid_amount=1_750_000)


def owing(world):
    return act(world, actions.ask_duty, in_progress(world).number, world.cast.case, OWED)


def test_a_payment_asked_stops_the_clock_and_names_sum_ground_and_last_day(world):
    done = owing(world)
    dossier, wait = row(done), Wait.objects.get()
    assert dossier.state == State.DUTY and dossier.due_at is None and dossier.duties == 1
    assert [item["amount"] for item in wait.items] == [1_500_000, 250_000] and wait.total == 1_750_000
    assert wait.answer_by.astimezone(TZ).date().isoformat() == "2026-04-17"  # 30 days on, a Friday
    told = Notice.objects.latest("pk")
    assert told.template == "dossiers/duty"
    assert told.values["total"] == {"dong": 1750000} and "Điều 8" in told.values["lines"][0]


def test_the_date_moves_by_the_days_that_the_payment_took(world):
    done = in_progress(world)
    promised = row(done).due_at
    act(world, actions.ask_duty, done.number, world.cast.case, OWED)
    world.later(days=7)
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    dossier = row(done)
    assert dossier.state == State.IN_PROGRESS and dossier.step == 1
    assert dossier.due_at - promised == timedelta(days=7)
    assert dossier.promised_at == promised
    assert Wait.objects.get().proof == "BL-0012"


@pytest.mark.django_db
def test_a_procedure_that_counts_afresh_does_so_after_a_payment_too():
    world = make_world(text=PROCEDURE.replace("pause_policy: resume", "pause_policy: restart"))
    done = owing(world)
    world.later(days=7)
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    assert (
        row(done).due_at.astimezone(TZ).date().isoformat() == "2026-04-01"
    )  # five working days from the 25th


def test_the_explained_date_shows_the_days_of_waiting_for_a_payment(world):
    done = owing(world)
    world.later(days=7)
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    dossier = queries.opened(done.number, reach=world.reach(world.cast.case), at=world.at)
    definition = procedures.definition(dossier.version_id)
    count = queries.count_of(dossier, definition=definition, calendar=law.calendar(dossier.agency_id))
    paused = [day for day in count.days if day.reason == "paused"]
    assert paused and {day.name for day in paused} == {"financial-duty"}
    assert count.due == dossier.due_at


def test_the_control_slip_shows_the_wait_and_does_not_charge_the_step_with_it(world):
    done = owing(world)
    world.later(days=7)
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    dossier = queries.opened(done.number, reach=world.reach(world.cast.case), at=world.at)
    events = timeline.timeline(dossier, in_full=True)
    found = slip.control_slip(dossier, events, at=world.at)
    assert [one.until for one in found if one.step is None] == [world.at]
    assert found[-1].used_minutes == 0


def test_a_payment_is_cleared_once(world):
    done = owing(world)
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    with pytest.raises(refusals.StepNotAllowed):
        act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    assert Movement.objects.filter(act=Act.CLEAR_DUTY).count() == 1


def test_what_stands_on_the_receipt_is_kept_and_shown_at_the_desk(client, world):
    done = owing(world)
    given = inputs.ClearDuty("BL-0012", paid_amount=1_750_000, payer="Trần Thị Bình")
    act(world, actions.clear_duty, done.number, world.cast.reception, given)
    wait = Wait.objects.get()
    assert (wait.paid_amount, wait.payer) == (1_750_000, "Trần Thị Bình")
    assert wait.paid_on == world.at.astimezone(TZ).date()
    facts = Movement.objects.get(act=Act.CLEAR_DUTY).facts
    assert facts["paid_amount"] == 1_750_000 and "Trần Thị Bình" not in f"{facts}"
    client.force_login(world.cast.case.account)
    text = client.get(reverse("dossiers:dossier", args=[done.number])).text
    assert "BL-0012, 1.750.000" in text and "Trần Thị Bình" in text


@pytest.mark.parametrize(
    ("paid", "clears"), [(1_749_999, False), (1_750_000, True), (1_800_000, True), (0, False)]
)
def test_a_receipt_over_less_than_what_is_owed_clears_nothing(world, paid, clears):
    done = owing(world)
    given = inputs.ClearDuty("BL-0012", paid_amount=paid)
    if not clears:
        with pytest.raises(InvalidInput) as refused:
            act(world, actions.clear_duty, done.number, world.cast.reception, given)
        assert refused.value.faults[0].field == "paid_amount"
    else:
        act(world, actions.clear_duty, done.number, world.cast.reception, given)
    assert row(done).state == (State.IN_PROGRESS if clears else State.DUTY)
    assert Wait.objects.get().proof == ("BL-0012" if clears else "")


def test_nobody_asks_for_money_before_the_dossier_was_taken_in_or_without_the_role(world):
    with pytest.raises(refusals.StepNotAllowed):
        act(world, actions.ask_duty, submitted(world).number, world.cast.reception, OWED)
    with pytest.raises(refusals.NotYourRole):
        act(world, actions.ask_duty, in_progress(world).number, world.cast.clerk, OWED)


def test_the_applicant_does_not_record_their_own_payment(world):
    with pytest.raises(refusals.NotYourRole):
        act(world, actions.clear_duty, owing(world).number, world.cast.hoa, PAID)


@pytest.mark.parametrize(
    "line",
    [
        inputs.DutyLine(name="Lệ phí", amount=0, basis="Điều 8"),
        inputs.DutyLine(name="Lệ phí", amount=-5, basis="Điều 8"),
        inputs.DutyLine(name="Lệ phí", amount=10**14, basis="Điều 8"),
        inputs.DutyLine(name=" ", amount=5_000, basis="Điều 8"),
        inputs.DutyLine(name="Lệ phí", amount=5_000, basis=""),
    ],
)
def test_an_amount_without_sense_name_or_ground_is_refused(world, line):
    done = in_progress(world)
    with pytest.raises(InvalidInput):
        act(world, actions.ask_duty, done.number, world.cast.case, inputs.AskDuty("Nộp.", "Kho bạc", (line,)))
    assert row(done).state == State.IN_PROGRESS


def test_what_is_owed_and_not_paid_may_be_stopped_and_ends_the_wait(world):
    done = owing(world)
    act(
        world,
        actions.stop,
        done.number,
        world.cast.leader,
        inputs.Stop(reason="Quá hạn nộp.", legal_ground="Điều 9"),
    )
    assert row(done).state == State.STOPPED
    assert Wait.objects.get().answered_at == world.at


def test_papers_and_money_may_be_awaited_one_after_the_other_never_at_once(world):
    done = owing(world)
    ask = inputs.AskSupplement(reason="Mờ.", papers=(inputs.PaperAsked(code="giay", name="Giấy"),))
    with pytest.raises(refusals.StepNotAllowed):
        act(world, actions.ask_supplement, done.number, world.cast.case, ask)
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    act(world, actions.ask_supplement, done.number, world.cast.case, ask)
    assert list(Wait.objects.values_list("kind", "number")) == [("financial-duty", 1), ("supplement", 1)]


def test_the_file_of_the_receipt_lies_among_the_papers(world, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    done = owing(world)
    given = inputs.ClearDuty(proof="BL-0012", paid_amount=1_750_000, file_id=stored(world))
    act(world, actions.clear_duty, done.number, world.cast.reception, given)
    paper = Paper.objects.get(dossier_id=done.dossier_id, code="chung-tu-nop-tien")
    assert paper.file_id == given.file_id and paper.wait_id == Wait.objects.get().pk


def test_the_person_reads_what_is_owed_where_and_until_when(client, world):
    done = owing(world)
    found = follow.followed(follow.by_number(done.number), at=world.at)
    assert found.asked.payee == "Kho bạc Nhà nước" and not found.asked.papers
    client.force_login(world.cast.hoa.account)
    text = client.get(f"/ho-so-cua-toi/{done.number}/").text
    assert "1.750.000" in text and "Kho bạc Nhà nước" in text and "Nghị định 10/2022/NĐ-CP" in text


def test_a_person_is_reminded_once_some_days_before_the_last_one(world):
    done = owing(world)
    assert reminding.remind(at=world.at) == 0
    last = Wait.objects.get().answer_by
    assert reminding.remind(at=last - timedelta(days=2)) == 1
    assert reminding.remind(at=last - timedelta(days=1)) == 0
    told = Notice.objects.latest("pk")
    assert told.template == "dossiers/wait-reminder" and told.values["total"] == {"dong": 1750000}
    assert told.subject == f"dossier:{row(done).key}"


def test_whoever_paid_or_whose_day_has_passed_is_not_reminded(world):
    done = owing(world)
    last = Wait.objects.get().answer_by
    assert reminding.remind(at=last + timedelta(minutes=1)) == 0
    act(world, actions.clear_duty, done.number, world.cast.reception, PAID)
    assert reminding.remind(at=last - timedelta(days=1)) == 0


def test_papers_brought_while_money_is_awaited_are_refused_with_the_reason(client, world):
    done = owing(world)
    client.force_login(world.cast.reception.account)
    address = reverse("dossiers:act", args=[done.number, SLUGS[Act.SUPPLEMENT]])
    page = client.post(address, {"seen": row(done).revision, "note": "Đây.", "paper": "giay-chung-minh"})
    assert page.status_code == 409 and "dossiers.step-not-allowed" in page.text
