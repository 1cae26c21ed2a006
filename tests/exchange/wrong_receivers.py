"""Receivers that break the contract: each is the reference with one place changed, and the rule that has to find it."""

from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("reference_receiver.py").read_text()


@dataclass(frozen=True)
class Mistake:
    name: str
    rule: str
    right: str
    wrong: str

    def receiver_class(self):
        """The reference with this mistake in it."""
        assert SOURCE.count(self.right) == 1, f"{self.name}: the line stands {SOURCE.count(self.right)} times"
        names = {"__name__": f"tests.exchange.{self.name}"}
        exec(compile(SOURCE.replace(self.right, self.wrong), f"<{self.name}>", "exec"), names)
        return names


LOOKED_UP = 'rows = [self.states[number] for number in question["numbers"] if number in self.states]'
GAP = 'raise Refused(409, "gap", cursor={"epoch": epoch, "position": reached})'
ALREADY = 'return {"cursor": {"epoch": epoch, "position": reached}, "applied": 0}'
MERGED = "if known is None or self.newer(record, known):"
RANK = 'return (record["epoch"], record["revision"], record["position"])'
DIGEST = 'if headers["content-digest"] != f"sha-256=:{digest}:":'
HALF = 'self.merge([one for one in records if one["number"] not in {two["number"] for two in bad}])'
LOST = 'self.states = {n: s for n, s in self.states.items() if s["position"] <= lineage[-1][1]}'
SLOW = """if self.lock.locked():
            raise Refused(500, "busy")
        with self.lock:
            threading.Event().wait(0.3)
            lineage"""
MISTAKES = [
    Mistake("loses-the-last-record", "in-order", "applied = self.merge(records)", "applied = self.merge(records[:2])"),
    Mistake("doubles", "in-order", LOOKED_UP, LOOKED_UP + " * 2"),
    Mistake("takes-only-new-dossiers", "next", MERGED, "if known is None:"),
    Mistake("older-wins", "older-loses", MERGED, "if True:"),
    Mistake("forgets-that-position-decides", "older-loses", RANK, 'return (record["epoch"], record["revision"])'),
    Mistake("drops-the-zone", "values", ".astimezone(UTC).isoformat()", ".replace(tzinfo=UTC).isoformat()"),
    Mistake("changes-a-state", "in-order", '{**record, "since": since}', '{**record, "since": since, "state": 4}'),
    Mistake("accepts-a-bad-signature", "bad-signature", 'raise Refused(401, "bad-signature") from None', "pass"),
    Mistake("does-not-look-at-the-body", "altered-body", DIGEST, "if False:"),
    Mistake("accepts-a-wrong-digest", "wrong-digest", DIGEST, 'if "sha-256" not in headers["content-digest"]:'),
    Mistake("is-content-with-half-a-signature", "covered", "not set(names) >= COVERED", '"date" not in names'),
    Mistake("believes-the-host-it-is-told", "other-address", "target = self.url +", 'target = "http://" + headers["host"] +'),
    Mistake("accepts-an-unknown-node", "unknown-node", 'raise Refused(401, "unknown-node")', "return"),
    Mistake("does-not-compare-names", "another-name", 'head["node"] != self.node:', "False:"),
    Mistake("acknowledges-before-storing", "kill-safe", "            self.save()\n", "            threading.Timer(9, self.save)\n"),
    Mistake("acknowledges-a-gap", "gap", GAP, 'reached = head["after"]'),
    Mistake("refuses-a-gap-without-a-cursor", "gap", GAP, 'raise Refused(409, "gap")'),
    Mistake("ignores-the-epoch", "new-epoch", RANK, 'return (record["revision"], record["position"])'),
    Mistake("overwrites-what-was-lost", "lost-kept", "applied = self.merge(records)", f"{LOST}; applied = self.merge(records)"),
    Mistake("accepts-an-old-epoch", "old-epoch", "if max(self.cursors, default=0) > epoch:", "if False:"),
    Mistake("stores-half-of-a-refused-batch", "refused-whole", "            if bad:\n", f"            {HALF}\n            if bad:\n"),
    Mistake("accepts-another-province", "not-yours", 'or office.split(".")[-1] != self.scope:', "or False:"),
    Mistake("accepts-what-cannot-follow", "cannot-follow", "and not self.follows(record, known):", "and False:"),
    Mistake("wants-every-state-in-between", "skipping", "AFTER = {1: NEW,", "AFTER = {1: {1, 2, 3},"),
    Mistake("moves-the-cursor-on-replay", "replay", 'if not head["replay"]:\n                reached', "if True:\n                reached"),
    Mistake("forgets-the-cursor-in-a-restart", "restart", "cursors = self.cursors\n", "cursors = {}\n"),
    Mistake("takes-a-repetition-for-a-mistake", "repeated", ALREADY, 'raise Refused(409, "known-already")'),
    Mistake("counts-a-repetition-as-applied", "repeated", ALREADY, ALREADY.replace("0}", "len(records)}")),
    Mistake("refuses-an-overlap", "overlap", 'if head["after"] > reached:', 'if head["after"] != reached < head["upto"]:'),
    Mistake("fails-while-another-is-taken", "at-once", "with self.lock:\n            lineage", SLOW),
    Mistake("accepts-a-cut-batch", "cut", 'if head["count"] != len(records):', "if False:"),
    Mistake("mends-what-is-not-utf-8", "utf-8", "opened.decode()", 'opened.decode(errors="replace")'),
    Mistake("opens-a-bomb", "bomb", "OPEN_MAX = 8 * 1024 * 1024, 64 *", "OPEN_MAX = 8 * 1024 * 1024, 1024 *"),
    Mistake("reads-a-body-of-any-size", "too-large", "if length > BODY_MAX:", "if False:"),
    Mistake("takes-any-form", "no-batch", 'head.get("format") != "states/1"', '"format" not in head'),
    Mistake("believes-any-history", "history", "or lineage[0][1] != 0 or not rising", ""),
    Mistake("does-not-look-at-positions", "outside", 'elif not low < record["position"] <= high:', "elif False:"),
    Mistake("stands-still-without-dossiers", "empty", 'max(reached, head["upto"])', 'max(reached, head["upto"] if records else 0)'),
]  # fmt: skip
