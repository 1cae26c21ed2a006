"""Figures of a round come in as one table, whole or not at all, with their standard errors."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.indices import actions, figure_tables, frameworks
from motcua.indices.frameworks import workbooks
from motcua.indices.models import Figure, FrameworkVersion
from motcua.indices.rules import round_refusals as refusals
from motcua.indices.rules.rounds import RoundState
from tests.indices.rounds import make_scoring

HEAD = "Đơn vị;Mã tiêu chí;Giá trị;Sai số chuẩn\n"
GOOD = HEAD + "Xã Cư Thử;5.1;82,5;1,25\n000.00.91.H15;5.1;79,10;1,5\nphường thử lập;5.2.1;0,75;0,02\n"


@pytest.fixture
def scoring(db):
    return make_scoring(at=timezone.now())


def bring(scoring, text, player=None, **more):
    given = {"source": "Báo cáo khảo sát năm 2025", "round_id": scoring.round.pk} | more
    reach = scoring.reach(player or scoring.appraiser)
    rows = figure_tables.rows_in(text.encode())
    return actions.bring_in_figures(rows=rows, reach=reach, at=scoring.at, **given)


def test_a_table_comes_in_with_points_and_their_errors_and_a_later_one_stands_beside_it(scoring):
    assert bring(scoring, GOOD, dry_run=True) == 3 and not Figure.objects.exists()
    assert bring(scoring, GOOD) == 3
    first = Figure.objects.get(unit=scoring.unit(), component="5.1")
    assert first.points == Decimal("9.9") and first.points_error == pytest.approx(0.15)
    assert bring(scoring, HEAD + "Xã Cư Thử;5.1;83;1\n") == 1
    assert list(Figure.objects.filter(unit=scoring.unit()).order_by("revision").values_list("revision", "points")) == [(1, Decimal("9.9")), (2, Decimal("9.96"))]  # fmt: skip


def test_every_row_that_does_not_fit_is_named_and_nothing_comes_in(scoring):
    rows = [
        "Xã Không Có;5.1;80;1", "Xã Cư Thử;9.9;80;1", "Xã Cư Thử;1.1;80;1", "Xã Ea Thử;5.1;80;1", "Xã Ea Thử;5.1;81;1",
        "Phường Thử Lập;5.1;101;1", "Phường Thử Lập;5.2.1;1,5;0",
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        bring(scoring, HEAD + "\n".join(rows))
    assert [one.facts["row"] for one in refused.value.faults] == [2, 3, 4, 6, 7, 8]
    with pytest.raises(InvalidInput) as refused:
        bring(scoring, HEAD + "Xã Cư Thử;5.1;tám mươi;1\nXã Cư Thử;5.1;80;x\n")
    assert [one.facts["row"] for one in refused.value.faults] == [2, 3]
    with pytest.raises(InvalidInput):
        bring(scoring, "Tỉnh;Điểm\nA;1\n")
    with pytest.raises(InvalidInput):
        bring(scoring, GOOD, source=" ")
    assert not Figure.objects.exists()


def test_a_name_with_another_mark_is_no_unit_and_the_nearest_is_named_and_two_of_one_name_are_told_apart(
    scoring,
):
    with pytest.raises(InvalidInput) as refused:
        bring(scoring, HEAD + "Xã Cu Thử;5.1;82,5;1,25\n")
    assert refused.value.faults[0].facts["near"] == "Xã Cư Thử"
    scoring.communes[1].name = "Xã Cư Thử"
    scoring.communes[1].save(update_fields=["name"])
    with pytest.raises(InvalidInput) as refused:
        bring(scoring, HEAD + "Xã Cư Thử;5.1;82,5;1,25\n")
    assert "several units are called" in refused.value.faults[0].sentence and not Figure.objects.exists()
    assert bring(scoring, HEAD + f"{scoring.communes[0].code};5.1;82,5;1,25\n") == 1
    assert Figure.objects.get().unit == scoring.unit()


def test_decimals_with_commas_and_with_points_in_one_table_are_refused_with_both_rows_named(scoring):
    with pytest.raises(InvalidInput) as refused:
        bring(scoring, HEAD + "Xã Cư Thử;5.1;82,5;1,25\nXã Ea Thử;5.1;81.5;1,2\n")
    (fault,) = refused.value.faults
    assert (fault.facts["row"], fault.facts["other_row"], fault.facts["other"]) == (2, 3, "81.5")
    assert not Figure.objects.exists()
    # Either way alone is read.
    assert bring(scoring, HEAD + "Xã Cư Thử;5.1;82.5;1.25\n") == 1


def test_only_the_owners_officer_brings_figures_into_an_open_round(scoring):
    with pytest.raises(Forbidden):
        bring(scoring, GOOD, player=scoring.council)
    with pytest.raises(NotFound):
        bring(scoring, GOOD, player=scoring.officers[0])
    scoring.round.state = RoundState.FROZEN
    scoring.round.save(update_fields=["state"])
    with pytest.raises(refusals.RoundFrozen):
        bring(scoring, GOOD)


def test_the_page_checks_first_and_shows_where_the_table_does_not_agree(scoring):
    client, address = Client(), f"/chi-so/cai-cach/{scoring.round.pk}/so-lieu/"
    client.force_login(scoring.appraiser.account)
    assert "5.2.2" in client.get(address).content.decode()
    given = {"source": "Báo cáo", "table": GOOD}
    assert client.post(address, given | {"check": "1"}).status_code == 200 and not Figure.objects.exists()
    wrong = client.post(address, given | {"table": GOOD.replace("82,5", "182,5")})
    said = wrong.content.decode()
    assert wrong.status_code == 422 and "Dòng 2, “Xã Cư Thử”: 182,5 nằm ngoài thang của chỉ số này" in said
    assert client.post(address, given).status_code == 302 and Figure.objects.count() == 3


def test_a_framework_comes_in_as_a_workbook_and_what_is_no_text_is_named(scoring):
    client, address = Client(), "/chi-so/cai-cach/bo-tieu-chi/"
    client.force_login(scoring.appraiser.account)
    book = workbooks.write(frameworks.shipped("teaching-province"))
    refused = client.post(address, {"file": SimpleUploadedFile("bo.yaml", "mã: ữ".encode("utf-16"))})
    assert refused.status_code == 422 and "UTF-16" in refused.content.decode()
    broken = client.post(address, {"file": SimpleUploadedFile("bo.xlsx", book[:900])})
    assert broken.status_code == 422 and FrameworkVersion.objects.count() == 1
    assert client.post(address, {"file": SimpleUploadedFile("bo.xlsx", book)}).status_code == 302
    assert FrameworkVersion.objects.filter(code="teaching-province", complete=True).count() == 1
