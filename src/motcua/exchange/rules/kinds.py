"""Names that the room gives to nodes, sides and its chronicle entries."""

from enum import StrEnum

NATIONAL = "national"  # MOTCUA_NODE of the national node


class Kind(StrEnum):
    """What a node serves; the counts of the registry are by this."""

    PROVINCE = "province"
    MINISTRY = "ministry"
    OTHER = "other"


class Side(StrEnum):
    """Where a record was set aside."""

    SENDER = "sender"
    RECEIVER = "receiver"
    COMPARED = "compared"  # found by comparing both sides


class Entry(StrEnum):
    """Kinds of chronicle entry this room writes."""

    BATCH_RECEIVED = "exchange.batch-received"
    NODE_REGISTERED = "exchange.node-registered"
    NODE_SUSPENDED = "exchange.node-suspended"
    NODE_RESUMED = "exchange.node-resumed"
    KEY_ADDED = "exchange.key-added"
    KEY_REVOKED = "exchange.key-revoked"
    SEALS_HELD = "exchange.seals-held"
    LOST_SETTLED = "exchange.lost-settled"
    REPLAYED = "exchange.replayed"
    OFFERS_SAID = "exchange.offers-said"
    SUBMISSION_SENT = "exchange.submission-sent"
    SUBMISSION_FETCHED = "exchange.submission-fetched"
    SUBMISSION_TAKEN = "exchange.submission-taken"
    SUBMISSION_REFUSED = "exchange.submission-refused"
    SUBMISSION_AGAIN = "exchange.submission-again"
    SUBMISSION_UNROUTED = "exchange.submission-unrouted"
    SUBMISSION_ERASED = "exchange.submission-erased"
    LANDING_UNROUTED = "exchange.landing-unrouted"
    LANDING_REFUSED = "exchange.landing-refused"
    SUBSCRIPTION_MADE = "exchange.subscription-made"
    SUBSCRIPTION_PAUSED = "exchange.subscription-paused"
    SUBSCRIPTION_RESUMED = "exchange.subscription-resumed"
    SUBSCRIPTION_MOVED = "exchange.subscription-moved"
    SUBSCRIPTION_CHANGED = "exchange.subscription-changed"
    SUBSCRIPTION_TESTED = "exchange.subscription-tested"
    SUBSCRIPTION_RESENT = "exchange.subscription-resent"
    SUBSCRIPTION_TOKEN = "exchange.subscription-token-renewed"  # noqa: S105  a name, no secret
    SUBSCRIPTION_FAILED = "exchange.subscription-failed"
    SUBSCRIPTION_GONE = "exchange.subscription-gone"
    SUBSCRIPTION_ENDED = "exchange.subscription-ended"
    LANDINGS_ASKED = "exchange.landings-asked"
