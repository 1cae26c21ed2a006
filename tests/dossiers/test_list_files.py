"""The desk and the register as files: what the list shows, under its gate, logged, read in lots."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk, desk_lines, register
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.queries.register import Wanted
from motcua.people.models import AccessLook
from tests.dossiers.build import MORNING, in_progress, submitted, taken_in
from tests.dossiers.walking import signed_in

ALL = Filter(view=View.ALL)


def desk_file(player, **filters):
    return signed_in(player).get(reverse("dossiers:desk-file"), {"xem": "tat-ca", **filters})


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff"))))


def test_the_file_of_the_desk_holds_what_the_list_shows_and_leaves_a_look(world):
    done = in_progress(world)
    taken_in(world)
    rows = rows_of(desk_file(world.cast.head, **{"trang-thai": "4"}))
    assert [row[0] for row in rows] == ["Mã hồ sơ" if rows[0][0] == "Mã hồ sơ" else rows[0][0], done.number]
    look = AccessLook.objects.get()
    assert look.what == "exported" and look.subject.startswith("desk:tat-ca:4")


def test_the_workbook_holds_the_same_lines(world):
    for _ in range(3):
        in_progress(world)
    answer = desk_file(world.cast.head, dang="xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    plain = rows_of(desk_file(world.cast.head))
    assert [[cell.value for cell in row][:2] for row in sheet.iter_rows()] == [row[:2] for row in plain]


def test_another_office_gets_nothing_and_a_citizen_no_file(world):
    in_progress(world)
    assert len(rows_of(desk_file(world.cast.stranger_case))) == 1
    assert desk_file(world.cast.hoa).status_code == 403


def test_made_up_lines_say_so_in_name_and_rows(world):
    in_progress(world)
    Dossier.objects.update(simulated=True)
    for kind in ("csv", "xlsx"):
        answer = desk_file(world.cast.head, dang=kind)
        assert 'filename="mo-phong-ban-lam-viec' in answer["Content-Disposition"]
    rows = rows_of(desk_file(world.cast.head))
    assert rows[0] == ["dữ liệu mô phỏng"] and rows[-1][-1] == "dữ liệu mô phỏng"


def test_a_name_that_looks_like_a_formula_stays_a_name_in_the_file_of_the_desk(world):
    in_progress(world)
    Dossier.objects.update(applicant_name="=1+1")
    assert rows_of(desk_file(world.cast.head))[1][2] == "'=1+1"


def test_a_file_that_would_be_too_long_is_refused_and_nothing_is_logged(world, monkeypatch):
    in_progress(world)
    in_progress(world)
    monkeypatch.setattr(desk_lines, "FILE_ROWS_MAX", 1)
    assert desk_file(world.cast.head).status_code == 422 and not AccessLook.objects.exists()


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_lots_follow_each_other_without_gap_or_repeat(world, monkeypatch, rows):
    for _ in range(7):
        submitted(world)
    reach, at = world.cast.reach(world.cast.reception, at=world.at), world.at
    whole = [line.number for line in desk_lines.lines(reach, at=at, wanted=ALL, most=99)]
    book = Wanted(start=MORNING.date(), end=MORNING.date())
    every = [line.number for line in register.all_lines(reach, at=at, wanted=book, most=99)]
    assert len(set(whole)) == 7 == len(set(every))
    assert whole == [row.number for row in desk.page(reach, at=at, wanted=ALL).rows]
    monkeypatch.setattr(desk_lines, "LOT_ROWS", rows)
    monkeypatch.setattr(register, "ROWS_AT_ONCE", rows)
    assert [line.number for line in desk_lines.lines(reach, at=at, wanted=ALL, most=5)] == whole[:5]
    assert [line.number for line in register.all_lines(reach, at=at, wanted=book, most=99)] == every
