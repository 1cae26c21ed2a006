"""Why a statement is not believed, each in one sentence with what the reader can do."""

from motcua.foundation.refusal import Refusal, gettext_noop

ASK = gettext_noop("Do not rely on this paper. Ask the agency named on it, or bring it to the one-stop desk.")
AGAIN = gettext_noop(
    "Scan the code again in good light, or copy its whole text. If it stays so, ask the agency named on the paper."
)


class StatementRefused(Refusal):
    code = "documents.statement-refused"
    status = 422


class StatementUnreadable(StatementRefused):
    code = "documents.statement-unreadable"
    sentence = gettext_noop(
        "This is not the whole code of a result: it is cut off, or it was changed on the way."
    )
    next_step = AGAIN


class StatementTooLong(StatementRefused):
    code = "documents.statement-too-long"
    sentence = gettext_noop("This text is longer than any code of a result.")
    next_step = AGAIN


class StatementNotOurs(StatementRefused):
    code = "documents.statement-not-ours"
    sentence = gettext_noop("This code is written in another way than the codes of results.")
    next_step = gettext_noop("Look for the code beside the signature of the result, and scan that one.")


class UnknownKey(StatementRefused):
    code = "documents.statement-unknown-key"
    sentence = gettext_noop("This code was signed with a key that is not known here.")
    next_step = gettext_noop(
        "It may come from another province: check it at the address printed under the code. "
        "A page kept on a phone may be too old: save it anew."
    )


class KeyNotInForce(StatementRefused):
    code = "documents.statement-key-not-in-force"
    sentence = gettext_noop(
        "The code says that it was signed on %(day)s, but its key was not in force on that day."
    )
    next_step = ASK


class KeyRevoked(StatementRefused):
    code = "documents.statement-key-revoked"
    sentence = gettext_noop(
        "The key that signed this code was revoked on %(day)s, so the code alone proves nothing."
    )
    next_step = gettext_noop(
        "Check it with the network on: the agency's own record says whether the result is genuine."
    )


class StatementForged(StatementRefused):
    code = "documents.statement-forged"
    sentence = gettext_noop("The signature in this code does not fit: the code was forged or changed.")
    next_step = ASK


REFUSALS: tuple[type[StatementRefused], ...] = (
    StatementUnreadable,
    StatementTooLong,
    StatementNotOurs,
    UnknownKey,
    KeyNotInForce,
    KeyRevoked,
    StatementForged,
)
