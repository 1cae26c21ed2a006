"""One conversation: a history of its own, what was said in it, and what is asked of the answers."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from motcua.exchange.conformance.speaking import RIGHT, NoReply, Reply, Speaker, Wrong, packed
from motcua.foundation.calendar import TZ

Line = dict[str, object]
REFUSED = (400, 401, 403, 413, 415)
CHECK = base64.b64encode(bytes(16)).decode()
PROCEDURE = "1.000001"


class Broken(Exception):
    """The receiver did not keep the rule; says what it did."""


@dataclass(frozen=True)
class Rule:
    """One sentence of the contract, and the conversation that proves it."""

    code: str
    says: str
    play: Callable[["Talk"], None]
    needs_restart: bool = False


RULES: list[Rule] = []


def rule(
    code: str, says: str, *, needs_restart: bool = False
) -> Callable[[Callable[["Talk"], None]], Callable[["Talk"], None]]:
    def add(play: Callable[["Talk"], None]) -> Callable[["Talk"], None]:
        RULES.append(Rule(code, says, play, needs_restart))
        return play

    return add


@dataclass
class Talk:
    """What is needed to say something; each conversation is in an epoch of its own, which begins with nothing."""

    speaker: Speaker
    scope: str
    epoch: int
    first: int  # of the running numbers of this conversation
    restart: Callable[[], None] | None = None
    lineage: list[list[int]] = field(default_factory=list)
    given: int = 0

    def __post_init__(self) -> None:
        self.lineage = [[self.epoch, 0]]

    @property
    def at(self) -> datetime:
        return self.speaker.at

    def number(self, scope: str = "") -> str:
        """A dossier that nobody heard of yet."""
        self.given += 1
        return f"000.00.99.{scope or self.scope}-{self.at.astimezone(TZ):%y%m%d}-{self.first + self.given:07}"

    def record(self, number: str, position: int, **changed: object) -> Line:
        said = (self.at - timedelta(hours=1)).isoformat(timespec="seconds")
        office = number.partition("-")[0]
        record: Line = {
            "position": position, "epoch": self.lineage[-1][0], "number": number, "revision": 1, "procedure": PROCEDURE,
            "agency": office, "place": office, "channel": 1, "state": 2, "since": said, "submitted": said, "received": said,
            "promised": None, "due": None, "done": None, "returned": None, "late": None, "electronic": False,
            "simulated": True, "check": CHECK,
        }  # fmt: skip
        return {**record, **changed}

    def head(self, after: int, upto: int, count: int, **changed: object) -> Line:
        head: Line = {
            "format": "states/1", "node": self.speaker.node, "lineage": self.lineage, "after": after, "upto": upto,
            "count": count, "head": max(upto, 1_000), "at": self.at.isoformat(timespec="seconds"),
            "software": "motcua conformance", "replay": False, "aside": [], "places": [],
        }  # fmt: skip
        return {**head, **changed}

    def body(self, after: int, upto: int, records: Sequence[Line], **changed: object) -> bytes:
        lines = [self.head(after, upto, len(records), **changed), *records]
        return packed([json.dumps(line, ensure_ascii=False).encode() for line in lines])

    def send(self, after: int, upto: int, records: Sequence[Line], **changed: object) -> Reply:
        return self.speaker.batch(self.body(after, upto, records, **changed))

    def take(self, after: int, upto: int, records: Sequence[Line], **changed: object) -> Reply:
        """Send what has to be taken."""
        return self.taken(self.send(after, upto, records, **changed), upto=upto)

    def taken(self, reply: Reply, *, upto: int, applied: int | None = None) -> Reply:
        if reply.status != 200:
            raise Broken(f"answered {reply} to a batch that it has to take")
        if (reply.epoch, reply.position) != (self.lineage[-1][0], upto):
            raise Broken(f"its cursor is {reply.epoch}:{reply.position}, not {self.lineage[-1][0]}:{upto}")
        if applied is not None and reply.said.get("applied") != applied:
            raise Broken(f"says that {reply.said.get('applied')} records were applied, not {applied}")
        return reply

    def refused(
        self, reply: Reply, statuses: Sequence[int] = REFUSED, *, code: str = "", numbers: Sequence[str] = ()
    ) -> Reply:
        """It was refused as the contract says, and nothing of it was kept."""
        if reply.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            raise Broken(f"answered {reply}, not {wanted}")
        if code and reply.code != code:
            raise Broken(f"answered {reply}, not the code {code}")
        if numbers and (kept := sorted(self.known(numbers))):
            raise Broken(f"refused it with {reply}, but kept {', '.join(kept)}")
        return reply

    def try_refused(self, body: bytes, wrong: Wrong = RIGHT, *, numbers: Sequence[str]) -> None:
        self.refused(self.speaker.batch(body, wrong), numbers=numbers)

    def cursor(self) -> object:
        reply = self.speaker.ask("cursor", {"lineage": self.lineage})
        if reply.status != 200:
            raise Broken(f"answered {reply} to the question from where to go on")
        return reply.position

    def stands(self, position: int) -> None:
        if (found := self.cursor()) != position:
            raise Broken(f"expects to go on from {found}, not from {position}")

    def known(self, numbers: Sequence[str]) -> dict[str, Mapping[str, object]]:
        """What it kept of these dossiers."""
        reply = self.speaker.ask("lookup", {"numbers": list(numbers)})
        states = reply.said.get("states")
        if reply.status != 200 or not isinstance(states, list):
            raise Broken(f"answered {reply} to the question what it knows")
        found: dict[str, Mapping[str, object]] = {}
        for one in states:
            if not isinstance(one, dict) or one.get("number") in found:
                raise Broken(f"tells one dossier twice: {one}")
            found[str(one.get("number"))] = one
        return found

    def kept(self, records: Sequence[Line]) -> None:
        """Exactly these are known of their dossiers."""
        known = self.known([str(record["number"]) for record in records])
        for record in records:
            one = known.get(str(record["number"]))
            if one is None:
                raise Broken(f"does not know {record['number']}, which it was sent")
            for name in ("epoch", "revision", "position", "state"):
                if one.get(name) != record[name]:
                    raise Broken(
                        f"{record['number']} has {name} {one.get(name)!r}, it was sent {record[name]!r}"
                    )
            if _moment(one.get("since")) != _moment(record["since"]):
                raise Broken(
                    f"{record['number']} is since {one.get('since')!r}, it was sent {record['since']!r}"
                )


def _moment(written: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return found if found.tzinfo else None


__all__ = ["RULES", "Broken", "Line", "NoReply", "Rule", "Talk", "rule"]
