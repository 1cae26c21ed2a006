"""The written pages: each link leads somewhere, and each page stands in the list of pages."""

import re
from pathlib import Path

from tests.house.source import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").rglob("*.md")])


def links(page):
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]


def anchor(heading):
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.lstrip("#")).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page):
    return {anchor(line) for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")}


def leads_nowhere(page, link):
    place, _, part = link.partition("#")
    target = page.parent / place if place else page
    return not target.exists() or bool(part and target.suffix == ".md" and part not in anchors(target))


def test_every_link_of_a_page_leads_to_a_file_and_to_a_heading_in_it():
    assert len(PAGES) > 80
    wrong = [(page.name, link) for page in PAGES for link in links(page) if leads_nowhere(page, link)]
    assert wrong == []


def test_a_link_to_a_page_or_heading_that_is_not_there_is_found():
    readme = ROOT / "README.md"
    assert leads_nowhere(readme, "docs/how-to/nowhere.md")
    assert leads_nowhere(readme, "docs/how-to/run-a-node.md#no-such-step")
    assert not leads_nowhere(readme, "docs/how-to/run-a-node.md#8-a-new-version")


def listed(index):
    return {(index.parent / Path(link.partition("#")[0])).resolve() for link in links(index)}


def test_every_page_and_every_decision_stands_in_its_list():
    docs = ROOT / "docs"
    pages = {
        page.resolve() for room in ("how-to", "reference", "methods") for page in (docs / room).glob("*.md")
    }
    assert pages - listed(docs / "README.md") == set()
    decisions = {page.resolve() for page in (docs / "decisions").glob("[0-9]*.md")}
    assert decisions - listed(docs / "decisions" / "README.md") == set()
