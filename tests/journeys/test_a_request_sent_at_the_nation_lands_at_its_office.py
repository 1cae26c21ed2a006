"""Two real nodes, as `motcua demo` starts them: a person signs up at the nation, chooses a place of the province, fills in
and sends; the receipt says “not yet at the office” at once, and then carries the number under which the province keeps it."""

import json
import os
import shutil
import sqlite3

import pytest

from tests.browser import axe_violations, expect, overflows, shoot
from tests.documents.samples import PDF
from tests.operations.test_demo import Demo, ready

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.sqlite]
PAGES_MAX = 14
RELOADS_MAX = 240  # half a second each
PERSON = {
    "full_name": "Nguyễn Văn Thử", "identity_number": "066090000123", "birth_date": "19/04/1990",
    "phone": "0905000777", "email": "thu@example.vn", "password": "mot-cua-thu-nghiem-1",
}  # fmt: skip
# What a person writes, by a word of the question; the first that stands in it.
ANSWERS = (
    ("số bản", "1"), ("định danh", "066050000123"), ("sinh", "19/04/1950"), ("ví dụ 19", "01/11/2026"), ("ngày", "01/11/2026"),
    ("điện thoại", "0905000777"), ("thư điện tử", "thu@example.vn"), ("tên", "Nguyễn Thị Mẫu"), ("bao nhiêu", "1"), ("", "Nội dung thử"),
)  # fmt: skip
LABEL = "(e) => (e.closest('.field') ?? e.parentElement).innerText.toLowerCase()"


@pytest.fixture
def nodes(tmp_path, request):
    """The addresses of the province and of the nation, and the places where they keep their data.

    They go on where tests/operations/test_demo.py ended in the same run, or begin on tables that are there: that a demo
    is made from nothing is looked at there.
    """
    place = tmp_path / "demo"
    folder = os.environ.get("MOTCUA_TEST_MADE")
    if folder and ready(folder).exists():
        shutil.copytree(ready(folder), place)
    else:
        migrated = request.getfixturevalue("migrated")
        for node in (place, place / "nation"):
            node.mkdir()
            shutil.copyfile(migrated, node / "motcua.sqlite3")
    running = Demo(place, "--port", "8230")
    try:
        running.wait_for("Stop with Ctrl-C")
        province = running.said.split("Một Cửa · ")[1].split()[0]
        nation = running.said.split("hears of every act there: ")[1].split()[0]
        yield province, nation, place
    finally:
        running.end()


def fills_in(page) -> None:
    """Everything a page asks: the first choice, and words that fit the question."""
    chosen = set()
    for field in page.locator("main form [name]:visible").all():
        name, kind = field.get_attribute("name"), field.evaluate("(e) => e.type")
        if kind == "radio" and name not in chosen:
            chosen.add(name)
            field.check(force=True)
        elif kind.startswith("select"):
            field.select_option(index=1)
        elif kind == "file":
            field.set_input_files({"name": "giay.pdf", "mimeType": "application/pdf", "buffer": PDF})
        elif kind in ("text", "tel", "email", "textarea", "date") and len(field.input_value()) < 2:
            asked = field.evaluate(LABEL)
            field.fill(next(words for word, words in ANSWERS if word in asked))


def looks(page, name: str) -> None:
    assert axe_violations(page) == [], name
    assert overflows(page) == [], name
    shoot(page, f"journey-nation-{name}")


def test_a_request_sent_at_the_nation_lands_at_its_office(chromium, nodes):
    _province, nation, place = nodes
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{nation}/dang-ky/")
    for name, words in PERSON.items():
        page.fill(f"main form [name={name}]", words)
    page.locator("main form button").last.click()
    page.wait_for_url("**/ho-so-cua-toi/")

    page.goto(f"{nation}/nop-ho-so/1.000656/")
    page.click("main a.button.act")
    page.wait_for_url("**/nop-toan-quoc/noi-nop/**")
    for _ in range(RELOADS_MAX):  # the province says by itself, within a minute, what it takes
        if page.locator("main form[method=post]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.fill("#q", "tan doi")
    page.click("form[role=search] button")
    page.wait_for_url("**?q=tan*")
    page.click("main form[method=post] label >> nth=0")
    looks(page, "place")
    page.click("main form[method=post] button.act")
    page.wait_for_url("**/ban-nhap/**")
    for _ in range(PAGES_MAX):
        if page.url.endswith("/kiem-tra/"):
            break
        fills_in(page)
        here = page.url
        page.get_by_role("button", name="Lưu và tiếp tục").last.click()
        page.wait_for_url(lambda url, here=here: url != here)
    page.check("input[name=declared]", force=True)
    page.click("main form button.act")
    page.wait_for_url("**/nop-toan-quoc/ho-so/**")
    looks(page, "receipt")
    expect(page.locator("main")).to_contain_text("QG-", use_inner_text=True)

    for _ in range(RELOADS_MAX):
        if "Mã số ở nơi giải quyết" in page.inner_text("main"):
            break
        page.wait_for_timeout(500)
        page.reload()
    looks(page, "taken")
    shown = page.inner_text("main")
    here = sqlite3.connect(place / "motcua.sqlite3")
    there = sqlite3.connect(place / "nation" / "motcua.sqlite3")
    key, number, submitted_at = there.execute(
        "SELECT key, number, submitted_at FROM exchange_submission"
    ).fetchone()
    assert number in shown
    rows = here.execute(
        "SELECT number, submitted_at, applicant_name, id FROM dossiers_dossier WHERE submission = ?", [key]
    ).fetchall()
    assert [row[:3] for row in rows] == [(number, submitted_at, PERSON["full_name"])]
    files = here.execute(
        "SELECT f.sha256 FROM dossiers_paper p JOIN documents_file f ON f.id = p.file_id WHERE p.dossier_id = ?",
        [rows[0][3]],
    ).fetchall()
    assert files
    assert set(files) == set(there.execute("SELECT sha256 FROM documents_file").fetchall())
    entries = there.execute("SELECT kind, data FROM chronicle_entry WHERE kind LIKE 'exchange.submission-%'")
    kinds = [(kind, json.loads(data)["receipt"]) for kind, data in entries]
    assert len(kinds) == 3
    assert len({receipt for _, receipt in kinds}) == 1
    context.close()
    here.close()
    there.close()
