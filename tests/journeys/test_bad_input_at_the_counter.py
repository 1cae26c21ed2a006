"""The counter's own screen, value by value: each field with each wrong thing that its meaning knows.

What is wrong is refused on the same screen, in words, with what was typed; no row changes. What only looks wrong is received,
and kept as the list says.
"""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.counter import actions as counting
from motcua.counter import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import list_persons as persons
from tests.dossiers.build import PROCEDURE, in_progress, make_world
from tests.journeys import bad_values
from tests.journeys.bad_values import FORMULA, Means, Wrong
from tests.journeys.wrong import HTML, counter, everything, signed_in

# Each field, what it means, and what else must be typed so that it counts.
ASK = {"answer-way": "ask", "paper-tick": "to-khai"}
FIRM = {
    "org-code": "6000123456",
    "org-name": "Công ty TNHH Cà phê Mẫu",
    "org-post": "Giám đốc",
    "org-capacity": "legal",
}
CHILD = {
    "behalf-identity": "066314000123", "behalf-name": "Nguyễn Thị Bé", "behalf-birth": "01/06/2014",
    "behalf-relation": "mẹ", "behalf-capacity": "legal",
}  # fmt: skip
FIELDS = (
    ("ap-name", Means.NAME, {"ap-identity": ""}),
    ("ap-identity", Means.IDENTITY, {"ap-name": "Nguyễn Văn Giữ"}),
    ("ap-birth", Means.DAY, {"ap-identity": ""}),
    ("ap-identity", Means.CARD, {"ap-name": "Nguyễn Văn Giữ"}),
    ("ap-phone", Means.PHONE, {"ap-identity": ""}),
    ("ap-email", Means.EMAIL, {"ap-identity": ""}),
    ("ap-address", Means.ADDRESS, {"ap-identity": ""}),
    ("org-code", Means.IDENTITY, FIRM),
    ("org-name", Means.PARTY, FIRM),
    ("org-post", Means.WORDS, FIRM),
    ("behalf-relation", Means.WORDS, CHILD),
    ("behalf-identity", Means.CARD, CHILD),
    ("what-giay-chung-minh", Means.WORDS, ASK),
    ("org-capacity", Means.CHOICE, FIRM),
    ("behalf-name", Means.NAME, CHILD),
    ("behalf-identity", Means.IDENTITY, CHILD),
    ("behalf-birth", Means.DAY, CHILD),
    ("behalf-capacity", Means.CHOICE, CHILD),
    ("sets-number", Means.AMOUNT, {}),
    ("quantity-giay-chung-minh", Means.AMOUNT, {}),
    ("kind-giay-chung-minh", Means.CHOICE, {}),
    ("case-code", Means.CHOICE, {}),
    ("office-id", Means.CHOICE, {}),
    ("channel-way", Means.CHOICE, {}),
    ("delivery-way", Means.CHOICE, {}),
    ("answer-way", Means.CHOICE, {}),
    ("answer-reason", Means.WORDS, ASK),
    ("answer-ground", Means.WORDS, {"answer-way": "refuse", "answer-reason": "Không thuộc thẩm quyền."}),
)  # fmt: skip

# Where else a fault of a field may stand: at the papers, at the choice, or at the top where nothing could be chosen.
ELSEWHERE = {
    "quantity": ("papers",), "kind": ("papers",), "what": ("papers",), "case-code": ("f-case",), "answer-way": ("h-answer",),
    "office-id": ("noi-dung",), "channel-way": ("noi-dung",),
}  # fmt: skip


@pytest.fixture
def desk(db):
    world = make_world()
    world.at = timezone.now()  # pages read the real clock
    client = signed_in(world.cast.reception, "en")
    client.world = world
    return client


def tight(text: str) -> str:
    return "".join(text.replace("-", "").split())


def trouble(desk, name: str, value: Wrong, more: dict[str, str]) -> str:
    """Empty, or what is not as it must be."""
    before, rows = set(Dossier.objects.values_list("pk", flat=True)), everything()
    typed = counter(**{"submission-id": str(uuid4()), **more, name: value.text})
    if name == "org-name":  # a firm that was checked once has its name
        typed["org-code"] = f"6000{bad_values.VALUES.index(value):06}"
    answer = desk.post(f"{reverse('dossiers:counter')}?thu-tuc=1.000001", typed)
    made = Dossier.objects.exclude(pk__in=before)
    page = unescape(answer.content.decode())
    if HTML in answer.content.decode():
        return "writes HTML as HTML"
    if value.stays is not None:
        return (
            "" if answer.status_code == 302 and made.count() == 1 else f"{answer.status_code}, not received"
        )
    if answer.status_code != 422:
        return f"{answer.status_code} {answer.headers.get('Location', '')}"
    if everything() != rows:
        return "changes rows"
    # A choice that is not offered cannot stand on the page; everything that is written can, without spaces and dashes.
    is_written = value.means is not Means.CHOICE and "quantity" not in name
    if is_written and tight(value.text) not in tight(page):
        return "loses what was typed"
    anchors = {fault.anchor for fault in answer.context["faults"]}
    return (
        ""
        if anchors & {f"f-{name}", *ELSEWHERE.get(name.partition("-giay")[0], ())}
        else f"says it at {anchors}"
    )


@pytest.mark.parametrize(
    "name, means, more", FIELDS, ids=[f"{name}: {means.name.lower()}" for name, means, _ in FIELDS]
)
def test_every_wrong_value_of_a_field_is_refused_in_words_and_changes_nothing(desk, name, means, more):
    found = [
        f"{value.name} ({value.text[:30]!r}): {wrong}"
        for value in bad_values.of(means)
        if (wrong := trouble(desk, name, value, more))
    ]
    assert not found, "\n".join(found)


# The procedure's own questions, of each kind ---------------------------------------------------------------------

KINDS = {
    "ten": ("name", Means.NAME), "so": ("identity-number", Means.IDENTITY), "ngay": ("date", Means.DAY),
    "may": ("phone", Means.PHONE), "thu": ("email", Means.EMAIL), "tien": ("money", Means.AMOUNT),
    "dem": ("integer", Means.AMOUNT), "loai": ("choice", Means.CHOICE), "co": ("yes-no", Means.CHOICE),
    "loi": ("text", Means.WORDS), "y": ("paragraph", Means.WORDS),
}  # fmt: skip
OPTIONS = "            options:\n              - {code: mot, name: {vi: Một, en: One}}\n              - {code: hai, name: {vi: Hai, en: Two}}\n"
FORM = """\
forms:
  phieu:
    title: {vi: Phiếu, en: Form}
    pages:
      - code: trang
        title: {vi: Trang, en: Page}
        fields:
""" + "".join(
    f"          - code: {code}\n            kind: {kind}\n            required: false\n"
    f"            label: {{vi: Câu {code}, en: Question {code}}}\n" + (OPTIONS if kind == "choice" else "")
    for code, (kind, _means) in KINDS.items()
)


@pytest.fixture
def asking(db):
    world = make_world(text=PROCEDURE.replace("    terms:\n", "    form: phieu\n    terms:\n", 1) + FORM)
    world.at = timezone.now()  # pages read the real clock
    return signed_in(world.cast.reception, "en")


@pytest.mark.parametrize("code", KINDS)
def test_every_wrong_answer_to_a_question_of_the_procedure_is_refused_at_it(asking, code):
    found = [
        f"{value.name} ({value.text[:30]!r}): {wrong}"
        for value in bad_values.of(KINDS[code][1])
        # A question left empty is not wrong: nobody has to answer these.
        if value.text.strip() and (wrong := trouble(asking, code, value, {"ap-address": "Thôn 3"}))
    ]
    assert not found, "\n".join(found)


# A row of another person, and codes ----------------------------------------------------------------------------

ROW = {
    persons.NAME: "Trần Thị Hai", persons.IDENTITY: "066310000002", persons.BIRTH: "01/09/2010", persons.PHONE: "0905000102",
}  # fmt: skip
OF_ROW = (
    (persons.NAME, Means.NAME), (persons.IDENTITY, Means.IDENTITY), (persons.BIRTH, Means.DAY),
    (persons.PHONE, Means.PHONE), (persons.EMAIL, Means.EMAIL),
)  # fmt: skip


@pytest.mark.parametrize(("name", "means"), OF_ROW, ids=[name for name, _ in OF_ROW])
def test_every_wrong_value_of_a_row_is_refused_at_its_field_and_the_row_stays(desk, name, means):
    address = f"{reverse('dossiers:counter')}?thu-tuc=1.000001&danh-sach=tung-nguoi"
    for value in bad_values.of(means):
        rows = everything()
        typed = counter(**ROW | {"list-relation": "Giáo viên", name: value.text})
        answer = desk.post(address, typed | ({"add-row": "1"} if value.stays is not None else {}))
        entry = {one.name: one for one in answer.context["entry"]}
        if value.stays is not None:
            assert answer.status_code == 200 and len(answer.context["lines"]) == 1, value.name
            continue
        assert answer.status_code == 422 and entry[name].error and everything() == rows, value.name
        assert f"f-{name}" in {fault.anchor for fault in answer.context["faults"]}, value.name
        others = {one: entry[one].value for one in ROW if one != name}
        assert others == {one: said for one, said in ROW.items() if one != name}, value.name
        assert HTML not in answer.content.decode()


# The sheet of the hand-over --------------------------------------------------------------------------------------

TOO_MANY = (Wrong("more than a number of the database", Means.AMOUNT, "999999999999"),)


def carried(world):
    """One request on a sheet that waits to be counted, and how the unit confirms it."""
    in_progress(world)
    reach = world.reach(world.cast.reception)
    lines = [one.id for one in queries.to_hand_over(reach, at=world.at)]
    sheet = counting.give_sheet(agency_id=world.cast.department.pk, dossiers=lines, reach=reach, at=world.at)
    return sheet, {"take": str(sheet.pk), "count": "1", "remark": ""}


def test_every_wrong_count_and_remark_of_a_hand_over_is_refused_at_its_field_and_stays_open(desk):
    unit = signed_in(desk.world.cast.case, "en")
    sheet, typed = carried(desk.world)
    rows = everything()
    wrong = [("count", one) for one in (*bad_values.of(Means.AMOUNT), *TOO_MANY)]
    wrong += [("remark", one) for one in bad_values.of(Means.WORDS) if one.stays is None]
    for name, value in wrong:
        # With a remark any count would do, so it is the count itself that is refused.
        answer = unit.post(reverse("counter:handing"), typed | {"remark": "Đếm lại", name: value.text})
        assert answer.status_code == 422 and answer.context["fault"][0] == name, value.name
        assert f'aria-describedby="f-{name}-{sheet.pk}-f"' in answer.text, value.name
        assert tight(value.text) in tight(unescape(answer.text)), value.name
    assert everything() == rows


def test_what_only_looks_wrong_in_a_remark_is_kept_as_it_was_written(desk):
    unit = signed_in(desk.world.cast.case, "en")
    for value in bad_values.of(Means.WORDS):
        if value.stays is not None:
            sheet, typed = carried(desk.world)
            answer = unit.post(reverse("counter:handing"), typed | {"remark": value.text}, follow=True)
            sheet.refresh_from_db()
            assert (sheet.counted, sheet.remark) == (1, value.stays) and HTML not in answer.text, value.name


@pytest.mark.parametrize(
    "code", ["", " ", "x" * 5_000, HTML, FORMULA, "²²²²", "\0\0", "'; DROP TABLE dossiers", "-1", "9" * 5_000]
)
def test_a_wrong_code_of_a_draft_or_of_an_appointment_opens_nothing_and_says_so(desk, code):
    rows = everything()
    answer = desk.post(reverse("dossiers:counter-resume"), {"code": code, "digits": code})
    assert answer.status_code == 422 and "The short code or the digits do not fit" in answer.text
    office = desk.world.cast.department.pk
    answer = desk.post(reverse("counter:check-in", args=[office]), {"code": code})
    assert answer.status_code == 422 and HTML not in answer.text
    assert desk.post(reverse("counter:kiosk", args=[office]), {"queue": code}).status_code == 404
    assert everything() == rows
