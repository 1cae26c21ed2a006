"""The printed forms: what stands on them, who may read them, and what is said before there is one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import follow, papers
from motcua.dossiers.queries.papers import Pace
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.forms import Form
from motcua.people.models import AccessLook
from tests.dossiers.build import act, approved, in_progress, row, submitted, taken_in
from tests.dossiers.walking import signed_in

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.",
    papers=(inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh", quantity=2, what="Trang 2 bị mờ"),),
)


def sheet(player, number: str, form: str):
    return signed_in(player).get(reverse("dossiers:paper", args=[number, form]))


def test_the_receipt_says_what_was_received_and_until_when(world):
    done = taken_in(world)
    dossier = row(done)
    text = sheet(world.cast.hoa, done.number, "01").text
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in text
    assert "Giấy chứng minh" in text and "25/03/2026" in text
    assert follow.secret_of(dossier) in text
    assert "Thông tư 03/2025/TT-VPCP" in text
    assert bytes(done.entry_hash).hex()[:16] in text


def test_the_secret_is_for_the_owner_and_the_receiving_desk_only(world):
    done = taken_in(world)
    secret = follow.secret_of(row(done))
    for player, shown in (
        (world.cast.hoa, True),
        (world.cast.reception, True),
        (world.cast.case, False),
        (world.cast.leader, False),
    ):
        page = sheet(player, done.number, "01")
        assert page.status_code == 200
        assert (secret in page.text) is shown, player.account.name
        assert secret not in page.request["PATH_INFO"]


def test_the_code_on_the_receipt_leads_to_the_number_and_never_to_the_secret(world):
    done = taken_in(world)
    page = sheet(world.cast.hoa, done.number, "01")
    assert f"ma={done.number}" in page.context["track_url"]
    assert follow.secret_of(row(done)) not in page.context["track_url"]


@pytest.mark.parametrize("form", ["01", "02", "03", "04", "05"])
def test_a_paper_that_is_not_made_yet_says_when_it_will_be(world, form):
    done = submitted(world)
    page = sheet(world.cast.hoa, done.number, form)
    assert page.status_code == 409
    assert done.number in page.text and "dossiers." in page.text


def test_a_form_that_nobody_knows_and_a_stranger_get_the_same_answer(world):
    done = taken_in(world)
    assert sheet(world.cast.hoa, done.number, "09").status_code == 404
    assert sheet(world.cast.nam, done.number, "01").status_code == 404
    assert sheet(world.cast.stranger, done.number, "01").status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, world):
    answer = client.get(reverse("dossiers:paper", args=[taken_in(world).number, "01"]))
    assert answer.status_code == 302 and "/dang-nhap/" in answer.url


def test_a_look_of_an_officer_at_a_paper_is_written_down_and_the_owners_is_not(world):
    done = taken_in(world)
    sheet(world.cast.hoa, done.number, "01")
    assert not AccessLook.objects.exists()
    sheet(world.cast.case, done.number, "01")
    assert AccessLook.objects.get().person_id == world.cast.hoa.person.pk


def test_the_request_for_supplements_lists_papers_reason_and_who_helps(world):
    done = taken_in(world)
    act(world, actions.ask_supplement, done.number, world.cast.reception, ASK)
    text = sheet(world.cast.hoa, done.number, "02").text
    for words in ("Phiếu yêu cầu bổ sung", "Giấy chứng minh", "Trang 2 bị mờ", "Bản chụp mờ."):
        assert words in text
    assert world.cast.reception.person.full_name in text
    held = sheet(world.cast.hoa, done.number, "01").text
    assert "25/03/2026" in held, "the date promised first stays readable while the clock stands"


def test_a_refusal_names_reason_and_legal_ground(world):
    done = submitted(world)
    given = inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Luật Hộ tịch, Điều 7")
    act(world, actions.refuse, done.number, world.cast.reception, given)
    text = sheet(world.cast.hoa, done.number, "03").text
    assert "Không thuộc thẩm quyền." in text and "Luật Hộ tịch, Điều 7" in text
    assert "Phiếu từ chối" in text


def test_an_apology_shows_the_old_and_the_new_date(world):
    done = in_progress(world)
    new_due = row(done).due_at + timedelta(days=2)
    act(
        world,
        actions.extend,
        done.number,
        world.cast.head,
        inputs.Extend(new_due=new_due, reason="Chờ xác minh."),
    )
    text = sheet(world.cast.hoa, done.number, "04").text
    assert "25/03/2026" in text and "27/03/2026" in text and "Chờ xác minh." in text
    receipt = sheet(world.cast.hoa, done.number, "01").text
    assert "27/03/2026" in receipt and "25/03/2026" in receipt


def test_a_stop_notice_says_why_and_what_follows_for_the_money(world):
    done = in_progress(world)
    given = inputs.Stop(reason="Đất có tranh chấp.", legal_ground="Điều 10", consequence="Hoàn lệ phí.")
    act(world, actions.stop, done.number, world.cast.head, given)
    text = sheet(world.cast.hoa, done.number, "05").text
    assert "Thông báo dừng giải quyết hồ sơ" in text
    assert "Đất có tranh chấp." in text and "Hoàn lệ phí." in text


def test_the_slip_names_officers_to_officers_and_offices_to_the_applicant(world):
    done = approved(world)
    name = world.cast.case.person.full_name
    assert name in sheet(world.cast.clerk, done.number, "06").text
    own = sheet(world.cast.hoa, done.number, "06").text
    assert name not in own and world.cast.department.name in own


def test_a_step_is_early_on_time_or_late_by_its_share(world):
    done = in_progress(world)
    world.later(hours=2)
    given = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ.")
    act(world, actions.propose, done.number, world.cast.case, given)
    world.at = datetime(2026, 3, 24, 3, 0, tzinfo=UTC)  # days in a step that has 30 % of five days
    act(world, actions.approve, done.number, world.cast.leader, inputs.Words())
    slip = papers.slip(row(done), at=world.at, with_names=True)
    paces = [line.pace for line in slip.lines]
    assert Pace.EARLY in paces and Pace.LATE in paces and paces[-1] is Pace.RUNNING


def test_an_older_paper_bears_number_and_title_of_its_own_day(db):
    old, new = datetime(2023, 4, 19, 3, 0, tzinfo=UTC), datetime(2026, 4, 19, 3, 0, tzinfo=UTC)
    assert papers.form_name(Form.SLIP, on=old).number == "05"
    assert papers.form_name(Form.SLIP, on=new).number == "06"
    assert papers.form_name(Form.REGISTER, on=old).title == papers.form_name(Form.REGISTER, on=new).title
    assert papers.form_name(Form.APOLOGY, on=old).title.startswith("Phiếu xin lỗi")
    assert papers.form_name(Form.APOLOGY, on=new).title.startswith("Văn bản xin lỗi")
    assert not papers.form_name(Form.APOLOGY, on=new).verified


def test_words_that_look_like_markup_stay_words(world):
    done = submitted(world)
    given = inputs.Refuse(reason="<script>alert(1)</script>", legal_ground="<b>Điều 7</b>")
    act(world, actions.refuse, done.number, world.cast.reception, given)
    text = sheet(world.cast.hoa, done.number, "03").text
    assert "<script>alert" not in text and "&lt;script&gt;" in text and "<b>Điều 7" not in text


def test_made_up_requests_say_so_on_each_sheet(world):
    done = taken_in(world)
    Dossier.objects.update(simulated=True)
    assert re.search(r'class="sim"', sheet(world.cast.hoa, done.number, "01").text)
