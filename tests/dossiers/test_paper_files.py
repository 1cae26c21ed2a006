"""The PDF of each printed form: the same words as its page, field by field, as valid PDF/A."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import inputs
from tests.documents.papers import pages_text, valid_pdf_a
from tests.dossiers.build import act, approved, in_progress, row, submitted, taken_in
from tests.dossiers.walking import signed_in

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ, không đọc được số.\nXin chụp lại.",
    papers=(inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh", quantity=2, what="Trang 2 bị mờ"),),
)


def _received(world):
    return taken_in(world)


def _asked(world):
    done = taken_in(world)
    return act(world, actions.ask_supplement, done.number, world.cast.reception, ASK)


def _refused(world):
    given = inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Luật Hộ tịch, Điều 7")
    return act(world, actions.refuse, submitted(world).number, world.cast.reception, given)


def _put_off(world):
    done = in_progress(world)
    given = inputs.Extend(new_due=row(done).due_at + timedelta(days=2), reason="Chờ xác minh.")
    return act(world, actions.extend, done.number, world.cast.head, given)


def _stopped(world):
    given = inputs.Stop(reason="Đất có tranh chấp.", legal_ground="Điều 10", consequence="Hoàn lệ phí.")
    return act(world, actions.stop, in_progress(world).number, world.cast.head, given)


FORMS = {"01": _received, "02": _asked, "03": _refused, "04": _put_off, "05": _stopped, "06": approved}


class Sheet(HTMLParser):
    """The words of each field on the sheet of a page: facts, cells, paragraphs, headings."""

    FIELDS = ("dt", "dd", "th", "td", "p", "h1", "caption")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside, self.skipped, self.words = 0, 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        classes = dict(attrs).get("class") or ""
        if tag == "article" and "sheet" in classes:
            self.inside = 1
        elif self.inside and (self.skipped or {"said", "sim"} & set(classes.split()) or tag == "svg"):
            self.skipped += tag not in ("br", "path", "i", "time")
        if self.inside and tag in (*self.FIELDS, "br", "b", "span", "code"):
            self.words.append("")

    def handle_endtag(self, tag):
        if self.skipped and tag not in ("br", "path", "i", "time"):
            self.skipped -= 1
        elif tag == "article":
            self.inside = 0
        if self.inside and tag in ("b", "span", "code"):
            self.words.append("")

    def handle_data(self, data):
        if self.inside and not self.skipped:
            self.words.append(" ".join(data.split()))

    @property
    def fields(self) -> list[str]:
        return [words for words in self.words if len(words) > 1]


def plain(text: str) -> str:
    """Without spaces and capitals: a paper breaks its lines elsewhere, and a letterhead is in capitals."""
    return "".join(text.split()).casefold()


def missing(page: str, paper: bytes, folder) -> list[str]:
    said = plain(pages_text(paper, folder, layout=False))
    return [words for words in Sheet(page).fields if plain(words.strip("·,()… ")) not in said]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_pdf_says_what_its_page_says(world, form, language, tmp_path):
    done = FORMS[form](world)
    for player in (world.cast.hoa, world.cast.reception):
        client = signed_in(player)
        client.cookies["django_language"] = language
        page = client.get(reverse("dossiers:paper", args=[done.number, form]))
        answer = client.get(reverse("dossiers:paper-pdf", args=[done.number, form]))
        assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
        assert len(Sheet(page.text).fields) > 12
        assert missing(page.text, answer.content, tmp_path) == []


def test_the_register_says_the_same_on_both(world, tmp_path):
    taken_in(world)
    client = signed_in(world.cast.reception)
    for address in (reverse("dossiers:register-print"), reverse("dossiers:register-pdf")):
        assert client.get(address, {"tu": "2026-03-01", "den": "2026-03-31"}).status_code == 200
    asked = {"tu": "2026-03-01", "den": "2026-03-31"}
    page = client.get(reverse("dossiers:register-print"), asked)
    paper = client.get(reverse("dossiers:register-pdf"), asked).content
    left_out = missing(page.text, paper, tmp_path)
    assert [words for words in left_out if words != "Ngày, tháng, năm"] == []
    assert valid_pdf_a(paper, tmp_path)


@pytest.mark.parametrize("form", ["01", "04"])
def test_a_form_is_valid_pdf_a_with_real_words(world, form, tmp_path):
    done = FORMS[form](world)
    address = reverse("dossiers:paper-pdf", args=[done.number, form])
    assert valid_pdf_a(signed_in(world.cast.hoa).get(address).content, tmp_path)


def test_a_form_that_is_not_there_or_not_ones_own_is_refused_as_on_its_page(world):
    done = submitted(world)
    assert (
        signed_in(world.cast.hoa).get(reverse("dossiers:paper-pdf", args=[done.number, "01"])).status_code
        == 409
    )
    for player in (world.cast.nam, world.cast.stranger):
        address = reverse("dossiers:paper-pdf", args=[done.number, "06"])
        assert signed_in(player).get(address).status_code == 404


def test_made_up_requests_say_so_on_the_paper_and_in_its_name(world, tmp_path):
    done = taken_in(world)
    Dossier.objects.update(simulated=True)
    answer = signed_in(world.cast.hoa).get(reverse("dossiers:paper-pdf", args=[done.number, "01"]))
    assert "mo-phong-mau-01" in answer["Content-Disposition"]
    assert "dữ liệu mô phỏng" in pages_text(answer.content, tmp_path)


def test_very_long_and_strange_words_still_give_a_paper(world, tmp_path):
    given = inputs.Refuse(reason="Dài " * 480 + "\u202e<b>#eval(1)</b> 😀 中文 \x00", legal_ground="Đ" * 1500)
    done = act(world, actions.refuse, submitted(world).number, world.cast.reception, given)
    answer = signed_in(world.cast.hoa).get(reverse("dossiers:paper-pdf", args=[done.number, "03"]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
