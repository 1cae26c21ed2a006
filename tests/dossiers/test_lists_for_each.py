"""A list whose rows are each another person's: who acts for whom, whom each message reaches, and one receipt for all."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.actions import lists as acts
from motcua.dossiers.models import Bundle, Dossier, Draft, Representation
from motcua.dossiers.queries import bundles, follow
from motcua.dossiers.queries import filling as drafts
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules.states import Channel, State
from motcua.foundation.refusal import InvalidInput
from motcua.notices import texts
from motcua.notices.models import Notice
from tests.documents.samples import PDF
from tests.dossiers import listed
from tests.dossiers.build import act, make_world
from tests.dossiers.listed import COMMON, row
from tests.dossiers.test_pages_lists import text
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db
AUTHORISATIONS = inputs.PaperGiven(code="giay-to-dai-dien", name="Giấy ủy quyền")
PUPILS = (
    inputs.RowPerson("Nguyễn Văn Một", "066210000001", date(2010, 5, 6), "0905000101", "mot@example.vn"),
    inputs.RowPerson("Trần Thị Hai", "066310000002", date(2010, 9, 1), "0905000102"),
)


@pytest.fixture
def world(db):
    return listed.make_listing()


def school(world, *pupils, relation="Giáo viên chủ nhiệm, Trường THCS Mẫu", **changes):
    hoa = world.cast.hoa.person
    rows = tuple(inputs.ListedRow(n + 2, row(n), person=one) for n, one in enumerate(pupils or PUPILS))
    applicant = inputs.Applicant(name=hoa.full_name, person_id=hoa.pk, phone=hoa.phone, email=hoa.email)
    values = {"applicant": applicant, "papers": (COMMON, AUTHORISATIONS), "rows": rows} | changes
    return replace(listed.given(world, **values), relation=relation)


def sent(world, *pupils, **changes):
    given = school(world, *pupils, **changes)
    return actions.submit_list(reach=world.reach(world.cast.hoa), at=world.at, given=given)


def addresses():
    return [
        (one.template.removeprefix("dossiers/"), one.name, one.phone) for one in Notice.objects.order_by("pk")
    ]


def test_each_row_is_its_own_persons_request_and_the_sender_acts_for_them(world):
    done = sent(world)
    found = list(Dossier.objects.order_by("id"))
    assert [one.applicant_name for one in found] == [one.name for one in PUPILS]
    assert [one.applicant_phone for one in found] == [one.phone for one in PUPILS]
    hoa = world.cast.hoa.person
    assert {one.sender_id for one in found} == {hoa.pk} and {one.applicant_id for one in found} == {None}
    acting = Representation.objects.get(pk=found[0].representation_id)
    assert acting.representative == hoa.full_name and acting.relation.startswith("Giáo viên")
    assert PUPILS[0].identity_number not in str(Representation.objects.values()), (
        "locked, and found by its hash"
    )
    assert Bundle.objects.get().for_each and done.number == f"NL-{found[0].number}"


def test_each_is_told_at_their_own_address_and_follows_their_request_by_it(world):
    done = sent(world)
    hoa = world.cast.hoa.person
    assert addresses() == [
        ("submitted-for-you", PUPILS[0].name, PUPILS[0].phone),
        ("submitted-for-you", PUPILS[1].name, ""),  # no mail address, and no gateway for text messages here
        ("list-submitted", hoa.full_name, hoa.phone),
    ]
    told = Notice.objects.order_by("pk").first()
    assert told.person_id is None and told.values["number"] == done.dossiers[0].number
    said = texts.text(template=told.template, language="vi", values=told.values, name=told.name)
    secret = re.search(r"ký tự tra cứu: (\S+)\.", said.body)[1]
    look = {"number": told.values["number"], "secret": secret}
    answer = Client().post("/tra-cuu/", look)
    assert answer.status_code == 302 and told.values["number"] in answer.url


def test_acts_of_the_desk_tell_the_one_they_are_about_and_the_sender_once_of_all(world):
    done = sent(world)
    Notice.objects.all().delete()
    first, second = (one.number for one in done.dossiers)
    desk = world.cast.reception
    act(world, actions.take_in, first, desk, inputs.TakeIn())
    act(world, actions.refuse, second, desk, inputs.Refuse(reason="Sai nơi.", legal_ground="Điều 1"))
    assert [(template, name) for template, name, _phone in addresses()] == [
        ("received", PUPILS[0].name),
        ("refused", PUPILS[1].name),
    ]
    assert not Notice.objects.filter(person__isnull=False).exists(), (
        "nobody's own ways but the sender's are asked"
    )
    assert acts.tell_lists(at=world.at + timedelta(hours=1)) == 1
    assert addresses()[-1][:2] == ("list-received", world.cast.hoa.person.full_name)


def test_the_whole_list_taken_back_is_told_to_whoever_sent_it(world):
    done = sent(world)
    Notice.objects.all().delete()
    hoa = world.reach(world.cast.hoa)
    actions.withdraw_bundle(number=done.number, reach=hoa, at=world.at, given=inputs.Withdraw())
    assert {one.state for one in Dossier.objects.all()} == {State.WITHDRAWN}
    assert addresses()[-1] == (
        "bundle-withdrawn",
        world.cast.hoa.person.full_name,
        world.cast.hoa.person.phone,
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, persons.NAME),
        ({"name": "<b>1</b>"}, persons.NAME),
        ({"name": "Nguyễn " * 60}, persons.NAME),
        ({"identity_number": "12"}, persons.IDENTITY),
        ({"identity_number": "9" * 5_000}, persons.IDENTITY),
        ({"birth_date": date(2090, 1, 1)}, persons.BIRTH),
        ({"birth_date": None}, persons.BIRTH),
        ({"phone": ""}, persons.PHONE),
        ({"phone": "=1+1"}, persons.PHONE),
        ({"email": "'; DROP TABLE"}, persons.EMAIL),
    ],
)
def test_what_is_wrong_with_a_rows_person_is_told_at_the_row_and_nothing_is_sent(world, change, field):
    with pytest.raises(InvalidInput) as refusal:
        sent(world, PUPILS[0], replace(PUPILS[1], **change))
    assert {fault.field for fault in refusal.value.faults} == {f"3.{field}"}
    assert not Dossier.objects.exists() and not Bundle.objects.exists() and not Notice.objects.exists()


def test_what_is_wrong_for_all_rows_is_told_once(world):
    with pytest.raises(InvalidInput) as refusal:
        sent(world, PUPILS[0], None, relation=" ")
    assert [fault.field for fault in refusal.value.faults] == ["relation", f"3.{persons.NAME}"]
    with pytest.raises(InvalidInput) as refusal:
        sent(world, papers=(COMMON,))
    assert {fault.field for fault in refusal.value.faults} == {
        "2.paper-giay-to-dai-dien",
        "3.paper-giay-to-dai-dien",
    }
    with pytest.raises(InvalidInput) as refusal:
        sent(world, applicant=listed.for_firm(world))
    assert [fault.field for fault in refusal.value.faults] == ["behalf"]
    with pytest.raises(refusals.NotYourRole):
        actions.submit_list(reach=world.reach(world.cast.nam), at=world.at, given=school(world))
    assert not Dossier.objects.exists()


def test_at_the_counter_each_is_taken_in_for_the_one_named_in_its_row(world):
    given = school(world, channel=Channel.COUNTER, submitted_by_id=None, submission=uuid4())
    registered = inputs.Register(request=given.request, then=inputs.TakeIn(), identity_number="001203000777")
    desk = world.reach(world.cast.reception)
    for _ in range(2):
        done = actions.register_list(
            reach=desk, at=world.at, given=registered, rows=given.rows, relation="Giáo viên"
        )
    found = list(Dossier.objects.order_by("id"))
    assert len(done.dossiers) == len(found) == 2 and {one.state for one in found} == {State.RECEIVED}
    assert {one.sender_id for one in found} == {Bundle.objects.get().applicant_id} != {None}
    assert Notice.objects.filter(template="dossiers/received", name=PUPILS[1].name).count() == 1


# By the pages --------------------------------------------------------------------------------------------------

FILLED = listed.TEXT.replace(
    "            kind: name\n", "            kind: name\n            prefill: person.full_name\n", 1
)
HEADING = ("Người đề nghị: họ và tên", "Người đề nghị: số định danh", "Người đề nghị: ngày sinh", "Người đề nghị: số điện thoại", "Số định danh", "Ngày sinh", "Mục đích")  # fmt: skip
LINES = (
    ("Nguyễn Văn Một", "066210000001", "06/05/2010", "0905000101", "066210000001", "06/05/2010", "Làm việc"),
    ("Trần Thị Hai", "066310000002", "01/09/2010", "0905000102", "066310000002", "01/09/2010", "Làm việc"),
)


def sheet(*lines):
    return SimpleUploadedFile("lop.xlsx", listed.workbook(*lines, heading=HEADING))


def test_a_school_hands_in_for_its_pupils_by_one_table_and_has_one_receipt(db):
    world = make_world(text=FILLED)
    world.at = timezone.now()  # pages read the real clock
    draft = listed.ready_draft(world, firm=False)
    hoa, whom = signed_in(world.cast.hoa), reverse("dossiers:draft-applicant", args=[draft])
    assert "Mỗi dòng cho một người khác" in text(hoa.get(whom))
    assert hoa.post(whom, {"party": "each"}).status_code == 302
    assert hoa.post(whom, {"party": "each", "relation": ""}).status_code == 422
    assert hoa.post(whom, {"party": "each", "relation": "Giáo viên chủ nhiệm"}).status_code == 302
    for code in ("giay-to-dai-dien", "giay-chung-minh"):
        papers = reverse("dossiers:draft-papers", args=[draft])
        hoa.post(papers, {f"file-{code}": SimpleUploadedFile(f"{code}.pdf", PDF)})
    table = reverse("dossiers:draft-list", args=[draft])
    headings = [one.heading.vi for one in hoa.get(table).context["columns"]]
    assert headings[:5] == [item.label.vi for item in persons.FORM.fields.values()]
    assert "Họ và tên" not in headings, "who asks is not asked twice"
    wrong = ("Lê Văn Ba", "12", "31/02/2010", "", "066310000002", "01/09/2010", "Làm việc")
    hoa.post(table, {"table": sheet(*LINES, wrong), "_add": "1"})
    page = hoa.get(table)
    assert [one.column for one in page.context["checked"].rows[2].troubles][:3] == [
        persons.IDENTITY,
        persons.BIRTH,
        persons.PHONE,
    ]
    assert hoa.post(table, {"_next": "1"}).status_code == 422
    hoa.post(table, {"table": sheet(*LINES), "_add": "1"})
    going_on = hoa.post(table, {"_next": "1"})
    assert going_on.status_code == 302, [
        one for row in going_on.context["checked"].rows for one in row.troubles
    ]
    check = reverse("dossiers:draft-check", args=[draft])
    assert "Giáo viên chủ nhiệm" in text(hoa.get(check)) and "Nguyễn Văn Một" in text(hoa.get(check))
    assert hoa.post(check, {"declared": "on"}).status_code == 302 and not Draft.objects.exists()
    bundle = Bundle.objects.get()
    found = list(Dossier.objects.order_by("id"))
    assert [one.applicant_name for one in found] == ["Nguyễn Văn Một", "Trần Thị Hai"]
    assert found[1].data["worker"] == "Trần Thị Hai", "filled from the row's person"
    page = text(hoa.get(reverse("dossiers:bundle-receipt", args=[bundle.number])))
    assert all(follow.secret_of(one) in page and one.applicant_name in page for one in found)
    Client().post("/tra-cuu/", {"number": bundle.number, "secret": bundles.secret_of(bundle)})
    nam = signed_in(world.cast.nam)
    assert nam.get(reverse("dossiers:bundle-receipt", args=[bundle.number])).status_code == 404
    assert drafts.sent_from(draft_id=draft, reach=world.reach(world.cast.hoa), at=world.at) == bundle.number
