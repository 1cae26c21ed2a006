"""Every act without a transaction around it, as a page calls it: on PostgreSQL it begins one itself before a second write.

Most tests run inside a transaction that is undone at the end, where an act that forgets to begin one goes unnoticed.
"""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest

from motcua.documents import actions as documents
from motcua.dossiers import actions
from motcua.dossiers.actions import holding
from motcua.dossiers.models import Dossier, HandOver, Held, Paper, Result, Reuse
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel, State
from motcua.feedback.models import Rating
from motcua.figures import actions as figures
from motcua.indices import actions as indices
from motcua.indices import rounds
from motcua.indices.models import CountedFigure, Evidence, Mark, NowCast, PlanTask, ScoreRow, ScoreSheet
from motcua.indices.rules.rounds import Stage
from motcua.people import actions as people
from motcua.people.models import AccessLook, Organisation
from motcua.people.rules import Role
from motcua.surveys import actions as surveys
from motcua.surveys.models import SampleUnit
from motcua.surveys.rules import Outcome
from motcua.surveys.rules import State as SurveyState
from tests.documents.samples import PDF
from tests.dossiers import build
from tests.dossiers.build import CHILD_NUMBER, FIRM, FIRM_CODE, act, make_world
from tests.indices.build import make_sheet
from tests.indices.rounds import given, make_plan, make_scoring, self_scored
from tests.people.cast import make_officer
from tests.surveys.build import AT
from tests.surveys.test_dossier_drawing import WISH, persons, results
from tests.surveys.test_drawing import planned

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = inputs.Words(text="Đã xem.")


@pytest.fixture
def world(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    settings.FIGURES_DIR = tmp_path / "figures"
    return make_world()


def stored(world) -> int:
    return documents.store(
        content=BytesIO(PDF), name="giay.pdf", accept=("application/pdf",), by="system:tests", at=world.at
    ).id


def paper(world) -> tuple[inputs.PaperGiven, ...]:
    return (inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh", file_id=stored(world)),)


def test_a_request_is_handed_in_in_each_of_its_ways(world):
    assert build.submitted(world).number
    assert build.submitted(world, papers=paper(world)).number
    firm = build.sent_for_firm(world)
    assert Organisation.objects.get().name == FIRM
    again = build.sent_for_firm(world)
    child = build.sent_for_child(world)
    numbers = [firm.number, again.number, child.number]
    assert Dossier.objects.filter(number__in=numbers, representation__isnull=False).count() == 3


def test_a_request_is_handled_from_its_receipt_to_its_return(world):
    cast = world.cast
    done = build.submitted(world, papers=paper(world))
    number = done.number
    act(world, actions.take_in, number, cast.reception, inputs.TakeIn())
    act(world, actions.note, number, cast.reception, WORDS)
    act(world, actions.hand_over, number, cast.reception, inputs.HandOn())
    act(world, actions.assign, number, cast.head, inputs.Assign(officer_id=cast.case.officer.pk))
    asked = inputs.AskSupplement(
        reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
    )
    act(world, actions.ask_supplement, number, cast.case, asked)
    act(world, actions.supplement, number, cast.hoa, inputs.Supplement(papers=paper(world)))
    owed = inputs.DutyLine(name="Lệ phí", amount=150_000, basis="Thông tư 85/2019/TT-BTC, Điều 3")
    act(world, actions.ask_duty, number, cast.case, inputs.AskDuty("Nộp trước khi ký.", "Kho bạc", (owed,)))
    act(
        world,
        actions.clear_duty,
        number,
        cast.reception,
        inputs.ClearDuty("BL-01", 150_000, file_id=stored(world)),
    )
    row = build.row(done)
    given = inputs.Extend(new_due=row.due_at + timedelta(days=7), reason="Chờ cơ quan khác trả lời.")
    act(world, actions.extend, number, cast.leader, given)
    proposal = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ điều kiện.")
    act(world, actions.propose, number, cast.case, proposal)
    act(world, actions.send_back, number, cast.leader, WORDS)
    act(world, actions.propose, number, cast.case, proposal)
    act(world, actions.approve, number, cast.leader, inputs.Words())
    act(world, actions.mark_done, number, cast.clerk, inputs.MarkDone(number="12/XN", file_id=stored(world)))
    collected = inputs.GiveBack(
        collector=inputs.Collector.AUTHORISED, name="Trần Văn Nam", authorisation="Giấy ủy quyền số 5"
    )
    act(world, actions.give_back, number, cast.returner, collected)
    assert build.row(done).state == State.RETURNED
    assert Paper.objects.filter(dossier_id=done.dossier_id).count() == 3
    assert Result.objects.get().file_id and HandOver.objects.get().name


def test_a_request_ends_in_each_of_the_other_ways(world):
    cast = world.cast
    act(world, actions.refuse, build.submitted(world).number, cast.reception, inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Luật Hộ tịch, Điều 7"))  # fmt: skip
    act(world, actions.withdraw, build.taken_in(world).number, cast.hoa, inputs.Withdraw(reason="Đổi ý."))
    act(world, actions.stop, build.in_progress(world).number, cast.leader, inputs.Stop(reason="Có tranh chấp.", legal_ground="Luật Đất đai, Điều 236", consequence="Hoàn lệ phí."))  # fmt: skip
    states = set(Dossier.objects.values_list("state", flat=True))
    assert states == {State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED}


def test_who_asks_is_compared_for_a_firm_and_for_a_child(world):
    reception = world.cast.reception
    firm, child = build.sent_for_firm(world), build.sent_for_child(world)
    act(world, actions.check_applicant, firm.number, reception, inputs.CheckApplicant(FIRM_CODE, FIRM))
    act(world, actions.check_applicant, child.number, reception, inputs.CheckApplicant(CHILD_NUMBER, build.CHILD))  # fmt: skip
    assert Dossier.objects.filter(applicant_checked_at=None).count() == 0


def test_stored_papers_are_used_in_an_answer_and_at_the_counter(world):
    cast, number = world.cast, "066190000123"
    people.check_identity(
        person_id=cast.hoa.person.pk, identity_number=number, reach=world.reach(cast.reception), at=world.at
    )
    first = build.approved(world)
    act(world, actions.mark_done, first.number, cast.clerk, inputs.MarkDone(number="12/XN", file_id=stored(world)))  # fmt: skip
    holding.fill_from(build.row(first), at=world.at)
    held = Held.objects.get()
    taken = inputs.PaperGiven("giay-chung-minh", "Giấy chứng minh", file_id=held.file_id, held_id=held.pk)
    waits = build.taken_in(world)
    asked = inputs.AskSupplement(reason="Mờ.", papers=(inputs.PaperAsked("giay-chung-minh", "Giấy"),))
    act(world, actions.ask_supplement, waits.number, cast.reception, asked)
    act(world, actions.supplement, waits.number, cast.hoa, inputs.Supplement(papers=(taken,)))
    request = build.request(world, channel=Channel.COUNTER)
    given = inputs.Register(
        request=request, then=inputs.TakeIn(), identity_number=number, held={"giay-chung-minh": held.key}, has_agreed=True
    )  # fmt: skip
    actions.register(reach=world.reach(cast.reception), at=world.at, given=given)
    assert Reuse.objects.count() == 2


def test_scores_of_a_survey_are_frozen_and_announced(world):
    sheet = make_sheet(cast=world.cast, at=world.at, announced=False)
    assert ScoreRow.objects.filter(sheet=sheet).count() > 100 and sheet.survey.state == SurveyState.FROZEN
    officer = make_officer(
        full_name="Cao Thị Bảy", code="congbo", role=Role.HOME_AFFAIRS, agency=world.cast.province
    )
    hour = world.at + timedelta(days=1)
    indices.announce(sheet_id=sheet.pk, on=hour, reach=world.cast.reach(officer), at=world.at)
    assert ScoreSheet.objects.get().announced_at == hour


def test_what_people_say_now_is_counted(world):
    build.issued(world)
    rows = [
        Rating(agency=world.cast.department, level=4, online=True, late=False, given_on=world.at.date(), shown_on=world.at.date())
        for _one in range(5)
    ]  # fmt: skip
    Rating.objects.bulk_create(rows)
    Dossier.objects.update(done_at=world.at - timedelta(days=1))
    assert indices.cast_now(at=world.at) == 0, "five ratings, and one request that they could be about"
    for _more in range(4):
        build.issued(world)
    Dossier.objects.update(done_at=world.at - timedelta(days=1))
    assert indices.cast_now(at=world.at) == indices.cast_now(at=world.at) == NowCast.objects.count() == 3


def test_people_who_got_a_result_are_drawn_named_reported_and_the_report_is_taken_back(world):
    results(world, world.cast.department, persons(13))
    made = planned(cast=world.cast)
    surveys.draw_from_dossiers(survey_id=made.survey.pk, wish=WISH, reach=made.reach, at=AT)
    drawn = SampleUnit.objects.filter(survey=made.survey, parent__isnull=False).order_by("position")
    named = actions.look_up_contacts(
        keys=[UUID(one.unit.code) for one in drawn], purpose="survey:1", reach=made.reach, at=AT
    )
    assert len(named) == AccessLook.objects.count() == 12
    lost = drawn[0]
    surveys.report_outcome(unit_id=lost.pk, outcome=Outcome.REFUSED, reach=made.reach, at=AT)
    lost.refresh_from_db()
    assert lost.outcome == Outcome.REFUSED and lost.replaced_by_id
    surveys.take_back(unit_id=lost.pk, reach=made.reach, at=AT)
    lost.refresh_from_db()
    assert lost.outcome == Outcome.WAITING and not lost.replaced_by_id


def test_a_unit_is_scored_from_the_plan_of_a_round_to_the_decision(world):
    scoring = make_scoring(cast=world.cast, at=world.at)
    scoring.act(indices.attach, scoring.officers[0], code="1.1", content=BytesIO(PDF), name="ke-hoach.pdf")
    row = Evidence.objects.get()
    scoring.act(indices.drop_evidence, scoring.officers[0], evidence_id=row.pk)
    figures.refresh(at=world.at)
    assert indices.count_figures(at=world.at) == 9
    CountedFigure.objects.filter(unit=scoring.unit(), name="online").update(numerator=3, denominator=4)
    scoring.act(indices.take_figure, scoring.officers[0], code="4.1", note="Từ hồ sơ.")
    due = world.at + timedelta(days=2)
    scoring.act(indices.allocate, scoring.leaders[0], criteria={"1.1": None}, due_at=due)
    scoring.locked()
    word = indices.Word(given("1.2"))
    scoring.act(indices.appraise, scoring.appraiser, code="1.2", word=word)
    scoring.act(indices.ask, scoring.appraiser, code="1.2", question="Vì sao?")
    scoring.act(indices.finish_appraisal, scoring.appraiser, recognise_rest=True)
    scoring.act(indices.send_questions, scoring.appraiser)
    scoring.act(indices.explain, scoring.officers[0], code="1.2", answer="Vì thế.")
    scoring.act(indices.end_explaining, scoring.leaders[0])
    scoring.act(indices.appraise, scoring.appraiser, code="1.2", word=word)
    scoring.act(indices.finish_appraisal, scoring.appraiser)
    scoring.act(indices.decide, scoring.council)
    assert scoring.unit().stage == Stage.DECIDED
    officer = scoring.officers[0]
    efforts = {"1.2": rounds.Effort(Decimal(2), Decimal(0))}
    assert scoring.act(indices.set_efforts, officer, efforts=efforts) == 1
    plan = make_plan(scoring, total="70")
    task = indices.TaskGiven(officer.mandate.agency_id, officer.mandate.officer_id)
    code = PlanTask.objects.filter(plan=plan).values_list("component", flat=True)[0]
    assert scoring.act(indices.give_tasks, officer, plan_id=plan, tasks={code: task}) == 1
    assert indices.lock_overdue(at=scoring.round.locks_at) == 2
    assert Mark.objects.filter(unit=scoring.unit()).count() == 2 * len(self_scored()) + 2


def test_a_decided_round_is_frozen(world):
    scoring = make_scoring(cast=world.cast, at=world.at)
    for n in range(3):
        scoring.decided(n)
    scoring.bring_in()
    computed = indices.compute_round(round_id=scoring.round.pk)
    sheet = indices.freeze_round(computed=computed, reach=scoring.reach(scoring.appraiser), at=world.at)
    assert ScoreRow.objects.filter(sheet_id=sheet, value="index").count() == 3
