"""The agencies that ship: 63 provinces of 2023, their 34 successors, the ministries."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from motcua.chronicle.models import Entry
from motcua.people import actions, files, queries
from motcua.people.models import Agency, Mandate, Succession
from motcua.people.rules import Level, Role, system

from .cast import NOW


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        load()
        yield kept


@pytest.fixture
def country(kept, db):
    return None


def load(correct=False):
    return actions.load_agencies(
        lines=files.agency_lines(),
        successions=files.succession_lines(),
        correct=correct,
        reach=system("people"),
        at=NOW,
    )


@pytest.mark.parametrize(
    ("on", "level", "count"),
    [
        (date(2023, 4, 19), Level.PROVINCE, 63),
        (date(2025, 6, 30), Level.PROVINCE, 63),
        (date(2025, 7, 1), Level.PROVINCE, 34),
        (date(2023, 4, 19), Level.MINISTRY, 22),
        (date(2025, 3, 1), Level.MINISTRY, 17),
    ],
)
def test_so_many_act_on_that_day(country, on, level, count):
    assert len(queries.acting_agencies(on=on, levels=[level])) == count


def test_dak_lak_takes_over_from_dak_lak_and_phu_yen_and_keeps_its_identifier(country):
    before, after = (queries.agency_of_code("H15", on=day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before != after
    assert queries.agency_of_code("000.00.00.H15", on=date(2025, 7, 1)) == after
    origins = Succession.objects.filter(successor_id=after).order_by("pk")
    assert [link.predecessor.name for link in origins] == ["Tỉnh Phú Yên", "Tỉnh Đắk Lắk"]
    assert {link.on for link in origins} == {date(2025, 7, 1)}


def test_every_province_that_ended_has_a_successor_that_began_that_day(country):
    ended = Agency.objects.filter(level=Level.PROVINCE, valid_until__isnull=False)
    assert len(ended) == 53
    for agency in ended:
        [link] = agency.successions.all()
        assert link.on == agency.valid_until == link.successor.valid_from


def test_an_identifier_that_was_not_found_is_left_empty(country):
    merged = Agency.objects.filter(level=Level.PROVINCE, valid_from=date(2025, 7, 1))
    assert [agency.code_new for agency in merged.exclude(code_new="")] == ["H15"]


def test_recalled_rows_are_marked(country):
    assert not Agency.objects.get(key="province/ha-noi").verified
    assert Agency.objects.get(key="ministry/noi-vu").verified


def test_loading_twice_changes_nothing(country):
    entries = Entry.objects.count()
    assert load() == actions.Loaded(0, 0, ())
    assert Entry.objects.count() == entries


def test_what_an_operator_changed_stays_unless_asked(country):
    Agency.objects.filter(key="province/ha-noi").update(name="Thủ đô", phone="024 3000 0000")
    assert load().differing == ("province/ha-noi",)
    assert Agency.objects.get(key="province/ha-noi").name == "Thủ đô"
    assert load(correct=True).corrected == 1
    agency = Agency.objects.get(key="province/ha-noi")
    assert (agency.name, agency.phone, agency.revision) == ("Thành phố Hà Nội", "024 3000 0000", 2)


def test_paths_lead_from_the_root(country):
    root = Agency.objects.get(key="vn")
    assert root.path == f"/{root.pk}/"
    for agency in Agency.objects.filter(parent=root):
        assert agency.path == f"/{root.pk}/{agency.pk}/"


def test_the_first_operator_of_a_node_is_made_by_a_command(country, capsys):
    facts = ["--code", "vanhanh", "--name", "Vũ Đức Anh", "--agency", "H15", "--basis", "QĐ 1/QĐ-UBND"]
    call_command("people", "operator", *facts)
    password = capsys.readouterr().out.split("mật khẩu ")[1].split(",")[0]
    mandate = Mandate.objects.get()
    assert mandate.role == Role.OPERATOR and mandate.agency.key == "province/dak-lak-2025"
    account = actions.sign_in(name="vanhanh", password=password, address="", at=mandate.starts_at)
    assert account.officers_only
    with pytest.raises(CommandError, match="Mã"):
        call_command("people", "operator", *facts)
    with pytest.raises(CommandError, match="Hiện không cơ quan nào mang mã định danh H99"):
        call_command("people", "operator", *facts[:4], "--agency", "H99", "--basis", "x")
