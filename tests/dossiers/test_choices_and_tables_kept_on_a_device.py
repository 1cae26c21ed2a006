"""What the server does with a choice, a table or a press of a supplement that a device had kept while the line was down."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import actions, queries
from motcua.dossiers.models import Draft, DraftPaper
from motcua.dossiers.rules import inputs
from tests.documents.samples import PDF
from tests.dossiers.build import act
from tests.dossiers.listed import line, make_listing, ready_draft, workbook
from tests.dossiers.online import online_world
from tests.dossiers.test_pages_people_draft import body
from tests.dossiers.walking import begin, signed_in

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


# In whose name, which case, which office ----------------------------------------------------------------------


@pytest.fixture
def walker(db):
    return begin(online_world())


def chosen(walker, page, **data):
    return walker.client.post(f"{walker.url('draft-save')}?trang={page}&chon=1", data, headers=JSON)


def test_a_case_chosen_without_a_line_is_taken_and_the_way_goes_on_behind_it(walker):
    page = body(walker.get("draft-case"))
    assert f'data-chosen="{walker.url("draft-save")}?trang=case&amp;chon=1"' in page
    assert chosen(walker, "case", case="mot-nguoi").status_code == 200
    assert walker.resume() == walker.url("draft-page", "chu-quan")


@pytest.mark.parametrize("data", [{"case": "khong-co"}, {}])
def test_a_case_that_is_not_offered_is_told_and_the_draft_stays_as_it_was(walker, data):
    told = chosen(walker, "case", **data)
    assert told.status_code == 422 and "không được ghi nhận" in told.json()["title"]
    assert not Draft.objects.get().case


def test_an_office_that_does_not_receive_the_procedure_is_told(walker):
    before = Draft.objects.get().agency_id
    for wrong in ("0", "999999999999999999999", "x"):
        told = chosen(walker, "office", office=wrong)
        assert told.status_code == 422 and "không được ghi nhận" in told.json()["title"]
    assert Draft.objects.get().agency_id == before


def test_in_whose_name_is_taken_and_what_belonged_to_the_other_choice_goes(walker):
    assert chosen(walker, "applicant", party="organisation").status_code == 200
    assert walker.resume() == walker.url("draft-applicant"), "now it asks which"
    stated = {"party_code": "0401234567", "party_name": "Công ty Mẫu"}
    chosen(walker, "applicant", party="organisation", **stated)
    assert queries.answers(Draft.objects.get())["@party-code"] == "0401234567"
    chosen(walker, "applicant", party="person", **stated)
    answers = queries.answers(Draft.objects.get())
    assert answers["@party"] == "person" and not answers.get("@party-code")
    told = chosen(walker, "applicant", party="each")
    assert told.status_code == 422, "of a list only"
    assert queries.answers(Draft.objects.get())["@party"] == "person"


def test_a_choice_of_somebody_elses_draft_is_not_taken(walker):
    neighbour = signed_in(walker.world.cast.nam)
    sent = neighbour.post(
        f"{walker.url('draft-save')}?trang=case&chon=1", {"case": "mot-nguoi"}, headers=JSON
    )
    assert sent.status_code == 404 and not Draft.objects.get().case


# The table of a list --------------------------------------------------------------------------------------------


@pytest.fixture
def listed(db):
    world = make_listing()
    world.at = timezone.now()
    draft = ready_draft(world)
    save, hoa = reverse("dossiers:draft-save", args=[draft]), signed_in(world.cast.hoa)
    return lambda **data: hoa.post(f"{save}?trang=list", data, headers=JSON)


def sheet(*lines, name="ds.xlsx"):
    return SimpleUploadedFile(name, workbook(*lines))


def rows():
    return queries.answers(Draft.objects.get()).get("@rows") or []


def test_a_table_files_of_rows_and_presses_are_taken_in_the_order_in_which_they_come(listed):
    assert listed(table=sheet(line(0), line(1))).status_code == 200 and len(rows()) == 2
    assert listed(_clear="1").status_code == 200 and not rows()
    for _ in range(2):
        assert listed(table=sheet(line(2))).status_code == 200 and len(rows()) == 1, "sent twice, there once"
        assert listed(own=SimpleUploadedFile("gcm-1.pdf", PDF)).status_code == 200
    paper = DraftPaper.objects.get(name="gcm-1.pdf").pk
    for _ in range(2):
        assert listed(_remove=str(paper)).status_code == 200
    assert not DraftPaper.objects.filter(pk=paper).exists() and len(rows()) == 1


def test_a_table_that_cannot_be_read_says_why_and_the_one_that_is_there_stays(listed):
    listed(table=sheet(line(0)))
    told = listed(table=SimpleUploadedFile("ds.xlsx", b"no table at all"))
    assert told.status_code == 422 and told.json()["title"] and len(rows()) == 1
    told = listed(own=SimpleUploadedFile("gcm.pdf", b"no file of the kind"))
    assert told.status_code == 422 and "gcm.pdf" in told.json()["title"]


def test_a_table_for_a_draft_that_is_no_list_is_not_lost_unseen(walker):
    walker.post("draft-case", data={"case": "mot-nguoi"})
    address = f"{walker.url('draft-save')}?trang=list"
    told = walker.client.post(address, {"table": sheet(line(0))}, headers=JSON)
    assert (
        told.status_code == 422 and "không còn là hồ sơ theo danh sách" in told.json()["title"] and not rows()
    )


# A supplement ---------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(walker):
    walker.post("draft-case", data={"case": "mot-nguoi"})
    dossier, world = walker.sent(), walker.world
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    paper = inputs.PaperAsked(code="hop-dong", name="Hợp đồng thuê nhà", what="Chụp lại trang 2.")
    wanted = inputs.AskSupplement(reason="Ảnh mờ.", papers=(paper,))
    act(world, actions.ask_supplement, dossier.number, world.cast.reception, wanted)
    address = reverse("dossiers:own-supplement-save", args=[dossier.number])
    return walker, dossier, lambda **data: walker.client.post(address, data, headers=JSON)


def test_a_file_of_a_supplement_removed_without_a_line_goes_once_it_is_back_and_the_note_stays(asked):
    _walker, _dossier, kept = asked
    kept(note="Trang 3 do chủ nhà giữ.")
    kept(**{"file-hop-dong": SimpleUploadedFile("trang-2.pdf", PDF)})
    paper = str(DraftPaper.objects.get().pk)
    for _ in range(2):
        assert kept(_remove=paper).status_code == 200
    assert not DraftPaper.objects.exists()
    assert queries.answers(Draft.objects.get())["@note"] == "Trang 3 do chủ nhà giữ."


def test_a_file_or_a_held_paper_that_the_office_does_not_ask_for_is_told(asked):
    _walker, _dossier, kept = asked
    told = kept(**{"file-ban-ve": SimpleUploadedFile("tang-1.pdf", PDF)})
    assert told.status_code == 422 and "“tang-1.pdf”" in told.json()["title"]
    told = kept(_use="ban-ve:3f1c2a52-0000-4000-8000-000000000000")
    assert told.status_code == 422 and "cơ quan không còn yêu cầu" in told.json()["title"]
    assert not DraftPaper.objects.exists()


def test_a_press_on_a_supplement_that_the_office_does_not_wait_for_any_more_is_told(asked):
    walker, dossier, kept = asked
    kept(**{"file-hop-dong": SimpleUploadedFile("trang-2.pdf", PDF)})
    given = inputs.PaperGiven(code="hop-dong", name="Hợp đồng thuê nhà", kind=inputs.PaperKind.COPY)
    act(
        walker.world,
        actions.supplement,
        dossier.number,
        walker.world.cast.hoa,
        inputs.Supplement(papers=(given,)),
    )
    told = kept(_remove="1")
    assert 400 <= told.status_code < 500 and told.json()["title"]
