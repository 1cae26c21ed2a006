"""Tables of the room, by noun; docs/reference/exchange.md, submissions.md and webhooks.md say who writes which."""

from motcua.exchange.models.batches import Batch, Stream
from motcua.exchange.models.catalogue import Drawn, Following, Offer
from motcua.exchange.models.nodes import Node, NodeKey
from motcua.exchange.models.seals import Countersign, HeldSeal
from motcua.exchange.models.sending import Aside, Outbox, Replay
from motcua.exchange.models.states import Counter, Lost, Place, State
from motcua.exchange.models.submissions import Landing, Series, Submission, SubmissionFile
from motcua.exchange.models.webhooks import Again, Delivery, Subscription

__all__ = [
    "Again",
    "Aside",
    "Batch",
    "Counter",
    "Countersign",
    "Delivery",
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
    "Subscription",
]
