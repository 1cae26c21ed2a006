"""What this room refuses, and what can be done then."""

from motcua.foundation.refusal import InvalidInput, Refusal, gettext_noop


class StepNotAllowed(Refusal):
    code = "surveys.step-not-allowed"
    sentence = gettext_noop("The round has moved on, so this step is not open now.")
    next_step = gettext_noop("Open the page of the round again; it shows what can be done next.")


class DesignUnsound(InvalidInput):
    code = "surveys.design-unsound"
    sentence = gettext_noop("This round cannot be opened as it is.")
    next_step = gettext_noop("Correct what is listed, then open it again.")


class CodeUnknown(Refusal):
    code = "surveys.code-unknown"
    status = 404
    sentence = gettext_noop("We know no invitation with this code.")
    next_step = gettext_noop("Look at the code on your invitation again, or ask who gave it to you.")


class CodeSpent(Refusal):
    code = "surveys.code-spent"
    sentence = gettext_noop("This invitation has been used: one answer came with it and is counted.")
    next_step = gettext_noop("There is nothing more to do. Thank you.")


class NoneLeft(Refusal):
    code = "surveys.none-left"
    sentence = gettext_noop("Everybody who was invited here has answered.")
    next_step = gettext_noop("Choose another place, or close the page.")


class RoundNotOpen(Refusal):
    code = "surveys.not-open-yet"
    sentence = gettext_noop("This survey has not begun yet.")
    next_step = gettext_noop("Keep your invitation and come back from %(opens_on)s.")


class RoundClosed(Refusal):
    code = "surveys.closed"
    sentence = gettext_noop("This survey has ended, so no more answers are taken.")
    next_step = gettext_noop("The results will be published here. Thank you for wanting to take part.")
