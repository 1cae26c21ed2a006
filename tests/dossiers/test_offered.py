"""Options that depend on another answer: the citizen's pages, the counter, lists, papers of a bundle's parts, and programs."""

import re
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.pages import list_tables
from motcua.dossiers.rules import lists
from motcua.procedures import files, parsing
from tests.dossiers.build import PROCEDURE, make_world
from tests.dossiers.test_pages_desk_counter import ADDRESS, typed
from tests.dossiers.walking import Walker, signed_in
from tests.portal.program import new_dossier, program

PLACES = """\
forms:
  phieu:
    title: {vi: Phiếu xác nhận, en: Request for confirmation}
    pages:
      - code: noi-o
        title: {vi: Nơi ở, en: Residence}
        fields:
          - code: province
            kind: choice
            drawn: select
            label: {vi: Tỉnh, en: Province}
            options:
              - {code: da-nang, name: {vi: Đà Nẵng, en: Da Nang}}
              - {code: hue, name: {vi: Huế, en: Hue}}
          - code: ward
            kind: choice
            drawn: select
            label: {vi: Phường, en: Ward}
            options_by: province
            options:
              - {code: dn-phu-xuan, under: [da-nang], name: {vi: Phú Xuân, en: Phu Xuan}}
              - {code: dn-hai-chau, under: [da-nang], name: {vi: Hải Châu, en: Hai Chau}}
              - {code: hue-phu-xuan, under: [hue], name: {vi: Phú Xuân, en: Phu Xuan}}
      - code: loi-nhan
        title: {vi: Lời nhắn, en: A word}
        fields:
          - code: words
            kind: text
            required: false
            label: {vi: Lời nhắn, en: A word}
      - code: truong
        title: {vi: Trường, en: School}
        fields:
          - code: school
            kind: choice
            label: {vi: Trường, en: School}
            options_by: province
            options:
              - {code: tran-phu, under: [da-nang], name: {vi: Trần Phú, en: Tran Phu}}
              - {code: quoc-hoc, under: [hue], name: {vi: Quốc Học, en: Quoc Hoc}}
              - {code: khac, name: {vi: Trường khác, en: Another}}
"""
TEXT = PROCEDURE.replace("    terms:\n", "    form: phieu\n    terms:\n", 1) + PLACES
DA_NANG = {"province": "da-nang", "ward": "dn-hai-chau"}
STRANGE = {"province": "hue", "ward": "dn-hai-chau"}
REFUSED = "“Hải Châu” không áp dụng khi chọn “Huế” (Tỉnh). Hãy chọn lại."


@pytest.fixture
def world(db):
    found = make_world(text=TEXT)
    found.at = timezone.now()  # pages read the real clock
    return found


@pytest.fixture
def walker(world):
    client = signed_in(world.cast.hoa)
    answer = client.post(reverse("dossiers:start", args=["1.000001"]))
    found = Walker(world, client, UUID(re.search(r"ban-nhap/([0-9a-f-]{36})/", answer.url)[1]))
    found.resume()
    return found


def drawn(answer, name):
    return next(field for field in answer.context["fields"] if field.name == name)


def offered(answer, name):
    return [choice.value for choice in drawn(answer, name).choices if choice.value]


def test_on_one_page_every_option_stands_under_its_answer_so_that_no_script_is_needed(walker):
    page = walker.get("draft-page", "noi-o")
    assert offered(page, "ward") == ["dn-phu-xuan", "dn-hai-chau", "hue-phu-xuan"]
    assert '<optgroup label="Đà Nẵng"><option value="dn-phu-xuan" data-under="da-nang">' in page.text
    assert 'data-by="province"' in page.text and "phụ thuộc vào câu trả lời “Tỉnh”" in page.text


def test_what_does_not_fit_is_kept_as_typed_and_refused_in_words(walker):
    answer = walker.post("draft-page", "noi-o", data=STRANGE)
    assert answer.status_code == 422
    assert drawn(answer, "ward").error == REFUSED and drawn(answer, "ward").value == "dn-hai-chau"
    assert walker.post("draft-page", "noi-o", data=DA_NANG).url == walker.url("draft-page", "loi-nhan")


def test_on_a_later_page_only_what_fits_is_offered(walker):
    walker.post("draft-page", "noi-o", data=DA_NANG)
    assert offered(walker.get("draft-page", "truong"), "school") == ["tran-phu", "khac"]


def test_a_page_that_came_along_brings_every_option_as_its_answer_may_still_change(walker):
    page = walker.get("draft-page", "noi-o").text
    ahead = page[page.index("<template") :]
    assert 'data-by="province"' in ahead and 'value="quoc-hoc"' in ahead and 'data-under="hue"' in ahead


def test_after_another_first_answer_the_person_is_told_and_asked_anew_and_nothing_is_kept(walker):
    walker.post("draft-page", "noi-o", data=DA_NANG)
    walker.post("draft-page", "loi-nhan", data={"words": ""})
    walker.post("draft-page", "truong", data={"school": "tran-phu"})
    moved = walker.post("draft-page", "noi-o", data={"province": "hue", "ward": "hue-phu-xuan"})
    there = walker.url("draft-page", "truong")
    assert moved.url == walker.url("draft-page", "loi-nhan")
    told = walker.client.get(moved.url)
    said = "“Trần Phú” không áp dụng khi chọn “Huế” (Tỉnh). Hãy chọn lại."
    assert f'<a href="{there}">Trường: {said}</a>' in told.text, "at once, with the way there"
    page = walker.client.get(there)
    assert drawn(page, "school").error == said
    assert drawn(page, "school").value not in offered(page, "school") == ["quoc-hoc", "khac"]
    assert walker.resume() == there and walker.get("draft-check").status_code != 200
    assert walker.post("draft-page", "truong", data={"school": "khac"}).url != there


def test_at_the_counter_it_is_wrong_and_not_merely_missing(world, client):
    client.force_login(world.cast.reception.account)
    answer = client.post(ADDRESS, typed(purpose=None, school="khac", **STRANGE))
    assert answer.status_code == 422 and REFUSED in answer.text and not Dossier.objects.exists()
    assert client.post(ADDRESS, typed(school="khac", **DA_NANG)).status_code == 302
    assert Dossier.objects.get().data["ward"] == "dn-hai-chau"


@pytest.mark.parametrize("channel", ["online", "counter"])
def test_a_program_gets_a_problem_at_the_field_whatever_the_channel(world, channel):
    who = world.cast.hoa if channel == "online" else world.cast.reception
    sender = program(world, who)
    own = {} if channel == "online" else {"channel": channel, "applicant": "Nguyễn Thị Hoa"}
    asked = new_dossier(answers=STRANGE | {"school": "khac"}, **own)
    answer = sender.post("/dossiers", asked, **{"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 422, answer.body
    assert [(one["field"], one["sentence"]) for one in answer.body["faults"]] == [
        ("ward", "“Hai Chau” is not offered with “Hue” (Province). Choose again.")
    ]
    assert not Dossier.objects.exists()


def test_a_program_reads_the_dependence_in_the_procedure(world):
    found = program(world, world.cast.hoa).get("/procedures/1.000001").body
    form = found["cases"][0]["form"]
    assert form["properties"]["school"]["x-options-by"] == {
        "question": "province",
        "offered": {"da-nang": ["tran-phu", "khac"], "hue": ["quoc-hoc", "khac"]},
        "otherwise": ["khac"],
    }


# A table ----------------------------------------------------------------------------------------------------

DEFINITION = parsing.definition(files.read(TEXT).document)
COLUMNS = lists.columns(DEFINITION.form("chung"), ())


def test_a_word_in_a_table_means_the_option_that_goes_with_the_rows_own_answer():
    heading = ["Trường", "Phường", "Tỉnh"]  # whatever the order of the columns
    rows, _notes = lists.read(
        [heading, ["Quốc Học", "phu xuan", "Huế"], ["khac", "Phú Xuân", "Đà Nẵng"]], COLUMNS
    )
    assert [row.data["ward"] for row in rows] == ["hue-phu-xuan", "dn-phu-xuan"]
    wrong, _notes = lists.read([heading, ["khac", "Hải Châu", "Huế"]], COLUMNS)
    assert [fault.field for fault in DEFINITION.form("chung").misfits(wrong[0].data)] == ["ward"]


def test_the_template_of_a_list_says_which_words_go_together(rf):
    ward = next(one for one in COLUMNS if one.code == "ward")
    said = list_tables.explained(ward, "vi", COLUMNS)
    assert "Tỉnh “Huế”: Phú Xuân." in said
