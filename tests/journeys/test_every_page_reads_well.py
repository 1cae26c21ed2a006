"""Every page of the product in a real browser: both widths, both languages, as somebody who may see it.

On each: nothing for axe to find, nothing that scrolls sideways, no error of a script, of the content policy or of a file,
the expected status, and no English left over on a Vietnamese page. A new route that answers HTML fails until it is
visited (`every_page/<room>.py`). With MOTCUA_SHOTS each view leaves a picture.
"""

import re
from collections import Counter
from functools import cache

import pytest
from django.conf import settings
from django.test import Client
from django.urls import include, path
from playwright.sync_api import Error as PlaywrightError

from motcua.people.access import everyone
from tests import translations
from tests.browser import HEIGHTS, WIDTHS, look_again, troubles_at_each_width
from tests.dossiers.electronic import as_demo
from tests.house.routes import routes
from tests.house.source import ROOT
from tests.journeys import every_page
from tests.journeys.scene import make_scene

PARTS = 2
LANGUAGES = ("vi", "en")
DESK = {"width": WIDTHS[-1], "height": HEIGHTS[WIDTHS[-1]]}
PIECE_LETTERS_MIN = 12


@everyone
def broken(request):
    raise RuntimeError("a page of this test that breaks")


urlpatterns = [path("hong/", broken, name="broken"), path("", include("motcua.urls"))]
from motcua.urls import handler400, handler403, handler404, handler500  # noqa: E402, F401


@pytest.fixture
def scene(transactional_db, settings, monkeypatch, tmp_path):
    as_demo(settings, monkeypatch, tmp_path)
    settings.ROOT_URLCONF = __name__
    settings.FIGURES_DIR = tmp_path / "figures"  # an extract of another world holds none of these requests
    return make_scene()


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_reads_well(chromium, live_server, scene, part):
    """Half of the pages each, so that two workers share them."""
    visits = list(every_page.visits(scene))
    every_route_is_visited(visits)
    walk = Walk(chromium, live_server.url)
    try:
        for visit in visits[part::PARTS]:
            for language in LANGUAGES:
                walk.look(visit, language)
    finally:
        walk.close()
    assert not walk.troubles, "\n".join(walk.troubles)


def every_route_is_visited(visits: list[every_page.Visit]) -> None:
    """A new route that answers HTML has a visit, or this walk fails."""
    there = {name for name, _entry in routes()}
    visited = {visit.route for visit in visits} - {""}
    missing = there - visited - every_page.WITHOUT_PAGE.keys()
    assert not missing, f"visit these in tests/journeys/every_page/<room>.py: {sorted(missing)}"
    assert not (every_page.WITHOUT_PAGE.keys() | visited) - there, "these routes are gone"
    for room, module in every_page.MODULES.items():
        strange = {name for name in getattr(module, "WITHOUT_PAGE", {}) if not name.startswith(f"{room}:")}
        assert not strange, f"not of {room}: {sorted(strange)}"
    names = Counter(visit.name for visit in visits)
    assert max(names.values()) == 1, [name for name, times in names.items() if times > 1]


class Walk:
    """One browser profile that changes its session with the player and keeps its files."""

    def __init__(self, chromium, address: str):
        self.address = address
        self.context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("console", self._said)
        self.page.on("response", self._answered)
        self.sessions: dict[tuple[int, str], str] = {}
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

    def look(self, visit: every_page.Visit, language: str) -> None:
        self.here = f"{visit.name} ({language})"
        self._enter(visit.player, language)
        page = self.page
        if page.viewport_size != DESK:
            page.set_viewport_size(DESK)
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
        # Words change the width of a page, not its marks: axe looks in one language.
        axe = language == LANGUAGES[0]
        self.troubles += troubles_at_each_width(page, f"{visit.name}-{language}", axe=axe)
        if language == "vi":
            for words in left_in_english(look_again(lambda: page.evaluate(READ))):
                self.note(f"not translated: {words!r}")
        return None

    def _enter(self, player, language: str) -> None:
        self.context.clear_cookies()
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if player is not None:
            # A changed password ends the sessions of the old one.
            player.account.refresh_from_db(fields=["password"])
            key = player.account.pk, player.account.password
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
    if (element.closest("[lang=en], [translate=no], script, style")) continue;
    if (node.nodeType === 3) said.push(node.data);
    else for (const name of ["aria-label", "placeholder", "title", "alt", "data-words", "data-waiting"])
      if (element.hasAttribute(name)) said.push(element.getAttribute(name));
  }
  return said.map((words) => words.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""


def left_in_english(said: list[str]) -> list[str]:
    """Texts that are, or hold, a sentence of our English source."""
    whole, pieces = english()
    page = "\n".join(said)  # thousands of pieces are looked for in the page once, not in each of its texts
    there = [piece for piece in pieces if piece in page]
    return [words for words in said if words in whole or any(piece in words for piece in there)]


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
