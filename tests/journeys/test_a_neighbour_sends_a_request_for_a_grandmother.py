"""A grandmother lets her neighbour send a request: he sends it from his phone, she gets the message and sees who did
what, and once she ends the mandate his next try is refused in words.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from motcua.dossiers.models import Draft
from motcua.notices import jobs
from tests.browser import expect
from tests.dossiers.online import online_world
from tests.dossiers.walking import CODE, Walker
from tests.journeys.people import Citizen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_neighbour_helps_until_she_ends_it(live_browser):
    world = online_world()
    hoa, nam = world.cast.hoa, world.cast.nam
    hers = Citizen(live_browser.open("/toi/giup-do/", width=390, account=hoa.account), "helper")
    his = Citizen(live_browser.open("/toi/giup-do/", width=390, account=nam.account), "helper")
    code = she_names_him(hers, nam)
    he_confirms(his, code, hoa)
    number = he_sends(his, world)
    she_is_told_and_sees(hers, number, hoa, nam)
    she_ends_it_and_he_is_refused(hers, his, number, hoa)


def she_names_him(hers: Citizen, nam) -> str:
    page = hers.page
    hers.look("helpers", closely=True)
    hers.follows("Nhờ người giúp")
    page.get_by_label("Họ tên người giúp").fill(nam.person.full_name)
    page.get_by_label("Giúp việc gì?").select_option(f"procedure:{CODE}")
    page.get_by_label("nộp bổ sung khi cơ quan yêu cầu").check()
    page.get_by_label("Đến hết ngày nào?").fill(f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")
    hers.look("give", closely=True)
    hers.presses("Tạo mã")
    hers.reads("Đưa mã này cho người giúp")
    hers.look("code", closely=True)
    code = page.locator("main code").inner_text()
    hers.follows("Tôi đã ghi lại")
    hers.reads("Đang chờ người giúp xác nhận bằng mã")
    return code


def he_confirms(his: Citizen, code: str, hoa) -> None:
    his.follows("Tôi được đưa mã")
    his.page.get_by_label("Mã được đưa").fill(code)
    his.look("accept", closely=True)
    his.presses("Tôi nhận giúp")
    his.reads(hoa.person.full_name)
    his.look("whom-i-help", closely=True)


def he_sends(his: Citizen, world) -> str:
    """The form itself is filled in behind the same session; he looks back, declares and sends on his phone."""
    page = his.page
    page.get_by_role("button", name=re.compile("Làm thay ngay")).click()
    bar = page.get_by_role("region", name="Đang làm thay ai")
    expect(bar).to_contain_text(world.cast.hoa.person.full_name)
    his.presses("Bắt đầu khai")
    expect(page).to_have_url(re.compile("ban-nhap"))
    his.look("acting", closely=True)
    client = Client()
    for cookie in page.context.cookies():
        client.cookies[cookie["name"]] = cookie["value"]
    walker = Walker(world, client, Draft.objects.get().pk)
    walker.resume()
    walker.to_check()
    page.goto(page.url.split("/ho-so-cua-toi/")[0] + walker.url("draft-check"))
    page.locator("#f-declared").check()
    his.presses("Nộp hồ sơ")
    his.reads("Hồ sơ đã gửi")
    his.look("sent")
    return re.search(r"ho-so-cua-toi/([^/]+)/", page.url)[1]


def she_is_told_and_sees(hers: Citizen, number: str, hoa, nam) -> None:
    while jobs.deliver(timezone.now() + timedelta(hours=1)):
        pass
    told = [letter for letter in mail.outbox if number in letter.subject]
    assert [letter.to for letter in told] == [[hoa.person.email or "hoa@example.vn"]]
    hers.page.goto(re.sub(r"/toi/.*", f"/ho-so-cua-toi/{number}/", hers.page.url))
    hers.reads(f"{nam.person.full_name} thay {hoa.person.full_name}")
    hers.look("hers", closely=True)


def she_ends_it_and_he_is_refused(hers: Citizen, his: Citizen, number: str, hoa) -> None:
    hers.page.goto(re.sub(r"/ho-so-cua-toi/.*", "/toi/giup-do/", hers.page.url))
    hers.page.get_by_role("button", name=re.compile("Kết thúc")).click()
    hers.reads("chấm dứt")
    expect(hers.page.get_by_role("button", name=re.compile("Kết thúc"))).to_have_count(0)
    his.page.goto(re.sub(r"/ho-so-cua-toi/.*", f"/ho-so-cua-toi/{number}/", his.page.url))
    his.reads(f"Ông, bà không còn được làm thay {hoa.person.full_name}")
    his.look("refused", closely=True)
    expect(his.page.get_by_role("region", name="Đang làm thay ai")).to_have_count(0)
