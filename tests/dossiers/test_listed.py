"""Answers out of a named table: the citizen's pages, the counter, lists and programs keep the line of the day."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.pages import list_tables
from motcua.dossiers.rules import lists
from motcua.foundation.forms.tables import Line
from motcua.law import actions as law
from tests.dossiers.build import PROCEDURE, make_world
from tests.dossiers.test_pages_desk_counter import ADDRESS, typed
from tests.dossiers.walking import Walker, signed_in
from tests.portal.program import new_dossier, program

PLACES = """\
forms:
  phieu:
    title: {vi: Phiếu xác nhận, en: Request for confirmation}
    pages:
      - code: noi-o
        title: {vi: Nơi ở, en: Residence}
        fields:
          - {code: ward, kind: listed, table: communes, label: {vi: "Xã, phường", en: Commune or ward}}
"""
TEXT = PROCEDURE.replace("    terms:\n", "    form: phieu\n    terms:\n", 1) + PLACES
LINES = [
    Line("M1", "Xã Mẫu Một", "Tỉnh Đắk Lắk"),
    Line("M2", "Xã Mẫu Hai", "Tỉnh Đắk Lắk"),
    Line("M3", "Xã Mẫu Hai", "Thành phố Huế"),
]
KEPT = "Xã Mẫu Một, Tỉnh Đắk Lắk (M1)"


def bring(lines, on):
    form = law.TableForm(key="communes", lines=lines, starts_on=on, basis="Danh mục mẫu")
    law.bring_table(form=form, by="system:tests", at=timezone.now())


@pytest.fixture
def world(db):
    bring(LINES, timezone.localdate() - timedelta(days=30))
    found = make_world(text=TEXT)
    found.at = timezone.now()  # pages read the real clock
    return found


@pytest.fixture
def walker(world):
    client = signed_in(world.cast.hoa)
    answer = client.post(reverse("dossiers:start", args=["1.000001"]))
    found = Walker(world, client, UUID(re.search(r"ban-nhap/([0-9a-f-]{36})/", answer.url)[1]))
    found.resume()
    return found


def test_a_name_that_several_lines_have_is_asked_back_and_stays_as_it_was_typed(walker):
    page = walker.get("draft-page", "noi-o")
    assert 'data-lines="/danh-muc/communes/goi-y/"' in page.text and "M3" not in page.text
    answer = walker.post("draft-page", "noi-o", data={"ward": "mau hai"})
    assert answer.status_code == 422 and 'value="mau hai"' in answer.text
    assert "Xã Mẫu Hai, Tỉnh Đắk Lắk (M2); Xã Mẫu Hai, Thành phố Huế (M3)" in answer.text
    assert walker.post("draft-page", "noi-o", data={"ward": "mẫu một"}).status_code == 302
    walker.attach("giay-chung-minh", _next="1")
    walker.post("draft-delivery", data={"delivery": "at-counter"})
    walker.post("draft-contact", data={"phone": "0905000001", "email": "hoa@example.vn", "address": ""})
    assert KEPT in walker.get("draft-check").text
    assert walker.send().status_code == 302 and Dossier.objects.get().data == {"ward": KEPT}


def test_the_counter_keeps_the_line_and_a_unit_renamed_later_changes_no_request(world, client):
    client.force_login(world.cast.reception.account)
    wrong = client.post(ADDRESS, typed(purpose=None, ward="Xã Mẩu Một X"))
    assert wrong.status_code == 422 and KEPT in wrong.text and not Dossier.objects.exists()
    assert client.post(ADDRESS, typed(purpose=None, ward="M1")).status_code == 302
    bring([Line("M1", "Phường Mẫu Mới", "Tỉnh Đắk Lắk")], timezone.localdate())
    dossier = Dossier.objects.get()
    assert dossier.data == {"ward": KEPT}
    client.force_login(world.cast.case.account)
    assert KEPT in client.get(reverse("dossiers:dossier", args=[dossier.number])).text


def test_a_program_sends_a_code_and_is_told_what_is_near_to_one_that_is_not_there(world):
    sender = program(world, world.cast.hoa)
    answer = sender.post(
        "/dossiers", new_dossier(answers={"ward": "M1"}), **{"Idempotency-Key": str(uuid4())}
    )
    assert answer.status_code == 201, answer.body
    assert Dossier.objects.get().data == {"ward": KEPT}
    answer = sender.post(
        "/dossiers", new_dossier(answers={"ward": "Mau Mot (M9)"}), **{"Idempotency-Key": str(uuid4())}
    )
    assert [one["field"] for one in answer.body["faults"]] == ["ward"]
    assert KEPT in answer.body["faults"][0]["sentence"]
    asked = sender.get("/procedures/1.000001").body["cases"][0]["form"]["properties"]["ward"]
    assert sender.get(asked["x-table"].removeprefix("/api")).body["rows"][0]["answer"] == KEPT


def test_a_list_out_of_a_spreadsheet_takes_names_row_by_row_and_says_where_they_stand(world):
    from motcua.procedures import queries as procedures

    form = procedures.in_force("1.000001", timezone.localdate()).definition.form("chung")
    columns = lists.columns(form, ())
    rows, _notes = lists.read([["Xã, phường"], ["Mẫu Một"], ["Mẫu Hai"]], columns)
    settled = [form.settle(row.data, timezone.localdate()) for row in rows]
    assert settled[0].values == {"ward": KEPT} and len(settled[1].faults) == 1
    assert "/danh-muc/communes/" in list_tables.explained(columns[0], "vi", columns)
