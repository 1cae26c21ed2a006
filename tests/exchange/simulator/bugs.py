"""Bugs that somebody could write, each planted in the real code for the length of a `with`."""

import itertools
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from unittest import mock

from django.db import transaction

from motcua.exchange import queries
from motcua.exchange.actions import lost, merge, replay, seals, send
from motcua.exchange.models import NodeKey, Outbox, Replay
from motcua.exchange.pages import wire
from motcua.exchange.queries import NodeFacts, streams
from motcua.exchange.rules import digests, order, refusals, witness
from motcua.exchange.rules.order import Verdict

# Modules whose chief function has their name.
receive = import_module("motcua.exchange.actions.receive")
compare = import_module("motcua.exchange.actions.compare")
BUGS = {}


def bug(make):
    BUGS[make.__name__] = contextmanager(make)
    return make


def statements(**changed):
    """The room's SQL, with a piece of some statements left out or exchanged."""
    plain = merge.statement

    def text(name):
        old, new = changed.get(name, ("", ""))
        assert old in plain(name), f"{name}.sql says no longer {old!r}"
        return plain(name).replace(old, new)

    return mock.patch.object(merge, "statement", text)


def judged(before, after):
    plain = order.judge

    def judge(*args, **words):
        verdict = plain(*args, **words)
        return after if verdict is before else verdict

    return mock.patch.object(receive, "judge", judge)


NEWER = "OR (s.epoch, s.revision, s.position) > (o.epoch, o.revision, o.position)"
NEWER_MERGE = """
WHERE (EXCLUDED.epoch, EXCLUDED.revision, EXCLUDED.position)
  > (exchange_state.epoch, exchange_state.revision, exchange_state.position)"""


@bug
def acknowledged_before_it_is_committed():
    calls = itertools.count(1)
    plain = receive.receive

    def hurried(**words):
        with transaction.atomic():
            taken = plain(**words)
            if next(calls) % 5 == 0:  # the machine stops before it commits
                transaction.set_rollback(True)
            return taken

    with mock.patch.object(wire.actions, "receive", hurried):
        yield


@bug
def older_overwrites_newer():
    with statements(merge=(NEWER_MERGE, "")):
        yield


@bug
def repeated_records_are_counted_again():
    with statements(changes=(NEWER, "OR true")):
        yield


@bug
def epochs_do_not_count():
    with statements(
        changes=(NEWER, "OR (s.revision, s.position) > (o.revision, o.position)"),
        merge=(
            NEWER_MERGE,
            "\nWHERE (EXCLUDED.revision, EXCLUDED.position) > (exchange_state.revision, exchange_state.position)",
        ),
    ):
        yield


@bug
def the_cursor_moves_in_a_transaction_of_its_own():
    plain_receive = receive.receive

    def first_the_cursor(*, arrived, at):
        head, lineage, _ = receive._read(arrived)
        before = queries.cursors(node_id=arrived.node_id)
        verdict = order.judge(
            lineage, before, after=head.after, upto=head.upto, head=head.head, replay=head.replay
        )
        if verdict is Verdict.TAKE:
            receive._move(
                arrived.node_id, before=before, after=order.moved(lineage, before, upto=head.upto), at=at
            )
        with mock.patch.object(receive.queries, "cursors", lambda *, node_id: before):
            return plain_receive(arrived=arrived, at=at)

    with mock.patch.object(wire.actions, "receive", first_the_cursor):
        yield


@bug
def a_gap_is_accepted():
    with judged(Verdict.GAP, Verdict.TAKE):
        yield


@bug
def what_came_before_is_not_acknowledged():
    with judged(Verdict.ALREADY, Verdict.GAP):
        yield


@bug
def the_history_is_not_compared():
    def common(lineage, cursors):
        return max(cursors.values(), default=0)

    with ExitStack() as stack:
        for module in (order, receive, streams):
            stack.enter_context(mock.patch.object(module, "common", common))
        yield


@bug
def what_was_refused_is_skipped():
    plain = send._settle

    def settle(box, stretch, answer, sender, *, at):
        if answer.status != 422:
            return plain(box, stretch, answer, sender, at=at)
        Outbox.objects.update(position=stretch.upto, scanned=stretch.upto)
        return send.Step.SENT

    with mock.patch.object(send, "_settle", settle):
        yield


@bug
def being_sent_back_is_forgotten():
    plain = send._settle

    def settle(box, stretch, answer, sender, *, at):
        if answer.status == 409:
            answer = replace(answer, status=500)
        return plain(box, stretch, answer, sender, at=at)

    # Asked again at rest it would be led back after all.
    with mock.patch.object(send, "_settle", settle), mock.patch.object(send, "ASK_AGAIN_SECONDS", 1e12):
        yield


@bug
def what_was_searched_is_not_searched_again():
    plain, plain_ask = send._settle, send._ask_cursor

    def kept(run, box):
        before = box.scanned
        step = run()
        Outbox.objects.filter(scanned__lt=before).update(scanned=before)
        return step

    def settle(box, *rest, at):
        return kept(lambda: plain(box, *rest, at=at), box)

    def ask(box, *rest, at):
        return kept(lambda: plain_ask(box, *rest, at=at), box)

    with mock.patch.object(send, "_settle", settle), mock.patch.object(send, "_ask_cursor", ask):
        yield


@bug
def nothing_lost_is_listed():
    with mock.patch.object(receive, "list_lost", lambda **_: 0):
        yield


@bug
def the_good_records_of_a_refused_batch_are_kept():
    plain = receive.receive

    def generous(*, arrived, at):
        try:
            return plain(arrived=arrived, at=at)
        except refusals.RecordsRefused as refused:
            bad = {one["number"] for one in refused.records}
            _, _, records = receive._read(arrived)
            with transaction.atomic():
                merge.merge(
                    node_id=arrived.node_id, records=[one for one in records if one.number not in bad]
                )
            raise

    with mock.patch.object(wire.actions, "receive", generous):
        yield


@bug
def a_revoked_key_is_believed():
    def believed(*, key, at, use="exchange"):
        row = NodeKey.objects.filter(key=key).select_related("node").first()
        return row and NodeFacts(row.node_id, row.node.code, tuple(row.node.scopes), bytes(row.public), False)

    with mock.patch.object(wire.queries, "node_of_key", believed):
        yield


@bug
def a_record_travels_ahead_of_its_entry():
    with mock.patch.object(
        send, "_written_at", lambda said, last, entries: {name: last[name] for name in said}
    ):
        yield


@bug
def a_pause_is_believed_whatever_the_clock():
    with mock.patch.object(send, "is_paused", lambda next_at, *, at: next_at is not None and at < next_at):
        yield


@bug
def an_aside_is_silent():
    with mock.patch.object(send, "set_aside", lambda *args, **words: None):
        yield


@bug
def any_seal_is_witnessed():
    """Whatever it says it continues, and however many are missing before it."""
    with (
        mock.patch.object(witness, "fits", lambda **_: True),
        mock.patch.object(seals, "_last_before", lambda node_id, number: number - 1),
    ):
        yield


@bug
def what_is_missing_before_a_seal_is_not_asked_for():
    plain = seals._held

    def held(node_id, found):
        known = plain(node_id, found)
        known.setdefault(found[0][0].number - 1, {})
        return known

    def fits(*, previous, held, number):
        return not held.get(number - 1) or previous in held[number - 1]

    with mock.patch.object(seals, "_held", held), mock.patch.object(witness, "fits", fits):
        yield


@bug
def an_older_state_is_no_difference():
    def only_missing(*, here, there):
        found = digests.gaps(here=here, there=there)
        return {number: gap for number, gap in found.items() if gap is not digests.Gap.OLDER}

    with mock.patch.object(compare, "gaps", only_missing):
        yield


@bug
def what_is_sent_again_is_forgotten_before_it_is_heard():
    plain = replay.written

    def hasty(*args, **words):
        Replay.objects.all().delete()
        return plain(*args, **words)

    with mock.patch.object(replay, "written", hasty):
        yield


@bug
def a_replay_is_taken_for_the_next_stretch():
    plain = receive.judge

    def judge(*args, replay=False, **words):
        return plain(*args, **words)

    with mock.patch.object(receive, "judge", judge):
        yield


@bug
def a_replay_is_counted_whatever_is_known():
    plain = receive._take

    def take(arrived, head, lineage, records, *, at):
        taken = plain(arrived, head, lineage, records, at=at)
        if head.replay and not taken.applied:
            merge.count_up(node_id=arrived.node_id, difference={"states": len(records)})
        return taken

    with mock.patch.object(receive, "_take", take):
        yield


@bug
def only_what_a_stream_told_can_be_lost():
    def without(*, node_id, lineage, at):
        return (
            lost.list_lost(node_id=node_id, lineage=lineage, at=at) if queries.cursors(node_id=node_id) else 0
        )

    with mock.patch.object(receive, "list_lost", without):
        yield
