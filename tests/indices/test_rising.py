"""The plan to rise: what it takes as the office says it, the cheapest plan, kept with who answers and until when."""

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.indices import actions, frameworks, rounds
from motcua.indices.models import LeverEffort, PlanTask, RisePlan, ScoreSheet
from motcua.indices.rules.round_refusals import NotYourHand
from motcua.people.rules import NOBODY
from tests.indices.rounds import CODE, YEAR, make_round_sheet, make_scoring
from tests.indices.test_round_pages import client_of, page, send

pytestmark = pytest.mark.django_db
QUERIES_MAX = 20


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    """Three decided units, frozen and announced; the third is the best, the first the last."""
    with once_for_the_file() as kept:
        held = kept.scoring = make_scoring(at=timezone.now())
        for n in range(3):
            held.decided(n)
        held.bring_in()
        computed = actions.compute_round(round_id=held.round.pk)
        reach = held.reach(held.appraiser)
        actions.freeze_round(computed=computed, reach=reach, at=held.at, announce_at=held.at)
        yield kept


@pytest.fixture
def scoring(kept, db):
    return kept.copy().scoring


def made(scoring, want=rounds.Want.UP, amount=2, seen=None, **more) -> rounds.Made:
    reach = scoring.reach(scoring.officers[0])
    case = rounds.case_of(**scoring.of(), reach=reach, at=scoring.at)
    asked = rounds.Asked(want, Decimal(amount), **more)
    return rounds.make_plan(case, rounds.table_of(case, reach=reach), asked, seen)


def keep(scoring, player=None, **more) -> int:
    return scoring.act(actions.keep_plan, player or scoring.officers[0], made=made(scoring, **more))


def asks(client, scoring, status=200, **asked) -> str:
    address = reverse("indices:round-rise", kwargs=scoring.of())
    response = client.get(address, asked, HTTP_ACCEPT_LANGUAGE="vi")
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_the_office_says_once_what_it_takes_and_plans_go_another_way(scoring):
    first = made(scoring)
    assert first.plan.proved and first.plan.rank == 1 and first.guessed == len(first.plan.tasks) > 0
    dear = first.plan.tasks[0].component
    own = rounds.Effort(Decimal(500), Decimal(0))
    assert scoring.act(actions.set_efforts, scoring.officers[0], efforts={dear: own}) == 1
    second = made(scoring)
    assert dear not in {task.component for task in second.plan.tasks} and second.plan.rank == 1
    untouched = rounds.Effort(Decimal(0), Decimal(0), used=False)
    scoring.act(actions.set_efforts, scoring.leaders[0], efforts={dear: untouched})
    assert dear not in {task.component for task in made(scoring).plan.tasks}
    assert LeverEffort.objects.get().used is False


def test_nobody_above_the_unit_says_its_effort_or_keeps_its_plans_and_a_neighbour_finds_none(scoring):
    effort = {"1.1": rounds.Effort(Decimal(1), Decimal(0))}
    for act, given in (
        (actions.set_efforts, {"efforts": effort}),
        (actions.keep_plan, {"made": made(scoring)}),
        (actions.give_tasks, {"plan_id": 1, "tasks": {}}),
    ):
        with pytest.raises(NotYourHand):
            scoring.act(act, scoring.appraiser, **given)
        with pytest.raises(NotFound):
            scoring.act(act, scoring.officers[1], **given)
    assert not LeverEffort.objects.exists() and not RisePlan.objects.exists()


def test_more_points_than_a_component_has_are_refused_and_nothing_is_kept(scoring):
    efforts = {
        "1.1": rounds.Effort(Decimal(1), Decimal(0)),
        "1.2": rounds.Effort(Decimal(1), Decimal(0), most=Decimal(99)),
    }
    with pytest.raises(InvalidInput) as refused:
        scoring.act(actions.set_efforts, scoring.officers[0], efforts=efforts)
    assert [fault.field for fault in refused.value.faults] == ["most-1.2"]
    assert not LeverEffort.objects.exists()


def test_a_kept_plan_gets_people_and_days_and_a_stranger_or_a_past_day_is_refused(scoring):
    plan_id = keep(scoring)
    code = PlanTask.objects.filter(plan_id=plan_id).order_by("pk").first().component
    own, other = scoring.officers[0].mandate, scoring.officers[1].mandate
    given = actions.TaskGiven(own.agency_id, own.officer_id, date(2100, 1, 1))

    def give(one):
        return scoring.act(actions.give_tasks, scoring.leaders[0], plan_id=plan_id, tasks={code: one})

    assert give(given) == 1 and give(given) == 0
    for wrong, field in (
        (actions.TaskGiven(other.agency_id, other.officer_id), f"who-{code}"),
        (actions.TaskGiven(due_on=date(2020, 1, 1)), f"due-{code}"),
    ):
        with pytest.raises(InvalidInput) as refused:
            give(wrong)
        assert [fault.field for fault in refused.value.faults] == [field]
    task = PlanTask.objects.get(plan_id=plan_id, component=code)
    assert (task.officer_id, task.due_on) == (own.officer_id, date(2100, 1, 1))
    # A day that was given in time and has passed since does not hold up the next change.
    PlanTask.objects.filter(pk=task.pk).update(due_on=date(2020, 1, 1))
    assert give(actions.TaskGiven(own.agency_id, None, date(2020, 1, 1))) == 1


def past_of(scoring, player=None) -> rounds.Past | rounds.Broken | None:
    reach = scoring.reach(player or scoring.officers[0])
    case = rounds.case_of(**scoring.of(), reach=reach, at=scoring.at)
    return rounds.past_of(case, rounds.table_of(case, reach=reach), reach=reach, at=scoring.at)


def test_rivals_drift_as_they_did_between_announced_sheets_or_as_typed_and_the_plan_says_which(scoring):
    client = client_of(scoring.officers[0])
    assert past_of(scoring) is None and 'name="rivals"' not in asks(client, scoring)
    assert "Chưa có hai bảng điểm đã công bố" in asks(client, scoring)
    refused = asks(client, scoring, status=422, want="up", amount="1", rivals="past")
    assert 'id="f-drift-f"' in refused or "f-drift" in refused
    # Two sheets more: of the year before, and of three years before, which is next to no other.
    earlier = make_round_sheet(scoring, year=YEAR - 1, mean=60, announced_at=scoring.at)
    make_round_sheet(scoring, year=YEAR - 3, mean=50, announced_at=scoring.at)
    past = past_of(scoring)
    assert past.years == (YEAR - 1, YEAR) and past.spread == 0
    then, now = (
        json.loads(ScoreSheet.objects.get(year=year).document)["results"] for year in (YEAR - 1, YEAR)
    )
    moved = {unit: float(Decimal(now[unit]["index"]) - Decimal(then[unit]["index"])) for unit in now}
    table = rounds.table_of_round(round_id=scoring.round.pk, reach=NOBODY, at=scoring.at)
    assert dict(zip(table.league.units, past.drift.mean, strict=True)) == pytest.approx(moved)
    # Asked for nothing yet, the past is what is offered; the plan that was kept says it too.
    assert '<option value="past" selected>' in asks(client, scoring)
    own = rounds.own_code(
        rounds.case_of(**scoring.of(), reach=scoring.reach(scoring.officers[0]), at=scoring.at)
    )
    mean = sum(one for unit, one in moved.items() if unit != own) / 2
    words = f"Coi như mỗi đơn vị khác tiếp tục thay đổi như giữa các bảng điểm đã công bố năm {YEAR - 1} và {YEAR}"
    shown = asks(client, scoring, want="up", amount="1", rivals="past", drift="0,1")
    said = re.search(re.escape(words) + r": trung bình \+(\S+) điểm mỗi năm", shown)
    assert float(said[1].replace(",", ".")) == pytest.approx(mean, abs=0.006)
    send(client, "round-rise", *scoring.of().values(), want="total", amount="1", rivals="past")
    plan = RisePlan.objects.get()
    assert words in page(client, "round-rise-plan", *scoring.of().values(), plan.pk)
    assert "+0,10 điểm cho đến bảng điểm sau, như đã nhập" in asks(
        client, scoring, want="up", amount="1", rivals="typed", drift="0,1"
    )
    assert "Coi như các đơn vị khác giữ nguyên." in asks(client, scoring, want="up", amount="1")
    assert earlier.digest != ScoreSheet.objects.get(year=YEAR).digest


def test_a_third_sheet_in_a_row_says_also_how_the_changes_vary(scoring):
    for year, mean in ((YEAR - 1, 60), (YEAR - 2, 70)):
        make_round_sheet(scoring, year=year, mean=mean, announced_at=scoring.at)
    past = past_of(scoring)
    assert past.years == (YEAR - 2, YEAR) and past.spread > 0
    found = made(scoring, amount=1, past=True, spread=Decimal("0.5"), seen=past)
    assert found.rivals.spread == past.spread and found.unsure


def test_no_drift_is_taken_across_a_break_or_from_a_sheet_that_is_not_announced(scoring):
    make_round_sheet(scoring, year=YEAR - 1, mean=60)
    assert past_of(scoring) is None and past_of(scoring, scoring.appraiser) is None
    other = frameworks.to_yaml(frameworks.shipped(CODE)).replace("floor: 0.8", "floor: 0.75")
    assert "0.75" in other
    make_round_sheet(scoring, year=YEAR - 1, announced_at=scoring.at, text=other)
    assert past_of(scoring) == rounds.Broken(YEAR - 1)
    refused = asks(client_of(scoring.officers[0]), scoring, status=422, want="up", amount="1", rivals="past")
    assert (
        f"Không lấy mức thay đổi của các đơn vị khác qua chỗ đổi phương pháp: điểm năm {YEAR - 1}" in refused
    )


def test_the_page_says_plan_and_proof_keeps_it_and_hands_it_out_marked_as_simulated(scoring):
    client = client_of(scoring.officers[0])
    assert "gap 0" in asks(client, scoring, want="up", amount="2", drift="0,1", spread="0,5")
    send(client, "round-rise", *scoring.of().values(), want="up", amount="2")
    plan = RisePlan.objects.get()
    of = (*scoring.of().values(), plan.pk)
    code = plan.tasks.order_by("pk").first().component
    who = f"{scoring.officers[0].mandate.agency_id}-{scoring.officers[0].mandate.officer_id}"
    send(client, "round-rise-plan", *of, status=422, **{f"who-{code}": "0", f"due-{code}": "mai"})
    send(client, "round-rise-plan", *of, **{f"who-{code}": who, f"due-{code}": "31/12/2100"})
    shown = page(client, "round-rise-plan", *of)
    assert "Lò Thị Tự 0" in shown and "31/12/2100" in shown
    names = [
        f"mo-phong-ke-hoach-tang-hang-2025-{scoring.unit().pk}-{plan.pk}.{end}" for end in ("docx", "xlsx")
    ]
    assert all(name in shown for name in names)
    files = [client.get(reverse("indices:round-rise-file", args=(*of, name))).content for name in names]
    document = docx.Document(BytesIO(files[0]))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0] == "Dữ liệu mô phỏng." and any("Xã Cư Thử" in line for line in words)
    assert len(document.tables[0].rows) == plan.tasks.count() + 1
    assert "Lò Thị Tự 0" in document.tables[0].rows[1].cells[3].text
    book = openpyxl.load_workbook(BytesIO(files[1]))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert code in cells and "simulated" in cells
    other = reverse("indices:round-rise-file", args=(*of, "x.docx"))
    assert client.get(other).status_code == 404


def test_what_cannot_be_reached_names_the_best_that_can(scoring):
    client = client_of(scoring.officers[0])
    for code in {task.component for task in made(scoring).plan.tasks}:
        off = {code: rounds.Effort(Decimal(1), Decimal(0), used=False)}
        scoring.act(actions.set_efforts, scoring.officers[0], efforts=off)
    said = asks(client, scoring, want="total", amount="100")
    assert "100,00" in said and "?want=total&amp;amount=" in said
    assert "99" in asks(client, scoring, want="rank", amount="1", effort="0", chance="99")


def test_what_is_asked_wrongly_is_named_at_its_field(scoring):
    client = client_of(scoring.officers[0])
    said = asks(client, scoring, 422, want="rank", amount="9", chance="100", drift="x")
    assert all(f'id="f-{name}-f"' in said for name in ("amount", "chance", "drift"))
    assert 'id="f-want-f"' in asks(client, scoring, 422, want="nothing")


def test_efforts_are_said_on_their_page_and_a_word_is_named(scoring):
    client, of = client_of(scoring.officers[0]), tuple(scoring.of().values())
    page(client, "round-efforts", *of)
    assert 'aria-invalid="true"' in send(client, "round-efforts", *of, status=422, **{"point-1.1": "nhiều"})
    send(client, "round-efforts", *of, **{"point-1.1": "2,5", "use-1.1": "on"})
    row = LeverEffort.objects.get(component="1.1")
    assert (row.a_point, row.used) == (Decimal("2.5"), True)
    assert client_of(scoring.appraiser).get(reverse("indices:round-efforts", args=of)).status_code == 403


def test_pages_of_plans_ask_few_questions(scoring, django_assert_max_num_queries):
    client, plan_id = client_of(scoring.officers[0]), keep(scoring)
    with django_assert_max_num_queries(QUERIES_MAX):
        asks(client, scoring, want="up", amount="1")
    with django_assert_max_num_queries(QUERIES_MAX):
        page(client, "round-rise-plan", *scoring.of().values(), plan_id)
