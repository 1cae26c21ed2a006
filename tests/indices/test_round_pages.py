"""A round through its pages, as each person in it meets them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.indices import actions, frameworks
from motcua.indices.models import Explanation, FrameworkVersion, Mark, Round
from motcua.indices.rules.rounds import RoundState, Stage, Voice
from motcua.people.rules import Role
from tests.indices.rounds import CODE, make_scoring, self_scored
from tests.people.cast import make_cast, make_officer

pytestmark = pytest.mark.django_db
VI = {"HTTP_ACCEPT_LANGUAGE": "vi"}


def client_of(player) -> Client:
    client = Client()
    client.force_login(player.account)
    return client


def page(client, name, *args, status=200) -> str:
    response = client.get(reverse(f"indices:{name}", args=args), **VI)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def send(client, name, *args, status=302, **data) -> str:
    response = client.post(reverse(f"indices:{name}", args=args), data, **VI)
    assert response.status_code == status, response.content.decode()[:5000]
    return response.content.decode()


@pytest.fixture
def scoring():
    return make_scoring(at=timezone.now())


def test_a_framework_is_loaded_a_round_planned_and_opened_on_the_pages():
    cast = make_cast()
    officer = make_officer(
        full_name="Phan Thị Chấm", code="chamdiem", role=Role.HOME_AFFAIRS, agency=cast.province
    )
    client = client_of(officer)
    assert "bộ tiêu chí" in page(client, "rounds").lower()
    send(client, "frameworks", status=422)
    send(client, "frameworks", shipped=CODE)
    version = FrameworkVersion.objects.get()
    assert version.complete and version.fictional
    send(client, "frameworks", shipped=CODE, status=409)
    text = frameworks.to_yaml(frameworks.shipped(CODE)).replace("maximum: 22", "maximum: 23", 1)
    from io import BytesIO

    broken = BytesIO(text.encode())
    broken.name = "khung.yaml"
    assert "23" in send(client, "frameworks", status=422, file=broken)
    chosen = {"owner": cast.province.pk, "framework": version.pk}
    send(client, "round-plan", status=422, **chosen)
    last = timezone.now() + timedelta(days=20)
    send(
        client, "round-plan", **chosen, year="2025", locks_on=f"{last:%d/%m/%Y}", ends_on=f"{last + timedelta(days=30):%d/%m/%Y}",
        explain_days="5", units=[cast.commune.pk],
    )  # fmt: skip
    planned = Round.objects.get()
    assert planned.locks_at.astimezone().minute == 0 and planned.units.count() == 1
    assert "Xã Ea Mẫu" in page(client, "round", planned.pk)
    page(client, "round-open", planned.pk)
    send(client, "round-open", planned.pk)
    assert Round.objects.get().state == RoundState.OPEN


def test_a_unit_fills_in_a_component_and_reads_its_points(scoring):
    client, of = client_of(scoring.officers[0]), (scoring.round.pk, scoring.unit().pk)
    assert "Xã Cư Thử" in page(client, "rounds")
    assert "1.3.2" in page(client, "round-unit", *of)
    page(client, "round-component", *of, "1.2")
    wrong = send(client, "round-component", *of, "1.2", status=422, numerator="45", denominator="0", seen="0")
    assert 'value="45"' in wrong and 'id="f-denominator-f"' in wrong
    send(
        client,
        "round-component",
        *of,
        "1.2",
        numerator="1.045",
        denominator="1.100,5",
        reason="Có.",
        seen="0",
    )
    mark = Mark.objects.get()
    assert mark.given == {"numerator": "1045", "denominator": "1100.5"}
    shown = page(client, "round-component", *of, "1.2")
    assert 'value="1100,5"' in shown and "7,60" in shown and "Có." in shown
    send(client, "round-component", *of, "1.2", status=409, numerator="1", denominator="2", seen="0")
    assert Mark.objects.count() == 1


@pytest.mark.parametrize("code", self_scored())
def test_each_rule_is_asked_in_its_own_way_and_its_answer_is_drawn_again(scoring, code):
    scoring.fill(codes=[code])
    shown = page(client_of(scoring.officers[0]), "round-component", scoring.round.pk, scoring.unit().pk, code)
    assert re.search(r'name="(yes|tier|ticks|numerator|value)"', shown)
    scoring.act(actions.fill_in, scoring.officers[0], code=code, word=actions.Word(_as_typed(shown, code)))
    first, second = Mark.objects.order_by("revision")
    assert first.given == second.given


def _as_typed(shown: str, code: str):
    """What a browser would send of this page."""
    from django.http import QueryDict

    from motcua.indices.pages.rounds import asking

    typed = QueryDict(mutable=True)
    for tag in re.findall(r"<input [^>]+>", shown):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and value and ("checked" in tag or 'type="text"' in tag):
            typed.appendlist(name[1], value[1])
    component = next(one for one in frameworks.shipped(CODE).components if one.code == code)
    return asking.given_of(component, typed)


def test_a_score_that_comes_after_the_deadline_is_told_so_before_and_after_the_clock_has_locked(scoring):
    client, of = client_of(scoring.officers[0]), (scoring.round.pk, scoring.unit().pk, "1.2")
    typed = {"numerator": "45", "denominator": "50", "reason": "Theo báo cáo."}
    scoring.fill()
    Round.objects.filter(pk=scoring.round.pk).update(locks_at=scoring.at)
    for _again in range(2):
        said = send(client, "round-component", *of, status=409, **typed)
        assert "Hạn làm việc này đã hết" in said and "indices.deadline-passed" in said
        actions.lock_overdue(at=timezone.now())
    assert Mark.objects.filter(component="1.2").count() == 1 and scoring.unit().stage == Stage.LOCKED


def test_the_list_is_narrowed_to_what_wants_something(scoring):
    scoring.fill(codes=self_scored()[:3])
    client, address = client_of(scoring.officers[0]), reverse("indices:round-unit", args=[scoring.round.pk, scoring.unit().pk])  # fmt: skip
    lines = {key: client.get(address, {"loc": key}).content.decode().count("score-line-points") for key in ("", "trong", "thieu-tep", "lech", "cua-toi")}  # fmt: skip
    assert lines == {"": 16, "trong": 10, "thieu-tep": 13, "lech": 0, "cua-toi": 13}


def test_locking_lists_what_is_missing_with_its_way_there_and_then_locks(scoring):
    leader, of = client_of(scoring.leaders[0]), (scoring.round.pk, scoring.unit().pk)
    scoring.fill(codes=self_scored()[1:])
    refused = send(leader, "round-step", *of, "chot", status=422)
    assert reverse("indices:round-component", args=[*of, self_scored()[0]]) in refused
    scoring.fill(codes=self_scored()[:1])
    page(leader, "round-step", *of, "chot")
    send(leader, "round-step", *of, "chot")
    assert scoring.unit().stage == Stage.LOCKED
    page(leader, "round-step", *of, "chot", status=409)
    page(client_of(scoring.officers[0]), "round-step", *of, "chot", status=403)
    page(leader, "round-step", *of, "khong-co", status=404)


def test_the_appraiser_reads_nothing_before_the_lock_and_the_unit_no_reason_before_the_end(scoring):
    appraiser, officer = client_of(scoring.appraiser), client_of(scoring.officers[0])
    of = (scoring.round.pk, scoring.unit().pk)
    scoring.fill(note="Ghi chú riêng của xã")
    assert "Ghi chú riêng" not in page(appraiser, "round-component", *of, "1.2")
    scoring.act(actions.lock_scores, scoring.leaders[0])
    assert "Ghi chú riêng" in page(appraiser, "round-component", *of, "1.2")
    send(
        appraiser,
        "round-component",
        *of,
        "1.2",
        status=422,
        way="by-hand",
        points="8,5",
        reason="Quá",
        seen="0",
    )
    send(appraiser, "round-component", *of, "1.2", status=422, way="by-hand", points="6,5", seen="0")
    send(
        appraiser,
        "round-component",
        *of,
        "1.2",
        way="by-hand",
        points="6,5",
        reason="Thiếu phụ lục 2",
        seen="0",
    )
    send(appraiser, "round-component", *of, "1.1", way="as-before", seen="0")
    send(
        appraiser,
        "round-component",
        *of,
        "1.3.1",
        way="corrected",
        yes="no",
        reason="Không có biên bản",
        seen="0",
    )
    send(appraiser, "round-component", *of, "1.2", status=422, act="ask", question=" ")
    send(appraiser, "round-component", *of, "1.2", act="ask", question="Phụ lục 2 ở đâu?")
    hidden = page(officer, "round-component", *of, "1.2")
    assert "Thiếu phụ lục" not in hidden and "Phụ lục 2 ở đâu" not in hidden
    send(appraiser, "round-step", *of, "tham-dinh-xong", rest="on")
    shown = page(officer, "round-component", *of, "1.2")
    assert "Thiếu phụ lục 2" in shown and "Ghi chú riêng" in shown and "Phụ lục 2 ở đâu" not in shown
    assert 'score-line-points"><s' in page(officer, "round-unit", *of)
    send(appraiser, "round-step", *of, "gui-cau-hoi")
    assert "Phụ lục 2 ở đâu" in page(officer, "round-component", *of, "1.2")
    send(officer, "round-component", *of, "1.2", status=422, act="explain", answer="")
    send(officer, "round-component", *of, "1.2", act="explain", answer="Đã gửi kèm.")
    send(client_of(scoring.leaders[0]), "round-step", *of, "giai-trinh-xong")
    assert "Đã gửi kèm." in page(appraiser, "round-component", *of, "1.2")
    send(appraiser, "round-component", *of, "1.2", way="corrected", numerator="48", denominator="50", reason="Đã rõ", seen="0")  # fmt: skip
    send(appraiser, "round-step", *of, "tham-dinh-lai-xong")
    send(client_of(scoring.council), "round-step", *of, "quyet-dinh")
    assert scoring.unit().stage == Stage.DECIDED
    assert [mark.voice for mark in Mark.objects.filter(component="1.2").order_by("pk")] == [Voice.SELF, Voice.FIRST, Voice.SECOND]  # fmt: skip
    assert Explanation.objects.get().answer == "Đã gửi kèm."


def test_a_neighbour_and_a_stranger_hear_of_no_unit_and_the_owner_of_all(scoring):
    of = (scoring.round.pk, scoring.unit().pk)
    for player in (scoring.officers[1], scoring.leaders[2]):
        page(client_of(player), "round-unit", *of, status=404)
        page(client_of(player), "round-component", *of, "1.1", status=404)
    page(client_of(scoring.appraiser), "round-component", *of, "9.9", status=404)
    page(client_of(scoring.cast.reception), "round-unit", *of, status=403)
    page(client_of(scoring.appraiser), "round-unit", scoring.round.pk + 1, scoring.unit().pk, status=404)


def test_the_progress_of_all_units_costs_the_same_few_questions(scoring, django_assert_max_num_queries):
    scoring.locked(0)
    scoring.fill(1, codes=self_scored()[:2])
    client = client_of(scoring.appraiser)
    client.get("/chi-so/cai-cach/")
    with django_assert_max_num_queries(15):
        shown = page(client, "round", scoring.round.pk)
    assert shown.count("<progress") == 3 and "13/13" in shown and "2/13" in shown
    with django_assert_max_num_queries(20):
        page(client, "round-unit", scoring.round.pk, scoring.unit().pk)
    with django_assert_max_num_queries(20):
        page(client, "round-component", scoring.round.pk, scoring.unit().pk, "1.2")


def test_a_unit_that_has_not_scored_itself_hears_so_and_what_is_unscored_is_counted():
    held = make_scoring(at=timezone.now())
    client = client_of(held.officers[0])
    of = tuple(held.of().values())
    assert "chưa tự chấm điểm" in page(client, "round-rise", *of)
    held.fill(0, codes=["1.1", "1.2"])
    said = page(client, "round-rise", *of)
    assert "chưa tự chấm điểm" not in said and "chưa tính vào kế hoạch" in said
