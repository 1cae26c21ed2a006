"""A paper on A4: nothing but the sheet, as many pages as it needs."""

import re

import pytest
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from motcua.people.access import everyone
from motcua.portal import patterns
from tests.browser import axe_violations, overflows, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = """{% extends "design/paper.html" %}
{% block title %}Trial{% endblock %}
{% block acts %}<a class="button" href="/">Back</a>{% endblock %}
{% block paper %}
  {% include "design/parts/letterhead.html" with agency="Ủy ban nhân dân phường Tân Lợi" office="Bộ phận Một cửa" %}
  <h1 class="papertitle">Giấy tiếp nhận hồ sơ và hẹn trả kết quả</h1>
  <p class="soft center mt-2 mb-5">Số: <code>000.17.15.H15-261121-0051</code></p>
  <dl class="facts"><div><dt>Người nộp</dt><dd><b>H’Duyên Êban</b></dd></div>
  <div><dt>Hẹn trả</dt><dd><b class="serif-5">{{ at|moment }}</b></dd></div></dl>
  <div class="row ends mt-5 at-end">{% qr address %}{% include "design/parts/seal.html" with words=at|day %}</div>
  <section class="section">{% count due %}</section>
  <table class="table ruled folds" role="table"><tr role="row"><th scope="row" role="rowheader">Sở Tư pháp</th><td role="cell">đúng hạn</td></tr></table>
{% endblock %}"""


@everyone
def paper(request):
    return HttpResponse(engines["django"].from_string(PAPER).render(patterns.values(), request))


urlpatterns = [path("giay/", paper), path("", include("motcua.urls"))]


@pytest.fixture(autouse=True)
def trial_page(settings):
    settings.ROOT_URLCONF = __name__


def test_a_paper_is_printed_alone_and_fits_its_page(live_browser):
    page = live_browser.open("/giay/")
    page.emulate_media(media="print")
    for gone in (".head", ".acts", ".skip"):
        assert not page.locator(gone).first.is_visible(), gone
    page.set_viewport_size({"width": 672, "height": 960})  # A4 without its margins
    shoot(page, "design-paper-print")
    assert overflows(page) == []
    assert page.get_by_role("row").evaluate("row => getComputedStyle(row).display") == "table-row"
    pdf = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_a_paper_of_the_demo_says_that_it_is_made_up_on_every_sheet(live_browser, settings):
    settings.DEMO = True
    page = live_browser.open("/giay/")
    assert not page.locator(".printed-sim").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".printed-sim").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_paper_reads_well_on_the_screen(live_browser, width):
    page = live_browser.open("/giay/", width=width)
    shoot(page, f"design-paper-{width}")
    assert page.get_by_role("button", name="In").is_visible()
    assert axe_violations(page) == []
    assert overflows(page) == []
    folded = page.get_by_role("row").evaluate("row => getComputedStyle(row).display") == "block"
    assert folded == (width == 390)


def test_a_paper_stays_white_when_printed_by_lamplight(live_browser):
    page = live_browser.open("/giay/", dark=True)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.papertitle')).color") == "rgb(0, 0, 0)"
