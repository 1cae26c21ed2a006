"""The worked example of docs/methods/due-dates.md is what the calendar does."""

import re
from pathlib import Path

from motcua.foundation.calendar import Term, Unit, due
from tests.foundation.calendars import NATIONAL, at

PAGE = (Path(__file__).parents[2] / "docs/methods/due-dates.md").read_text(encoding="utf-8")


def rows(head: str) -> list[list[str]]:
    """Cells of the table under this head."""
    table = PAGE.split(head + "\n", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]


def test_every_line_of_the_worked_example_holds():
    examples = rows("| Received | Term | Due | Because |")
    assert len(examples) >= 5
    for received, term, expected, _why in examples:
        amount, unit = term.split()
        answer = due(received=at(received), term=Term(int(amount), Unit(unit)), calendar=NATIONAL)
        assert answer.due == at(expected), received


def test_the_days_of_the_third_line_are_listed():
    question = re.search(r"motcua due-date --received (\S+) --term (\d+) --unit ([\w-]+)", PAGE)
    answer = due(received=at(question[1]), term=Term(int(question[2]), Unit(question[3])), calendar=NATIONAL)
    listed = [
        [day.date.isoformat(), "" if day.number is None else str(day.number), day.reason.value]
        for day in answer.days
    ]
    assert listed == rows("| Date | Number | Reason |")
