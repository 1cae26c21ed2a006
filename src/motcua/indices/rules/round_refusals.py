"""What a round refuses, and what can be done then."""

from motcua.foundation.refusal import InvalidInput, Refusal, gettext_noop


class RoundStepNotAllowed(Refusal):
    code = "indices.round-step-not-allowed"
    sentence = gettext_noop("The round of scoring has moved on, so this step is not open now.")
    next_step = gettext_noop("Open the page of the round of scoring again; it shows what can be done next.")


class RoundFrozen(Refusal):
    code = "indices.round-frozen"
    sentence = gettext_noop("This round is frozen: its score sheet does not change any more.")
    next_step = gettext_noop(
        "Read the sheet as it stands. What is wrong in it is put right in the next round."
    )


class RoundTwice(Refusal):
    code = "indices.round-twice"
    sentence = gettext_noop("There is a round of this year with this framework already.")
    next_step = gettext_noop("Open it from the list of rounds.")


class FrameworkIncomplete(Refusal):
    code = "indices.framework-incomplete"
    sentence = gettext_noop(
        "The points of this framework are not known down to its components, so nobody can be scored by it."
    )
    next_step = gettext_noop("Load the table of the decision with all its points, then plan the round.")  # fmt: skip


class FrameworkKnown(Refusal):
    code = "indices.framework-known"
    sentence = gettext_noop("This framework has been loaded already, word for word.")
    next_step = gettext_noop("Plan a round with it, or load the file with its changes.")


class StageMoved(Refusal):
    code = "indices.stage-moved"
    sentence = gettext_noop("This is not open now. How the unit stands: %(stage)s.")
    next_step = gettext_noop("Open the page of the unit again; it shows what can be done next.")


class DeadlinePassed(Refusal):
    code = "indices.deadline-passed"
    sentence = gettext_noop(
        "The time for this ended at %(until)s. What stood there then counts; this came later and was not saved."
    )
    next_step = gettext_noop("Say it when the appraiser asks for an explanation, or ask the owner of the round.")  # fmt: skip


class NotYourHand(Refusal):
    code = "indices.not-your-hand"
    status = 403
    sentence = gettext_noop("This act belongs to somebody else in the round.")
    next_step = gettext_noop("Pick another of your roles, or ask whoever does it in your agency.")


class OwnUnit(Refusal):
    code = "indices.own-unit"
    status = 403
    sentence = gettext_noop("You hold a mandate in %(unit)s, and nobody appraises their own unit.")
    next_step = gettext_noop("Ask a colleague who serves nowhere in that unit.")


class EvidenceMissing(InvalidInput):
    code = "indices.not-ready-to-lock"
    sentence = gettext_noop("The scores cannot be locked yet: %(count)s components are not ready.")
    next_step = gettext_noop(
        "Fill in what is listed, attach the evidence or write how the points were reached."
    )


class NotSelfScored(Refusal):
    code = "indices.not-self-scored"
    sentence = gettext_noop("The unit does not score this component itself: its figure is brought in.")
    next_step = gettext_noop("Bring the figure in on the page of the round.")


class ReasonMissing(InvalidInput):
    code = "indices.reason-missing"


class ComponentsLeft(Refusal):
    code = "indices.components-left"
    sentence = gettext_noop("%(count)s components have not been appraised yet.")
    next_step = gettext_noop("Appraise them, or recognise all that are left as the unit scored them.")


class QuestionsUnanswered(Refusal):
    code = "indices.questions-unanswered"
    sentence = gettext_noop("%(count)s questions of the appraiser have no answer yet.")
    next_step = gettext_noop("Answer them; the list shows which.")


class NothingAsked(Refusal):
    code = "indices.nothing-asked"
    sentence = gettext_noop("No explanation was asked for, so there is nothing to send.")
    next_step = gettext_noop("Ask about a component first, or let the council decide.")


class ChangedMeanwhile(Refusal):
    code = "indices.changed-meanwhile"
    sentence = gettext_noop("Somebody else changed this a moment before you. Nothing of yours was saved.")
    next_step = gettext_noop("Load the page again; it shows what stands there now.")


class NotReadyToFreeze(InvalidInput):
    code = "indices.not-ready-to-freeze"
    sentence = gettext_noop("The round cannot be frozen yet.")
    next_step = gettext_noop("Do what is listed, then freeze it.")


class FigureNotCounted(Refusal):
    code = "indices.figure-not-counted"
    sentence = gettext_noop("Our records give no figure for this component yet.")
    next_step = gettext_noop("Fill it in by hand; what is counted from the records is renewed every day.")


class SheetDoesNotFit(Refusal):
    code = "indices.sheet-does-not-fit"
    sentence = gettext_noop("This sheet says nothing about the units of this round and its year.")
    next_step = gettext_noop("Choose a sheet of the same year, or bring the figures in as a table.")
