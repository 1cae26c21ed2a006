"""At the counter: from one request to a list and back with everything that was typed, and papers that some rows have not."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from motcua.dossiers.models import Bundle, Dossier, Movement
from motcua.dossiers.pages import counter_kinds as kinds
from motcua.dossiers.rules.list_rows import rows_named
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import InvalidInput
from tests.dossiers.test_pages_counter_rows import ADDRESS, SENDER, carried, lines, press, row

PAPER = "row-without-giay-chung-minh"
ONE = ADDRESS.partition("&")[0]
LIST = f"{ONE}&danh-sach=1"


def kept(answer):
    """What the page holds of the other screens, as its form sends it."""
    found = re.search(r'name="set-aside" value="([^"]+)"', answer.content.decode())
    return {"set-aside": unescape(found[1])} if found else {}


def change(desk, to, *, left, before=None, **typed):
    held = carried(before) | kept(before) if before is not None else {}
    answer = desk.post(to, {**SENDER, **held, **typed, kinds.CHANGE: left})
    assert answer.status_code == 200 and not Dossier.objects.exists()
    return answer


def values(answer):
    return {one.name: one.value for _title, drawn in answer.context["sections"] for one in drawn}


def test_from_one_request_to_a_list_and_back_everything_typed_stands_there_again(desk):
    typed = {"purpose": "lam-viec", "answer-reason": "Đọc lại tờ khai", "org-name": "Công ty Mẫu"}
    one = {name: said for name, said in SENDER.items() if name != "list-relation"}
    first = change(desk, ADDRESS, left=kinds.ONE_REQUEST, **one, **typed)
    assert first.context["screen"].applicant("name") == SENDER["ap-name"], "who came is the same person"
    assert not any(field.value for field in first.context["entry"]), "no row is made of an answer"
    listed = press(desk, "add-row", before=first, **row(0), **kept(first))
    back = change(desk, ONE, left=kinds.EACH, before=listed)
    assert values(back)["purpose"] == "lam-viec" and "list-rows" not in back.text
    assert {field.name: field.value for field in back.context["answer"]}["answer-reason"] == "Đọc lại tờ khai"
    assert back.context["organisation"][0].value == "Công ty Mẫu"
    again = change(desk, ADDRESS, left=kinds.ONE_REQUEST, before=back, **typed)
    assert [line["label"] for line in again.context["lines"]] == ["Nguyễn Văn Một"]
    assert again.context["relation"].value == SENDER["list-relation"]


def test_rows_go_along_between_the_two_kinds_of_list_and_what_does_not_fit_stays_with_its_row(desk):
    each = press(desk, "add-row", before=press(desk, "add-row", **row(0)), **row(1))
    one = change(desk, LIST, left=kinds.EACH, before=each, identity="000203000123")
    assert [line["number"] for line in one.context["lines"]] == [1, 2]
    assert {field.name: field.value for field in one.context["entry"]}["identity"] == "000203000123"
    assert "Người đề nghị: số định danh" in one.context["not_asked"] and "vẫn giữ theo từng dòng" in one.text
    # A row is mended there, another is taken out and put back: each keeps its own person.
    mended = desk.post(LIST, {**SENDER, **carried(one), **kept(one), "remove-row": "1"})
    mended = desk.post(LIST, {**SENDER, **carried(mended), **kept(mended), "undo-row": "1"})
    back = change(desk, ADDRESS, left=kinds.LIST, before=mended)
    assert [line["label"] for line in back.context["lines"]] == [
        "Nguyễn Văn Một",
        lines(press(desk, "add-row", **row(1)))[0][1],
    ]
    assert not back.context["not_asked"] and not any(line["troubles"] for line in back.context["lines"])


def test_rows_of_a_list_come_to_the_other_kind_also_by_way_of_one_request(desk):
    each = press(desk, "add-row", **row(0))
    one = change(desk, ONE, left=kinds.EACH, before=each)
    listed = change(desk, LIST, left=kinds.ONE_REQUEST, before=one)
    assert len(listed.context["lines"]) == 1
    back = change(desk, ADDRESS, left=kinds.LIST, before=listed)
    assert [line["label"] for line in back.context["lines"]] == ["Nguyễn Văn Một"]


def test_what_is_set_aside_and_cannot_be_read_is_left(desk):
    sent = desk.post(LIST, {**SENDER, "set-aside": "x" * 50, kinds.CHANGE: "khac"})
    assert sent.status_code == 200 and not kept(sent)


def test_pasted_rows_wait_for_the_list_whose_columns_they_have():
    typed = {"list-pasted": ["a\tb"], "purpose": ["lam-viec"]}
    stays, aside = kinds.exchanged(typed, {}, left=kinds.LIST, entered=kinds.EACH)
    assert stays == {"purpose": ["lam-viec"]}
    back, _aside = kinds.exchanged({"purpose": ["hoc-tap"]}, aside, left=kinds.EACH, entered=kinds.LIST)
    assert back == {"list-pasted": ["a\tb"], "purpose": ["hoc-tap"]}


def test_the_office_and_the_tick_that_a_list_does_not_ask_stand_there_again():
    for ticked in ({"collect-here": ["on"]}, {}):
        typed = {"office-id": ["7"], "ap-name": ["Hoa"], **ticked}
        listed, aside = kinds.exchanged(typed, {}, left=kinds.ONE_REQUEST, entered=kinds.LIST)
        assert "collect-here" not in listed
        back, rest = kinds.exchanged({"ap-name": ["Hoa"]}, aside, left=kinds.LIST, entered=kinds.ONE_REQUEST)
        assert back == typed and rest == {}
        other = {"office-id": ["8"]}  # a list that may be decided in several places
        assert kinds.exchanged(other, aside, left=kinds.LIST, entered=kinds.ONE_REQUEST)[0]["office-id"] == [
            "8"
        ]
    first, _aside = kinds.exchanged({}, {}, left=kinds.LIST, entered=kinds.ONE_REQUEST)
    assert first == {"collect-here": ["on"]}, "a screen that was never open begins with its tick"
    assert kinds.exchanged({"ap-name": ["Hoa"]}, {}, left=kinds.ONE_REQUEST, entered=kinds.LIST)[1] == {}


def test_a_page_without_scripts_changes_the_screen_by_a_button_that_sends_the_form(desk):
    page = desk.get(ONE).text
    button = re.search(r'<button[^>]*name="change-kind"[^>]*>', page)[0]
    assert 'form="f-counter"' in button and "formnovalidate" in button and 'value="mot"' in button
    assert "set-aside" not in page, "nothing was typed yet"


def test_a_paper_that_some_rows_have_not_is_missing_there_and_on_the_receipt(desk):
    both = press(desk, "add-row", before=press(desk, "add-row", **row(0)), **row(1))
    sending = {**SENDER, **carried(both), PAPER: "2", "submission-id": str(uuid4())}
    asked = desk.post(ADDRESS, sending)
    assert asked.status_code == 422 and not Dossier.objects.exists()
    assert "dòng 2" in asked.context["papers_fault"] and asked.context["screen"].may_go_on_anyway
    sent = desk.post(ADDRESS, {**sending, "go-anyway": "1"})
    assert sent.status_code == 302
    first, second = Dossier.objects.order_by("id")
    assert [one.code for one in first.papers.all()] == ["giay-chung-minh"]
    assert "giay-chung-minh" not in [one.code for one in second.papers.all()]
    taken = [one.facts["papers"] for one in Movement.objects.filter(act=Act.TAKE_IN).order_by("dossier_id")]
    assert taken == [["giay-chung-minh"], []], "what the desk compared is said of each"
    page = desk.get(reverse("dossiers:dossier", args=[second.number])).text
    assert "còn thiếu" in page
    for half in ("", "?kho=a5"):
        receipt = desk.get(reverse("dossiers:bundle-receipt", args=[Bundle.objects.get().number]) + half)
        lacks = [bool(one["lacks"]) for one in receipt.context["rows"]]
        assert lacks == [False, True] and receipt.text.count("nộp thiếu:") == 1


@pytest.mark.parametrize(
    ("said", "words"), [("9", "không có dòng 9"), ("hai", "Ghi số thứ tự dòng"), ("5–9", "không có dòng 5–9")]
)
def test_rows_that_are_not_in_the_list_are_named_at_the_paper(desk, said, words):
    one = press(desk, "add-row", **row(0))
    answer = desk.post(ADDRESS, {**SENDER, **carried(one), PAPER: said})
    assert answer.status_code == 422 and not Dossier.objects.exists()
    assert words in answer.context["papers"][0].without.error or words in answer.text
    assert f"f-{PAPER}" in {fault.anchor for fault in answer.context["faults"]}


def test_rows_without_a_paper_that_nobody_ticked_are_asked_about(desk):
    one = press(desk, "add-row", **row(0))
    sending = {**SENDER, **carried(one), PAPER: "1", "go-anyway": "1"}
    del sending["paper-tick"]
    answer = desk.post(ADDRESS, sending)
    assert answer.status_code == 422 and "Hãy đánh dấu giấy này" in answer.text


def test_rows_are_named_one_by_one_or_as_a_stretch():
    known = {1, 2, 5, 6, 9}
    assert rows_named(" 2; 5 – 7,9 ", known, field="x") == {2, 5, 6, 9}
    assert rows_named("1-999999", known, field="x") == known and rows_named("", known, field="x") == set()
    for wrong in ("2-", "1-2-3", "²", "3", "7–5", "1" * 2_000, "2, " * 333 + "25"):
        with pytest.raises(InvalidInput):
            rows_named(wrong, known, field="x")
