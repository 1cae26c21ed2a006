"""A real browser on a real server, for tests marked `browser`.

    def test_the_page_reads_well(live_browser):
        page = live_browser.open("/", width=390, language="vi")
        assert not axe_violations(page)

A page that breaks the content policy or throws in JavaScript fails the test that opened it.
Screenshots go to tests/shots/ when MOTCUA_SHOTS=1 (or to the folder it names).
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import axe_playwright_python
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, expect

# A click does not wait for the page that it leads to: what a test sees after one is asked for with `expect`, which
# looks again until it holds.
expect.set_options(timeout=30_000)

WIDTHS = (390, 1280)
HEIGHTS = {390: 844, 1280: 900}
GIVES_WAY = ("Execution context was destroyed", "Cannot find default execution context")
SESSIONS: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # of the browser's own language, one a page
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "preload": False,  # no rule of these needs the text of style sheets
}
# An element is named by its selector: copying the source of every element looked at takes half of the time. Contrast asks
# for the same few colours again and again: what axe makes of the text of a colour is worked out once and kept.
AXE_SCRIPT = (
    Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    + """;(() => {
  axe.configure({noHtml: true});
  const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
  color.parseString = function (words) {
    if (known.has(words)) [this.r, this.g, this.b, this.alpha] = known.get(words);
    else {
      read.call(this, words);
      known.set(words, [this.r, this.g, this.b, this.alpha]);
    }
    return this;
  };
})();"""
)
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > room + 1 && !e.closest(".scroll, nav, .said"))
    .slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
  return wide.length ? wide : [`${document.documentElement.scrollWidth - room} px too wide`];
}"""

SQUEEZED = """() => [...document.querySelectorAll("a, button, label")]
  .filter((e) => {
    const box = e.getBoundingClientRect();
    return (e.innerText ?? "").trim().length > 7 && box.width > 1 && box.width < 48 && box.height > 72;
  })
  .slice(0, 5).map((e) => e.innerText.trim().slice(0, 60))"""


def look_again(look: Callable[[], Any]) -> Any:
    """What a look at a page finds. If the page gives way to the next one in the middle of it, the next one is looked at."""
    for _ in range(3):
        try:
            return look()
        except Error as error:
            if not any(words in error.message for words in GIVES_WAY):
                raise
    return look()


def axe_violations(page) -> list[str]:
    """What axe finds on the page, one line each: rule, element, why."""
    return look_again(lambda: _axe_violations(page))


def _axe_violations(page) -> list[str]:
    # The library is put into the page once, and only what is wrong comes back: both cost more than the checks.
    if not page.evaluate("'axe' in window"):
        put_in(page, AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(document, options).then((all) => all.violations)", AXE)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))[:160]} – {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def put_in(page, script: str) -> None:
    """Run a script in the page by the browser's own word for it: Chromium keeps what it compiled for the next page."""
    if page not in SESSIONS:
        SESSIONS[page] = page.context.new_cdp_session(page)
    answer = SESSIONS[page].send("Runtime.evaluate", {"expression": script, "silent": True})
    assert "exceptionDetails" not in answer, answer


def overflows(page) -> list[str]:
    """Elements that make the page scroll sideways. An empty list is what a phone wants."""
    return look_again(lambda: page.evaluate(SIDEWAYS))


def squeezed(page) -> list[str]:
    """What one may press or follow, set in a column so narrow that its words are broken into pieces."""
    return look_again(lambda: page.evaluate(SQUEEZED))


def troubles_at_each_width(page, name: str, *, axe: bool = True) -> list[str]:
    """What is wrong with an open page on a phone and on a desk; each view leaves a picture when pictures are wanted."""
    found = []
    for width in reversed(WIDTHS):
        size = {"width": width, "height": HEIGHTS[width]}
        if page.viewport_size != size:  # saying it anew costs as much as changing it
            page.set_viewport_size(size)
        shoot(page, f"{name}-{width}")
        troubles = [f"sideways: {element}" for element in overflows(page)]
        troubles += [f"squeezed: {words!r}" for words in squeezed(page)]
        troubles += axe_violations(page) if axe else []
        found += [f"{name} at {width}: {trouble}" for trouble in troubles]
    return found


class LiveBrowser:
    """Opens pages of the live server in contexts of their own, and remembers what went wrong on them."""

    def __init__(self, chromium, address: str):
        self.chromium, self.address = chromium, address
        self.troubles: list[str] = []
        self._contexts = []

    def context(self, *, width=1280, language="vi", dark=False, javascript=True, account=None):
        """A fresh browser profile; signed in as `account` if one is given."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            locale="vi-VN" if language == "vi" else "en-GB",
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if account is not None:
            client = Client()
            client.force_login(account)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items()])
        context.set_default_timeout(30_000)
        self._contexts.append(context)
        return context

    def open(self, path: str, **profile):
        """The page at `path`, loaded."""
        page = self.context(**profile).new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"{path}: {error}"))
        page.on("console", lambda line: self._note(path, line))
        page.goto(self.address + path)
        return page

    def _note(self, path, line):
        # A refused or missing page is also logged by the browser; that is the test's own business.
        if line.type == "error" and "Failed to load resource" not in line.text:
            self.troubles.append(f"{path}: {line.text}")

    def close(self):
        for context in self._contexts:
            context.close()


def wait_for(page, condition, seconds: float = 30) -> None:
    """Waits until the condition holds. (Playwright's own wait_for_function evaluates text, which our policy forbids.)"""
    end = time.monotonic() + seconds
    while not look_again(condition):
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(50)


def shoot(page, name: str) -> None:
    """A picture of the whole page, when pictures are wanted."""
    wanted = os.environ.get("MOTCUA_SHOTS", "")
    if not wanted:
        return
    folder = Path("tests/shots") if wanted == "1" else Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
