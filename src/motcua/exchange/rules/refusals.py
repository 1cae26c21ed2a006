"""Why a node is refused, in words that its operator can act on. Codes and statuses are part of the contract."""

from motcua.foundation.refusal import Refusal, gettext_noop


class UnknownNode(Refusal):
    code = "exchange.unknown-node"
    status = 401
    sentence = gettext_noop("The nation does not know a key in force that made this signature.")
    next_step = gettext_noop(
        "Run motcua exchange key on this node and have the keys registered at the nation; a key that ended needs a successor."
    )


class BadSignature(Refusal):
    code = "exchange.bad-signature"
    status = 401
    sentence = gettext_noop("The signature does not fit what was sent (%(detail)s).")
    next_step = gettext_noop(
        "Look whether something between the two nodes changes requests, and whether MOTCUA_NATION is the address that the nation calls its own."
    )


class Suspended(Refusal):
    code = "exchange.suspended"
    status = 403
    sentence = gettext_noop("This node was suspended at the nation.")
    next_step = gettext_noop(
        "Ask the operators of the national node. Nothing is lost: it is sent when the node is let in again."
    )


class OtherNode(Refusal):
    code = "exchange.other-node"
    status = 403
    sentence = gettext_noop("The batch names node %(named)s, and node %(signed)s signed it.")
    next_step = gettext_noop("Set MOTCUA_NODE to the code under which this node is registered.")


class NotABatch(Refusal):
    code = "exchange.not-a-batch"
    status = 400
    sentence = gettext_noop("What was sent is not a whole batch (%(code)s: %(detail)s).")
    next_step = gettext_noop(
        "Compare it with docs/reference/exchange.md, or run motcua exchange conformance."
    )


class BatchTooLarge(Refusal):
    code = "exchange.too-large"
    status = 413
    sentence = gettext_noop("The batch is larger than %(megabytes)s MB.")
    next_step = gettext_noop("Send fewer records at a time.")


class Gap(Refusal):
    code = "exchange.gap"
    sentence = gettext_noop(
        "Something before this batch has not arrived: position %(position)s is the last that has."
    )
    next_step = gettext_noop("Go on from that position.")


class OldEpoch(Refusal):
    code = "exchange.old-epoch"
    sentence = gettext_noop("The nation knows a later epoch of this node, %(epoch)s.")
    next_step = gettext_noop(
        "A copy of this node is sending that was restored later. Stop one of the two; begin a new epoch on the one that stays."
    )


class EpochNeeded(Refusal):
    code = "exchange.epoch-needed"
    sentence = gettext_noop(
        "The nation has position %(position)s of this epoch, which this node does not have any more."
    )
    next_step = gettext_noop(
        "A backup was brought back without a new epoch. Run: motcua chronicle epoch restore"
    )


class RecordsRefused(Refusal):
    """Some records of a batch can never be taken; nothing of the batch was stored."""

    code = "exchange.records-refused"
    status = 422
    sentence = gettext_noop("%(count)s records of the batch cannot be taken.")
    next_step = gettext_noop("Set these records aside, send the others, and look at why on the health page.")

    def __init__(self, records: list[dict[str, object]]) -> None:
        super().__init__(count=len(records))
        self.records = records


class Busy(Refusal):
    code = "exchange.busy"
    status = 429
    sentence = gettext_noop("This node sends more small batches than the nation takes at once.")
    next_step = gettext_noop("Wait as long as Retry-After says and put more records into a batch.")


class NotNow(Refusal):
    code = "exchange.not-now"
    status = 503
    sentence = gettext_noop("The nation cannot store anything at this moment.")
    next_step = gettext_noop(
        "Nothing of the batch was stored. Wait as long as Retry-After says and send it again."
    )


class SealConflict(Refusal):
    code = "exchange.seal-conflict"
    sentence = gettext_noop(
        "Seal %(number)s says something else than the one that the nation holds under this number."
    )
    next_step = gettext_noop(
        "The history of this node was changed, or a backup was brought back without a new epoch. Run motcua chronicle verify before anything else."
    )


class SealGap(Refusal):
    """The nation was restored, or never heard of what comes before: the node goes back to what is held."""

    code = "exchange.seal-gap"
    sentence = gettext_noop(
        "The nation holds no seal before seal %(number)s; the last one it holds is %(held)s."
    )
    next_step = gettext_noop("Send every seal after the last one that is held.")


class SealUnreadable(Refusal):
    code = "exchange.seal-unreadable"
    status = 422
    sentence = gettext_noop(
        "Seal number %(place)s of the list is not signed by a seal key of this node that the nation knows."
    )
    next_step = gettext_noop("Have the seal key registered at the nation: motcua exchange key prints it.")
