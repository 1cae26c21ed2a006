"""The list of refusals as docs/reference/refusals.md holds it; `python -m tests.house.refusal_table` writes it there."""

import os

from django.utils import translation

from tests.house.source import ROOT

PAGE = ROOT / "docs" / "reference" / "refusals.md"
HEADING = "## Every code"
INTRODUCTION = (
    "By the room that says no; what stands in braces is filled in, and the second sentence says what to do. "
    "The page `/api/tu-choi/` of each node shows the same in the reader’s language, each at its code "
    "(`/api/tu-choi/#dossiers.step-not-allowed`). A test compares this list with the code and says which lines to "
    "add; `.venv/bin/python -m tests.house.refusal_table` writes them."
)


def lines() -> list[str]:
    """The list, as the code has it now."""
    from motcua.portal import refusal_list

    with translation.override("en"):
        english = refusal_list.rooms()
    with translation.override("vi"):
        vietnamese = {kind.code: kind for room in refusal_list.rooms() for kind in room.kinds}
    found = []
    for room in english:
        found += ["", f"### {room.name}", "| Code | Status | English | Tiếng Việt |", "|---|---|---|---|"]
        for kind in room.kinds:
            other = vietnamese[kind.code]
            said = [f"{one.sentence} *{one.next_step}*".replace("|", "\\|") for one in (kind, other)]
            found.append(f"| `{kind.code}` | {kind.status} | {said[0]} | {said[1]} |")
    return found


def written() -> list[str]:
    """The list, as the page has it."""
    return PAGE.read_text(encoding="utf-8").partition(f"{HEADING}\n{INTRODUCTION}\n")[2].splitlines()


def write() -> None:
    before = PAGE.read_text(encoding="utf-8").partition(HEADING)[0].rstrip("\n")
    text = "\n".join([before, "", HEADING, INTRODUCTION, *lines(), ""])
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    write()
