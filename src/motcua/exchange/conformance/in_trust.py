"""Conversations about trust: who signed what, for which address, and of whose dossiers."""

from motcua.exchange.conformance.speaking import COVERED, Wrong
from motcua.exchange.conformance.talk import Broken, Line, Talk, rule

ELSEWHERE = "elsewhere.example"
STRANGER = "Z99"  # a province that there is not: 63 were numbered H01 to H63


def one(talk: Talk) -> tuple[bytes, list[str]]:
    record = talk.record(talk.number(), 1)
    return talk.body(0, 1, [record]), [str(record["number"])]


@rule("bad-signature", "A signature that does not fit is refused")
def bad_signature(talk: Talk) -> None:
    body, numbers = one(talk)
    talk.try_refused(body, Wrong(spoil=True), numbers=numbers)


@rule("altered-body", "A body that was changed after it was signed is refused")
def altered_body(talk: Talk) -> None:
    record = talk.record(talk.number(), 1)
    signed, sent = talk.body(0, 1, [record]), talk.body(0, 1, [{**record, "state": 4}])
    talk.try_refused(signed, Wrong(instead=sent), numbers=[str(record["number"])])


@rule("wrong-digest", "A digest of other bytes is refused, though it was truly signed")
def wrong_digest(talk: Talk) -> None:
    body, numbers = one(talk)
    talk.try_refused(body, Wrong(digest_of=b"something else"), numbers=numbers)


@rule("covered", "A signature that leaves out a part is refused")
def covered(talk: Talk) -> None:
    for left_out in COVERED:
        body, numbers = one(talk)
        try:
            part = Wrong(covered=[name for name in COVERED if name != left_out])
            talk.try_refused(body, part, numbers=numbers)
        except Broken as broken:
            raise Broken(f"without {left_out}: {broken}") from None


@rule(
    "other-address",
    "A request that was signed for another address is refused, also when it names that as its host",
)
def other_address(talk: Talk) -> None:
    scheme = talk.speaker.url.partition("://")[0]
    for host in ("", ELSEWHERE):
        body, numbers = one(talk)
        elsewhere = f"{scheme}://{ELSEWHERE}/exchange/v1/batches"
        talk.try_refused(body, Wrong(signed_url=elsewhere, host=host), numbers=numbers)


@rule("unknown-node", "A key that nobody registered is refused, whatever node it names")
def unknown_node(talk: Talk) -> None:
    body, numbers = one(talk)
    talk.refused(talk.speaker.as_stranger().batch(body), numbers=numbers)


@rule("another-name", "A node that names another in its head or in its request is refused")
def another_name(talk: Talk) -> None:
    record = talk.record(talk.number(), 1)
    numbers = [str(record["number"])]
    talk.try_refused(talk.body(0, 1, [record], node=STRANGER), numbers=numbers)
    talk.try_refused(talk.body(0, 1, [record]), Wrong(node=STRANGER), numbers=numbers)


def refused_records(talk: Talk, after: int, upto: int, sound: Line, bad: Line) -> None:
    """The bad record is named, and the sound one beside it is not kept either."""
    reply = talk.refused(
        talk.send(after, upto, [sound, bad]),
        (422,),
        code="exchange.records-refused",
        numbers=[str(sound["number"])],
    )
    named = reply.said.get("records")
    numbers = [one.get("number") for one in named if isinstance(one, dict)] if isinstance(named, list) else []
    if numbers != [bad["number"]]:
        raise Broken(f"names {numbers} as what it cannot take, not {[bad['number']]}")


@rule("not-yours", "A record of another province's dossier is refused by name")
def not_yours(talk: Talk) -> None:
    bad = talk.record(talk.number(STRANGER), 2)
    reply = talk.send(0, 2, [bad])
    talk.refused(reply, (422,), code="exchange.records-refused")
    talk.stands(0)


@rule("refused-whole", "Nothing of a refused batch is kept, also not what was sound in it")
def refused_whole(talk: Talk) -> None:
    refused_records(talk, 0, 2, talk.record(talk.number(), 1), talk.record(talk.number(STRANGER), 2))
    talk.stands(0)


@rule("cannot-follow", "A state that cannot follow is refused by name, and what was known stays")
def cannot_follow(talk: Talk) -> None:
    ended = talk.record(talk.number(), 1, state=10)
    talk.take(0, 1, [ended])
    bad = {**ended, "revision": 2, "position": 3, "state": 1}
    refused_records(talk, 1, 3, talk.record(talk.number(), 2), bad)
    talk.kept([ended])
    talk.stands(1)


@rule(
    "outside",
    "A record from before the stretch of its batch, or from behind what its sender has, is refused by name",
)
def outside(talk: Talk) -> None:
    refused_records(talk, 0, 2, talk.record(talk.number(), 1), talk.record(talk.number(), 2_000))


@rule("aside", "A refused record that its sender set aside blocks nobody")
def aside(talk: Talk) -> None:
    bad, sound = talk.number(STRANGER), talk.record(talk.number(), 2)
    named = [{"number": bad, "position": 1, "code": "not-yours"}]
    talk.take(0, 2, [sound], aside=named)
    talk.kept([sound])
