"""The gap analysis of a survey on paper: the sheet alone, every item on it, its head again on each page."""

import pypdfium2
import pytest

from tests.browser import overflows, shoot
from tests.indices.build import load_country, make_sheet
from tests.people.cast import NOW

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_the_gap_analysis_is_printed_whole_with_its_head_on_every_page(live_browser):
    load_country()
    sheet = make_sheet(at=NOW)
    page = live_browser.open(f"/chi-so/khao-sat/{sheet.pk}/tinh/dak-lak/phan-tich/")
    items = page.locator("tbody tr").count()
    assert items == 45
    page.emulate_media(media="print")
    for gone in (".head", ".acts", ".skip"):
        assert not page.locator(gone).first.is_visible(), gone
    page.set_viewport_size({"width": 672, "height": 960})  # A4 without its margins
    shoot(page, "gap-print")
    assert overflows(page) == []
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    printed = [
        " ".join(paper[number].get_textpage().get_text_bounded().split()) for number in range(len(paper))
    ]
    assert 1 < len(printed) <= 4
    assert all("Nội dung Đắk Lắk Khoảng tin cậy" in one for one in printed), [one[:300] for one in printed]
    assert sheet.digest[:16] in "".join("".join(printed).split())
