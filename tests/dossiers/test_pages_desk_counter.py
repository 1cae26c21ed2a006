"""The counter: from the person's card to the receipt on one screen, with nothing typed lost on the way."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.chronicle.models import Entry
from motcua.documents import queries as documents
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Movement, Paper, Wait
from motcua.dossiers.queries import at_counter
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act, Channel, State
from motcua.people.models import AccessLook, Person
from motcua.people.rules import IdentityMismatch, Look
from tests.dossiers.build import MORNING, PDF, PROCEDURE, make_world, request
from tests.dossiers.test_pages_desk_search import give_identity

COUNTER = "/quay/"
FORMS = """\
forms:
  to-khai:
    title: {vi: Tờ khai, en: Declaration}
    pages:
      - code: nguoi
        title: {vi: Người yêu cầu, en: Applicant}
        fields:
          - code: requester_name
            kind: name
            label: {vi: Họ và tên, en: Full name}
            prefill: person.full_name
          - code: purpose
            kind: text
            label: {vi: Mục đích, en: Purpose}
          - code: married
            kind: yes-no
            label: {vi: Đã kết hôn, en: Married}
            required: false
      - code: vo-chong
        title: {vi: Vợ hoặc chồng, en: Spouse}
        when: {field: married, is: true}
        fields:
          - code: wedding_day
            kind: date
            label: {vi: Ngày kết hôn, en: Wedding day}
"""
CARD = "066190000123|240912345|Nguyễn Thị Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"


@pytest.fixture
def world(db):
    return make_world(text=PROCEDURE.replace("    terms:\n", "    form: to-khai\n    terms:\n") + FORMS)


@pytest.fixture
def desk(client, world):
    client.force_login(world.cast.reception.account)
    return client


ADDRESS = f"{COUNTER}?thu-tuc=1.000001"


def typed(**changes):
    """A complete screen; `None` takes a field away. Underscores stand for the dashes of our own fields."""
    values = {
        "submission-id": str(uuid4()),
        "case-code": "chung",
        "ap-identity": "066190000123",
        "ap-name": "Nguyễn Thị Hoa",
        "ap-birth": "19/04/1990",
        "ap-phone": "0905 000 001",
        "ap-email": "hoa@example.vn",
        "ap-address": "12 Lê Duẩn",
        "requester_name": "Nguyễn Thị Hoa",
        "purpose": "Xin việc",
        "paper-tick": "giay-chung-minh",
        "quantity-giay-chung-minh": "2",
        "sets-number": "1",
        "delivery-way": "at-counter",
        "answer-way": "take-in",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


# Choosing the procedure ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "xac nhan", "1.000001"])
def test_the_procedure_is_found_by_words_or_code(desk, text):
    answer = desk.get(COUNTER, {"tim": text})
    assert [one.code for one in answer.context["found"]] == ["1.000001"]


def test_what_is_decided_elsewhere_is_on_no_list_and_received_for_the_office_that_decides(
    client, world, monkeypatch
):
    client.force_login(world.cast.stranger.account)
    assert client.get(COUNTER).context["found"] == ()
    screen = client.get(ADDRESS).context["screen"]
    assert (screen.office.id, screen.desk_id) == (world.cast.department.pk, world.cast.commune.pk)
    monkeypatch.setattr(at_counter, "may_receive_for", lambda desk, office, *, at: False)
    assert client.get(ADDRESS).status_code == 409, "unless the dated rule says no"


def test_a_procedure_that_does_not_exist_is_not_found(desk):
    assert desk.get(f"{COUNTER}?thu-tuc=9.999999").status_code == 404


@pytest.mark.parametrize("who", ["case", "hoa", "watcher", "operator"])
def test_only_a_reception_desk_has_a_counter(client, world, who):
    client.force_login(getattr(world.cast, who).account)
    assert client.get(COUNTER).status_code == 403


# From the card to the receipt ------------------------------------------------------------------------------


def test_a_complete_request_is_taken_in_at_once(desk, world):
    answer = desk.post(ADDRESS, typed())
    dossier = Dossier.objects.get()
    assert answer.status_code == 302 and answer.url == f"/quay/{dossier.number}/"
    assert dossier.state == State.RECEIVED and dossier.channel == Channel.COUNTER
    assert dossier.due_at is not None
    assert dossier.applicant_name == "Nguyễn Thị Hoa" and dossier.applicant_phone == "0905000001"
    assert dossier.data == {"requester_name": "Nguyễn Thị Hoa", "purpose": "Xin việc"}
    assert list(dossier.papers.values_list("code", "quantity", "kind")) == [("giay-chung-minh", 2, "copy")]
    assert list(Movement.objects.values_list("act", flat=True)) == [Act.SUBMIT, Act.TAKE_IN]
    assert desk.get(answer.url).status_code == 200


def test_the_person_is_added_with_a_number_that_was_compared_with_the_card(desk):
    desk.post(ADDRESS, typed())
    person = Dossier.objects.get().applicant
    assert person.identity_checked_at is not None and person.birth_date == date(1990, 4, 19)


def test_a_known_person_is_found_and_not_added_twice(desk, world):
    number = give_identity(world.cast.hoa.person)
    before = Person.objects.count()
    desk.post(ADDRESS, typed(**{"ap-identity": number}))
    assert Person.objects.count() == before
    assert Dossier.objects.get().applicant_id == world.cast.hoa.person.pk


def test_a_request_by_post_keeps_its_channel(desk):
    desk.post(ADDRESS, typed(**{"channel-way": "3", "delivery-way": "by-post", "sets-number": "2"}))
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.delivery, dossier.sets) == (Channel.POST, "by-post", 2)


def test_somebody_without_a_card_is_received_by_name(desk):
    assert desk.post(ADDRESS, typed(**{"ap-identity": None})).status_code == 302
    assert Dossier.objects.get().applicant.identity_hash == ""


def test_the_same_screen_sent_twice_is_one_request_and_one_receipt(desk):
    screen = typed()
    first, second = desk.post(ADDRESS, screen), desk.post(ADDRESS, screen)
    assert first.url == second.url
    assert Dossier.objects.count() == 1 and Entry.objects.filter(kind=Act.TAKE_IN).count() == 1


def test_questions_about_the_applicant_left_empty_take_what_stands_above(desk):
    desk.post(ADDRESS, typed(requester_name=""))
    assert Dossier.objects.get().data["requester_name"] == "Nguyễn Thị Hoa"


# The card --------------------------------------------------------------------------------------------------


def test_a_scanned_card_fills_the_fields_and_loses_nothing_that_was_typed(desk):
    answer = desk.post(
        ADDRESS,
        typed(**{"ap-identity": CARD, "ap-name": "", "ap-birth": "", "ap-address": "", "find-person": "1"}),
    )
    assert answer.status_code == 200
    drawn = {one.name: one.value for one in answer.context["applicant"]}
    assert answer.context["identity"] == "066190000123"
    assert drawn["ap-name"] == "Nguyễn Thị Hoa" and drawn["ap-birth"] == "19/04/1990"
    assert drawn["ap-address"] == "12 Lê Duẩn, phường Tân Lợi" and drawn["ap-phone"] == "0905 000 001"
    assert "Xin việc" in answer.text
    assert not Dossier.objects.exists()


def test_a_card_left_in_the_field_is_read_when_the_screen_is_sent(desk):
    assert desk.post(ADDRESS, typed(**{"ap-identity": CARD})).status_code == 302
    assert Dossier.objects.get().applicant.identity_hash


def test_finding_a_known_person_fills_what_is_empty_and_is_a_look(desk, world):
    number = give_identity(world.cast.hoa.person)
    answer = desk.post(
        ADDRESS,
        typed(**{"ap-identity": number, "ap-name": "", "ap-phone": "", "ap-email": "moi@example.vn", "find-person": "1"}),
    )  # fmt: skip
    drawn = {one.name: one.value for one in answer.context["applicant"]}
    assert drawn["ap-name"] == "Nguyễn Thị Hoa" and drawn["ap-phone"] == world.cast.hoa.person.phone
    assert drawn["ap-email"] == "moi@example.vn"
    look = AccessLook.objects.get()
    assert (look.what, look.person_id) == (Look.SEARCH, world.cast.hoa.person.pk)


def test_what_somebody_merely_wrote_as_their_number_fills_nothing(desk, world):
    number = give_identity(world.cast.hoa.person)
    Person.objects.filter(pk=world.cast.hoa.person.pk).update(identity_checked_at=None)
    answer = desk.post(ADDRESS, typed(**{"ap-identity": number, "ap-name": "", "find-person": "1"}))
    assert {one.name: one.value for one in answer.context["applicant"]}["ap-name"] == ""


@pytest.mark.parametrize("number", ["", "123", "06619000012x", "0661900001234"])
def test_a_number_of_the_wrong_shape_is_said_beside_the_field(desk, number):
    answer = desk.post(ADDRESS, typed(**{"ap-identity": number, "find-person": "1"}))
    assert answer.status_code == 422 and answer.context["identity_fault"]


# What is missing or wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"ap-name": ""}, "f-ap-name"),
        ({"ap-birth": "31/02/1990"}, "f-ap-birth"),
        ({"ap-birth": "19/04/2090"}, "f-ap-birth"),
        ({"ap-phone": "12"}, "f-ap-phone"),
        ({"ap-email": "hoa@"}, "f-ap-email"),
        ({"ap-identity": "123"}, "f-ap-identity"),
        ({"purpose": ""}, "f-purpose"),
        ({"married": "yes", "wedding_day": "31/02/2020"}, "f-wedding_day"),
        ({"paper-tick": None}, "papers"),
        ({"answer-way": "ask"}, "f-answer-reason"),
        ({"answer-way": "refuse", "answer-reason": "Sai."}, "f-answer-ground"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_typed_is_lost(desk, changes, place):
    answer = desk.post(
        ADDRESS, typed(**{"requester_name": "Nguyễn Thị Hoa", "ap-address": "Thôn 3", **changes})
    )
    assert answer.status_code == 422
    assert place in [fault.anchor for fault in answer.context["faults"]]
    assert "Thôn 3" in answer.text
    assert not Dossier.objects.exists()
    assert not Person.objects.filter(address="Thôn 3").exists()


def test_what_is_missing_may_be_waived_by_the_officer(desk):
    screen = typed(purpose="", **{"paper-tick": None})
    answer = desk.post(ADDRESS, screen)
    assert answer.status_code == 422 and "go-anyway" in answer.text
    assert desk.post(ADDRESS, {**screen, "go-anyway": "1"}).status_code == 302
    assert Dossier.objects.get().state == State.RECEIVED


def test_what_is_wrong_may_not_be_waived(desk):
    answer = desk.post(ADDRESS, typed(married="yes", wedding_day="31/02/2020", **{"go-anyway": "1"}))
    assert answer.status_code == 422
    assert not Dossier.objects.exists()


def test_a_number_known_with_another_name_is_refused_beside_the_card(desk, world):
    number = give_identity(world.cast.hoa.person)
    answer = desk.post(ADDRESS, typed(**{"ap-identity": number, "ap-name": "Trần Văn Nam"}))
    assert answer.status_code == 422 and answer.context["identity_fault"]
    assert not Dossier.objects.exists()


def test_changing_the_case_or_finding_somebody_keeps_the_submission_and_sends_nothing(desk):
    screen = typed(**{"change-case": "1"})
    answer = desk.post(ADDRESS, screen)
    assert answer.status_code == 200 and screen["submission-id"] in answer.text
    assert not Dossier.objects.exists()


def test_a_question_of_a_page_that_is_not_asked_does_not_count(desk):
    assert desk.post(ADDRESS, typed(married="no", wedding_day="31/02/2020")).status_code == 302
    assert "wedding_day" not in Dossier.objects.get().data


# What the desk says ----------------------------------------------------------------------------------------


def test_a_request_with_a_missing_paper_is_registered_and_asked_for_it(desk):
    screen = typed(
        **{
            "paper-tick": None,
            "answer-way": "ask",
            "answer-reason": "Thiếu giấy chứng minh.",
            "what-giay-chung-minh": "Bản chụp hai mặt",
        }
    )
    assert desk.post(ADDRESS, screen).status_code == 302
    assert Dossier.objects.get().state == State.SUPPLEMENT
    assert Wait.objects.get().items[0]["what"] == "Bản chụp hai mặt"


def test_asking_for_nothing_is_refused_and_registers_nothing(desk):
    answer = desk.post(ADDRESS, typed(**{"answer-way": "ask", "answer-reason": "Thiếu."}))
    assert answer.status_code == 422
    assert [fault.anchor for fault in answer.context["faults"]] == ["papers"]
    assert not Dossier.objects.exists()


def test_a_request_for_another_office_is_registered_and_refused_in_writing(desk):
    screen = typed(
        **{"answer-way": "refuse", "answer-reason": "Không thuộc thẩm quyền.", "answer-ground": "Điều 4"}
    )
    answer = desk.post(ADDRESS, screen)
    dossier = Dossier.objects.get()
    assert dossier.state == State.NOT_RECEIVED
    assert desk.get(answer.url).context["form"] == "03"


# Files -----------------------------------------------------------------------------------------------------


def pdf(content=PDF, name="giay.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_file_comes_with_its_paper_and_ticks_it(desk):
    desk.post(ADDRESS, typed(**{"paper-tick": None, "file-giay-chung-minh": pdf()}))
    paper = Paper.objects.get()
    assert paper.code == "giay-chung-minh" and paper.file_id is not None


def test_a_bad_file_is_refused_at_its_paper_and_the_rest_is_kept(desk):
    answer = desk.post(ADDRESS, typed(**{"file-giay-chung-minh": pdf(b"MZ not a pdf")}))
    assert answer.status_code == 422
    (row,) = [row for row in answer.context["papers"] if row.code == "giay-chung-minh"]
    assert row.file.error and row.ticked and "Xin việc" in answer.text


@pytest.mark.parametrize("button", ["find-person", "change-case"])
def test_a_file_chosen_before_another_button_is_not_lost(desk, button):
    answer = desk.post(ADDRESS, typed(**{"file-giay-chung-minh": pdf(), button: "1"}))
    (row,) = [row for row in answer.context["papers"] if row.code == "giay-chung-minh"]
    kept = {"file-giay-chung-minh-kept": row.kept.values[0]}
    assert desk.post(ADDRESS, typed(**{"paper-tick": None, **kept})).status_code == 302
    assert Paper.objects.get().file_id is not None


def test_a_second_file_joins_the_first_and_one_that_is_unticked_is_left_out(desk):
    name = "file-giay-chung-minh"
    before = {}
    for number in ("trang-1.pdf", "trang-2.pdf"):
        answer = desk.post(ADDRESS, typed(**{name: pdf(name=number), "change-case": "1", **before}))
        (row,) = [row for row in answer.context["papers"] if row.code == "giay-chung-minh"]
        before = {f"{name}-kept": [*row.kept.values]}
    assert [choice.label for choice in row.kept.choices] == ["trang-1.pdf", "trang-2.pdf"]
    sent = typed(**{f"{name}-kept": [row.kept.values[1], row.kept.values[1], "made-up"]})
    assert desk.post(ADDRESS, sent).status_code == 302
    (facts,) = documents.facts([Paper.objects.get().file_id]).values()
    assert facts.name == "trang-2.pdf"


# The act itself --------------------------------------------------------------------------------------------


def registering(world, **changes):
    given = {
        "request": request(world, channel=Channel.COUNTER, data={"purpose": "Xin việc"}),
        "then": inputs.TakeIn(),
        "identity_number": "066190000999",
        **changes,
    }
    return inputs.Register(**given)


def test_a_desk_of_another_office_registers_nobody(world):
    before = Person.objects.count()
    with pytest.raises(refusals.NotYourRole):
        actions.register(reach=world.reach(world.cast.stranger), at=MORNING, given=registering(world))
    assert Person.objects.count() == before


def test_when_the_second_act_is_refused_the_first_leaves_nothing(world):
    before = Person.objects.count()
    given = registering(world, then=inputs.AskSupplement(reason="", papers=()))
    with pytest.raises(Exception, match=r"motcua\.invalid-input"):
        actions.register(reach=world.reach(world.cast.reception), at=MORNING, given=given)
    assert (
        Person.objects.count() == before
        and not Dossier.objects.exists()
        and not Entry.objects.filter(kind=Act.SUBMIT)
    )


def test_a_person_known_with_another_name_is_not_given_a_strangers_request(world):
    number = give_identity(world.cast.nam.person)
    with pytest.raises(IdentityMismatch):
        actions.register(
            reach=world.reach(world.cast.reception),
            at=MORNING,
            given=registering(world, identity_number=number),
        )
    assert not Dossier.objects.exists()


def test_html_typed_at_the_counter_stays_words(desk):
    evil = "<script>alert(1)</script>"
    answer = desk.post(ADDRESS, typed(purpose=evil, **{"ap-address": evil, "ap-name": ""}))
    assert "&lt;script&gt;" in answer.text and "<script>alert" not in answer.text
