"""A list written at the counter row by row: each another person's, mended, taken out and put back, and handed in at once."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.dossiers.models import Bundle, Dossier
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules.list_rows import Rows
from motcua.dossiers.rules.lists import ROWS_MAX, ListRow
from motcua.dossiers.rules.states import State
from motcua.notices.models import Notice
from tests.dossiers.test_lists_for_each import HEADING, LINES
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/quay/?thu-tuc=1.000001&danh-sach=tung-nguoi"
SENDER = {
    "case-code": "chung",
    "ap-identity": "066190000117",
    "ap-name": "Nguyễn Thị Hoa",
    "ap-phone": "0905000001",
    "ap-email": "hoa@example.vn",
    "list-relation": "Trưởng phòng nhân sự",
    "paper-tick": "giay-chung-minh",
    "quantity-giay-chung-minh": "1",
    "sets-number": "1",
    "delivery-way": "at-counter",
}
CODES = (*persons.CODES[:4], "identity", "born", "purpose")


def row(n, **changes):
    """One row as it is typed."""
    return dict(zip(CODES, LINES[n], strict=True)) | {"purpose": "lam-viec"} | changes


def carried(answer):
    found = re.search(r'name="list-rows" value="([^"]+)"', answer.content.decode())
    return {"list-rows": unescape(found[1])} if found else {}


def press(desk, button, value="1", before=None, **typed):
    """A button of the screen, with the rows that the page before it held."""
    kept = carried(before) if before is not None else {}
    return desk.post(ADDRESS, {**SENDER, **kept, **typed, button: value})


def lines(answer):
    return [(one["number"], one["label"], len(one["troubles"])) for one in answer.context["lines"]]


def test_rows_are_typed_one_after_the_other_and_taken_in_with_one_receipt(desk):
    first = press(desk, "add-row", **row(0))
    assert first.status_code == 200 and lines(first) == [(1, "Nguyễn Văn Một", 0)]
    assert not any(one.value for one in first.context["entry"]), "the next row begins empty"
    assert first.context["entry"][0].autofocus and not Dossier.objects.exists()
    sending = {**SENDER, **carried(first), **row(1), "submission-id": str(uuid4())}
    answer = desk.post(ADDRESS, sending)  # what still stands in the row belongs to the list
    bundle = Bundle.objects.get()
    assert answer.url == reverse("dossiers:counter-bundle", args=[bundle.number])
    assert desk.post(ADDRESS, sending).url == answer.url and bundle.for_each, "pressed twice it is one"
    found = list(Dossier.objects.order_by("id"))
    assert [(one.applicant_name, one.state) for one in found] == [
        ("Nguyễn Văn Một", State.RECEIVED),
        ("Trần Thị Hai", State.RECEIVED),
    ]
    assert found[0].data["worker"] == "Nguyễn Văn Một", "filled from the row's person"
    assert found[0].representation.relation == SENDER["list-relation"]
    assert found[0].sender.full_name == SENDER["ap-name"]
    half = desk.get(reverse("dossiers:bundle-receipt", args=[bundle.number]) + "?kho=a5")
    assert 'class="sheet a5"' in half.text and all(one.number in half.text for one in found)
    assert half.context["applicant"] == SENDER["ap-name"], "who came, not the first of the rows"


def test_whom_no_message_reaches_is_said_and_has_a_slip(desk, client):
    both = press(desk, "add-row", before=press(desk, "add-row", **row(0, **{persons.EMAIL: "mot@example.vn"})), **row(1))  # fmt: skip
    assert [one["is_told"] for one in both.context["lines"]] == [True, False]
    done = desk.get(desk.post(ADDRESS, {**SENDER, **carried(both)}).url)
    assert [one["part"].label for one in done.context["untold"]] == ["Trần Thị Hai"]
    first, second = Dossier.objects.order_by("id")
    slips = reverse("dossiers:counter-slips", args=[Bundle.objects.get().number])
    assert slips in done.text
    every, some = desk.get(slips).text, desk.get(f"{slips}?chua-bao=1").text
    assert follow.secret_of(first) in every and follow.secret_of(second) in every
    assert follow.secret_of(first) not in some and follow.secret_of(second) in some
    look = {"number": second.number, "secret": follow.secret_of(second)}
    assert client.post("/tra-cuu/", look).status_code == 302
    assert signed_in(desk.world.cast.stranger).get(slips).status_code == 404
    assert signed_in(desk.world.cast.hoa).get(slips).status_code == 403


def test_the_look_up_characters_lie_in_no_message_in_clear(desk):
    desk.post(ADDRESS, {**SENDER, **row(0, **{persons.EMAIL: "mot@example.vn"})})
    secret = follow.secret_of(Dossier.objects.get())
    told = Notice.objects.get(template="dossiers/submitted-for-you")
    assert secret not in str(told.values) and secret not in str(Notice.objects.values())


def test_what_is_wrong_with_a_row_stands_at_its_fields_and_nothing_typed_is_lost(desk):
    first = press(desk, "add-row", **row(0))
    wrong = row(1, **{persons.PHONE: "12", persons.IDENTITY: "9" * 5_000})
    for button in ("add-row", "go"):  # added, and handed in
        answer = press(desk, button, before=first, **wrong)
        assert answer.status_code == 422 and lines(answer) == [(1, "Nguyễn Văn Một", 0)]
        entry = {one.name: one for one in answer.context["entry"]}
        assert {name for name, one in entry.items() if one.error} == {persons.PHONE, persons.IDENTITY}
        assert entry[persons.PHONE].value == "12" and entry[persons.NAME].value == "Trần Thị Hai"
        assert {"f-row_person_phone", "f-row_person_identity"} <= {
            one.anchor for one in answer.context["faults"]
        }
    assert not Dossier.objects.exists() and not Notice.objects.exists()


def test_a_row_is_mended_taken_out_and_put_back(desk):
    both = press(desk, "add-row", before=press(desk, "add-row", **row(0)), **row(1))
    mending = press(desk, "edit-row", "1", before=both)
    entry = {one.name: one.value for one in mending.context["entry"]}
    assert entry[persons.NAME] == "Nguyễn Văn Một" and mending.context["entry_at"] == 1
    kept = press(desk, "add-row", before=mending, **row(0, **{persons.NAME: "Nguyễn Văn Mốt"}), **{"row-at": "1"})  # fmt: skip
    assert lines(kept) == [(1, "Nguyễn Văn Mốt", 0), (2, "Trần Thị Hai", 0)]
    gone = press(desk, "remove-row", "1", before=kept)
    assert lines(gone) == [(2, "Trần Thị Hai", 0)] and "Đã bỏ ra 1 dòng" in gone.text
    back = press(desk, "undo-row", before=gone)
    assert lines(back) == lines(kept) and "Đã bỏ ra" not in back.text


def test_a_row_half_written_joins_the_others_when_another_is_mended(desk):
    first = press(desk, "add-row", **row(0))
    mending = press(desk, "edit-row", "1", before=first, **{persons.NAME: "Lê Văn Ba"})
    assert [(number, label) for number, label, _ in lines(mending)] == [(1, "Nguyễn Văn Một"), (2, "Lê Văn Ba")]  # fmt: skip
    sent = press(desk, "go", before=mending)
    assert sent.status_code == 422 and "row-2" in {one.anchor for one in sent.context["faults"]}
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("with_heading", [True, False])
def test_rows_are_pasted_out_of_a_spreadsheet(desk, with_heading):
    order = [*LINES[0][:4], "", *LINES[0][4:]] if not with_heading else LINES[0]
    heading = ["STT", *HEADING] if with_heading else []
    cells = [["1", *order] if with_heading else order]
    text = "\r\n".join("\t".join(line) for line in ([heading] if heading else []) + cells)
    looked = press(desk, "paste-rows", before=press(desk, "add-row", **row(1)), **{"list-pasted": text})
    assert lines(looked) == [(1, "Trần Thị Hai", 0), (2, "Nguyễn Văn Một", 0)]
    assert looked.context["pasted"].value == "" and not Dossier.objects.exists()
    # Left in its field it is looked at first, and taken in when the button is pressed again.
    left = press(desk, "go", **{"list-pasted": text})
    assert left.status_code == 200 and len(lines(left)) == 1
    assert press(desk, "go", before=left).status_code == 302 and Dossier.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["a\tb\tc\td\te\tf\tg\th\ti\tj", "x" * 200_001, "\n".join(["Một"] * (ROWS_MAX + 1))],
    ids=["cells beyond the columns", "too much", "too many rows"],
)  # fmt: skip
def test_what_cannot_be_rows_is_refused_at_its_field_and_stays(desk, text):
    answer = press(desk, "paste-rows", before=press(desk, "add-row", **row(0)), **{"list-pasted": text})
    assert answer.status_code == 422 and answer.context["pasted"].error
    assert answer.context["pasted"].value == text and lines(answer) == [(1, "Nguyễn Văn Một", 0)]


def test_a_table_takes_the_place_of_rows_which_can_be_put_back(desk):
    first = press(desk, "add-row", **row(0))
    table = SimpleUploadedFile("lop.csv", "\n".join(map(",".join, (HEADING, LINES[1]))).encode())
    answer = press(desk, "look-table", before=first, table=table)
    assert lines(answer) == [(2, "Trần Thị Hai", 0)]
    assert [label for _, label, _ in lines(press(desk, "undo-row", before=answer))] == [
        "Nguyễn Văn Một",
        "Trần Thị Hai",
    ]


def test_a_scanned_card_fills_the_row_and_waits_for_what_it_does_not_say(desk):
    card = "066310000002|240912345|Trần Thị Hai|01092010|Nữ|12 Lê Duẩn|05062021"
    answer = press(desk, "add-row", **{persons.IDENTITY: card})
    entry = {one.name: one for one in answer.context["entry"]}
    assert answer.status_code == 200 and entry[persons.NAME].value == "Trần Thị Hai"
    assert entry[persons.IDENTITY].value == "066310000002" and entry[persons.BIRTH].value == "01/09/2010"
    assert entry[persons.PHONE].autofocus and not entry[persons.PHONE].error


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"list-relation": ""}, "f-list-relation"),
        ({"list-relation": "x" * 5_000}, "f-list-relation"),
        ({"ap-name": ""}, "f-ap-name"),
        ({"ap-phone": "12"}, "f-ap-phone"),
        ({"ap-email": "hoa@"}, "f-ap-email"),
        ({"org-name": "Công ty Mẫu", "org-code": "6000123456", "org-post": "Giám đốc"}, "f-list-relation"),
        ({"paper-tick": ""}, "papers"),
        ({"list-rows": "made up"}, "f-table"),
    ],
)
def test_what_is_wrong_for_all_rows_is_said_at_its_field_and_the_row_stays(desk, changes, anchor):
    answer = desk.post(ADDRESS, {**SENDER, **row(0), **changes})
    assert answer.status_code == 422 and anchor in {one.anchor for one in answer.context["faults"]}
    assert "Nguyễn Văn Một" in answer.text and not Dossier.objects.exists()


def test_no_row_is_no_list(desk):
    answer = desk.post(ADDRESS, SENDER)
    assert answer.status_code == 422 and "f-table" in {one.anchor for one in answer.context["faults"]}


def test_a_list_that_is_full_takes_no_further_row_and_keeps_what_was_typed(desk):
    full = "\n".join(
        "\t".join((f"Nguyễn Văn {chr(65 + n // 26)}{chr(65 + n % 26)}",)) for n in range(ROWS_MAX)
    )
    before = press(desk, "paste-rows", **{"list-pasted": full})
    answer = press(desk, "add-row", before=before, **row(0))
    assert answer.status_code == 422 and answer.context["entry_fault"] and len(lines(answer)) == ROWS_MAX
    assert answer.context["entry"][0].value == "Nguyễn Văn Một"


# The rows themselves -------------------------------------------------------------------------------------------


def test_rows_keep_their_numbers_and_come_back_where_they_were():
    rows = Rows().behind([ListRow(0, {"n": n}) for n in range(3)])
    assert [one.number for one in rows.rows] == [1, 2, 3]
    gone = rows.without(2).without(1)
    assert [one.number for one in gone.rows] == [3] and gone.undone().undone().rows == rows.rows
    assert gone.without(9) == gone, "what is not there leaves nothing to put back"
    other = rows.replaced([ListRow(2, {"n": 9})]).undone()
    assert [(one.number, one.data["n"]) for one in other.rows] == [(1, 0), (2, 9), (3, 1), (4, 2)]
    assert Rows().undone() == Rows()
