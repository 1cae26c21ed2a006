"""In the field: a tablet without a network, a device at a counter, and who may set them up."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.surveys import actions
from motcua.surveys.models import PoolAnswer, Station, Unspent
from motcua.surveys.rules import Kind, NoneLeft, StepNotAllowed, codes
from tests.browser import expect, shoot, wait_for
from tests.dossiers.test_races import together
from tests.surveys.build import AGREED, AT, make_round
from tests.surveys.test_pages_answering import BEGIN, SEND, open_round
from tests.surveys.test_pages_rounds import signed_in

# What lies on the device, bytes as letters.
ON_DEVICE = """async () => {
  const answer = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const base = await answer(indexedDB.open("motcua-survey-outbox"));
  const plain = (_key, value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value);
  return JSON.stringify(await answer(base.transaction("answers").objectStore("answers").getAll()), plain);
}"""


@given(st.binary(min_size=20, max_size=32), st.integers(0, 11), st.sampled_from(codes.SIGNS))
def test_any_one_wrong_sign_of_a_code_is_noticed(secret, place, sign):
    code = codes.code_from(secret)
    assert codes.typed(codes.shown(code).lower()) == code
    mistyped = code[:place] + sign + code[place + 1 :]
    assert codes.typed(mistyped) == (code if mistyped == code else "")


@pytest.mark.django_db
def test_a_device_at_a_counter_takes_one_answer_after_the_other_until_its_place_has_none_left():
    made, client = open_round(cells=2), Client(headers={"accept": "application/json"})
    code = actions.open_station(
        sample_unit=made.units[0].pk, reach=made.cast.reach(made.enumerator), at=timezone.now()
    )
    for number in range(10):
        sent = client.post(SEND, {"code": code, "v_used": "no", "_sending": f"word-{number}"})
        assert sent.json() == {"kept": True}
    assert client.post(SEND, {"code": code, "v_used": "no"}).json()["code"] == "surveys.none-left"
    assert Unspent.objects.count() == 10
    assert 'data-mode="kiosk"' in Client().post(BEGIN, {"code": code}).content.decode()


@pytest.mark.django_db
def test_a_device_set_up_by_two_presses_on_one_page_is_one_device():
    made = open_round(cells=2)
    client, address = signed_in(made.enumerator), f"/khao-sat/di-hoi/{made.survey.pk}/"
    key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())[1]
    shown = [
        client.post(address, {"place": str(unit.pk), "key": key}).context["station"]["code"]
        for unit in (made.units[0], made.units[0], made.units[1])
    ]
    assert shown[0] == shown[1] != shown[2] and Station.objects.count() == 2
    assert client.post(address, {"place": str(made.units[0].pk), "key": "x"}).status_code == 200
    assert Station.objects.count() == 3
    assert Entry.objects.filter(kind=Kind.STATION_OPENED).count() == 3


@pytest.mark.django_db
def test_an_answer_sent_twice_because_the_line_broke_counts_once():
    made, client = open_round(cells=1), Client()
    code = actions.open_station(sample_unit=made.units[0].pk, reach=made.reach, at=timezone.now())
    for _each in range(3):
        assert client.post(SEND, {"code": code, "v_used": "no", "_sending": "one"}).status_code == 302
    assert PoolAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_devices_at_one_place_spend_each_invitation_once():
    made = make_round(cells=1).open()
    told = together(*[lambda: actions.take(sample_unit=made.units[0].pk, data=AGREED, at=AT)] * 12)
    assert sum(one is None for one in told) == PoolAnswer.objects.count() == 10
    assert sum(isinstance(one, NoneLeft) for one in told) == 2
    same = make_round_again(made)
    told = together(*[lambda: actions.take(sample_unit=same, data=AGREED, at=AT, sending="x")] * 4)
    assert told == [None] * 4
    assert PoolAnswer.objects.count() == 11


def make_round_again(made) -> int:
    """One more invitation at the same place."""
    from motcua.surveys.models import Invitation

    more = Invitation.objects.create(sample_unit=made.units[0], code_hash="0" * 64)
    Unspent.objects.create(invitation=more)
    return made.units[0].pk


@pytest.mark.django_db
def test_only_who_asks_people_for_the_agency_sets_up_a_device_and_only_in_an_open_round():
    made = make_round(cells=1)
    unit = made.units[0].pk
    with pytest.raises(StepNotAllowed):
        actions.open_station(sample_unit=unit, reach=made.reach, at=AT)
    made.open()
    for player, refusal in ((made.cast.operator, Forbidden), (made.cast.hoa, NotFound)):
        with pytest.raises(refusal):
            actions.open_station(sample_unit=unit, reach=made.cast.reach(player), at=AT)
    client = signed_in(made.enumerator)
    assert client.post(f"/khao-sat/di-hoi/{made.survey.pk}/", {"place": "999999"}).status_code == 404
    page = client.post(f"/khao-sat/di-hoi/{made.survey.pk}/", {"place": str(unit)})
    assert page.status_code == 200
    assert 'class="qr' in page.content.decode() or "<svg" in page.content.decode()


@pytest.mark.browser
def test_a_tablet_works_without_a_network_and_tells_what_became_of_each_answer(
    transactional_db, live_browser
):
    made = open_round(code="sipas-2017", cells=1)
    address = f"/khao-sat/may-tinh-bang/{made.survey.pk}/"
    page = live_browser.open(address, width=820)
    wait_for(page, lambda: page.evaluate("document.documentElement.dataset.kept") == "true")
    # Somebody answers the second code on paper's own link meanwhile.
    Client().post(SEND, {"code": made.codes[1], "c_polite": "5"})
    page.context.set_offline(True)
    page.goto(f"{live_browser.address}{address}")

    def answers(code: str) -> None:
        page.fill("#f-code", codes.shown(code).lower())
        page.click("[data-next]")
        while page.is_visible("[data-next]"):
            if page.is_visible("#f-c_polite-1"):
                page.check("#f-c_polite-1")
            page.click("[data-next]")
        page.click("[data-send]")

    page.fill("#f-code", "2222-2222-2223")
    page.click("[data-next]")
    expect(page.locator("[data-says]")).to_contain_text("không phải mã thư mời", use_inner_text=True)
    answers(made.codes[0])
    answers(made.codes[1])
    page.fill("#f-code", made.codes[0])
    page.click("[data-next]")
    expect(page.locator("[data-says]")).to_contain_text("đã có phiếu", use_inner_text=True)
    expect(page.locator("[data-outbox]")).to_contain_text("2 phiếu chờ", use_inner_text=True)
    shoot(page, "survey-tablet-offline")
    lies = page.evaluate(ON_DEVICE)
    assert "locked" in lies and "c_polite" not in lies and made.codes[1] not in lies
    assert PoolAnswer.objects.count() == 1
    page.context.set_offline(False)
    page.click("[data-send-now]")
    wait_for(page, lambda: "0 phiếu chờ" in page.inner_text("[data-outbox]"))
    expect(page.locator("[data-outbox]")).to_contain_text("1 phiếu đã gửi", use_inner_text=True)
    expect(page.locator("[data-lines]")).to_contain_text(
        f"{made.codes[1][:4]}-…-{made.codes[1][-4:]}: Thư mời này đã được dùng", use_inner_text=True
    )
    shoot(page, "survey-tablet-sent")
    assert sorted(one["c_polite"] for one in PoolAnswer.objects.values_list("data", flat=True)) == ["4", "5"]


@pytest.mark.browser
def test_a_device_at_a_counter_begins_anew_after_each_answer_and_when_nobody_touches_it(
    transactional_db, live_browser
):
    made = open_round(code="sipas-2017", cells=1)
    code = actions.open_station(sample_unit=made.units[0].pk, reach=made.reach, at=timezone.now())
    page = live_browser.open(f"{BEGIN}#{code}", width=820)
    page.wait_for_selector("form[data-mode=kiosk].stepping")
    page.click("[data-next]")
    page.check("#f-a_place-0")
    page.evaluate("document.querySelector('form[data-survey]').dataset.idle = '400'")
    page.keyboard.press("Shift")  # the last touch
    wait_for(page, lambda: page.is_visible("[data-opening]"))
    assert not page.is_checked("#f-a_place-0")
    page.evaluate("document.querySelector('form[data-survey]').dataset.idle = '60000'")
    page.click("[data-next]")
    page.check("#f-a_place-1")
    while page.is_visible("[data-next]"):
        page.click("[data-next]")
    page.click("[data-send]")
    # The thanks stand for some seconds only: they are looked for first.
    expect(page.locator("[data-says]")).to_contain_text("Xin cảm ơn", use_inner_text=True)
    expect(page.locator("[data-opening]")).to_be_visible()
    wait_for(page, lambda: PoolAnswer.objects.count() == 1)
    shoot(page, "survey-kiosk")
    assert not page.is_checked("#f-a_place-1")
    wait_for(page, lambda: page.evaluate(ON_DEVICE) == "[]")
    assert PoolAnswer.objects.get().data == {"a_place": "4"}
