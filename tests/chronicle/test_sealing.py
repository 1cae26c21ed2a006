import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.chronicle import actions, jobs, queries, rules
from motcua.chronicle.models import Entry, Leaf, Seal
from motcua.chronicle.sql import statement
from tests.chronicle.acts import NOW, Kind, seal_all, write, write_some
from tests.chronicle.guard import TABLES

pytestmark = pytest.mark.django_db(transaction=True)


def test_sealing_gives_dense_positions_in_the_order_of_the_acts():
    hashes = write_some(5)
    assert seal_all() == 5
    hashes += write_some(3)
    assert seal_all() == 3
    leaves = Leaf.objects.order_by("position")
    assert [(leaf.position, bytes(leaf.hash), leaf.seal_id) for leaf in leaves] == [
        (place, digest, 1 if place <= 5 else 2) for place, digest in enumerate(hashes, start=1)
    ]


def test_sealing_nothing_makes_no_seal():
    assert seal_all() == 0
    assert not Seal.objects.exists()


def test_lots_are_bounded():
    write_some(7)
    assert [actions.seal_lot(at=NOW, lot_max=3) for _ in range(4)] == [3, 3, 1, 0]
    assert list(Seal.objects.order_by("number").values_list("first", "count")) == [(1, 3), (4, 3), (7, 1)]


def test_seals_are_chained_and_signed():
    write_some(2)
    seal_all()
    write_some(2)
    seal_all()
    first, second = Seal.objects.order_by("number")
    assert bytes(first.previous) == rules.NO_SEAL
    assert bytes(second.previous) == bytes(first.hash)
    (key,) = queries.public_keys()
    for seal in first, second:
        rules.check_signature(
            seal=queries.seal_statement(seal), signature=bytes(seal.signature), public_key=key.public
        )
    with pytest.raises(rules.Tampered):
        rules.check_signature(
            seal=queries.seal_statement(first) | {"count": 3},
            signature=bytes(first.signature),
            public_key=key.public,
        )


def test_followers_see_only_what_is_sealed_and_only_their_kinds():
    with transaction.atomic():
        write(kind=Kind.TAKEN_IN, data={"step": 1})
        write(kind=Kind.APPROVED)
    assert queries.follow(kinds=[Kind.TAKEN_IN], after=0) == []
    seal_all()
    (seen,) = queries.follow(kinds=[Kind.TAKEN_IN], after=0)
    assert (seen.position, seen.kind, seen.at, seen.data) == (1, "dossier.taken-in", NOW, {"step": 1})
    assert queries.follow(kinds=[Kind.TAKEN_IN], after=1) == []
    assert [e.position for e in queries.follow(kinds=list(Kind), after=0, limit=1)] == [1]


def test_a_follower_reads_each_entry_once_and_stops_before_the_one_it_fails_on():
    write_some(4)
    seal_all()
    seen = []

    def handle(entry):
        if entry.position == 3 and len(seen) == 2:
            seen.append("failed")
            raise RuntimeError
        seen.append(entry.position)

    with pytest.raises(RuntimeError):
        actions.read_on(follower="test", kinds=[Kind.TAKEN_IN], handle=handle)
    actions.read_on(follower="test", kinds=[Kind.TAKEN_IN], handle=handle)
    actions.read_on(follower="test", kinds=[Kind.TAKEN_IN], handle=handle)
    assert seen == [1, 2, "failed", 3, 4]


def test_a_follower_of_rare_kinds_does_not_search_the_same_stretch_twice():
    write_some(3)
    seal_all()
    actions.read_on(follower="rare", kinds=[Kind.APPROVED], handle=print)
    with transaction.atomic():
        write(kind=Kind.APPROVED)
    seal_all()
    seen = []
    actions.read_on(follower="rare", kinds=[Kind.APPROVED], handle=seen.append)
    assert [entry.position for entry in seen] == [4]


def test_a_receipt_is_proved_once_it_is_sealed():
    hashes = write_some(9)
    assert queries.proof(entry_hash=hashes[6]) is None
    actions.seal_lot(at=NOW, lot_max=4)
    actions.seal_lot(at=NOW, lot_max=4)
    actions.seal_lot(at=NOW, lot_max=4)
    (key,) = queries.public_keys()
    for position, digest in enumerate(hashes, start=1):
        proof = queries.proof(entry_hash=digest)
        assert proof.position == position
        rules.check_proof(proof, public_key=key.public)


def test_the_wait_for_a_seal_is_known():
    assert queries.oldest_unsealed(NOW) is None
    write_some(2)
    assert queries.oldest_unsealed(NOW + timedelta(minutes=3)) == timedelta(minutes=3)
    seal_all()
    assert queries.oldest_unsealed(NOW) is None


def test_every_seal_is_in_the_published_file_once(seals_dir):
    write_some(3)
    actions.seal_lot(at=NOW, lot_max=1)  # a sealer that died before it could write the file
    seal_all()
    seal_all()
    lines = queries.seals_path().read_bytes().splitlines()
    assert [json.loads(line)["seal"]["number"] for line in lines] == [1, 2]
    assert lines == [queries.seal_line(seal) for seal in Seal.objects.order_by("number")]


def test_half_a_line_in_the_published_file_is_mended(seals_dir):
    write_some(1)
    seal_all()
    whole = queries.seals_path().read_bytes()
    write_some(1)
    actions.seal_lot(at=NOW)
    queries.seals_path().write_bytes(whole + whole[:50])
    jobs.publish()
    assert [
        json.loads(line)["seal"]["number"] for line in queries.seals_path().read_bytes().splitlines()
    ] == [
        1,
        2,
    ]


def test_a_line_somebody_wrote_into_the_published_file_does_not_stop_it(seals_dir):
    write_some(1)
    seal_all()
    with queries.seals_path().open("ab") as file:
        file.write(b"a note\n")
    write_some(1)
    seal_all()
    assert queries.seals_path().read_bytes().splitlines()[1] == b"a note"
    assert len(queries.seals_path().read_bytes().splitlines()) == 3


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_record_only_grows(table, change):
    write_some(2)
    seal_all()
    actions.begin_epoch(reason="restore", at=NOW)
    column = {"chronicle_seal": "at", "chronicle_epoch": "reason"}.get(table, "hash")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column, column))
    assert Entry.objects.count() == 3


def test_a_set_of_entries_is_written_as_one_by_one():
    new = [
        actions.NewEntry(kind=Kind.TAKEN_IN, subject=f"dossier:{n}", actor="mandate:1", at=NOW, data={"n": n})
        for n in range(12)
    ]
    with transaction.atomic():
        hashes = actions.append_many(new)
    assert seal_all() == 12
    assert [bytes(leaf.hash) for leaf in Leaf.objects.order_by("position")] == hashes
    assert [e.data["n"] for e in queries.follow(kinds=[Kind.TAKEN_IN], after=0)] == list(range(12))


def test_a_new_epoch_is_written_into_seals_and_record(seals_dir):
    write_some(2)
    seal_all()
    assert actions.begin_epoch(reason="restore", at=NOW) == 2
    seal_all()
    assert list(Seal.objects.order_by("number").values_list("epoch", flat=True)) == [1, 2]
    (began,) = queries.follow(kinds=[rules.Kind.EPOCH_BEGAN], after=0)
    assert began.data == {"after": 2, "reason": "restore"}


@pytest.mark.parametrize("question", ["ready", "oldest", "leaves"])
def test_the_sealer_never_searches_what_is_already_sealed(question):
    with connection.cursor() as cursor:
        facts = dict.fromkeys(["xid", "id", "offset", "limit", "last_xid", "last_id", "before", "seal"], 5)
        sql = statement(f"{question}.{connection.vendor}")
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")  # these tables are too small to be worth an index
            cursor.execute("SET enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}", facts)
            wanted = "ROW(xid, id) > ROW("
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", facts)
            wanted = "USING INTEGER PRIMARY KEY (rowid>?"
        plan = [line for row in cursor.fetchall() for line in map(str, row) if wanted in line]
        assert plan
        assert all("Filter" not in line for line in plan)
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
            cursor.execute("RESET enable_sort")


def test_followers_read_on_behind_their_cursor_and_nothing_that_stands_before_it():
    """The events of the interface, too: they cost the same at the end of a long chronicle as at its beginning."""
    write_some(300)
    seal_all()
    with CaptureQueriesContext(connection) as told:
        found = queries.follow(kinds=list(Kind), after=280, limit=10)
    assert [one.position for one in found] == list(range(281, 291))
    (asked,) = (one for one in told if "chronicle_entry" in one["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE chronicle_leaf, chronicle_entry")
            cursor.execute("SET enable_seqscan = off")  # these tables are too small to be worth an index
            cursor.execute(f"EXPLAIN {asked['sql']}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked['sql']}")
        plan = "\n".join(str(line) for row in cursor.fetchall() for line in row)
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
            assert 'Index Cond: (("position" > 280) AND ("position" <= 1280))' in plan, plan
            assert "Sort" not in plan, plan
        else:
            assert "SEARCH chronicle_leaf" in plan and "(position>? AND position<?)" in plan, plan
            assert "TEMP B-TREE" not in plan, plan
