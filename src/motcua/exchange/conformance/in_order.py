"""Conversations about order: what is taken, what is newer, and what stands after a restore."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

from motcua.exchange.conformance.talk import Broken, Talk, rule

AT_ONCE = 4


def three(talk: Talk, **changed: object) -> list[dict[str, object]]:
    return [talk.record(talk.number(), position, **changed) for position in (1, 2, 3)]


@rule("in-order", "A batch in order is taken whole, and each of its records is known")
def in_order(talk: Talk) -> None:
    records = three(talk)
    talk.taken(talk.send(0, 3, records), upto=3, applied=3)
    talk.kept(records)
    talk.stands(3)


@rule("next", "The next batch goes on from there: what is newer replaces, what is new is added")
def following(talk: Talk) -> None:
    records = three(talk)
    talk.take(0, 3, records)
    newer = {**records[0], "revision": 2, "position": 4, "state": 4}
    fresh = talk.record(talk.number(), 5)
    talk.taken(talk.send(3, 5, [newer, fresh]), upto=5, applied=2)
    talk.kept([newer, records[1], records[2], fresh])


@rule("values", "A moment written in another zone is kept as the same moment")
def values(talk: Talk) -> None:
    there = talk.at.astimezone(timezone(timedelta(hours=9))) - timedelta(hours=2)
    record = talk.record(talk.number(), 1, since=there.isoformat(timespec="seconds"), state=4)
    talk.take(0, 1, [record])
    talk.kept([record])


@rule("empty", "A stretch without dossiers moves the cursor")
def empty(talk: Talk) -> None:
    talk.take(0, 7, [])
    talk.stands(7)


@rule("repeated", "The same batch again is acknowledged, and nothing is written")
def repeated(talk: Talk) -> None:
    records = three(talk)
    body = talk.body(0, 3, records)
    talk.taken(talk.speaker.batch(body), upto=3, applied=3)
    talk.taken(talk.speaker.batch(body), upto=3, applied=0)
    talk.kept(records)
    talk.stands(3)


@rule("overlap", "A stretch that was partly taken is taken to its end")
def overlap(talk: Talk) -> None:
    records = three(talk)
    talk.take(0, 3, records)
    newer = {**records[2], "revision": 2, "position": 4, "state": 4}
    talk.taken(talk.send(0, 4, [records[0], records[1], newer]), upto=4, applied=1)
    talk.kept([records[0], records[1], newer])


@rule("at-once", "The same batch several times at once is applied once")
def at_once(talk: Talk) -> None:
    records = three(talk)
    body = talk.body(0, 3, records)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(talk.speaker.batch, [body] * AT_ONCE))
    for reply in replies:
        talk.taken(reply, upto=3)
    applied = [reply.said.get("applied") for reply in replies]
    if sorted(map(str, applied)) != sorted(["3", *["0"] * (AT_ONCE - 1)]):
        raise Broken(f"says that {applied} records were applied, not 3 by one and 0 by the others")
    talk.kept(records)


@rule("gap", "What lies behind a gap is refused with the cursor, and taken once the gap is filled")
def gap(talk: Talk) -> None:
    records = three(talk)
    talk.take(0, 1, records[:1])
    reply = talk.refused(
        talk.send(2, 3, records[2:]), (409,), code="exchange.gap", numbers=[str(records[2]["number"])]
    )
    if reply.position != 1:
        raise Broken(f"names the cursor {reply.position} with the gap, not 1")
    talk.take(1, 3, records[1:])
    talk.kept(records)


@rule("older-loses", "An older record never replaces a newer one, by revision and then by position")
def older_loses(talk: Talk) -> None:
    first = talk.record(talk.number(), 1, revision=5, state=2)
    newest = {**first, "revision": 7, "position": 3, "state": 4}
    talk.take(0, 3, [newest])
    for late in ({**first, "revision": 6, "position": 2}, {**first, "revision": 7, "position": 2}):
        talk.taken(talk.send(3, 3, [late], replay=True), upto=3, applied=0)
        talk.kept([newest])
    same = {**newest, "position": 5}
    talk.taken(talk.send(3, 5, [same]), upto=5, applied=1)
    talk.kept([same])


@rule("replay", "A record sent again on its own is taken where it is missing, and moves no cursor")
def replay(talk: Talk) -> None:
    records = three(talk)
    talk.take(0, 2, records[:2])
    missed = talk.record(talk.number(), 900)
    talk.taken(talk.send(899, 900, [missed], replay=True), upto=2, applied=1)
    talk.kept([records[0], records[1], missed])
    talk.stands(2)


@rule("skipping", "A batch says where a dossier is now: states in between may be left out")
def skipping(talk: Talk) -> None:
    record = talk.record(talk.number(), 1, state=1, received=None)
    done = {
        **record,
        "revision": 6,
        "position": 2,
        "state": 10,
        "received": record["since"],
        "done": record["since"],
    }
    talk.take(0, 1, [record])
    talk.take(1, 2, [done])
    talk.kept([done])


def restored(talk: Talk, *, to: int) -> None:
    """From a backup that ends at a position: the next epoch begins there."""
    talk.lineage = [*talk.lineage, [talk.lineage[-1][0] + 1, to]]


@rule(
    "new-epoch",
    "After a restore the new epoch goes on where the histories part, and is newer than the old one",
)
def new_epoch(talk: Talk) -> None:
    records = three(talk, revision=5)
    talk.take(0, 3, records)
    restored(talk, to=2)
    talk.stands(2)
    again = {**records[2], "epoch": talk.lineage[-1][0], "revision": 4, "state": 4}
    talk.taken(talk.send(2, 3, [again]), upto=3, applied=1)
    talk.kept([again])


@rule("lost-kept", "What the node lost in a restore stays as it was")
def lost_kept(talk: Talk) -> None:
    records = three(talk)
    talk.take(0, 3, records)
    restored(talk, to=1)
    fresh = talk.record(talk.number(), 2)
    talk.take(1, 2, [fresh])
    talk.kept([records[0], records[1], records[2], fresh])


@rule("old-epoch", "A copy that still speaks in an epoch before the latest is refused")
def old_epoch(talk: Talk) -> None:
    records = three(talk)
    talk.take(0, 1, records[:1])
    before = talk.lineage
    restored(talk, to=1)
    talk.take(1, 2, [talk.record(talk.number(), 2)])
    talk.lineage = before
    number = str(records[1]["number"])
    talk.refused(talk.send(1, 2, [records[1]]), (409,), code="exchange.old-epoch", numbers=[number])


@rule("restart", "A restart forgets neither states nor cursor", needs_restart=True)
def restart(talk: Talk) -> None:
    assert talk.restart is not None
    records = three(talk)
    talk.take(0, 3, records)
    talk.known([str(record["number"]) for record in records])  # time to settle, for whoever needs it
    talk.restart()
    talk.stands(3)
    talk.kept(records)


@rule("kill-safe", "What was acknowledged survives a kill at that moment", needs_restart=True)
def kill_safe(talk: Talk) -> None:
    assert talk.restart is not None
    records = three(talk)
    talk.take(0, 3, records)
    talk.restart()
    talk.kept(records)
