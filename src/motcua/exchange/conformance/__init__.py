"""Proves that a receiver keeps the contract of states/1 (docs/reference/exchange.md), whoever wrote it.

It plays a sending node: conversations in order and out of order, honest and not, and reads back what was kept. It uses
nothing of this program's own sender and receiver, so that it can also be wrong about neither.
"""

from motcua.exchange.conformance.running import Outcome, Result, run
from motcua.exchange.conformance.speaking import NoReply, Speaker, public_text
from motcua.exchange.conformance.talk import RULES, Broken, Rule

__all__ = ["RULES", "Broken", "NoReply", "Outcome", "Result", "Rule", "Speaker", "public_text", "run"]
