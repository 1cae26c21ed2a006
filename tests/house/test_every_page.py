"""A route that answers HTML is visited by the walk over all pages (tests/journeys/test_every_page_reads_well.py)."""

from tests.house.test_gate import routes
from tests.journeys import every_page


def test_every_route_is_visited_or_says_what_it_answers(db):
    there = {name for name, _entry in routes()}
    visits = list(every_page.visits(every_page.make_scene()))
    visited = {visit.route for visit in visits} - {""}
    missing = there - visited - every_page.WITHOUT_PAGE.keys()
    assert not missing, f"visit these in tests/journeys/every_page.py: {sorted(missing)}"
    assert not (every_page.WITHOUT_PAGE.keys() | visited) - there, "these routes are gone"
    names = [visit.name for visit in visits]
    assert len(names) == len(set(names))
