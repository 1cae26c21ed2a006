"""The page of one dossier: who may open it, what it shows and hides, and what each look leaves behind."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from motcua.documents import actions as documents
from motcua.documents.rules import PAPERS, MediaType
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import slip, timeline, whole
from motcua.dossiers.queries.slip import Verdict
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from motcua.notices.models import Notice
from motcua.people.models import AccessLook
from motcua.people.rules import Look
from tests.dossiers.build import (
    MORNING,
    PDF,
    PROCEDURE,
    act,
    approved,
    in_progress,
    issued,
    make_world,
    row,
    sent_for_firm,
    submitted,
    taken_in,
)
from tests.dossiers.test_pages_desk_search import give_identity

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
)


def address(done) -> str:
    return reverse("dossiers:dossier", args=[done.number])


def looks():
    return list(AccessLook.objects.order_by("pk").values_list("what", "subject", "person_id"))


def file(name="giay.pdf", accept=PAPERS):
    return documents.store(content=BytesIO(PDF), name=name, accept=accept, by="system:tests", at=MORNING)


# Who may open it -------------------------------------------------------------------------------------------


def test_who_sent_a_firms_request_finds_every_look_into_it(at_desk, client, world):
    done = sent_for_firm(world)
    officer = at_desk(world.cast.reception)
    officer.get(address(done))
    list(officer.get(reverse("dossiers:packet", args=[done.number])).streaming_content)
    client.force_login(world.cast.hoa.account)
    assert client.get(reverse("dossiers:own", args=[done.number])).status_code == 200
    sender = world.cast.hoa.person.pk
    assert looks() == [(Look.DOSSIER, done.number, sender), (Look.EXPORT, done.number, sender)]


def test_an_officer_of_the_office_opens_it_and_leaves_a_look(at_desk, world):
    done = submitted(world)
    answer = at_desk(world.cast.reception).get(address(done))
    assert answer.status_code == 200
    assert looks() == [(Look.DOSSIER, done.number, world.cast.hoa.person.pk)]


def test_coming_back_within_an_hour_is_the_same_look(at_desk, world):
    done = submitted(world)
    client = at_desk(world.cast.reception)
    for _ in range(2):
        client.get(address(done))
    assert len(looks()) == 1
    AccessLook.objects.update(at=AccessLook.objects.get().at - timedelta(hours=1, minutes=1))
    client.get(address(done))
    assert len(looks()) == 2


def test_two_officers_leave_two_looks(at_desk, world):
    done = submitted(world)
    at_desk(world.cast.reception).get(address(done))
    at_desk(world.cast.head).get(address(done))
    assert len(looks()) == 2


def test_an_office_that_has_nothing_to_do_with_it_gets_not_found(at_desk, world):
    done = submitted(world)
    assert at_desk(world.cast.stranger).get(address(done)).status_code == 404
    assert not looks()


def test_a_dossier_that_does_not_exist_looks_the_same(at_desk, world):
    done = submitted(world)

    def said(number):
        page = at_desk(world.cast.stranger).get(f"/ho-so/{number}/").text
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(number, "")

    assert said(done.number) == said("H15.15-20200101-0000001")


def test_a_neighbour_gets_not_found_and_a_visitor_is_asked_to_sign_in(client, at_desk, world):
    done = submitted(world)
    assert client.get(address(done)).url.startswith("/dang-nhap/")
    assert at_desk(world.cast.nam).get(address(done)).status_code == 404


def test_its_owner_is_led_to_their_own_page(at_desk, world):
    done = submitted(world)
    answer = at_desk(world.cast.hoa).get(address(done))
    assert answer.status_code == 302 and answer.url == reverse("dossiers:own", args=[done.number])
    assert not looks()


def test_an_officer_whose_mandate_ended_sees_nothing(at_desk, world):
    done = submitted(world)
    assert at_desk(world.cast.former).get(address(done)).status_code in (403, 404)
    assert not looks()


def test_the_operator_who_runs_the_machine_sees_no_dossier(at_desk, world):
    assert at_desk(world.cast.operator).get(address(submitted(world))).status_code == 404


# What it shows ---------------------------------------------------------------------------------------------


def test_the_likeliest_act_stands_first_for_each_role(at_desk, world):
    cast = world.cast
    expected = [
        (submitted(world), cast.reception, Act.TAKE_IN),
        (taken_in(world), cast.reception, Act.HAND_OVER),
        (in_progress(world), cast.case, Act.PROPOSE),
        (in_progress(world), cast.head, Act.ASSIGN),
        (approved(world), cast.clerk, Act.MARK_DONE),
        (issued(world), cast.returner, Act.GIVE_BACK),
    ]
    for done, player, first in expected:
        acts = at_desk(player).get(address(done)).context["acts"]
        assert acts["first"][0]["act"] is first and acts["is_forward"], first


def test_an_act_that_is_used_up_stays_in_sight_with_its_reason(at_desk, world):
    done = in_progress(world)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    brought = inputs.Supplement(papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    act(world, actions.supplement, done.number, world.cast.hoa, brought)
    closed = at_desk(world.cast.case).get(address(done)).context["acts"]["closed"]
    assert [one["act"] for one in closed] == [Act.ASK_SUPPLEMENT]
    assert "1" in closed[0]["why"]


def test_what_a_colleague_holds_is_not_offered_but_explained(at_desk, world):
    done = in_progress(world)
    act(
        world,
        actions.assign,
        done.number,
        world.cast.head,
        inputs.Assign(officer_id=world.cast.head.officer.pk),
    )
    acts = at_desk(world.cast.case).get(address(done)).context["acts"]
    assert Act.PROPOSE not in [one["act"] for one in acts["first"] + acts["rest"]]
    assert acts["closed"] and acts["closed"][0]["why"]


def test_the_explained_date_the_slip_and_the_log_are_there(at_desk, world):
    answer = at_desk(world.cast.head).get(address(in_progress(world)))
    assert answer.context["count"].due is not None
    assert [event.act for event in answer.context["events"]] == [Act.HAND_OVER, Act.TAKE_IN, Act.SUBMIT]
    assert [found.verdict for found in answer.context["slip"]] == [Verdict.NOT_COUNTED, Verdict.RUNNING]


def test_after_an_act_the_next_dossier_of_ones_work_is_named(at_desk, world):
    done, other = submitted(world), submitted(world)
    client = at_desk(world.cast.reception)
    assert client.get(address(done)).context["onward"] is None
    assert client.get(f"{address(done)}?xong=1").context["onward"].number == other.number


# What it hides ---------------------------------------------------------------------------------------------


def test_the_identity_number_is_masked_until_it_is_asked_for_and_each_time_is_a_look(at_desk, world):
    number = give_identity(world.cast.hoa.person)
    done = submitted(world)
    client = at_desk(world.cast.reception)
    assert number not in client.get(address(done)).text
    answer = client.post(reverse("dossiers:reveal", args=[done.number]), {"path": "identity"})
    assert number in answer.text
    assert number not in client.get(address(done)).text
    client.post(reverse("dossiers:reveal", args=[done.number]), {"path": "identity"})
    assert [what for what, *_ in looks()] == [Look.DOSSIER, Look.FIELD, Look.FIELD]


def test_a_strangers_office_cannot_have_it_shown(at_desk, world):
    done = submitted(world)
    answer = at_desk(world.cast.stranger).post(
        reverse("dossiers:reveal", args=[done.number]), {"path": "identity"}
    )
    assert answer.status_code == 404 and not looks()


def test_showing_is_never_done_by_following_a_link(at_desk, world):
    done = submitted(world)
    assert (
        at_desk(world.cast.reception).get(reverse("dossiers:reveal", args=[done.number])).status_code == 405
    )


@pytest.fixture
def with_form(db):
    """A procedure whose form asks one ordinary and one sensitive thing."""
    return make_world(text=PROCEDURE.replace("    terms:\n", "    form: to-khai\n    terms:\n") + FORMS)


FORMS = """\
forms:
  to-khai:
    title: {vi: Tờ khai, en: Declaration}
    pages:
      - code: chung
        title: {vi: Thông tin, en: Details}
        fields:
          - code: purpose
            kind: text
            label: {vi: Mục đích, en: Purpose}
          - code: illness
            kind: text
            label: {vi: Tình trạng bệnh, en: Illness}
            sensitive: true
"""


def test_sensitive_answers_are_masked_and_shown_one_by_one(client, with_form):
    world = with_form
    done = submitted(world, data={"purpose": "Xin việc", "illness": "Hen suyễn"})
    client.force_login(world.cast.reception.account)
    shown = client.get(address(done)).text
    assert "Xin việc" in shown and "Hen suyễn" not in shown and whole.MASK in shown
    shown = client.post(reverse("dossiers:reveal", args=[done.number]), {"path": "illness"}).text
    assert "Hen suyễn" in shown


# Papers and the result -------------------------------------------------------------------------------------


def test_a_paper_comes_as_a_download_and_leaves_a_look(at_desk, world):
    stored = file()
    done = submitted(
        world, papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh", file_id=stored.id),)
    )
    paper = Dossier.objects.get(pk=done.dossier_id).papers.get()
    url = reverse("dossiers:paper-file", args=[done.number, paper.pk])
    answer = at_desk(world.cast.case).get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PDF
    assert looks() == [(Look.PAPER, done.number, world.cast.hoa.person.pk)]


def test_a_paper_of_another_dossier_is_not_found_through_this_one(at_desk, world):
    stored = file()
    done = submitted(
        world, papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh", file_id=stored.id),)
    )
    paper = Dossier.objects.get(pk=done.dossier_id).papers.get()
    other = submitted(world)
    client = at_desk(world.cast.case)
    assert client.get(reverse("dossiers:paper-file", args=[other.number, paper.pk])).status_code == 404
    client = at_desk(world.cast.stranger)
    assert client.get(reverse("dossiers:paper-file", args=[done.number, paper.pk])).status_code == 404
    assert not looks()


def test_the_result_file_is_downloaded_by_the_desk_that_returns_it(at_desk, world):
    done = approved(world)
    stored = file("ket-qua.pdf", accept=frozenset({MediaType.PDF}))
    act(
        world,
        actions.mark_done,
        done.number,
        world.cast.clerk,
        inputs.MarkDone(number="12/XN", file_id=stored.id),
    )
    answer = at_desk(world.cast.returner).get(reverse("dossiers:result-file", args=[done.number]))
    assert b"".join(answer.streaming_content) == PDF
    bare = issued(world)
    assert (
        at_desk(world.cast.returner).get(reverse("dossiers:result-file", args=[bare.number])).status_code
        == 404
    )


def test_a_missing_paper_is_named_and_one_asked_for_is_marked(at_desk, world):
    done = in_progress(world, papers=(), channel=inputs.Channel.COUNTER)
    papers = {paper.code: paper for paper in at_desk(world.cast.case).get(address(done)).context["papers"]}
    assert papers["giay-chung-minh"].is_missing and not papers["to-khai"].is_missing
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    papers = {paper.code: paper for paper in at_desk(world.cast.case).get(address(done)).context["papers"]}
    assert papers["giay-chung-minh"].is_asked


# Notices ---------------------------------------------------------------------------------------------------


def test_a_notice_that_failed_can_be_sent_again_from_the_page(at_desk, world):
    done = submitted(world)
    Notice.objects.update(state="failed", last_error="refused-by-server")
    notice = Notice.objects.get()
    client = at_desk(world.cast.reception)
    assert client.get(address(done)).context["notices"][0].may_resend
    client.post(reverse("dossiers:resend", args=[done.number, notice.pk]))
    notice.refresh_from_db()
    assert notice.state == "queued"


def test_a_notice_of_another_dossier_is_not_sent_again_from_here(at_desk, world):
    done, other = submitted(world), submitted(world)
    Notice.objects.update(state="failed")
    foreign = Notice.objects.get(subject=f"dossier:{row(other).key}")
    answer = at_desk(world.cast.reception).post(reverse("dossiers:resend", args=[done.number, foreign.pk]))
    assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "failed"


# What people typed stays words -----------------------------------------------------------------------------


def test_html_in_every_text_is_shown_as_text(at_desk, world):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    done = in_progress(
        world,
        applicant=inputs.Applicant(
            name=evil[:100], person_id=world.cast.hoa.person.pk, phone="0905", email="", address=evil
        ),
        papers=(inputs.PaperGiven(code="giay-chung-minh", name=evil),),
    )
    act(world, actions.note, done.number, world.cast.case, inputs.Words(text=evil))
    ask = inputs.AskSupplement(
        reason=evil, papers=(inputs.PaperAsked(code="giay-chung-minh", name=evil, what=evil),)
    )
    act(world, actions.ask_supplement, done.number, world.cast.case, ask)
    client = at_desk(world.cast.head)
    for url in (address(done), "/ban-lam-viec/?xem=tat-ca", f"/ho-so/{done.number}/dung/"):
        shown = client.get(url).text
        assert "&lt;script&gt;" in shown
        assert "<script>alert" not in shown and "<img src=x" not in shown


# The control slip ------------------------------------------------------------------------------------------


def test_the_slip_tells_how_each_step_used_its_time_and_leaves_pauses_out(world):
    cast = world.cast
    done = taken_in(world)
    world.later(hours=1)
    act(world, actions.hand_over, done.number, cast.reception, inputs.HandOn())
    world.later(hours=1)
    act(world, actions.ask_supplement, done.number, cast.case, ASK)
    world.later(days=2)
    brought = inputs.Supplement(papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    act(world, actions.supplement, done.number, cast.hoa, brought)
    propose = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ điều kiện.")
    act(world, actions.propose, done.number, cast.case, propose)
    dossier = Dossier.objects.select_related("step_agency", "holder").get(pk=done.dossier_id)
    rows = slip.control_slip(dossier, timeline.timeline(dossier, in_full=True), at=world.at)
    assert [found.step.en if found.step else "" for found in rows] == [
        "Reception",
        "",
        "Examine",
        "Leader signs",
    ]
    assert [found.used_minutes for found in rows] == [60, None, 60, 0]
    assert [found.verdict for found in rows] == [
        Verdict.NOT_COUNTED,
        Verdict.NOT_COUNTED,
        Verdict.EARLY,
        Verdict.RUNNING,
    ]


def test_a_step_that_took_longer_than_its_share_is_over_its_time():
    assert slip.verdict(61, 60) is Verdict.LATE
    assert slip.verdict(60, 60) is Verdict.ON_TIME
    assert slip.verdict(600, None) is Verdict.NOT_COUNTED


def test_the_page_of_a_dossier_costs_a_bounded_number_of_questions(
    at_desk, world, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    done = issued(world)
    client = at_desk(world.cast.returner)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address(done))
    with django_assert_max_num_queries(15):
        client.get(address(done))
