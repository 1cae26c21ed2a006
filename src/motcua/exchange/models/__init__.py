"""Tables of the room, by noun; docs/reference/exchange.md and submissions.md say who writes which."""

from motcua.exchange.models.batches import Batch, Stream
from motcua.exchange.models.catalogue import Drawn, Following, Offer
from motcua.exchange.models.nodes import Node, NodeKey
from motcua.exchange.models.seals import Countersign, HeldSeal
from motcua.exchange.models.sending import Aside, Outbox, Replay
from motcua.exchange.models.states import Counter, Lost, Place, State
from motcua.exchange.models.submissions import Landing, Series, Submission, SubmissionFile

__all__ = [
    "Aside",
    "Batch",
    "Counter",
    "Countersign",
    "Drawn",
    "Following",
    "HeldSeal",
    "Landing",
    "Lost",
    "Node",
    "NodeKey",
    "Offer",
    "Outbox",
    "Place",
    "Replay",
    "Series",
    "State",
    "Stream",
    "Submission",
    "SubmissionFile",
]
