from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from motcua.procedures import actions, files, queries
from motcua.procedures.models import Version
from motcua.procedures.rules import (
    Channel,
    DatesOutOfOrder,
    FileRefused,
    NoSuchProcedure,
    Status,
    VersionNotDraft,
)

SHIPPED = sorted((Path(actions.__file__).parents[1] / "data").glob("*.yaml"))
ONE = Path(actions.__file__).parents[1] / "data" / "1.001612.yaml"
AT = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 18)
BY = "system:test"


def load(text, starts_on=None):
    return actions.load_and_publish(text=text, starts_on=starts_on, today=TODAY, by=BY, at=AT)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_file_is_sound_and_stands_in_canonical_form(path):
    text = path.read_text(encoding="utf-8")
    checked = actions.check(text=text)
    assert checked.faults == ()
    assert files.write(checked.document) == text


@pytest.mark.django_db
def test_a_loaded_file_comes_out_unchanged():
    text = ONE.read_text(encoding="utf-8")
    loaded = load(text)
    assert queries.exported(loaded.version_id) == text


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing():
    text = ONE.read_text(encoding="utf-8")
    first, second = load(text), load(text)
    assert (first.version_id, first.is_new, second.is_new) == (second.version_id, True, False)
    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_file_is_a_new_version_and_the_old_one_ends_where_it_begins():
    text = ONE.read_text(encoding="utf-8")
    load(text, starts_on=date(2022, 7, 1))
    load(text.replace("amount: 100000", "amount: 120000"), starts_on=date(2026, 1, 1))
    old, new = (
        queries.in_force("1.001612", date(2025, 12, 31)),
        queries.in_force("1.001612", date(2026, 1, 1)),
    )
    assert (old.number, new.number) == (1, 2)
    assert old.ends_on == date(2026, 1, 1)
    assert [case.fees[0].amount for case in (old.definition.cases[0], new.definition.cases[0])] == [
        100000,
        120000,
    ]


@pytest.mark.django_db
def test_a_version_cannot_start_before_the_one_it_follows():
    text = ONE.read_text(encoding="utf-8")
    load(text, starts_on=date(2026, 1, 1))
    with pytest.raises(DatesOutOfOrder):
        load(text.replace("amount: 100000", "amount: 120000"), starts_on=date(2025, 1, 1))


@pytest.mark.django_db
def test_a_published_version_cannot_be_published_again():
    loaded = load(ONE.read_text(encoding="utf-8"), starts_on=date(2026, 1, 1))
    with pytest.raises(VersionNotDraft):
        actions.publish(version_id=loaded.version_id, starts_on=date(2026, 2, 1), by=BY, at=AT)


@pytest.mark.django_db
def test_nothing_is_in_force_before_the_first_day_and_after_closing():
    load(ONE.read_text(encoding="utf-8"), starts_on=date(2026, 1, 1))
    with pytest.raises(NoSuchProcedure):
        queries.in_force("1.001612", date(2025, 12, 31))
    actions.close(code="1.001612", ends_on=date(2026, 6, 1), by=BY, at=AT)
    assert queries.in_force("1.001612", date(2026, 5, 31)).status is Status.CLOSED
    with pytest.raises(NoSuchProcedure):
        queries.in_force("1.001612", date(2026, 6, 1))
    assert len(queries.offered(AT)) == 1
    assert queries.offered(AT + timedelta(days=120)) == ()


@pytest.mark.django_db(transaction=True)
def test_a_definition_costs_no_query_once_it_is_known(django_assert_num_queries):
    loaded = load(ONE.read_text(encoding="utf-8"))
    queries.definition(loaded.version_id)
    with django_assert_num_queries(0):
        known = queries.definition(loaded.version_id)
    assert known.cases[0].terms[Channel.ONLINE].amount == 3


@pytest.mark.django_db
def test_a_file_with_an_error_is_refused_with_its_line_and_leaves_nothing():
    text = ONE.read_text(encoding="utf-8").replace("level: full", "level: complete")
    with pytest.raises(FileRefused) as refused:
        load(text)
    (fault,) = refused.value.faults
    assert (fault.field, fault.facts["line"]) == ("level", text.splitlines().index("level: complete") + 1)
    assert not Version.objects.exists()


@pytest.mark.django_db
def test_the_shipped_files_load_with_one_command(capsys):
    call_command("procedures", "load")
    call_command("procedures", "load")
    assert Version.objects.count() == len(SHIPPED)
    assert capsys.readouterr().out.endswith(f"Số tệp: {len(SHIPPED)}. Phiên bản mới: 0.\n")
