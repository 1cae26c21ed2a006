"""The ten national states of a dossier and the one table of acts that lead from state to state."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from motcua.foundation.refusal import gettext_noop as _
from motcua.people.rules import Role


class State(IntEnum):
    """National codes 1–10 (facts: two independent lists of the national portal agree)."""

    NEW = 1
    RECEIVED = 2
    NOT_RECEIVED = 3
    IN_PROGRESS = 4
    SUPPLEMENT = 5
    DUTY = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


OPEN = frozenset({State.NEW, State.RECEIVED, State.IN_PROGRESS, State.SUPPLEMENT, State.DUTY})
PAUSED = frozenset({State.SUPPLEMENT, State.DUTY})
ENDED = frozenset({State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED, State.RETURNED})
HANDLED = frozenset({State.RECEIVED, State.IN_PROGRESS})

STATE_NAMES = {
    State.NEW: _("Newly registered"),
    State.RECEIVED: _("Received"),
    State.NOT_RECEIVED: _("Not received"),
    State.IN_PROGRESS: _("In progress"),
    State.SUPPLEMENT: _("Supplement asked"),
    State.DUTY: _("Financial duty"),
    State.WITHDRAWN: _("Withdrawn"),
    State.STOPPED: _("Stopped"),
    State.DONE: _("Done"),
    State.RETURNED: _("Result returned"),
}


class Channel(IntEnum):
    """Ways in (kênh thực hiện), with their national codes."""

    COUNTER = 1
    ONLINE = 2
    POST = 3


CHANNEL_NAMES = {
    Channel.COUNTER: _("At the counter"),
    Channel.ONLINE: _("Online"),
    Channel.POST: _("By public post"),
}


class Act(StrEnum):
    """Kinds of chronicle entry this room writes."""

    SUBMIT = "dossier.submitted"
    TAKE_IN = "dossier.taken-in"
    REFUSE = "dossier.refused"
    ASK_SUPPLEMENT = "dossier.supplement-asked"
    SUPPLEMENT = "dossier.supplemented"
    ASK_DUTY = "dossier.duty-asked"
    CLEAR_DUTY = "dossier.duty-cleared"
    CHECK_APPLICANT = "dossier.applicant-checked"
    FILL = "dossier.form-filled"
    ASSIGN = "dossier.assigned"
    HAND_OVER = "dossier.handed-over"
    NOTE = "dossier.noted"
    PROPOSE = "dossier.proposed"
    SEND_BACK = "dossier.sent-back"
    APPROVE = "dossier.approved"
    SIGN = "dossier.signature-asked"
    STAMP = "dossier.stamp-asked"
    RECALL = "dossier.signature-recalled"
    MARK_DONE = "dossier.done"
    GIVE_BACK = "dossier.returned"
    EXTEND = "dossier.extended"
    STOP = "dossier.stopped"
    WITHDRAW = "dossier.withdrawn"
    RECOUNT = "dossier.counted-again"
    BEGIN_PART = "dossier.part-begun"
    UNDO = "dossier.undone"
    KEEP_ORIGINALS = "dossier.originals-kept"
    RETURN_ORIGINALS = "dossier.originals-returned"
    ASK_OPINION = "dossier.opinion-asked"
    GIVE_OPINION = "dossier.opinion-given"
    PROPOSE_CORRECTION = "dossier.correction-proposed"
    CORRECT = "dossier.corrected"
    DROP_CORRECTION = "dossier.correction-dropped"
    IMPORT = "dossier.imported"

    @property
    def slug(self) -> str:
        return self.name.lower().replace("_", "-")


class Clock(StrEnum):
    """What an act does to the term."""

    NONE = "none"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    MOVE = "move"
    STOP = "stop"


@dataclass(frozen=True)
class ActRule:
    """One row of the table: from which states, to which (None: stays, or goes back where it was), by whom."""

    act: Act
    name: str
    done: str
    frm: frozenset[State]
    to: State | None
    roles: tuple[Role, ...]
    owner: bool = False
    step_roles: tuple[Role, ...] = ()  # the present step must be of one of these roles; empty: any
    holder_only: bool = False
    clock: Clock = Clock.NONE
    form: str = ""
    notice: str = ""
    key: str = ""


HANDLERS = (Role.CASE_OFFICER, Role.UNIT_HEAD)
HEADS = (Role.UNIT_HEAD, Role.LEADER)
ANY_OFFICER = (
    Role.RECEPTION,
    Role.CASE_OFFICER,
    Role.UNIT_HEAD,
    Role.LEADER,
    Role.CLERK,
    Role.CASHIER,
    Role.RETURN,
)
_F = frozenset

# Read top to bottom, as a dossier lives. The reference page and the tests are drawn from this table.
TABLE: dict[Act, ActRule] = {
    rule.act: rule
    for rule in (
        ActRule(Act.SUBMIT, _("Submit"), _("Submitted"), _F(), State.NEW, (Role.RECEPTION,), owner=True, notice="submitted"),
        ActRule(Act.TAKE_IN, _("Take in"), _("Taken in"), _F({State.NEW}), State.RECEIVED, (Role.RECEPTION,), clock=Clock.START, form="01", notice="received", key="T"),
        ActRule(Act.REFUSE, _("Refuse to take in"), _("Not taken in"), _F({State.NEW}), State.NOT_RECEIVED, (Role.RECEPTION,), clock=Clock.STOP, form="03", notice="refused"),
        ActRule(Act.ASK_SUPPLEMENT, _("Ask for supplements"), _("Supplements asked"), _F({State.NEW}) | HANDLED, State.SUPPLEMENT, (Role.RECEPTION, *HANDLERS), holder_only=True, clock=Clock.PAUSE, form="02", notice="supplement", key="B"),
        ActRule(Act.SUPPLEMENT, _("Hand in supplements"), _("Supplements handed in"), _F({State.SUPPLEMENT}), None, (Role.RECEPTION,), owner=True, clock=Clock.RESUME, notice="supplemented"),
        ActRule(Act.ASK_DUTY, _("Ask for a payment owed"), _("Payment asked"), HANDLED, State.DUTY, HANDLERS, holder_only=True, clock=Clock.PAUSE, notice="duty"),
        ActRule(Act.CLEAR_DUTY, _("Record the payment"), _("Payment recorded"), _F({State.DUTY}), None, (Role.CASHIER, Role.RECEPTION, *HANDLERS), clock=Clock.RESUME, notice="duty-cleared", key="P"),
        ActRule(Act.CHECK_APPLICANT, _("Check who asks"), _("Applicant checked"), OPEN, None, (Role.RECEPTION, *HANDLERS), key="K"),
        ActRule(Act.FILL, _("Fill the form from a paper"), _("Form filled from a paper"), OPEN, None, (Role.RECEPTION, *HANDLERS)),
        ActRule(Act.ASSIGN, _("Assign"), _("Assigned"), HANDLED, None, (Role.UNIT_HEAD, Role.LEADER), key="G"),
        ActRule(Act.HAND_OVER, _("Hand over to the next step"), _("Handed over"), HANDLED, State.IN_PROGRESS, (Role.RECEPTION, *HANDLERS, Role.CASHIER), step_roles=(Role.RECEPTION, *HANDLERS, Role.CASHIER), holder_only=True, form="06", key="N"),
        ActRule(Act.PROPOSE, _("Propose the outcome"), _("Outcome proposed"), _F({State.IN_PROGRESS}), None, HANDLERS, step_roles=HANDLERS, holder_only=True, key="D"),
        ActRule(Act.SEND_BACK, _("Send back for rework"), _("Sent back for rework"), _F({State.IN_PROGRESS}), None, HEADS, step_roles=HEADS, holder_only=True),
        ActRule(Act.APPROVE, _("Approve"), _("Approved"), _F({State.IN_PROGRESS}), None, (Role.LEADER,), step_roles=(Role.LEADER,), holder_only=True, key="A"),
        ActRule(Act.SIGN, _("Sign electronically"), _("Electronic signature asked"), _F({State.IN_PROGRESS}), None, (Role.LEADER,), step_roles=(Role.LEADER,), holder_only=True, key="K"),
        ActRule(Act.STAMP, _("Number and stamp"), _("Stamp asked"), _F({State.IN_PROGRESS}), None, (Role.CLERK, *HANDLERS, Role.RECEPTION, Role.RETURN), step_roles=(Role.CLERK, *HANDLERS, Role.RECEPTION, Role.RETURN), holder_only=True, key="V"),
        ActRule(Act.RECALL, _("Take the signature back"), _("Signature taken back"), _F({State.IN_PROGRESS}), None, (Role.LEADER, Role.CLERK, *HANDLERS, Role.RECEPTION, Role.RETURN), step_roles=(Role.LEADER, Role.CLERK, *HANDLERS, Role.RECEPTION, Role.RETURN), holder_only=True),
        ActRule(Act.MARK_DONE, _("Issue the result"), _("Result issued"), _F({State.IN_PROGRESS}), State.DONE, (Role.CLERK, *HANDLERS, Role.RECEPTION, Role.RETURN), step_roles=(Role.CLERK, *HANDLERS, Role.RECEPTION, Role.RETURN), holder_only=True, clock=Clock.STOP, notice="done", key="X"),
        ActRule(Act.GIVE_BACK, _("Hand over the result"), _("Result handed over"), _F({State.DONE}), State.RETURNED, (Role.RETURN, Role.RECEPTION), notice="returned", key="R"),
        ActRule(Act.EXTEND, _("Extend with an apology"), _("Extended with an apology"), HANDLED, None, HEADS, clock=Clock.MOVE, form="04", notice="extended"),
        ActRule(Act.STOP, _("Stop handling"), _("Handling stopped"), HANDLED | PAUSED, State.STOPPED, HEADS, clock=Clock.STOP, form="05", notice="stopped"),
        ActRule(Act.WITHDRAW, _("Withdraw"), _("Withdrawn"), OPEN, State.WITHDRAWN, (Role.RECEPTION,), owner=True, clock=Clock.STOP, notice="withdrawn"),
        # By nobody's hand: a day off was decided late, and a job counts again (docs/reference/recount.md).
        ActRule(Act.RECOUNT, _("Count the date again"), _("Date moved by a day off decided later"), OPEN - {State.NEW}, None, (), clock=Clock.MOVE, notice="counted-again"),
        # By nobody's hand: the result that this part of a bundle waited for is there (docs/reference/bundles.md).
        ActRule(Act.BEGIN_PART, _("Begin the part"), _("Began, the result it waited for is there"), _F({State.NEW}), None, (), notice="part-begun"),
        # Once, when the office moves in from another system (docs/reference/import.md).
        ActRule(Act.IMPORT, _("Bring in from another system"), _("Brought in from another system"), _F(), None, ()),
        ActRule(Act.ASK_OPINION, _("Ask another office for its opinion"), _("Opinion asked"), HANDLED, None, HANDLERS, holder_only=True),
        ActRule(Act.GIVE_OPINION, _("Give the opinion"), _("Opinion given"), OPEN, None, (*HANDLERS, Role.LEADER)),
        ActRule(Act.KEEP_ORIGINALS, _("Keep originals"), _("Originals kept"), OPEN, None, (Role.RECEPTION,)),
        ActRule(Act.RETURN_ORIGINALS, _("Give originals back"), _("Originals given back"), _F(State), None, (Role.RECEPTION, Role.RETURN)),
        ActRule(Act.PROPOSE_CORRECTION, _("Propose a correction"), _("Correction proposed"), HANDLED | PAUSED, None, (Role.RECEPTION, *HANDLERS), notice="correction"),
        ActRule(Act.CORRECT, _("Confirm a correction"), _("Corrected, as the person confirmed"), HANDLED | PAUSED, None, (Role.RECEPTION, *HANDLERS), owner=True, form="01", notice="corrected"),
        ActRule(Act.DROP_CORRECTION, _("Leave it as it is"), _("Correction declined or taken back"), HANDLED | PAUSED, None, (Role.RECEPTION, *HANDLERS), owner=True),
        ActRule(Act.UNDO, _("Take back the last act"), _("Last act taken back"), OPEN | {State.NOT_RECEIVED, State.STOPPED}, None, ANY_OFFICER),
        ActRule(Act.NOTE, _("Write a note"), _("Note"), OPEN | {State.DONE}, None, ANY_OFFICER, key="M"),
    )
}  # fmt: skip
