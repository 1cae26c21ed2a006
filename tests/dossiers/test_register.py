"""The register: who sees which lines, its pages, its print and its file."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import export, register
from motcua.dossiers.queries.register import By, Pace, Wanted
from motcua.dossiers.rules import inputs
from motcua.people.models import AccessLook
from tests.dossiers.build import MORNING, in_progress, issued, submitted, taken_in
from tests.dossiers.walking import signed_in

PERIOD = {"tu": "2026-03-01", "den": "2026-03-31"}
DAY = MORNING.date()


def book(player, name: str = "register", **filters):
    return signed_in(player).get(reverse(f"dossiers:{name}"), PERIOD | filters)


def rows_of(answer) -> list[list[str]]:
    text = answer.getvalue().decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def test_a_line_stands_in_the_book_of_its_office_and_not_in_a_strangers(world):
    done = taken_in(world)
    for player in (world.cast.reception, world.cast.returner, world.cast.head, world.cast.auditor):
        assert done.number in book(player).text
    assert done.number not in book(world.cast.stranger).text


def test_the_book_is_not_for_every_role(world):
    for player in (world.cast.case, world.cast.clerk, world.cast.operator, world.cast.former, world.cast.hoa):
        for name in ("register", "register-print", "register-file", "register-papers"):
            assert book(player, name).status_code == 403


def test_the_period_counts_by_the_day_of_handing_in_or_of_the_result(world):
    done = submitted(world)
    finished = issued(world, at=MORNING - timedelta(days=40))
    page = book(world.cast.head).text
    assert done.number in page and finished.number not in page
    page = book(world.cast.head, theo="xong").text
    assert finished.number in page and done.number not in page


def test_filters_narrow_by_state_role_pace_and_office(world):
    first, second = taken_in(world), in_progress(world)
    head = world.cast.head
    assert first.number not in book(head, **{"trang-thai": "4"}).text
    open_now = {"theo": "dang-mo"}
    assert second.number in book(head, **open_now, vai="case-officer").text
    assert first.number not in book(head, **open_now, vai="case-officer").text
    other = str(world.cast.commune.pk)
    assert second.number not in book(head, **open_now, **{"co-quan": other}).text
    reach = world.reach(head)
    late = Wanted(start=DAY, end=DAY, by=By.OPEN, pace=Pace.LATE)
    assert not register.page(reach, at=world.at, wanted=late).lines
    assert len(register.page(reach, at=world.at + timedelta(days=20), wanted=late).lines) == 2


@pytest.mark.parametrize(
    "nonsense", [{"tu": "2026-02-31"}, {"den": "x"}, {"co-quan": "-1"}, {"vai": "<b>"}, {"sau": "x"}, {"theo": "?"}]
)  # fmt: skip
def test_nonsense_in_the_address_is_as_if_it_were_not_there(world, nonsense):
    assert book(world.cast.head, **nonsense).status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(world):
    numbers = [submitted(world).number for _n in range(7)]
    reach, wanted = world.reach(world.cast.head), Wanted(start=DAY, end=DAY)
    found, after = [], ""
    for _n in range(4):
        page = register.page(reach, at=world.at, wanted=wanted, after=after, rows=2)
        found += [line.number for line in page.lines]
        after = page.after
    assert found == list(reversed(numbers)) and after == ""


def test_the_print_has_the_columns_of_the_form_and_leaves_a_look(world):
    done = taken_in(world)
    text = book(world.cast.reception, "register-print").text
    assert "Sổ theo dõi hồ sơ" in text and done.number in text
    assert AccessLook.objects.get().what == "exported"


def test_the_file_holds_the_same_lines_and_leaves_a_look(world):
    done = taken_in(world)
    answer = book(world.cast.reception, "register-file")
    assert answer["Content-Disposition"] == 'attachment; filename="so-theo-doi-20260301-20260331.csv"'
    rows = rows_of(answer)
    assert rows[1][1] == done.number and len(rows) == 2 and len(rows[0]) == len(rows[1]) == 16
    assert AccessLook.objects.get().what == "exported"


def test_made_up_lines_say_so_in_the_name_and_inside(world):
    taken_in(world)
    Dossier.objects.update(simulated=True)
    answer = book(world.cast.reception, "register-file")
    assert 'filename="mo-phong-so-theo-doi' in answer["Content-Disposition"]
    rows = rows_of(answer)
    assert rows[0] == ["dữ liệu mô phỏng"] and rows[-1][-1] == "dữ liệu mô phỏng"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84905", "-1+1", "@SUM(A1)", "\tTab"])
def test_a_name_that_looks_like_a_formula_stays_a_name(world, name):
    applicant = inputs.Applicant(name="Hoa", person_id=world.cast.hoa.person.pk)
    submitted(world, applicant=applicant)
    Dossier.objects.update(applicant_name=name)
    cell = rows_of(book(world.cast.reception, "register-file"))[1][4]
    assert cell == f"'{name}"


def test_a_file_that_would_be_too_long_is_refused_and_nothing_is_taken_out(world, monkeypatch):
    taken_in(world)
    taken_in(world)
    monkeypatch.setattr(register, "FILE_ROWS_MAX", 1)
    monkeypatch.setattr(register, "PRINT_ROWS_MAX", 1)
    monkeypatch.setattr(export, "EXPORT_ROWS_MAX", 1)
    for name in ("register-file", "register-print", "register-papers"):
        answer = book(world.cast.reception, name)
        assert answer.status_code == 422 and "dossiers.file-too-long" in answer.text
    assert not AccessLook.objects.exists()


def test_a_page_of_the_book_costs_few_questions(world, django_assert_max_num_queries):
    for _n in range(5):
        taken_in(world)
    client = signed_in(world.cast.head)
    address = reverse("dossiers:register")
    client.get(address, PERIOD)
    with django_assert_max_num_queries(15):
        client.get(address, PERIOD)
