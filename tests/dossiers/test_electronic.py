"""An electronic result from the proposal to the person who downloads it, and what may go wrong on the way."""

import hashlib
import io
import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.chronicle.models import Entry
from motcua.documents import checking
from motcua.documents import queries as documents
from motcua.documents.models import Signing
from motcua.documents.rules import Problem
from motcua.documents.signing import development, pades
from motcua.documents.signing.apart import alone
from motcua.dossiers import actions, queries
from motcua.dossiers.models import Movement, ResultDraft
from motcua.dossiers.queries import electronic
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.refusal import NotFound
from motcua.people.models import AccessLook
from motcua.people.rules import Role
from tests.documents.papers import codes_on, pages_text, program, valid_pdf_a
from tests.dossiers.build import PROCEDURE, act, in_progress, make_world, row
from tests.dossiers.electronic import (
    as_demo,
    asked,
    drafted,
    draw,
    issued,
    of_today,
    signed,
    stamp_asked,
    work,
)
from tests.dossiers.walking import signed_in
from tests.people.cast import make_officer

# The sealer passes only what is committed, and a job reads what is sealed: these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    as_demo(settings, monkeypatch, tmp_path)


@pytest.fixture
def office(world):
    return of_today(world)


def file_of(file_id: int) -> bytes:
    with documents.open(file_id).stream as stream:
        return stream.read()


def test_the_whole_walk_ends_in_the_persons_hands(office):
    done = issued(office)
    dossier = row(done)
    assert (dossier.state, dossier.electronic) == (State.DONE, "issued")
    hers = signed_in(office.cast.hoa)
    assert "sẵn sàng để tải về" in hers.get(reverse("dossiers:mine")).content.decode(), (
        "nobody is sent to a desk"
    )
    assert "bản điện tử đã ký số" in hers.get(reverse("dossiers:own", args=[done.number])).content.decode()
    answer = hers.get(reverse("dossiers:own-result", args=[done.number]))
    paper = b"".join(answer.streaming_content)
    original = documents.result_of(f"dossiers.result:{dossier.pk}")
    assert hashlib.sha256(paper).hexdigest() == original.file_sha256
    assert original.number == "12/XN-STP" == dossier.result.number
    assert (
        signed_in(office.cast.stranger).get(reverse("dossiers:own-result", args=[done.number])).status_code
        == 404
    )


def test_each_act_is_the_officers_own_at_the_moment_of_the_signature(office):
    done = issued(office)
    told = {one.act: one for one in Movement.objects.filter(dossier_id=done.dossier_id)}
    for asked_for, followed in ((Act.SIGN, Act.APPROVE), (Act.STAMP, Act.MARK_DONE)):
        assert told[asked_for].actor == told[followed].actor
        assert told[asked_for].officer_id == told[followed].officer_id
    moments = list(Signing.objects.order_by("id").values_list("signed_at", flat=True))
    assert [told[Act.APPROVE].at, told[Act.MARK_DONE].at] == moments
    kinds = list(Entry.objects.filter(subject__startswith="signing:").values_list("kind", flat=True))
    assert kinds == ["documents.signed"] * 2


def test_the_leader_signs_the_very_bytes_that_could_be_read(office):
    done = drafted(office)
    client = signed_in(office.cast.leader)
    client.get(reverse("dossiers:signing"))
    read = b"".join(client.get(reverse("dossiers:result-draft", args=[done.number])).streaming_content)
    draft = ResultDraft.objects.get(dossier_id=done.dossier_id)
    assert hashlib.sha256(read).hexdigest() == draft.sha256
    act(office, actions.sign, done.number, office.cast.leader, inputs.Sign(draft.sha256))
    work()
    assert file_of(Signing.objects.get().output_file_id).startswith(read)


def test_whoever_signs_under_a_mandate_for_a_time_signs_as_themselves_until_it_ends(office, tmp_path):
    title = "KT. Giám đốc, Phó Giám đốc"
    deputy = make_officer(
        full_name="Hồ Thị Thay", code="kythay", role=Role.LEADER, agency=office.cast.department, title=title,
        ends_at=office.at + timedelta(hours=1),
    )  # fmt: skip
    development.ensure([("officer:kythay", deputy.person.full_name)])
    done, later = drafted(office), drafted(office)
    client = signed_in(deputy)
    client.get(reverse("dossiers:signing"))
    drafts = {one.dossier_id: one for one in ResultDraft.objects.all()}
    assert {one.drawn_for_id for one in drafts.values()} == {deputy.officer.pk}
    act(office, actions.sign, done.number, deputy, inputs.Sign(drafts[done.dossier_id].sha256))
    work()
    assert row(done).electronic == "signed"
    assert Movement.objects.get(dossier_id=done.dossier_id, act=Act.APPROVE).officer_id == deputy.officer.pk
    words = pages_text(file_of(Signing.objects.get().output_file_id), tmp_path, layout=False).casefold()
    assert "hồ thị thay" in words and "kt. giám đốc" in words and "y bhiăng niê" not in words
    office.later(hours=2)
    office.reaches.clear()
    with pytest.raises((NotFound, refusals.NotYourRole)):
        act(office, actions.sign, later.number, deputy, inputs.Sign(drafts[later.dossier_id].sha256))


def test_a_draft_that_was_not_read_is_not_signed(office):
    done = drafted(office)
    for sha256 in ("", "0" * 64):
        with pytest.raises(refusals.DraftChanged):
            act(office, actions.sign, done.number, office.cast.leader, inputs.Sign(sha256))
    draw(office, done)
    with pytest.raises(refusals.DraftChanged):
        act(office, actions.sign, done.number, office.cast.leader, inputs.Sign("0" * 64))
    assert not Signing.objects.exists()


def test_while_it_is_signed_other_acts_wait_and_the_page_says_why(office):
    done = asked(office)
    offered = {
        offer.act
        for offer in queries.next_acts(row_loaded(office, done), office.reach(office.cast.leader), office.at)
    }
    assert Act.RECALL in offered and not offered & {Act.APPROVE, Act.SIGN, Act.SEND_BACK, Act.MARK_DONE}
    for function, given in ((actions.approve, inputs.Words()), (actions.send_back, inputs.Words("Lại."))):
        with pytest.raises(refusals.WaitsForSignature):
            act(office, function, done.number, office.cast.leader, given)
    page = signed_in(office.cast.leader).get(reverse("dossiers:dossier", args=[done.number])).text
    assert "đang ký số của lãnh đạo" in page


def row_loaded(office, done):
    return queries.opened(done.number, reach=office.reach(office.cast.leader), at=office.at)


def test_pressing_twice_asks_once(office):
    done = drafted(office)
    sha256 = draw(office, done).sha256
    first = act(office, actions.sign, done.number, office.cast.leader, inputs.Sign(sha256))
    with pytest.raises(refusals.WaitsForSignature):
        act(office, actions.sign, done.number, office.cast.leader, inputs.Sign(sha256))
    with pytest.raises(refusals.SomeoneWasFaster):
        actions.sign(number=done.number, reach=office.reach(office.cast.leader), at=office.at, given=inputs.Sign(sha256), seen=first.revision - 1)  # fmt: skip
    assert Signing.objects.count() == 1


def test_what_was_taken_back_is_not_signed_and_can_be_asked_again(office):
    done = asked(office)
    act(office, actions.recall, done.number, office.cast.leader, inputs.Words("Sai tên."))
    work()
    assert row(done).electronic == "draft" and not Entry.objects.filter(kind="documents.signed").exists()
    act(office, actions.sign, done.number, office.cast.leader, inputs.Sign(draw(office, done).sha256))
    work()
    assert row(done).electronic == "signed"


def test_what_is_signed_already_cannot_be_taken_back(office):
    done = asked(office)
    from motcua.documents import jobs

    jobs.sign(timezone.now())
    with pytest.raises(refusals.AlreadySigned):
        act(office, actions.recall, done.number, office.cast.leader, inputs.Words())
    work()
    assert row(done).electronic == "signed"


def test_a_withdrawn_request_is_not_signed(office):
    done = asked(office)
    act(office, actions.withdraw, done.number, office.cast.hoa, inputs.Withdraw())
    work()
    assert row(done).state == State.WITHDRAWN
    assert not Entry.objects.filter(kind="documents.signed").exists()


def test_read_twice_or_late_the_signature_moves_the_dossier_once(office):
    done = asked(office)
    work()
    revision = row(done).revision
    from motcua.chronicle.models import Cursor

    Cursor.objects.filter(follower="dossiers.carry-on").update(position=0)
    work()
    assert row(done).revision == revision


def test_a_time_server_that_is_down_is_shown_and_tried_again(office, settings):
    settings.TIME_STAMP_URL = "http://127.0.0.1:9/"
    done = asked(office)
    work()
    standing = electronic.standing(row(done))
    assert standing.signing.problem is Problem.TIME_SERVER and standing.signing.waits
    client = signed_in(office.cast.leader)
    for page in (reverse("dossiers:dossier", args=[done.number]), reverse("dossiers:signing")):
        assert "Máy chủ cấp dấu thời gian chưa trả lời." in client.get(page).text
    settings.TIME_STAMP_URL = "development:"
    assert client.post(reverse("dossiers:signing-again", args=[done.number])).status_code == 302
    work()
    assert row(done).electronic == "signed"


def test_an_officers_first_look_at_an_issued_one_costs_at_most_fifteen_questions(
    office, django_assert_max_num_queries
):
    done = issued(office)
    page, client = reverse("dossiers:dossier", args=[done.number]), signed_in(office.cast.reception)
    client.get(page)  # a node asks once for what stays as it is
    AccessLook.objects.all().delete()
    with django_assert_max_num_queries(15):
        shown = client.get(page)
    assert shown.context["original"] is not None and AccessLook.objects.count() == 1


def test_the_desk_asks_for_the_password_before_each_batch(office):
    done = drafted(office)
    leader = office.cast.leader
    leader.account.set_password("mat-khau-ky-so")
    leader.account.save()
    client = signed_in(leader)
    page = client.get(reverse("dossiers:signing"))
    (shown,) = page.context["to_sign"]
    ticked = {"h": [f"{shown.number}@{shown.revision}/{shown.sha256}"]}
    assert client.post(reverse("dossiers:signing"), {**ticked, "password": "sai"}).status_code == 422
    assert client.post(reverse("dossiers:signing"), {"password": "mat-khau-ky-so"}).status_code == 422
    assert not Signing.objects.exists()
    answer = client.post(reverse("dossiers:signing"), {**ticked, "password": "mat-khau-ky-so"})
    assert answer.status_code == 200 and "Đã yêu cầu 1 chữ ký." in answer.text
    work()
    assert row(done).electronic == "signed"


def test_nobody_but_leader_and_clerk_opens_the_desk_and_each_sees_their_part(office):
    drafted(office)
    assert signed_in(office.cast.hoa).get(reverse("dossiers:signing")).status_code in (403, 404)
    assert signed_in(office.cast.case).get(reverse("dossiers:signing")).status_code in (403, 404)
    leader = signed_in(office.cast.leader).get(reverse("dossiers:signing")).context
    clerk = signed_in(office.cast.clerk).get(reverse("dossiers:signing")).context
    assert leader["leads"] and len(leader["to_sign"]) == 1
    assert clerk["stamps"] and not clerk["leads"]


def test_the_draft_is_read_by_officers_who_see_the_dossier_and_by_nobody_else(office):
    address = reverse("dossiers:result-draft", args=[drafted(office).number])
    answer = signed_in(office.cast.case).get(address)
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"%PDF")
    # An applicant is no officer; an officer elsewhere does not learn that it exists.
    assert signed_in(office.cast.hoa).get(address).status_code == 403
    assert signed_in(office.cast.stranger_case).get(address).status_code == 404


def test_the_clerk_stamps_once_and_with_a_number(office):
    done = signed(office)
    office.at = timezone.now()
    office.reaches.clear()
    from motcua.foundation.refusal import InvalidInput

    with pytest.raises(InvalidInput):
        act(office, actions.stamp, done.number, office.cast.clerk, inputs.Stamp(number=" "))
    with pytest.raises(refusals.NoElectronicResult):
        act(office, actions.mark_done, done.number, office.cast.clerk, inputs.MarkDone(number="1"))
    act(office, actions.stamp, done.number, office.cast.clerk, inputs.Stamp(number="12/XN-STP"))
    with pytest.raises(refusals.WaitsForSignature):
        act(office, actions.stamp, done.number, office.cast.clerk, inputs.Stamp(number="13/XN-STP"))
    work()
    assert row(done).result.number == "12/XN-STP"


def test_a_paper_result_goes_on_as_before(office):
    done = drafted(office)
    act(office, actions.approve, done.number, office.cast.leader, inputs.Words())
    assert row(done).electronic == ""
    act(office, actions.mark_done, done.number, office.cast.clerk, inputs.MarkDone(number="1/XN"))
    assert row(done).state == State.DONE and not Signing.objects.exists()


def test_sent_back_and_proposed_anew_the_old_draft_is_gone(office):
    done = drafted(office)
    old = draw(office, done).sha256
    act(office, actions.send_back, done.number, office.cast.leader, inputs.Words("Thiếu căn cứ."))
    given = inputs.Propose(inputs.Outcome.GRANT, "Đủ.", electronic=True, body="Bản mới.")
    act(office, actions.propose, done.number, office.cast.case, given)
    with pytest.raises(refusals.DraftChanged):
        act(office, actions.sign, done.number, office.cast.leader, inputs.Sign(old))
    assert draw(office, done).sha256 != old


def test_a_clerk_takes_back_a_stamp_with_a_wrong_number(office):
    done = stamp_asked(office)
    act(office, actions.recall, done.number, office.cast.clerk, inputs.Words("Sai số."))
    act(office, actions.stamp, done.number, office.cast.clerk, inputs.Stamp(number="14/XN-STP"))
    work()
    assert row(done).result.number == "14/XN-STP"


LONG = "\n".join(
    f"Điều {number}. Giao bộ phận chuyên môn hướng dẫn, kiểm tra việc thực hiện nội dung đã được xác nhận, "
    "tổng hợp và báo cáo kết quả bằng văn bản trước ngày cuối cùng của mỗi quý."
    for number in range(1, 46)
)


def test_a_result_of_several_pages_is_signed_on_the_last_and_numbered_and_stamped_with_its_code_on_the_first(
    office, tmp_path
):
    done = issued(office, body=LONG)
    original = documents.result_of(f"dossiers.result:{row(done).pk}")
    paper = file_of(original.file_id)
    assert pades.pages(paper) == 3
    said = [pages_text(paper, tmp_path, page=page) for page in (1, 2, 3)]
    assert ["Số: 12/XN-STP" in one for one in said] == [True, False, False]
    assert ["Quét mã để kiểm tra" in one for one in said] == [True, False, False]
    assert ["Ký bởi" in one for one in said] == [False, False, True]
    assert [codes_on(paper, page) for page in (0, 1, 2)] == [[original.statement], [], []]
    (tmp_path / "result.pdf").write_bytes(paper)
    told = subprocess.run([program("pdfsig", "poppler-utils"), "result.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout  # fmt: skip
    assert told.count("Signature is Valid") == 2 and told.count("Total document signed") == 1
    context = ValidationContext(trust_roots=pades.roots())
    for one in PdfFileReader(io.BytesIO(paper)).embedded_regular_signatures:
        found = alone(lambda one=one: async_validate_pdf_signature(one, context))
        assert found.bottom_line and found.docmdp_ok
    assert valid_pdf_a(paper, tmp_path)
    checked = checking.check_file(io.BytesIO(paper), code="", at=timezone.now())
    assert checked.verdict is checking.Verdict.VALID and checked.same_file and checked.trusted


WITHOUT_LEADER = PROCEDURE.replace(
    PROCEDURE[PROCEDURE.index("  - code: ky\n") : PROCEDURE.index("  - code: phat-hanh")], ""
).replace("share_percent: 60", "share_percent: 90")


def test_where_nobody_signs_an_electronic_result_is_refused_and_the_clerk_issues_a_paper():
    world = make_world(text=WITHOUT_LEADER)
    done = in_progress(world)
    given = inputs.Propose(inputs.Outcome.GRANT, "Đủ điều kiện.", electronic=True, body="Xác nhận:")
    with pytest.raises(refusals.NoPartForSigning):
        act(world, actions.propose, done.number, world.cast.case, given)
    assert row(done).electronic == "" and not ResultDraft.objects.exists()
    act(world, actions.hand_over, done.number, world.cast.case, inputs.HandOn())
    act(world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="7/XN-STP"))
    assert (row(done).state, row(done).result.number) == (State.DONE, "7/XN-STP")
