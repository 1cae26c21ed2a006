"""Conversations about form: what is no batch, too large, cut, or a bomb."""

import json
import os

from motcua.exchange.conformance.speaking import NoReply, packed
from motcua.exchange.conformance.talk import Broken, Talk, rule

BODY_BYTES_MAX = 8 * 1024 * 1024
OPEN_BYTES_MAX = 64 * 1024 * 1024
SPACE_BYTES = 48 * 1024 * 1024
_SPACES = bytes(b" \t\r"[code % 3] for code in range(256))


def lines_of(talk: Talk) -> tuple[list[bytes], list[str]]:
    """A sound batch of two, line by line."""
    records = [talk.record(talk.number(), position) for position in (1, 2)]
    lines = [talk.head(0, 2, 2), *records]
    return [json.dumps(line).encode() for line in lines], [str(record["number"]) for record in records]


@rule("cut", "A batch that ends before its records do is refused")
def cut(talk: Talk) -> None:
    lines, numbers = lines_of(talk)
    talk.try_refused(packed(lines[:-1]), numbers=numbers)
    whole = packed([*lines[:-1], lines[-1][:40] + os.urandom(2_000).hex().encode() + lines[-1][40:]])
    talk.try_refused(whole[: len(whole) * 2 // 3], numbers=numbers)
    talk.stands(0)


@rule("utf-8", "Bytes that are not UTF-8 are refused")
def utf_8(talk: Talk) -> None:
    lines, numbers = lines_of(talk)
    talk.try_refused(packed([*lines[:-1], lines[-1].replace(b"1.000001", b"1.00\xff001")]), numbers=numbers)


@rule("no-batch", "What is no batch is refused: not compressed, of another form, without a head, not JSON")
def no_batch(talk: Talk) -> None:
    lines, numbers = lines_of(talk)
    talk.try_refused(b"\n".join(lines), numbers=numbers)
    talk.try_refused(packed([lines[0].replace(b"states/1", b"states/9"), *lines[1:]]), numbers=numbers)
    talk.try_refused(packed(lines[1:]), numbers=numbers)
    talk.try_refused(packed([*lines[:-1], lines[-1][:-5]]), numbers=numbers)
    talk.try_refused(b"", numbers=numbers)


@rule("history", "A history that cannot be one is refused")
def history(talk: Talk) -> None:
    record = talk.record(talk.number(), 1)
    for strange in ([], [[talk.epoch, 5]], [[talk.epoch, 0], [talk.epoch - 1, 0]]):
        talk.try_refused(talk.body(0, 1, [record], lineage=strange), numbers=[str(record["number"])])
    talk.try_refused(talk.body(1, 0, []), numbers=[str(record["number"])])


@rule("too-large", "A body of more than 8 MiB is refused, and the next batch is taken")
def too_large(talk: Talk) -> None:
    lines, numbers = lines_of(talk)
    # White space that hardly compresses: whoever sets no limit finds a sound batch.
    heavy = lines[1][:-1] + os.urandom(SPACE_BYTES).translate(_SPACES) + b"}"
    body = packed([lines[0], heavy, lines[2]])
    assert len(body) > BODY_BYTES_MAX
    try:
        reply = talk.speaker.batch(body)
    except NoReply:
        pass  # It may hang up in the middle.
    else:
        talk.refused(reply, (413, 400))
    if talk.known(numbers):
        raise Broken("kept something of a body that is too large")
    talk.take(0, 1, [talk.record(talk.number(), 1)])


@rule("bomb", "A small body that opens to more than 64 MiB is refused, and the next batch is taken")
def bomb(talk: Talk) -> None:
    lines, numbers = lines_of(talk)
    lines[1] = lines[1][:-1] + b" " * (OPEN_BYTES_MAX + 1024) + b"}"
    talk.refused(talk.speaker.batch(packed(lines)), (413, 400), numbers=numbers)
    talk.take(0, 1, [talk.record(talk.number(), 1)])
