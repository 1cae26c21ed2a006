"""Files whose time of keeping is over: seen by a list, destroyed by a decision on that list, and nothing before its day."""

import io
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as some

from motcua.chronicle.models import Entry
from motcua.documents import actions, checks, queries, rules
from motcua.documents import store as places
from motcua.documents.models import Copy, CopyPage, Destruction, File, Hold
from motcua.documents.rules.retention import (
    FOR_EVER,
    Destroyed,
    HeldFor,
    ListChanged,
    NothingToDestroy,
    NotYoursToDestroy,
    Stays,
    last_day,
    why_it_stays,
)
from motcua.documents.store.disk import place_of
from motcua.foundation.refusal import InvalidInput
from motcua.law import actions as law
from motcua.law.actions.change import announce
from motcua.law.models import DatedValue
from motcua.people.rules import NOBODY, Grant, Reach, Role
from tests.documents.samples import JPEG, PDF, PNG

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 2, 29, 2, 0, tzinfo=UTC)
ENDED = date(2024, 2, 29)
LAST = date(2034, 2, 28)
NEXT_DAY = datetime(2034, 3, 1, 2, 0, tzinfo=UTC)
OPERATOR = Reach(1, 1, "mandate:1", 1, (Grant(1, Role.OPERATOR, 1, "/", ""),))
DECISION = "Quyết định 12/QĐ-UBND ngày 01/03/2034 của Chủ tịch Ủy ban nhân dân tỉnh"


@pytest.fixture(autouse=True)
def terms():
    law.load(at=LONG_AGO)


def take(content, name, *holders, folder=None):
    stored = actions.store(
        content=io.BytesIO(content), name=name, accept=rules.PAPERS, by="person:x", at=LONG_AGO
    )
    for holder in holders:
        actions.keep(file_id=stored.id, holder=holder)
    if folder is not None:
        os.utime(place_of(folder, stored.sha256), (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    return stored


def listed(at=NEXT_DAY):
    return queries.past_keeping(at.date())


def destroy(at=NEXT_DAY, **given):
    return actions.destroy(
        **{"listed": listed(at).mark, "decision": DECISION, "reach": OPERATOR, "at": at} | given
    )


def test_a_file_is_kept_as_long_as_the_law_says_from_the_day_its_work_ended(files):
    take(PDF, "a.pdf", "dossiers.paper:1", "dossiers.result:1")
    assert actions.finish(holders=["dossiers.paper:1", "dossiers.result:1"], on=ENDED) == 2
    assert actions.finish(holders=["dossiers.paper:1"], on=date(2030, 1, 1)) == 0  # told once
    assert dict(Hold.objects.values_list("holder", "until")) == {
        "dossiers.paper:1": LAST,
        "dossiers.result:1": date(2094, 2, 28),
    }


def test_the_result_of_a_birth_registration_is_kept_for_ever(files):
    take(PDF, "a.pdf", "dossiers.result:1")
    actions.finish(holders=["dossiers.result:1"], on=ENDED, of="1.001193")
    assert Hold.objects.get().until == FOR_EVER
    far = datetime(2999, 1, 1, tzinfo=UTC)
    assert listed(far).may_go == []
    with pytest.raises(NothingToDestroy):
        destroy(far)


def test_what_is_past_its_time_goes_by_a_decision_that_the_chronicle_holds_and_the_row_tells(files):
    gone = take(PDF, "giay-cua-hoa.pdf", "dossiers.paper:1", folder=files)
    kept = take(PNG, "b.png", "dossiers.paper:2", folder=files)
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)
    assert actions.clean(at=NEXT_DAY) == 0, "nothing goes by itself"
    assert destroy() == (1, 0)
    assert not place_of(files, gone.sha256).exists() and place_of(files, kept.sha256).exists()
    row, decided = File.objects.get(pk=gone.id), Destruction.objects.get()
    assert row.destruction == decided and row.name == "" and not row.holds.exists()
    entry = Entry.objects.get(kind="documents.destroyed")
    assert bytes(entry.hash) == bytes(decided.entry_hash) and entry.actor == "mandate:1"
    assert "UBND" not in str(entry.data) and decided.decision == DECISION
    with pytest.raises(Destroyed) as refused:
        queries.open(gone.id)
    assert refused.value.status == 410 and refused.value.facts == {"day": "01/03/2034", "decision": DECISION}
    assert queries.facts([gone.id])[gone.id].destroyed_on == date(2034, 3, 1)
    assert checks.check(at=NEXT_DAY, full=True).well
    with pytest.raises(NothingToDestroy):
        destroy()


def test_a_file_that_somebody_still_needs_is_not_on_the_list(files):
    for number, other in enumerate(("dossiers.paper:9", "dossiers.held:3", "dossiers.draft-paper:4")):
        stored = take(PDF + b"%" * number, f"{number}.pdf", "dossiers.paper:1", other)
        assert stored.id
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)
    assert listed().may_go == [] and listed().stays == {Stays.IN_USE: 3}
    actions.finish(holders=["dossiers.paper:9"], on=date(2030, 1, 1))  # its request ended later
    assert listed().stays == {Stays.IN_USE: 2, Stays.NOT_YET: 1}
    with pytest.raises(NothingToDestroy):
        destroy()


def test_bytes_that_another_row_still_needs_stay_and_go_with_the_last(files):
    one = take(PDF, "a.pdf", "dossiers.paper:1", folder=files)
    two = take(PDF, "b.pdf", "dossiers.paper:2", folder=files)
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)
    assert listed().may_go == [] and listed().stays == {Stays.IN_USE: 2}
    actions.finish(holders=["dossiers.paper:2"], on=ENDED)
    os.utime(place_of(files, one.sha256), (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    assert destroy() == (2, 0) and not place_of(files, two.sha256).exists()


def test_a_term_that_was_corrected_to_more_years_keeps_the_file_and_one_to_fewer_changes_nothing(files):
    take(PDF, "a.pdf", "dossiers.paper:1")
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)
    for years, found in ((50, {Stays.NOT_YET: 1}), (0, {Stays.FOR_EVER: 1}), (2, {})):
        DatedValue.objects.filter(key="documents.keep-years.paper").update(value=years)
        announce()
        assert listed().stays == found
    before = datetime(2030, 1, 1, tzinfo=UTC)
    assert listed(before).may_go == [], "what was told once is not shortened"


def test_only_the_operator_of_the_node_destroys_and_only_the_list_that_was_decided_on(files):
    stored = take(PDF, "a.pdf", "dossiers.paper:1")
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)
    seen = listed().mark
    leader = Reach(1, 1, "mandate:1", 1, (Grant(1, Role.LEADER, 1, "/", ""),))
    for reach in (NOBODY, leader):
        with pytest.raises(NotYoursToDestroy):
            destroy(reach=reach)
    for decision in ("", "  ", "x" * 301):
        with pytest.raises(InvalidInput):
            destroy(decision=decision)
    take(JPEG, "c.jpg", "dossiers.paper:2")
    actions.finish(holders=["dossiers.paper:2"], on=ENDED)
    with pytest.raises(ListChanged):
        destroy(listed=seen)
    assert File.objects.filter(destruction=None).count() == 2 and not Destruction.objects.exists()
    assert (
        place_of(files, stored.sha256).exists()
        and not Entry.objects.filter(kind="documents.destroyed").exists()
    )


def test_killed_between_the_rows_and_the_bytes_the_next_cleaning_ends_it(files, monkeypatch):
    stored = take(PDF, "a.pdf", "dossiers.paper:1", folder=files)
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)

    class Killed(BaseException):
        pass

    def killed(*_given, **_named):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(places.disk.Disk, "remove", killed)
        with pytest.raises(Killed):
            destroy()
    assert place_of(files, stored.sha256).exists() and File.objects.get().destruction is not None
    assert actions.clean(at=NEXT_DAY) == 1 and not place_of(files, stored.sha256).exists()


def test_a_store_that_does_not_answer_is_told_and_the_bytes_go_later(files, monkeypatch):
    stored = take(PDF, "a.pdf", "dossiers.paper:1", folder=files)
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)

    def away(*_given, **_named):
        raise OSError("away")

    with monkeypatch.context() as patched:
        patched.setattr(places.disk.Disk, "remove", away)
        assert destroy() == (1, 1)
    assert actions.clean(at=NEXT_DAY) == 1 and not place_of(files, stored.sha256).exists()


def test_what_was_recognised_on_a_scan_goes_with_it(files):
    scan = take(JPEG, "scan.jpg", "dossiers.scan:1", folder=files)
    copy_id = actions.copy(file_id=scan.id, by="mandate:1", at=LONG_AGO)
    made = take(PDF, "scan.pdf", "dossiers.paper:1", f"documents.copy:{copy_id}", folder=files)
    picture = take(PNG, "trang-1.png", f"documents.copy:{copy_id}", folder=files)
    CopyPage.objects.create(copy_id=copy_id, number=1, picture_id=picture.id, locked="x")
    Copy.objects.filter(pk=copy_id).update(state="done", result_id=made.id)
    actions.finish(holders=["dossiers.scan:1"], on=ENDED)
    assert listed().may_go == [scan.id], "the paper itself is kept: its request has not ended"
    assert destroy() == (1, 0)
    assert not CopyPage.objects.exists() and queries.pages_read(copy_id) == ()
    actions.clean(at=NEXT_DAY)
    assert not place_of(files, picture.sha256).exists() and place_of(files, made.sha256).exists()
    assert [holder for holder, _ in queries.holders(made.id)] == ["dossiers.paper:1"]


def test_the_command_looks_first_and_destroys_what_it_was_told_to(files, capsys, monkeypatch):
    call_command("documents", "retention")
    assert "no file is past" in capsys.readouterr().out
    take(PDF, "a.pdf", "dossiers.paper:1", folder=files)
    Hold.objects.update(until=date(2026, 1, 1), ended_on=date(2016, 1, 1), rule="documents.keep-years.paper")
    call_command("documents", "retention")
    said = capsys.readouterr().out
    mark = queries.past_keeping(date(2026, 1, 2)).mark
    assert f"list {mark}: 1 files" in said and "paper: 1" in said
    with pytest.raises(CommandError, match="Only the operator"):
        call_command("documents", "retention", "--destroy", mark, "--decision", DECISION, "--as", "nobody")
    monkeypatch.setattr("motcua.people.queries.reach", lambda person, at: OPERATOR)
    with pytest.raises(CommandError, match="not the list 0000 any more"):
        call_command("documents", "retention", "--destroy", "0000", "--decision", DECISION)
    with pytest.raises(CommandError, match="Name the decision"):
        call_command("documents", "retention", "--destroy", mark)
    call_command("documents", "retention", "--destroy", mark, "--decision", DECISION)
    assert "1 files were destroyed" in capsys.readouterr().out
    assert File.objects.filter(destruction=None).count() == 0


DAYS = some.dates(date(2000, 1, 1), date(2060, 1, 1))
HOLDS = some.lists(
    some.builds(
        lambda kind, ended, years: (f"dossiers.{kind}:1", ended, years),
        some.sampled_from(["paper", "scan", "result"]), some.none() | DAYS, some.integers(0, 40),
    ),
    max_size=4,
)  # fmt: skip


@given(holds=HOLDS, on=DAYS, now=some.integers(0, 60))
def test_nothing_may_go_before_the_last_day_of_everybody_who_holds_it(holds, on, now):
    held = [
        HeldFor(holder, last_day(ended, years) if ended else None, ended, "rule")
        for holder, ended, years in holds
    ]
    may_go = why_it_stays(held, on=on, years={"rule": now}) is None
    over = [
        ended is not None and years > 0 and now > 0 and on > max(last_day(ended, years), last_day(ended, now))
        for _holder, ended, years in holds
    ]
    assert may_go == (bool(over) and all(over))


def test_a_copy_keeps_nothing_by_itself_and_the_grace_of_fresh_bytes_holds(files):
    alone = [HeldFor("documents.copy:1", None)]
    assert why_it_stays(alone, on=LAST, years={}) is Stays.IN_USE
    stored = take(PDF, "a.pdf", "dossiers.paper:1")
    actions.finish(holders=["dossiers.paper:1"], on=ENDED)
    os.utime(place_of(files, stored.sha256), (NEXT_DAY.timestamp(), NEXT_DAY.timestamp()))
    assert destroy() == (1, 1), "somebody may be handing in the same bytes just now"
    assert actions.clean(at=NEXT_DAY + timedelta(days=2)) == 1
