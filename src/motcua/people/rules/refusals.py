"""What this room refuses, and what can be done then."""

from motcua.foundation.refusal import Forbidden, Refusal, gettext_noop


class WrongSignIn(Refusal):
    """One answer for a wrong password and for a name that does not exist."""

    code = "people.wrong-sign-in"
    status = 422
    sentence = gettext_noop("The sign-in name or the password is not right.")
    next_step = gettext_noop("Check both and try again. Capital letters count in the password.")


class TooManyTries(Refusal):
    code = "people.too-many-tries"
    status = 429
    sentence = gettext_noop("There were too many tries.")
    next_step = gettext_noop(
        "Wait until %(until)s, then try again. If you cannot, come to the one-stop desk."
    )


class TooManyCalls(TooManyTries):
    """Of a program."""

    code = "people.too-many-calls"
    sentence = gettext_noop("This program has called more often than is allowed.")
    next_step = gettext_noop(
        "Call again after %(until)s. Each answer says in RateLimit how many calls are left."
    )


class NameTaken(Refusal):
    code = "people.name-taken"
    sentence = gettext_noop("An account with this phone number or e-mail address exists already.")
    next_step = gettext_noop("Sign in with it, or use another phone number or e-mail address.")


class IdentityTaken(Refusal):
    code = "people.identity-taken"
    sentence = gettext_noop(
        "The number on the card belongs to another record, or another card was compared before."
    )
    next_step = gettext_noop(
        "Find the person by the number on the card. If two records remain, ask the operator which one is right."
    )


class CardFirst(Refusal):
    """A written number proves nothing: who forgot a password shows the card."""

    code = "people.card-first"
    sentence = gettext_noop("The identity card has not been compared yet.")
    next_step = gettext_noop("Compare the name, type the number from the card, then give the new password.")


class MandateOver(Refusal):
    code = "people.mandate-over"
    sentence = gettext_noop("This mandate has already ended.")
    next_step = gettext_noop("Look at the list of mandates in force; give a new mandate if one is needed.")


class MandateTwice(Refusal):
    code = "people.mandate-twice"
    sentence = gettext_noop("This officer already holds the same role at this agency.")
    next_step = gettext_noop("End the present mandate first, or choose another role or desk.")


class OfficerCodeTaken(Refusal):
    code = "people.officer-code-taken"
    sentence = gettext_noop("This officer code is taken, or this person is an officer already.")
    next_step = gettext_noop("Choose another code, or look the officer up in the list.")


class NotOneself(Refusal):
    code = "people.not-oneself"
    status = 403
    sentence = gettext_noop("Nobody gives or ends a mandate of their own.")
    next_step = gettext_noop("Ask another operator.")


class IdentityMismatch(Refusal):
    code = "people.identity-mismatch"
    status = 422
    sentence = gettext_noop("This identity number is known with another name.")
    next_step = gettext_noop(
        "Compare number and name with the card. If the card is right, correct the person's record first."
    )


class OrganisationMismatch(Refusal):
    code = "people.organisation-mismatch"
    status = 422
    sentence = gettext_noop("This code belongs to “%(name)s”.")
    next_step = gettext_noop(
        "Compare code and name with the certificate, then write them as they stand there."
    )


class NoMandate(Refusal):
    code = "people.no-mandate"
    status = 403
    sentence = gettext_noop("This account has no mandate in force.")
    next_step = gettext_noop("Ask the operator of your agency to give you a mandate.")


class OutOfOffice(Refusal):
    code = "people.out-of-office"
    status = 403
    sentence = gettext_noop("Your mandate at %(agency)s has ended.")
    next_step = gettext_noop(
        "It ended at %(ended)s, and your session with it. If your work goes on, ask the operator of your agency for a new mandate, then sign in again."
    )


class ForOfficers(Forbidden):
    """What somebody without any role gets: to them, roles and units say nothing."""

    code = "people.for-officers"
    sentence = gettext_noop("This page is for the staff of the offices.")
    next_step = gettext_noop(
        "Your own requests are at “My requests”. If you work here, ask the operator of your agency for a role."
    )


class AgencyBusy(Refusal):
    code = "people.agency-busy"
    sentence = gettext_noop("%(number)s mandates are still in force at this agency or below it.")
    next_step = gettext_noop("End or move these mandates first.")


class CodeTaken(Refusal):
    code = "people.agency-code-taken"
    sentence = gettext_noop("Another agency has this code.")
    next_step = gettext_noop("Check the code in the decision that gives it.")
