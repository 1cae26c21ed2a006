"""What was confirmed from a scan goes into the form: into its gaps by itself, in place of an answer by choice only."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.documents import actions as documents
from motcua.dossiers import actions
from motcua.dossiers.models import Digitisation, Dossier, Movement, Paper
from motcua.dossiers.queries import digitising, whole
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.from_papers import Fit, filled, matches, to_choose
from motcua.dossiers.rules.recognised import Said
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import InvalidInput
from motcua.procedures import parsing
from motcua.procedures.files import read
from motcua.procedures.rules import PAPER_SAYS
from tests.dossiers.build import PROCEDURE, make_world, submitted
from tests.dossiers.test_digitise import recognising, scan

pytestmark = pytest.mark.django_db
__all__ = ["recognising"]

FORM = """\
forms:
  to-khai:
    title:
      vi: Tờ khai
      en: Declaration
    pages:
      - code: nguoi
        title:
          vi: Ai?
          en: Who?
        fields:
          - code: full_name
            kind: name
            label:
              vi: Họ và tên
              en: Full name
          - code: born
            kind: date
            label:
              vi: Ngày sinh
              en: Date of birth
            required: false
            latest: today
          - code: number
            kind: identity-number
            label:
              vi: Số định danh
              en: Identity number
            required: false
            sensitive: true
          - code: married
            kind: yes-no
            label:
              vi: Đã kết hôn
              en: Married
            required: false
          - code: issued
            kind: date
            label:
              vi: Ngày cấp
              en: Issued on
            required: false
            when: {field: married, is: true}
"""
FILLS = "fills: {name: full_name, identity: number, birth: born, issued: issued}"
TEXT = (
    PROCEDURE.replace("      post: {amount: 5, unit: working-days}", "      post: {amount: 5, unit: working-days}\n    form: to-khai")
    .replace("          en: Supporting paper\n        kind: copy", f"          en: Supporting paper\n        kind: copy\n        {FILLS}")
    + FORM
)  # fmt: skip
TODAY = date(2026, 3, 18)
SAYS = {Said.NAME: "NGUYỄN THỊ HOA", Said.IDENTITY: "066185001234", Said.BIRTH: "1985-03-12"}


def form():
    definition, problems = parsing.parse(read(TEXT).document)
    assert not problems, problems
    return definition.form(definition.cases[0])


def found(data, said=SAYS):
    fills = {"name": "full_name", "identity": "number", "birth": "born", "issued": "issued"}
    return {
        one.said: one for one in matches(fills=fills, form=form(), data=data, confirmed=said, today=TODAY)
    }


@pytest.fixture
def world():
    return make_world(text=TEXT)


def request_with(world, **data):
    papers = (inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),)
    done = submitted(world, papers=papers, data=data)
    return done.number, Paper.objects.get(dossier_id=done.dossier_id)


def sign_off(world, paper, choices=None, seen=None, says=SAYS, by=None):
    number, row = paper
    return actions.sign_off(
        number=number, paper_id=row.pk, reach=world.reach(by or world.cast.reception), at=world.at, confirmed=says,
        choices=choices, seen=seen,
    )  # fmt: skip


def scanned(world, paper):
    scan(world, paper, world.cast.reception)
    assert documents.make_copy(at=world.at)


# Rules ---------------------------------------------------------------------------------------------------


def test_what_the_form_lacks_is_filled_what_it_says_in_other_letters_agrees_and_the_rest_differs():
    by = found({"full_name": "Nguyễn Thị  Hoa", "born": "1985-03-21"})
    assert {said: one.fit for said, one in by.items()} == {
        Said.NAME: Fit.AGREES,
        Said.IDENTITY: Fit.FILLS,
        Said.BIRTH: Fit.DIFFERS,
    }


def test_marks_make_a_difference_because_they_make_another_name():
    assert found({"full_name": "Nguyễn Thị Hòa"})[Said.NAME].fit is Fit.DIFFERS


def test_a_question_that_is_hidden_takes_nothing():
    issued = {Said.ISSUED: "2020-01-02"}
    assert found({}, issued) == {}
    assert found({"married": True}, issued)[Said.ISSUED].fit is Fit.FILLS


def test_a_difference_wants_a_choice_and_only_a_choice_replaces():
    data = {"full_name": "Trần Văn An"}
    every = tuple(found(data).values())
    assert [fault.field for fault in to_choose(every, chosen=())] == ["name-choice"]
    assert not to_choose(every, chosen={Said.NAME})
    kept, used, _faults = filled(found=every, form=form(), data=data, taken=(), today=TODAY)
    assert kept["full_name"] == "Trần Văn An" and {one.said for one in used} == {Said.IDENTITY, Said.BIRTH}
    taken, _used, _faults = filled(found=every, form=form(), data=data, taken={Said.NAME}, today=TODAY)
    assert taken["full_name"] == "NGUYỄN THỊ HOA"


def test_what_the_form_would_refuse_is_refused_at_the_paper_too():
    every = tuple(found({}, {Said.BIRTH: "2026-05-01"}).values())
    _answers, _used, (fault,) = filled(found=every, form=form(), data={}, taken=(), today=TODAY)
    assert fault.field == "birth"


def test_what_a_paper_may_say_has_one_list():
    assert set(PAPER_SAYS) == set(Said)


@pytest.mark.parametrize("code", ["nobody", "married", "born"])
def test_a_procedure_file_that_fills_a_question_of_another_kind_is_not_taken(code):
    text = TEXT.replace("name: full_name", f"name: {code}")
    _definition, problems = parsing.parse(read(text).document)
    assert [problem.place for problem in problems] == ["cases.1.papers.2.fills.name"]


# The act -------------------------------------------------------------------------------------------------


def test_signing_off_fills_the_gaps_and_says_so_in_the_timeline_and_nothing_of_it_in_the_chronicle(
    world, recognising
):
    paper = request_with(world, full_name="Nguyễn Thị Hoa")
    scanned(world, paper)
    used = sign_off(world, paper)
    dossier = Dossier.objects.get(number=paper[0])
    assert [one.field.code for one in used] == ["number", "born"]
    answers = whole.data_of(dossier)
    assert answers["number"] == "066185001234" and answers["born"] == "1985-03-12"
    assert (
        answers["full_name"] == "Nguyễn Thị Hoa" and "066185001234" not in str(dossier.data) + dossier.sealed
    )
    moved = Movement.objects.get(dossier=dossier, act=Act.FILL)
    assert moved.facts["paper"] == "giay-chung-minh" and moved.seq == dossier.revision == 2
    assert [one["code"] for one in moved.facts["filled"]] == ["number", "born"]
    entries = Entry.objects.filter(subject=f"dossier:{dossier.key}").order_by("id")
    assert [entry.kind for entry in entries][-2:] == ["dossier.paper-signed-off", "dossier.form-filled"]
    told = str([entry.data for entry in entries]) + str(moved.facts)
    assert "066185001234" not in told and "1985" not in told and "Hoa" not in told


def test_what_the_person_gave_stands_until_somebody_chooses_and_is_kept_when_it_gives_way(world, recognising):
    paper = request_with(world, full_name="Trần Văn An", number="066185001234", born="1985-03-12")
    scanned(world, paper)
    with pytest.raises(InvalidInput) as refused:
        sign_off(world, paper)
    assert [fault.field for fault in refused.value.faults] == ["name-choice"]
    assert Digitisation.objects.get().signed_off_at is None
    with pytest.raises(refusals.SomeoneWasFaster):
        sign_off(world, paper, choices={Said.NAME: True}, seen=99)
    assert not Movement.objects.filter(act=Act.FILL).exists()
    sign_off(world, paper, choices={Said.NAME: True}, seen=1)
    dossier = Dossier.objects.get(number=paper[0])
    assert dossier.data["full_name"] == "NGUYỄN THỊ HOA"
    row = Digitisation.objects.get()
    assert "name-before" not in digitising.confirmed(row) and row.signed_off_at is not None
    (one,) = Movement.objects.get(act=Act.FILL).facts["filled"]
    assert one["replaced"] is True


def test_keeping_the_form_leaves_it_and_is_no_act(world, recognising):
    paper = request_with(world, full_name="Trần Văn An", number="066185001234", born="1985-03-12")
    scanned(world, paper)
    assert sign_off(world, paper, choices={Said.NAME: False}, seen=1) == ()
    assert Dossier.objects.get(number=paper[0]).data["full_name"] == "Trần Văn An"
    assert not Movement.objects.filter(act=Act.FILL).exists()
    assert Digitisation.objects.get().signed_off_at is not None


def test_a_request_that_ended_keeps_its_answers(world, recognising):
    paper = request_with(world, full_name="Trần Văn An")
    scanned(world, paper)
    actions.refuse(number=paper[0], reach=world.reach(world.cast.reception), at=world.at, given=inputs.Refuse(reason="Không đúng nơi.", legal_ground="Điều 1"))  # fmt: skip
    assert sign_off(world, paper) == ()
    assert Dossier.objects.get(number=paper[0]).data == {"full_name": "Trần Văn An"}


def test_the_page_shows_both_asks_for_the_choice_and_the_timeline_names_the_paper(
    world, recognising, english
):
    paper = request_with(world, full_name="Trần Văn An")
    scanned(world, paper)
    number, row = paper
    client = Client()
    client.force_login(world.cast.reception.account)
    place = reverse("dossiers:digitise", args=[number, row.pk])
    page = client.get(place).content.decode()
    assert "The form says otherwise: “Full name”" in page and "Keep the form: Trần Văn An" in page
    assert "Take the paper: NGUYỄN THỊ HOA" in page and "Fills “Date of birth” in the form" in page
    given = {
        "sign-off": "1",
        "compared": "1",
        "said-name": "NGUYỄN THỊ HOA",
        "said-birth": "12/03/1985",
        "seen": "1",
    }
    answer = client.post(place, given)
    assert answer.status_code == 422 and "Choose which one stands" in answer.content.decode()
    assert client.post(place, given | {"said-name-choice": "paper"}).status_code == 302
    page = client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    assert "Filled in the form: Full name, Date of birth." in page
    assert "Full name (in place of what was given), Date of birth – from the paper “Giấy chứng minh”" in page
    assert "12/03/1985" in page
