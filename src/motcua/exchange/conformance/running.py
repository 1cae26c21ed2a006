"""Plays every conversation once and says how each went."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from motcua.exchange.conformance import in_form, in_order, in_trust
from motcua.exchange.conformance.speaking import NoReply, Reply, Speaker
from motcua.exchange.conformance.talk import RULES, Broken, Rule, Talk

CHAPTERS = [chapter.__name__ for chapter in (in_order, in_trust, in_form)]
RULES.sort(key=lambda rule: CHAPTERS.index(rule.play.__module__))

EPOCHS_A_RUN = 128  # two for each rule at most
NUMBERS_A_RULE = 20
TRIES_MAX = 50
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Result:
    rule: Rule
    outcome: Outcome
    reason: str = ""


def run(
    speaker: Speaker, *, scope: str, restart: Callable[[], None] | None = None, only: str = ""
) -> Iterator[Result]:
    """Each rule's result, as it is known. Raises `Broken` when the receiver does not speak to this node at all."""
    epoch = _first_epoch(speaker, scope)
    day_part = epoch // EPOCHS_A_RUN % 10_000
    for place, rule in enumerate(RULES):
        if only and rule.code != only:
            continue
        if rule.needs_restart and restart is None:
            yield Result(rule, Outcome.NOT_RUN, "needs --restart")
            continue
        first = day_part * 1_000 + place * NUMBERS_A_RULE
        yield _played(rule, Talk(speaker, scope, epoch + 2 + place * 2, first, restart))


def _played(rule: Rule, talk: Talk) -> Result:
    try:
        rule.play(talk)
    except Broken as broken:
        return Result(rule, Outcome.FAILED, str(broken))
    except NoReply as none:
        return Result(rule, Outcome.FAILED, f"no whole answer came ({none})")
    return Result(rule, Outcome.PASSED)


def _first_epoch(speaker: Speaker, scope: str) -> int:
    """An epoch later than those of earlier runs: from the clock, and further when there was one in this minute."""
    epoch = max(int((speaker.at - _BEGIN).total_seconds()) // 60, 1) * EPOCHS_A_RUN
    for _ in range(TRIES_MAX):
        try:
            reply = Talk(speaker, scope, epoch, 0).send(0, 0, [])
        except NoReply as none:
            raise Broken(f"No answer came from {speaker.url} ({none}).") from None
        if reply.status != 409:
            _check_known(reply, speaker)
            return epoch
        epoch += EPOCHS_A_RUN
    raise Broken(
        "The receiver knows a later epoch of this node than there can be; register another test node."
    )


def _check_known(reply: Reply, speaker: Speaker) -> None:
    if reply.status != 200:
        raise Broken(
            f"The receiver answered {reply} to an empty batch of node {speaker.node}. Is the test node registered there "
            f"with the key {speaker.keyid}, and is {speaker.url} the address that the receiver calls its own?"
        )
