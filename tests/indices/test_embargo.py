"""A sheet is nobody's one second before its hour and everybody's one second after: asked of page, search, file, feed and
of what is kept from before, by a stranger and by an officer of another office."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.indices import actions
from motcua.indices.announced import exports, opening
from motcua.indices.models import ScoreSheet
from motcua.people import middleware
from motcua.people.rules import NOBODY
from tests.indices.rounds import make_round_sheet, make_scoring

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def held():
    return make_scoring(at=timezone.now(), opened=False)


@pytest.fixture
def sheet(held):
    return make_round_sheet(held, announced_at=held.at + timedelta(hours=1))


@pytest.fixture
def clock(monkeypatch):
    """The hour that pages read, set by the test."""
    hour = SimpleNamespace(at=timezone.now())
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: hour.at))
    return hour


def addresses(sheet: ScoreSheet, held) -> list[str]:
    opened = opening.opened(sheet_id=sheet.pk, reach=NOBODY, at=sheet.announced_at)
    stem, (unit, *_rest) = exports.name(opened), opened.content.order
    files = [f"{stem}.{ending}" for ending in ("csv", "xlsx", "parquet", "json")]
    return [
        reverse("indices:sheet", args=[sheet.pk]),
        reverse("indices:sheet-robustness", args=[sheet.pk]),
        reverse("indices:sheet-unit", args=[sheet.pk, unit]),
        reverse("indices:sheet-gap", args=[sheet.pk, unit]),
        *(reverse("indices:sheet-file", args=[sheet.pk, name]) for name in [*files, "datapackage.json"]),
        reverse("indices:round-sheet", args=[sheet.round_id]),
    ]


LISTS = ("/chi-so/bang-diem/", "/chi-so/bang-diem/?tim=thu", "/chi-so/cong-bo.atom")


def clients(held) -> list[Client]:
    officer = Client()
    officer.force_login(held.officers[0].account)  # of a commune that the sheet ranks, and not its owner
    return [Client(), officer]


def shape(answer, address: str) -> tuple:
    """All of an answer that could tell something, without the address that was asked for."""
    return (
        answer.status_code,
        answer.content.replace(address.encode(), b"-"),
        sorted((name, value) for name, value in answer.headers.items() if name != "Content-Length"),
    )


def test_one_second_before_its_hour_a_sheet_is_answered_like_one_that_does_not_exist(
    held, sheet, clock, settings, tmp_path
):
    settings.VAR = tmp_path
    asked = addresses(sheet, held)
    clock.at = sheet.announced_at - SECOND
    number = f"/{sheet.pk}/"
    for client in clients(held):
        for address in asked:
            strange = address.replace(f"bang-diem{number}", "bang-diem/999999/").replace(
                f"cai-cach/{sheet.round_id}/", "cai-cach/999999/"
            )
            answer = client.get(address, **JSON)
            assert shape(answer, address) == shape(client.get(strange, **JSON), strange), address
            assert answer.status_code == 404 and answer["Cache-Control"] == "private, no-store"
            # Nor is it told to whoever knows the tag of the file.
            known = client.get(
                address, headers={"If-None-Match": f'"{sheet.digest}"', "Accept": "application/json"}
            )
            assert known.status_code == 404 and "ETag" not in known.headers
        for address in LISTS:
            said = client.get(address).content.decode()
            assert sheet.digest not in said and f"bang-diem{number}" not in said, address
    assert not (tmp_path / "tables").exists(), "nothing lies ready either"


def test_one_second_after_everybody_has_it_whatever_was_kept_from_before(
    held, sheet, clock, settings, tmp_path
):
    settings.VAR = tmp_path
    asked = addresses(sheet, held)
    clock.at = sheet.announced_at - SECOND
    before = {}
    for client in clients(held):
        for address in (*asked, *LISTS):
            answer = client.get(address)
            before[address] = answer.headers.get("ETag", '"none"')
            assert "max-age" not in answer.headers.get("Cache-Control", ""), address
    # The owner's officer opened it before, so it was read into memory and its files were made.
    owner = Client()
    owner.force_login(held.appraiser.account)
    for address in asked[:-1]:
        answer = owner.get(address)
        assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store", address
        b"".join(answer) if answer.streaming else answer.content
    for client in clients(held):
        assert client.get(asked[0]).status_code == 404
    clock.at = sheet.announced_at + SECOND
    for client in clients(held):
        for address in (*asked, *LISTS):
            answer = client.get(address, headers={"If-None-Match": before[address]})
            assert answer.status_code == 200, address
            assert "no-store" not in answer["Cache-Control"] and "no-cache" in answer["Cache-Control"], (
                address
            )
            content = b"".join(answer) if answer.streaming else answer.content
            assert content
            if address in LISTS:
                assert f"bang-diem/{sheet.pk}/" in content.decode(), address


def test_a_file_one_has_already_is_not_sent_again_and_is_not_kept_past_the_gate(
    held, sheet, clock, settings, tmp_path
):
    settings.VAR = tmp_path
    files = addresses(sheet, held)[4:7]
    clock.at = sheet.announced_at
    tags = [Client().get(address)["ETag"] for address in files]
    assert len(set(tags)) == len(tags)
    for address, tag in zip(files, tags, strict=True):
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
    clock.at = sheet.announced_at - SECOND
    for address, tag in zip(files, tags, strict=True):
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 404


def test_the_feed_names_each_announced_sheet_once_with_its_hash_and_hour(held, sheet, clock):
    other = make_round_sheet(held, year=sheet.year - 1, announced_at=held.at)
    clock.at = sheet.announced_at
    answer = Client().get("/chi-so/cong-bo.atom")
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert said.index(sheet.digest) < said.index(other.digest), "the last first"
    assert said.count("<entry>") == 2 and "mô phỏng" in said
    assert Client().get("/chi-so/cong-bo.atom", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_once_its_hour_has_come_the_chronicle_says_so_in_one_line_and_not_before(held, sheet):
    kept = Entry.objects.filter(kind="indices.sheet-released")
    assert actions.tell_released(at=sheet.announced_at - SECOND) == 0 and not kept.exists()
    ScoreSheet.objects.filter(pk=make_round_sheet(held, year=sheet.year - 1).pk).update(announced_at=None)
    assert actions.tell_released(at=sheet.announced_at + SECOND) == 1
    assert actions.tell_released(at=sheet.announced_at + SECOND) == 0
    entry = kept.get()
    assert (entry.subject, entry.at) == (f"sheet:{sheet.pk}", sheet.announced_at)
    assert entry.data == {"digest": sheet.digest, "status": "simulated"}
