"""How long it took at each place: before choosing where to go, with how sure it is, and only where enough were done."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.text import sort_key
from motcua.procedures import handling
from motcua.procedures.actions import Took, note_times
from tests.dossiers.build import make_world
from tests.dossiers.online import more_offices, online_world
from tests.dossiers.walking import begin

pytestmark = pytest.mark.django_db
CODE, FORMS = "1.000001", "1.000002"  # the second is `ONLINE`
EVERYWHERE = Took(CODE, None, 1_240, 5, 4, 6, 12, 11, 14, False)
QUERIES_MAX = 6


def note(*places, code=CODE):
    days = {"since": date(2026, 1, 2), "until": date(2026, 4, 1), "as_of": datetime(2026, 4, 2, tzinfo=UTC)}
    assert (
        note_times(times=[replace(one, code=code) for one in (EVERYWHERE, *places)], **days)
        == len(places) + 1
    )


def at(agency, *, half=4, nine=8, **facts):
    return replace(EVERYWHERE, agency_id=agency.pk, requests=31, half=half, nine=nine, **facts)


def page(client=None, *, language="en", path=None, **asked):
    client = client or Client()
    client.cookies["django_language"] = language
    answer = client.get(path or reverse("procedures:places", args=[CODE]), asked)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def order(said, *names):
    return sorted(names, key=said.index)


def test_places_stand_by_name_or_the_quickest_first_beside_all_together_and_say_how_sure_they_are():
    cast = make_world().cast
    a, b = cast.department, cast.commune
    note(at(a, nine=9, nine_low=8, nine_high=None), at(b, nine=3, nine_low=3, nine_high=3))
    said = page()
    assert "All places together 2.5 2 to 3 6 5.5 to 7 1,240" in said
    assert "4.5 too few to say how sure 31" in said
    assert "1.5 31" in said, "a range that is its value says nothing more"
    assert order(said, a.name_en, b.name_en) == [
        one.name_en for one in sorted((a, b), key=lambda one: sort_key(one.name))
    ]
    quick = page(**{"thu-tu": "nhanh"})
    assert order(quick, a.name_en, b.name_en) == [b.name_en, a.name_en]
    assert "Tất cả các nơi" in page(language="vi") and "4,5 quá ít" in page(language="vi")


def test_the_page_of_the_procedure_leads_there_once_a_place_has_enough():
    cast = make_world().cast
    path = reverse("procedures:detail", args=[CODE])
    note()
    assert "How long it took at" not in page(path=path)
    assert "At no single place were there ten" in page() and "Half of the requests" in page()
    note(at(cast.department))
    assert "How long it took at 1 place" in page(path=path)


def test_where_too_few_were_done_the_page_says_so_and_an_unknown_procedure_has_none():
    make_world()
    assert "Too few requests of this procedure" in page()
    assert Client().get(reverse("procedures:places", args=["9.999999"])).status_code == 404


def test_of_many_places_some_are_shown_and_the_others_found_without_marks(django_assert_max_num_queries):
    world = online_world()
    many = more_offices(world, handling.PLACES_SHOWN_MAX + 7)
    note(*(at(one) for one in many), code=FORMS)
    here = reverse("procedures:places", args=[FORMS])
    page(path=here)
    with django_assert_max_num_queries(QUERIES_MAX):
        said = page(path=here)
    assert said.count("chi nhánh") == handling.PLACES_SHOWN_MAX and "7 more places are not shown" in said
    found = page(path=here, q="chi nhanh 27")
    assert "chi nhánh 27" in found and "chi nhánh 26" not in found and "All places together" not in found
    none = page(path=here, q="<b>không</b>")
    assert "No place with at least ten requests has “&lt;b&gt;không&lt;/b&gt;” in its name" in none


def test_who_chooses_an_office_and_a_program_that_asks_for_them_see_the_times_beside_them():
    world = online_world()
    more_offices(world, 1)
    note(at(world.cast.department, nine=7), code=FORMS)
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-ca-nhan"})
    said = page(walker.client, path=walker.url("draft-office"))
    assert said.count("nine in ten done within 3.5 working days lately") == 1
    offices = Client().get(f"/api/procedures/{FORMS}/offices").json()
    told = {one["name"]: one["took"] for one in offices}
    assert told.pop(world.cast.department.name) == {
        "requests": 31, "half": 2.0, "half_range": [2.0, 3.0], "nine_in_ten": 3.5, "nine_in_ten_range": [5.5, 7.0],
        "since": "2026-01-02", "until": "2026-04-01", "as_of": "2026-04-02T00:00:00Z", "simulated": False,
    }  # fmt: skip
    assert list(told.values()) == [None]
