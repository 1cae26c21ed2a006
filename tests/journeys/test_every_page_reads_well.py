"""Every page of the product in a real browser: both widths, both languages, as somebody who may see it.

On each: nothing for axe to find, nothing that scrolls sideways, no error of a script, of the content policy or of a file,
the expected status, and no English left over on a Vietnamese page. A new route that answers HTML fails until it is
visited (`every_page.py`, `tests/house/test_every_page.py`). With MOTCUA_SHOTS each view leaves a picture.
"""

import re
from functools import cache

import pytest
from django.conf import settings
from django.test import Client
from django.urls import include, path
from playwright.sync_api import Error as PlaywrightError

from motcua.people.access import everyone
from tests import translations
from tests.browser import WIDTHS, axe_violations, overflows, shoot
from tests.house.source import ROOT
from tests.journeys import every_page

PIECE_LETTERS_MIN = 12


@everyone
def broken(request):
    raise RuntimeError("a page of this test that breaks")


urlpatterns = [path("hong/", broken), path("", include("motcua.urls"))]
from motcua.urls import handler400, handler403, handler404, handler500  # noqa: E402, F401


@pytest.fixture
def scene(transactional_db, settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = __name__
    return every_page.make_scene()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_reads_well(chromium, live_server, scene, language):
    walk = Walk(chromium, live_server.url, language)
    try:
        for visit in every_page.visits(scene):
            walk.look(visit)
    finally:
        walk.close()
    assert not walk.troubles, "\n".join(walk.troubles)


class Walk:
    """One browser profile that changes its session with the player and keeps its files."""

    def __init__(self, chromium, address: str, language: str):
        self.address, self.language = address, language
        self.context = chromium.new_context(
            viewport={"width": WIDTHS[1], "height": 900},
            locale="vi-VN" if language == "vi" else "en-GB",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("console", self._said)
        self.page.on("response", self._answered)
        self.sessions: dict[int, str] = {}
        self.troubles: list[str] = []
        self.here = ""
        self.status = 0

    def close(self) -> None:
        self.context.close()

    def note(self, trouble: str) -> None:
        self.troubles.append(f"{self.here}: {trouble}")

    def _said(self, line) -> None:
        # The status of the page itself is compared with what the visit expects; files are noted below.
        if line.type in ("error", "warning") and "Failed to load resource" not in line.text:
            self.note(f"console: {line.text}")

    def _answered(self, response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400:
            self.note(f"{response.status} for {response.url}")

    def look(self, visit: every_page.Visit) -> None:
        self.here = f"{visit.name} ({self.language})"
        self._enter(visit.player)
        page = self.page
        page.set_viewport_size({"width": WIDTHS[1], "height": 900})
        try:
            page.goto(self.address + visit.path)
            if visit.then:
                visit.then(page)
        except PlaywrightError as error:
            return self.note(f"cannot be opened: {str(error)[:300]}")
        if visit.player is not None and "/dang-nhap/?" in page.url:
            self.note("is sent to sign in")
        if self.status != visit.status:
            self.note(f"answers {self.status}, not {visit.status}")
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
            shoot(page, f"{visit.name}-{width}-{self.language}")
            for trouble in (*axe_violations(page), *(f"sideways: {element}" for element in overflows(page))):
                self.note(f"at {width}: {trouble}")
        if self.language == "vi":
            for words in left_in_english(page.evaluate(READ)):
                self.note(f"not translated: {words!r}")
        return None

    def _enter(self, player) -> None:
        self.context.clear_cookies()
        cookies = {settings.LANGUAGE_COOKIE_NAME: self.language}
        if player is not None:
            key = player.account.pk
            if key not in self.sessions:
                client = Client()
                client.force_login(player.account)
                self.sessions[key] = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookies[settings.SESSION_COOKIE_NAME] = self.sessions[key]
        self.context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items()])


# What a reader sees or hears, without what is marked as English.
READ = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const element = node.nodeType === 3 ? node.parentElement : node;
    if (element.closest("[lang=en], script, style")) continue;
    if (node.nodeType === 3) said.push(node.data);
    else for (const name of ["aria-label", "placeholder", "title", "alt", "data-words", "data-waiting"])
      if (element.hasAttribute(name)) said.push(element.getAttribute(name));
  }
  return said.map((words) => words.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""


def left_in_english(said: list[str]) -> list[str]:
    """Texts that are, or hold, a sentence of our English source."""
    whole, pieces = english()
    return [words for words in said if words in whole or any(piece in words for piece in pieces)]


@cache
def english() -> tuple[frozenset[str], tuple[str, ...]]:
    """Our messages whose translation differs: whole, and the longest stretch between the facts of each sentence."""
    whole, pieces = set(), set()
    for room in translations.rooms(ROOT):
        source = room / translations.PO
        for message in translations.read(source) if source.exists() else ():
            for text in filter(None, (message.text, message.plural)):
                if text in message.words:
                    continue
                whole.add(text)
                piece = max(re.split(r"%\(\w+\)s|%[sdn]|\{\w+\}", text), key=len).strip()
                if len(piece) >= PIECE_LETTERS_MIN and " " in piece:
                    pieces.add(piece)
    return frozenset(whole), tuple(pieces)
