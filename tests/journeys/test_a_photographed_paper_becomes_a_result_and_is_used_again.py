"""A paper is photographed, read and signed off; the signed result is checked without a network, and both are used again.

Nothing stands in for anything: the camera's picture is recognised by tesseract, the signatures are PAdES with time stamps,
the code is read off the downloaded PDF, and what a phone saved of the check page answers with the network off.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from motcua.documents import actions as documents
from motcua.documents.rules.copies import PROGRAMS
from motcua.dossiers.models import Dossier, Paper, Reuse
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries import digitising
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.states import Act, State
from motcua.people import actions as people
from motcua.people.models import AccessLook
from motcua.procedures import actions as procedures
from tests import programs
from tests.browser import expect, wait_for
from tests.documents import writing
from tests.documents.papers import codes_on
from tests.dossiers import electronic
from tests.dossiers.build import PROCEDURE, make_world
from tests.journeys.people import Citizen, Desk
from tests.people.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONE = writing.PEOPLE[0]
CARD = f"{ONE.identity}|240912345|Nguyễn Thị Hoa|12031985|Nữ|12 Lê Duẩn, phường Tân Lợi|05072021"
# Asks for the paper that was signed off, by its code, and for the result, by its name.
SECOND = (
    PROCEDURE.replace("1.000001", "1.000003")
    .replace("Xác nhận thử nghiệm", "Cấp lại thử nghiệm")
    .replace(
        "    terms:\n",
        "      - code: xac-nhan\n        name:\n          vi: Giấy xác nhận\n          en: Confirmation\n"
        "        kind: copy\n    terms:\n",
        1,
    )
)


@pytest.fixture
def world(settings, monkeypatch, tmp_path):
    missing = [name for name in PROGRAMS if not programs.find(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: {PROGRAMS[missing[0]]}")
    electronic.as_demo(settings, monkeypatch, tmp_path)
    made = electronic.of_today(make_world())
    loaded = procedures.load(text=SECOND, by="system:tests", at=made.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=made.at
    )
    hoa, reception = made.cast.hoa, made.cast.reception
    people.check_identity(
        person_id=hoa.person.pk, identity_number=ONE.identity, reach=made.reach(reception), at=made.at
    )
    return made


def one_round() -> None:
    """What `motcua work` does by itself; in a thread of its own, because the browser keeps an event loop in this one."""

    def work() -> None:
        documents.make_copy(at=timezone.now())
        electronic.work()

    with ThreadPoolExecutor(1) as apart:
        try:
            apart.submit(work).result()
        finally:
            apart.submit(connections.close_all).result()


def test_a_photographed_paper_becomes_a_result_and_is_used_again(live_browser, world, tmp_path):
    desk, cast = Desk(live_browser), world.cast
    number = she_brings_a_paper(desk, cast)
    it_is_photographed_read_and_signed_off(desk, cast, number)
    the_office_signs_and_stamps(desk, cast, number)
    citizen = Citizen(live_browser.open("/ho-so-cua-toi/", width=390, account=cast.hoa.account), "papers")
    result = she_takes_the_result(citizen, number, tmp_path)
    anyone_checks_it_with_the_network_off(live_browser, result, tmp_path)
    second = she_uses_both_again(citizen)
    everybody_sees_that_they_were_used(citizen, desk, cast, number, second)


def she_brings_a_paper(desk: Desk, cast) -> str:
    """The desk finds her by her card; the paper is looked at and not kept."""
    page = desk.of(cast.reception)
    page.goto(f"{desk.browser.address}/quay/?thu-tuc=1.000001")
    page.get_by_label("Identity card").fill(CARD)
    page.get_by_role("button", name="Find", exact=True).first.click()
    page.get_by_label("Supporting paper", exact=True).check()
    page.locator("main button[data-key=F9]").click()
    page.wait_for_url("**/quay/H15.15-*/")
    found = Dossier.objects.get()
    assert found.applicant_id == cast.hoa.person.pk and not digitising.digital_flags(found).digitised
    return found.number


def it_is_photographed_read_and_signed_off(desk: Desk, cast, number: str) -> None:
    """Turned, soft, in the shadow of whoever holds the phone; read by the job while the page waits for it."""
    page = desk.of(cast.reception)
    page.goto(f"{desk.browser.address}{reverse('dossiers:dossier', args=[number])}")
    page.locator("#giay-to").get_by_role("link", name="Digitise").click()
    photo = writing.degraded(writing.paper(ONE, dpi=200), dpi=200, turn=2, blur=0.6, shadow=True, seed=3)
    page.set_input_files(
        "input[name=photo]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": writing.jpeg(photo)}
    )
    page.click("button[name=take]")
    page.wait_for_selector("[hx-trigger]")
    one_round()
    wait_for(page, lambda: page.locator(".sheet-picture").count() == 1)  # it came by itself
    expect(page.locator("input[name=said-identity]")).to_have_value(ONE.identity)
    expect(page.locator("input[name=said-birth]")).to_have_value(ONE.birth)
    page.check("input[name=compared]")
    page.click("button[name=sign-off]")
    page.wait_for_selector("text=Signed off")
    assert digitising.digital_flags(Dossier.objects.get()).digitised


def does(desk: Desk, player, number: str, act: Act, name: str, fill=None) -> None:
    """One act at its own address; that desks lead there is walked elsewhere."""
    page = desk.of(player)
    page.goto(f"{desk.browser.address}{reverse('dossiers:act', args=[number, SLUGS[act]])}")
    if fill is not None:
        fill(page)
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("**xong=1")


def the_office_signs_and_stamps(desk: Desk, cast, number: str) -> None:
    does(desk, cast.reception, number, Act.HAND_OVER, "Hand over to the next step")

    def granted(page) -> None:
        page.get_by_label("Grant").check()
        page.get_by_label("Why").fill("Đủ điều kiện.")
        assert page.locator("input[name=electronic]").is_checked(), "as this office has a key"

    does(desk, cast.case, number, Act.PROPOSE, "Propose the outcome", granted)
    page = desk.of(cast.leader)
    page.goto(f"{desk.browser.address}{reverse('dossiers:signing')}")
    page.click("main form button.act")
    expect(page.locator(".fault, .error").first, "without the password nothing is asked").to_be_visible()
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.act")
    page.wait_for_selector("text=1 signature was asked.")
    one_round()

    def numbered(page) -> None:
        page.get_by_label("Number of the document").fill("12/XN-STP")

    does(desk, cast.clerk, number, Act.STAMP, "Number and stamp", numbered)
    one_round()
    assert Dossier.objects.get().state == State.DONE


def she_takes_the_result(citizen: Citizen, number: str, folder: Path) -> bytes:
    page = citizen.page
    page.reload()
    page.locator(f"main a[href*='{number}']").first.click()
    citizen.reads("Đã có kết quả")
    citizen.look("result")
    with page.expect_download() as waiting:
        citizen.follows("Tải kết quả")
    waiting.value.save_as(folder / "ket-qua.pdf")
    return (folder / "ket-qua.pdf").read_bytes()


def anyone_checks_it_with_the_network_off(live_browser, result: bytes, folder: Path) -> None:
    """Somebody who kept the page on a phone: the code that is printed on the paper, then the file itself."""
    page = live_browser.open("/kiem-tra/", width=390)
    with page.expect_download() as waiting:
        page.click("a[download]")
    kept = folder / "kiem-tra.html"
    waiting.value.save_as(kept)
    page.context.set_offline(True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(kept.as_uri())
    codes = [text for text in codes_on(result, 0) if "#" in text]
    assert len(codes) == 1, "one code on the paper"
    anyone = Citizen(page, "papers")
    page.fill("textarea", codes[0])
    page.click("button.act")
    page.wait_for_selector('[data-answer="authentic"]:not([hidden])')
    anyone.reads("12/XN-STP")
    anyone.reads("Khi không có mạng thì chưa biết")
    anyone.look("checked-offline")
    # Changed by one letter it is another paper, and the page says so.
    at = result.index(b"/Type /Page")
    changed = result[: at + 1] + b"t" + result[at + 2 :]
    # The file holds the text of its code, so it is enough by itself; one from before does not, and is told so.
    for content, text, answer in (
        (result, codes[0], "same-file"),
        (changed, codes[0], "other-file"),
        (result, "", "same-file"),
        (changed, "", "other-file"),
        (result.replace(b"/ContactInfo", b"/XontactInfo"), "", "no-code"),
    ):
        (folder / "x.pdf").write_bytes(content)
        page.fill("textarea", text)
        page.set_input_files("input[type=file]", folder / "x.pdf")
        page.click("button.act")
        page.wait_for_selector(f'[data-answer="{answer}"]:not([hidden])')
    assert asked == [kept.as_uri()], "nobody was asked"


def she_uses_both_again(citizen: Citizen) -> str:
    """From the next request on nobody needs to bring either: two presses, and it is sent."""
    page = citizen.page
    page.goto(f"{page.url.split('/ho-so')[0]}{reverse('dossiers:start', args=['1.000003'])}")
    citizen.presses("Bắt đầu khai")
    citizen.goes_on()
    citizen.reads("Giấy này đã có trong kho")
    citizen.look("offered")
    for code in ("giay-chung-minh", "xac-nhan"):
        page.locator(f"section:has(> #paper-{code}) .notice button[name=_use]").first.click()
        page.wait_for_selector(f"section:has(> #paper-{code}) button[name=_remove]")
    citizen.look("used")
    citizen.goes_on()
    page.get_by_label("Tại Bộ phận Một cửa").check()
    citizen.goes_on()
    citizen.reads("Cơ quan liên hệ với ông, bà")
    citizen.goes_on()
    page.check("#f-declared")
    citizen.presses("Nộp hồ sơ")
    citizen.reads("Hồ sơ đã gửi")
    return Dossier.objects.order_by("pk").last().number


def everybody_sees_that_they_were_used(citizen: Citizen, desk: Desk, cast, number: str, second: str) -> None:
    found = Dossier.objects.get(number=second)
    first = Dossier.objects.get(number=number)
    papers = {paper.code: paper for paper in Paper.objects.filter(dossier=found)}
    assert papers["giay-chung-minh"].source == PaperSource.STORE
    assert papers["giay-chung-minh"].file_id == Paper.objects.get(dossier=first, source="scanned").file_id
    assert papers["xac-nhan"].source == PaperSource.RESULT
    assert papers["xac-nhan"].file_id == first.result.file_id, "nothing is copied"
    assert Reuse.objects.filter(paper__dossier=found, officer=None).count() == 2
    page = desk.of(cast.reception)
    page.goto(f"{desk.browser.address}{reverse('dossiers:dossier', args=[second])}")
    expect(page.get_by_text("With a reused paper.")).to_be_visible()
    page = citizen.page
    page.goto(f"{desk.browser.address}{reverse('dossiers:held')}")
    citizen.reads(second)
    citizen.look("held")
    assert AccessLook.objects.filter(person=cast.hoa.person, subject=second).exists()
