"""The pages that check a code, in a real browser: online, saved on a phone with the network off, and looked at."""

import base64
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.generic import pdf_string

from motcua.foundation import keys
from tests.browser import expect, overflows, shoot, troubles_at_each_width
from tests.documents import statement_forging as forging
from tests.documents.originals import recorded
from tests.documents.photographed import codes_in, photographed
from tests.documents.samples import PNG
from tests.documents.test_statement import VECTORS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN = b"%PDF-1.7\nwhat the leader signed\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    keys.key("statement", folder=settings.KEYS_DIR)


def made(**changed):
    now = timezone.now()
    return recorded(
        **{"at": now, "content": DRAWN, "expires_on": (now + timedelta(days=400)).date(), **changed}
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_code_opened_by_the_phones_camera_is_answered_at_once(live_browser, language):
    fragment = made().split("#")[1]
    page = live_browser.open(f"/K?tieng={language}#{fragment}", width=390, language=language)
    page.wait_for_selector(".verdict.done")
    expect(page.locator("main")).to_contain_text("12/GPXD", use_inner_text=True)
    assert "#" not in page.url
    assert troubles_at_each_width(page, f"check-genuine-{language}") == []
    page.goto(live_browser.address + f"/kiem-tra/?tieng={language}")
    page.fill("textarea", forging.base45(forging.signed(key=forging.STRANGER)))
    page.click("form[data-check] button.act")
    page.wait_for_selector(".verdict.soon")
    assert troubles_at_each_width(page, f"check-unknown-key-{language}") == []
    cookies = {cookie["name"] for cookie in page.context.cookies()}
    assert cookies == {"django_language"}, "only what the test itself brought"


def test_without_javascript_a_pasted_code_is_answered(live_browser):
    page = live_browser.open("/kiem-tra/", javascript=False)
    page.fill("textarea", made())
    page.click("form[data-check] button.act")
    expect(page.locator(".verdict.done")).to_be_visible()


@pytest.fixture
def saved(live_browser, tmp_path):
    """The page as a phone keeps it, opened from its file with the network off."""

    def opened(width=390, language="vi"):
        page = live_browser.open(f"/kiem-tra/?tieng={language}", width=width, language=language)
        with page.expect_download() as waiting:
            page.click("a[download]")
        path = tmp_path / f"saved-{language}.html"
        waiting.value.save_as(path)
        page.context.set_offline(True)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page, asked, path

    return opened


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_saved_page_checks_a_code_with_the_network_off(saved, language):
    page, asked, path = saved(language=language)
    assert overflows(page) == []
    shoot(page, f"saved-empty-390-{language}")
    page.fill("textarea", made())
    page.click("button.act")
    page.wait_for_selector('[data-answer="authentic"]:not([hidden])')
    shown = page.inner_text('[data-answer="authentic"]')
    assert "12/GPXD" in shown and "Giấy phép xây dựng" in shown
    assert ("known without the network" if language == "en" else "Khi không có mạng thì chưa biết") in shown
    assert troubles_at_each_width(page, f"saved-genuine-{language}") == []
    assert asked == [path.as_uri()], "the page asks nobody"


def test_the_saved_page_says_whether_a_file_is_the_one(saved):
    page, _asked, path = saved()
    for name, content, answer in (
        ("right.pdf", DRAWN + b"stamp\n%%EOF\n", "same-file"),
        ("wrong.pdf", DRAWN.replace(b"leader", b"Leader"), "other-file"),
    ):
        Path(path.parent / name).write_bytes(content)
        page.fill("textarea", made())
        page.set_input_files("input[type=file]", path.parent / name)
        page.click("button.act")
        page.wait_for_selector(f'[data-answer="{answer}"]:not([hidden])')


def test_the_saved_page_reads_the_code_that_the_stamp_keeps_in_the_file(saved):
    """Written by the library that signs; test_signing.py looks that it stands in a signed result."""
    page, _asked, path = saved(language="en")
    told = io.BytesIO()
    pdf_string(made()).write_to_stream(told)
    for content, answer in (
        (DRAWN + b"<< /ContactInfo " + told.getvalue() + b" >>\n%%EOF\n", "same-file"),
        (DRAWN.replace(b"l", b"L") + b"<< /ContactInfo " + told.getvalue() + b" >>\n%%EOF\n", "other-file"),
        (DRAWN, "no-code"),
    ):
        Path(path.parent / "paper.pdf").write_bytes(content)
        page.set_input_files("input[type=file]", path.parent / "paper.pdf")
        page.click("button.act")
        page.wait_for_selector(f'[data-answer="{answer}"]:not([hidden])')
        expect(page.locator("[data-answer]:not([hidden])")).to_have_count(1)
    shoot(page, "saved-no-code-390")


def test_the_saved_page_refuses_with_the_servers_sentences(saved):
    page, _asked, _path = saved(language="en")
    for text, answer, words in (
        ("", "unreadable", "not the whole code"),
        (made()[:-40], "unreadable", "not the whole code"),
        (forging.base45(forging.signed(key=forging.STRANGER)), "unknown-key", "a key that is not known here"),
        (made(expires_on=timezone.now().date() - timedelta(days=9)), "expired", "no longer in force"),
    ):  # fmt: skip
        page.fill("textarea", text)
        page.click("button.act")
        page.wait_for_selector(f'[data-answer="{answer}"]:not([hidden])')
        expect(page.locator(f'[data-answer="{answer}"]')).to_contain_text(words, use_inner_text=True)
        expect(page.locator("[data-answer]:not([hidden])")).to_have_count(1)


def test_the_saved_page_answers_every_vector_as_the_server_does(saved):
    """The vectors' keys are put in the place of the office's; the script is the page's own, by its hash."""
    page, _asked, path = saved()
    before, _own, after = re.split(
        r'(?<=id="saved">)(.*?)(?=</script>)', path.read_text(encoding="utf-8"), maxsplit=1
    )
    known = json.dumps({"keys": VECTORS["keys"], "agencies": {}})
    path.write_text(before + known + after, encoding="utf-8")
    page.goto(path.as_uri())
    found = {}
    for case in VECTORS["cases"]:
        page.fill("textarea", case["text"])
        page.click("button.act")
        shown = page.wait_for_selector("[data-answer]:not([hidden])")
        found[case["name"]] = shown.get_attribute("data-answer")
        page.evaluate("for (const answer of document.querySelectorAll('[data-answer]')) answer.hidden = true")
    assert found == {case["name"]: case["refused"] or "authentic" for case in VECTORS["cases"]}


READS = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: %r }]; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
"""


def test_where_the_browser_reads_codes_the_camera_is_offered_and_fills_the_form(live_browser):
    """Chromium on Linux reads no codes itself, so its reader and camera are stood in for; the rest is the page's own."""
    context = live_browser.context(width=390)
    context.add_init_script(READS % made())
    page = context.new_page()
    page.goto(live_browser.address + "/kiem-tra/")
    page.click("[data-camera]")
    page.wait_for_selector(".verdict.done")


SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  const bytes = Uint8Array.from(atob("%s"), (sign) => sign.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes]));
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const pen = canvas.getContext("2d");
  setInterval(() => pen.drawImage(picture, 0, 0), 100);
  return canvas.captureStream(10);
};
"""


def test_where_the_browser_reads_none_the_page_reads_what_the_camera_sees(live_browser):
    """Chromium on Linux has no reader of codes, like Firefox and iPhones; only the camera is stood in for."""
    context = live_browser.context(width=390)
    context.add_init_script(CAMERA % base64.b64encode(photographed(made(), seed=4)).decode())
    page = context.new_page()
    page.goto(live_browser.address + "/kiem-tra/")
    page.click("[data-camera]")
    page.wait_for_selector(".verdict.done")


def test_the_saved_page_reads_a_picture_of_a_code_with_the_network_off(saved, tmp_path):
    page, asked, path = saved(language="en")
    (tmp_path / "code.jpg").write_bytes(photographed(made(), seed=7))
    page.set_input_files("input[type=file]", tmp_path / "code.jpg")
    page.wait_for_selector('[data-answer="authentic"]:not([hidden])')
    for name, content in (("none.png", PNG), ("broken.png", PNG[:30])):
        (tmp_path / name).write_bytes(content)
        page.evaluate("document.querySelector('[data-looking]').textContent = ''")
        page.set_input_files("input[type=file]", tmp_path / name)
        page.wait_for_selector("[data-looking]:not([hidden])")
        expect(page.locator("[data-looking]")).to_contain_text("No code was found", use_inner_text=True)
    assert asked == [path.as_uri()], "the page asks nobody"


def test_turned_tilted_noisy_and_shaded_pictures_of_codes_are_read(live_browser):
    """As many of sixteen as the server's reader reads of the same pictures, and never anything else than what stands there."""
    page = live_browser.open("/kiem-tra/")
    texts = [f"HTTPS://MOTCUA.TINH.VN/K#{SIGNS[seed:] * (1 + seed // 3)}" for seed in range(16)]
    pictures = [photographed(text, seed=seed, turn=360) for seed, text in enumerate(texts)]
    read = page.evaluate(
        """async (pictures) => {
          const { readCode } = await import(document.querySelector("script[src*=check]").src.replace("check", "qr_find"));
          const answers = [];
          for (const picture of pictures) {
            const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
            answers.push(readCode(await createImageBitmap(new Blob([bytes]))));
          }
          return answers;
        }""",
        [base64.b64encode(picture).decode() for picture in pictures],
    )
    by_server = sum(codes_in(picture) == [text] for picture, text in zip(pictures, texts, strict=True))
    right = [one == text for one, text in zip(read, texts, strict=True)]
    assert sum(right) >= by_server >= 12, right
    assert all(one is None for one, well in zip(read, right, strict=True) if not well), "nothing is guessed"
