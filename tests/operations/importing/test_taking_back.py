"""What was brought in goes again, unless somebody has worked with it."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier, FormerNumber
from motcua.operations.models import Import
from motcua.people.models import Account, Officer, Person
from tests.operations.importing.bringing import agencies, bring, counted, of, officers
from tests.operations.importing.tables import dossier, written


def test_what_nobody_has_touched_is_taken_back_and_the_rest_is_named(world, tmp_path):
    before = counted()[:-1]
    bring(
        written(
            tmp_path / "ho-so.csv",
            [dossier("A", **{"Số CCCD": "000203000123"}), dossier("B", **{"Trạng thái": "Đã tiếp nhận"})],
        )
    )
    key = str(Import.objects.get().key)
    from motcua.dossiers import actions
    from motcua.dossiers.rules import inputs

    at = datetime.now(UTC)
    reach = world.cast.reach(world.cast.reception, at=at)
    actions.hand_over(number=of("B").number, reach=reach, at=at, given=inputs.HandOn())
    said = bring(undo=key)
    assert "1 đã rút lại" in said and "1 giữ lại" in said and "B:" in said
    assert [former.number for former in FormerNumber.objects.all()] == ["B"]
    assert Entry.objects.filter(kind="dossier.import-taken-back").count() == 1
    assert (
        not Person.objects.filter(full_name="Trần Văn Nam", identity_checked_at=None)
        .exclude(identity_hash="")
        .exists()
    )
    assert counted()[:6] == before[:6]
    with pytest.raises(CommandError):
        bring(undo=key)


def test_officers_and_agencies_go_unless_somebody_uses_them(world, tmp_path):
    before = counted()[:6]
    bring(
        agencies(
            tmp_path,
            ("000.00.16.H15", "Sở Tài chính", "000.00.00.H15", "Sở"),
            ("000.00.17.H15", "Sở Y tế", "000.00.00.H15", "Sở"),
        ),
        officers(
            tmp_path,
            ("moi.nv", "Lê Thị Mới", "000.00.16.H15", "Văn thư", "QĐ 1"),
            ("cu.nv", "Lê Thị Cũ", "000.00.17.H15", "Văn thư", "QĐ 1"),
        ),
    )
    of_agencies, of_officers = (str(Import.objects.get(kind=kind).key) for kind in ("agencies", "officers"))
    assert "2 giữ lại" in bring(undo=of_agencies)
    account = Account.objects.get(name="cu.nv")
    account.set_password("mot-mat-khau-dai")
    account.save()
    assert "1 đã rút lại" in bring(undo=of_officers)
    assert (
        Officer.objects.filter(code__in=["moi.nv", "cu.nv"]).values_list("code", flat=True).get() == "cu.nv"
    )
    assert [after - was for was, after in zip(before, counted()[:6], strict=True)] == [2, 1, 1, 1, 1, 0]


def test_taken_back_the_file_may_come_in_again(world, tmp_path):
    file = written(tmp_path / "ho-so.csv", [dossier("A")])
    bring(file)
    bring(undo=str(Import.objects.get().key))
    assert "1 đã đưa vào" in bring(file) and Dossier.objects.count() == 1
