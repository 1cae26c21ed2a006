"""Every no of this room: code, facts, one sentence, the next step."""

from motcua.foundation.refusal import Refusal, gettext_noop


class StepNotAllowed(Refusal):
    code = "dossiers.step-not-allowed"
    sentence = gettext_noop("Dossier %(number)s is now “%(state)s”, so “%(act)s” cannot be done.")
    next_step = gettext_noop(
        "Reload the dossier and choose one of the acts offered there. Nothing was changed."
    )


class NotYourRole(Refusal):
    code = "dossiers.not-your-role"
    status = 403
    sentence = gettext_noop("“%(act)s” is not among the acts of your role for dossier %(number)s.")
    next_step = gettext_noop("Pick another of your roles, or ask the head of your unit. Nothing was changed.")


class HeldByAnother(Refusal):
    code = "dossiers.held-by-another"
    sentence = gettext_noop("Dossier %(number)s has been given to another officer.")
    next_step = gettext_noop("Ask the head of your unit to assign it to you. Nothing was changed.")


class OwnDossier(Refusal):
    code = "dossiers.own-dossier"
    status = 403
    sentence = gettext_noop("Dossier %(number)s is your own or your household's, so you may not handle it.")
    next_step = gettext_noop("Ask the head of your unit to assign it to a colleague. Nothing was changed.")


class WaitsForSignature(Refusal):
    code = "dossiers.waits-for-signature"
    sentence = gettext_noop("The result of dossier %(number)s is being signed, so “%(act)s” has to wait.")
    next_step = gettext_noop(
        "Wait until it is signed, or take the signature back first. Nothing was changed."
    )


class NoElectronicResult(Refusal):
    code = "dossiers.no-electronic-result"
    sentence = gettext_noop("Dossier %(number)s has no electronic result at this stage.")
    next_step = gettext_noop("Reload the dossier to see where its result stands. Nothing was changed.")


class DraftChanged(Refusal):
    code = "dossiers.draft-changed"
    sentence = gettext_noop("The draft of dossier %(number)s is not the one you read.")
    next_step = gettext_noop("Read it again, then sign. Nothing was signed.")


class AlreadySigned(Refusal):
    code = "dossiers.already-signed"
    sentence = gettext_noop(
        "The result of dossier %(number)s was signed a moment ago and cannot be taken back."
    )
    next_step = gettext_noop("Reload the dossier: it goes on with the signed result.")


class NoPartForSigning(Refusal):
    code = "dossiers.no-leader-to-sign"
    sentence = gettext_noop(
        "Nobody signs in the procedure of dossier %(number)s, so there is no electronic result."
    )
    next_step = gettext_noop("Propose the outcome without an electronic result.")


class SomeoneWasFaster(Refusal):
    code = "dossiers.someone-was-faster"
    sentence = gettext_noop("A colleague changed dossier %(number)s a moment ago.")
    next_step = gettext_noop(
        "Reload the dossier, read what changed, then decide again. Your act was not carried out."
    )


class NothingToUndo(Refusal):
    code = "dossiers.nothing-to-undo"
    sentence = gettext_noop("The last act on dossier %(number)s is not one of yours that can be taken back.")
    next_step = gettext_noop(
        "Do what is right as a further act; what was done stays in the log. Nothing was changed."
    )


class UndoTooLate(Refusal):
    code = "dossiers.undo-too-late"
    sentence = gettext_noop(
        "The last act on dossier %(number)s can be taken back for %(minutes)s minutes only, and these have passed."
    )
    next_step = gettext_noop(
        "Do what is right as a further act; what was done stays in the log. Nothing was changed."
    )


class AlreadyTold(Refusal):
    code = "dossiers.already-told"
    sentence = gettext_noop("The applicant of dossier %(number)s has been told of the last act already.")
    next_step = gettext_noop(
        "Do what is right as a further act, and tell the applicant why. Nothing was changed."
    )


class NoSuchOffice(Refusal):
    code = "dossiers.no-such-office"
    status = 422
    sentence = gettext_noop("Choose another unit or agency that may be asked.")
    next_step = gettext_noop("Pick one from the list. Nothing was asked.")


class OpinionGiven(Refusal):
    code = "dossiers.opinion-given"
    sentence = gettext_noop("This opinion on dossier %(number)s was given already.")
    next_step = gettext_noop("Reload the list to see what is still to be answered. Nothing was changed.")


class TooManyOpinions(Refusal):
    code = "dossiers.too-many-opinions"
    sentence = gettext_noop("Dossier %(number)s already waits for %(most)s opinions.")
    next_step = gettext_noop("Wait for one of them before you ask another office. Nothing was asked.")


class NoOriginals(Refusal):
    code = "dossiers.no-originals"
    sentence = gettext_noop("No original of dossier %(number)s lies at the office.")
    next_step = gettext_noop("Reload the dossier to see what was given back. Nothing was changed.")


class NotOffered(Refusal):
    code = "dossiers.not-offered"
    sentence = gettext_noop("This procedure is not offered in this way at this office.")
    next_step = gettext_noop(
        "Choose another way to hand in, or another office, on the page of the procedure."
    )


class NoSuchCase(Refusal):
    code = "dossiers.no-such-case"
    status = 422
    sentence = gettext_noop("Choose which case of this procedure is yours.")
    next_step = gettext_noop("Go back to the first question and choose one of the cases listed.")


class SupplementsUsedUp(Refusal):
    code = "dossiers.supplements-used-up"
    sentence = gettext_noop(
        "Supplements for dossier %(number)s were already asked %(times)s time(s), which is the most the rule allows."
    )
    next_step = gettext_noop(
        "Decide on the papers at hand, or stop handling with the legal ground. Nothing was changed."
    )


class AlreadyExtended(Refusal):
    code = "dossiers.already-extended"
    sentence = gettext_noop(
        "The date of dossier %(number)s was already moved once, and a new date may be promised only once."
    )
    next_step = gettext_noop(
        "Finish the dossier as soon as possible; the head of the agency sees it among the late ones."
    )


class NewDateTooEarly(Refusal):
    code = "dossiers.new-date-too-early"
    status = 422
    sentence = gettext_noop("The new date must be later than the promised one, %(due)s.")
    next_step = gettext_noop("Choose a later working day. Nothing was changed.")


class NewDateNotWorking(Refusal):
    code = "dossiers.new-date-not-working"
    status = 422
    sentence = gettext_noop("%(date)s is a day off, so nobody could collect the result then.")
    next_step = gettext_noop("Choose a working day. Nothing was changed.")


class NotForSomebodyElse(Refusal):
    code = "dossiers.not-for-somebody-else"
    status = 403
    sentence = gettext_noop("A request that is sent online is one's own, or says for whom one acts.")
    next_step = gettext_noop("State for whom you act and as what, then send again. Nothing was sent.")


class NotAsStated(Refusal):
    code = "dossiers.not-as-stated"
    status = 422
    sentence = gettext_noop("The number you typed is not the one that was stated on this request.")
    next_step = gettext_noop(
        "Compare it with the paper again. If the paper differs from the request, ask for a supplement. Nothing was changed."
    )


class ApplicantAlreadyChecked(Refusal):
    code = "dossiers.applicant-already-checked"
    sentence = gettext_noop("Nothing is left to check about the applicant of dossier %(number)s.")
    next_step = gettext_noop("Reload the dossier to see what was checked. Nothing was changed.")


class NotApproved(Refusal):
    code = "dossiers.not-approved"
    sentence = gettext_noop("The result of dossier %(number)s has not been approved yet.")
    next_step = gettext_noop("Hand it over to the signing leader first. Nothing was changed.")


class NoNextStep(Refusal):
    code = "dossiers.no-next-step"
    sentence = gettext_noop("Dossier %(number)s is at its last step.")
    next_step = gettext_noop("Issue the result instead. Nothing was changed.")


class NotAnOfficerHere(Refusal):
    code = "dossiers.not-an-officer-here"
    status = 422
    sentence = gettext_noop("The officer chosen has no mandate for this step at this agency.")
    next_step = gettext_noop("Choose another officer of the unit. Nothing was changed.")


class OfficerIsInterested(Refusal):
    code = "dossiers.officer-is-interested"
    status = 422
    sentence = gettext_noop("The officer chosen, or somebody of their household, is a party to this request.")
    next_step = gettext_noop("Choose another officer of the unit. Nothing was changed.")


class NothingAsked(Refusal):
    code = "dossiers.nothing-asked"
    sentence = gettext_noop("The office does not wait for papers of dossier %(number)s any more.")
    next_step = gettext_noop("Open your dossier to see where it is now.")


class DraftExpired(Refusal):
    code = "dossiers.draft-expired"
    status = 410
    sentence = gettext_noop("This draft expired on %(date)s, because drafts are kept for %(days)s days.")
    next_step = gettext_noop("Start again from the page of the procedure.")


class DraftDeleted(Refusal):
    """For a browser that had it open when it was deleted elsewhere."""

    code = "dossiers.draft-deleted"
    status = 410
    sentence = gettext_noop("This draft was deleted, here or on another device.")
    next_step = gettext_noop(
        "Its answers and files are gone; nothing was sent. Begin again from the page of the procedure; what else you have begun stands under “My requests”."
    )


class PapersMissing(Refusal):
    code = "dossiers.papers-missing"
    status = 422
    sentence = gettext_noop("Some papers that this case needs are still missing.")
    next_step = gettext_noop("Attach the papers listed, then send again. What you typed is kept.")
    next_step_to_programs = gettext_noop("Attach the papers listed, then send again. Nothing was kept.")


class MandateNeeded(Refusal):
    code = "dossiers.mandate-needed"
    status = 422
    sentence = gettext_noop(
        "The person who collects the result is not the applicant, so an authorisation must be noted."
    )
    next_step = gettext_noop("Write which authorisation was shown. Nothing was changed.")


class TooManyDrafts(Refusal):
    code = "dossiers.too-many-drafts"
    sentence = gettext_noop("You already have %(most)s drafts.")
    next_step = gettext_noop("Finish or delete one of them, then start again.")


class SavedElsewhere(Refusal):
    code = "dossiers.saved-elsewhere"
    sentence = gettext_noop("This draft is being saved on another device at this moment.")
    next_step = gettext_noop("Wait a moment, then save again. What you typed is still on this page.")


class ChangedElsewhere(Refusal):
    code = "dossiers.changed-elsewhere"
    sentence = gettext_noop("This draft was changed on another device meanwhile. Both answers are kept.")
    next_step = gettext_noop("Look at both and choose which is right; nothing was written over.")


class TooManyPapers(Refusal):
    code = "dossiers.too-many-papers"
    sentence = gettext_noop("A request can carry %(most)s files at most.")
    next_step = gettext_noop("Remove a file, or put several pages into one PDF.")


class FileTooLong(Refusal):
    code = "dossiers.file-too-long"
    status = 422
    sentence = gettext_noop("More than %(most)s requests fit this choice, too many for one file.")
    next_step = gettext_noop("Choose a shorter period or one office. Nothing was taken out.")


class TooManySelected(Refusal):
    code = "dossiers.too-many-selected"
    status = 422
    sentence = gettext_noop("More than %(most)s dossiers were selected at once.")
    next_step = gettext_noop(
        "Nothing was changed. Narrow the filter by procedure, step or day, choose all that it shows, and do the rest afterwards."
    )


class NothingSelected(Refusal):
    code = "dossiers.nothing-selected"
    status = 422
    sentence = gettext_noop("No dossier was selected that lies with you now.")
    next_step = gettext_noop("Go back to the desk and select at least one. Nothing was changed.")


class DoneAnotherWay(Refusal):
    code = "dossiers.done-another-way"
    sentence = gettext_noop("“%(act)s” does not fit where dossier %(number)s is now.")
    next_step = gettext_noop("Open the dossier: its page offers what comes next.")


class BulkUndoTooLate(Refusal):
    code = "dossiers.bulk-undo-too-late"
    sentence = gettext_noop("The time for taking all of it back has passed.")
    next_step = gettext_noop("Open a dossier and choose what is to be done with it now. Nothing was changed.")


class NameOfViewTaken(Refusal):
    code = "dossiers.view-name-taken"
    sentence = gettext_noop("You have a view called “%(name)s” already.")
    next_step = gettext_noop("Choose another name, or delete the old view first.")


class TooManyViews(Refusal):
    code = "dossiers.too-many-views"
    sentence = gettext_noop("Nobody keeps more than %(most)s views.")
    next_step = gettext_noop("Delete one that you no longer need, then save this one.")


class TooManyFilesAtOnce(Refusal):
    code = "dossiers.too-many-files-at-once"
    status = 422
    sentence = gettext_noop("More than %(most)s files were chosen at once for one paper.")
    next_step = gettext_noop("The first %(most)s were kept. Choose the others again.")
