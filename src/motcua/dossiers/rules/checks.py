"""Who may do what now. Plain values in; silence or a refusal out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.states import STATE_NAMES, TABLE, Act, ActRule, State
from motcua.foundation.calendar import TZ, Term, Unit
from motcua.foundation.refusal import Fault, InvalidInput, Said, gettext_noop
from motcua.people.rules import Allowed, Grant, HelpNotCovered, Reach, Role

TEXT_CHARACTERS_MAX = 2000
PAPERS_ASKED_MAX = 40  # by one letter
ORIGINALS_MAX = 20  # kept by one act
OPINIONS_OPEN_MAX = 10
OPINION_TERM_MAX = {Unit.WORKING_HOURS: 80, Unit.WORKING_DAYS: 60}
DUTY_LINES_MAX = 10
DUTY_AMOUNT_MAX = 10**13  # đồng
DUTY_NAME_CHARACTERS_MAX = 200
PAYEE_CHARACTERS_MAX = 300
PROOF_CHARACTERS_MAX = 100
PAYER_CHARACTERS_MAX = 200
# Short texts, as long as their columns.
RESULT_NUMBER_CHARACTERS_MAX = 60
# Who may say that an issued result no longer stands: revoked, or replaced by another.
MAY_REVOKE = (Role.LEADER,)
MAY_REPLACE = (Role.LEADER, Role.CLERK)
RESULT_BODY_CHARACTERS_MAX = 20_000  # what a result says: some eight pages
COLLECTOR_CHARACTERS_MAX = 200
AUTHORISATION_CHARACTERS_MAX = 500
LEGAL_GROUND_CHARACTERS_MAX = 500
PAPER_NAME_CHARACTERS_MAX = 300
PAPER_WANTS_CHARACTERS_MAX = 500  # what is missing or wrong with one paper


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of one dossier."""

    number: str
    state: State
    step_role: Role | None  # None before it is taken in and after it is done
    path: str  # of the agency that received it
    step_path: str  # of the agency where it is now
    holder_id: int | None  # officer
    owners: frozenset[int]  # persons: applicant and sender
    # Whoever has an interest in it, owners included: the firm's representative, the person somebody acts for.
    interested: frozenset[int] = frozenset()
    households: frozenset[str] = frozenset()  # of all of these


def check_state(*, act: Act, standing: Standing) -> None:
    if standing.state not in TABLE[act].frm:
        raise refusals.StepNotAllowed(
            number=standing.number, state=Said(STATE_NAMES[standing.state]), act=Said(TABLE[act].name)
        )


def may_one_of(roles: tuple[Role, ...], *, reach: Reach, path: str) -> bool:
    return any(reach.may(role, path) for role in roles)


def grant_for(*, act: Act, standing: Standing, reach: Reach) -> Grant | None:
    """The hat under which this act may be done, the step's own role first; None for the owner."""
    rule = TABLE[act]
    is_owner = reach.person_id is not None and reach.person_id in standing.owners
    hat = _hat(rule, standing, reach.grants)
    if hat and not is_owner and not reach.has_interest(standing.interested, standing.households):
        return hat
    if rule.owner and is_owner:
        return None
    if hat:
        raise refusals.OwnDossier(number=standing.number)
    raise refusals.NotYourRole(number=standing.number, act=Said(rule.name))


def _hat(rule: ActRule, standing: Standing, grants: tuple[Grant, ...]) -> Grant | None:
    # While nobody has taken it in, and once it is done, it lies where it was received.
    place = standing.step_path if rule.holder_only or rule.step_roles else standing.path
    for role in rule.roles:
        if rule.step_roles and standing.step_role is not role:
            continue
        for grant in grants:
            if grant.role is role and (
                place.startswith(grant.path) or standing.step_path.startswith(grant.path)
            ):
                return grant
    return None


def check_holder(*, act: Act, standing: Standing, reach: Reach, grant: Grant | None) -> None:
    """A dossier that was given to one officer is handled by that officer; the head of the unit may step in."""
    if grant is None or grant.role is Role.UNIT_HEAD or not TABLE[act].holder_only:
        return
    if standing.holder_id not in (None, reach.officer_id) and standing.holder_id not in reach.covers:
        raise refusals.HeldByAnother(number=standing.number)


def check_act(*, act: Act, standing: Standing, reach: Reach) -> Grant | None:
    """All of the above, in the order in which a person would want to hear it."""
    check_help(act=act, reach=reach)
    check_state(act=act, standing=standing)
    grant = grant_for(act=act, standing=standing, reach=reach)
    check_holder(act=act, standing=standing, reach=reach, grant=grant)
    return grant


# What a mandate of a helper must allow for an act of the applicant's; no other is a helper's.
HELP_NEEDED = {Act.SUBMIT: Allowed.SEND, Act.SUPPLEMENT: Allowed.ANSWER, Act.WITHDRAW: Allowed.WITHDRAW}


def check_help(*, act: Act, reach: Reach) -> None:
    """Whoever acts for somebody does what the mandate says, and nothing else."""
    if reach.helping is None:
        return
    needed = HELP_NEEDED.get(act)
    if needed is None or not reach.helping.may(needed):
        raise HelpNotCovered(name=reach.helping.helped_name)


def check_supplements(*, number: str, asked: int, most: int) -> None:
    if asked >= most:
        raise refusals.SupplementsUsedUp(number=number, times=asked)


def check_new_due(*, new_due: datetime, due: datetime, working: bool) -> None:
    promised = due.astimezone(TZ)
    if new_due.astimezone(TZ).date() <= promised.date():
        raise refusals.NewDateTooEarly(due=f"{promised:%d/%m/%Y}")
    if not working:
        raise refusals.NewDateNotWorking(date=f"{new_due.astimezone(TZ):%d/%m/%Y}")


def check_text(*, field: str, text: str, needed: bool, most: int = TEXT_CHARACTERS_MAX) -> str:
    """The text without surrounding space; a fault when it is missing or too long. Nothing is ever cut off."""
    tidy = text.strip()
    if needed and not tidy:
        raise InvalidInput(
            faults=[Fault(field, gettext_noop("Write this in one or two sentences; the applicant reads it."))]
        )
    if len(tidy) > most:
        raise InvalidInput(faults=[too_long(field, most=most)])
    return tidy


def check_amounts(*, field: str, amounts: Sequence[int]) -> None:
    """At least one amount, each a whole number of đồng that an office may ask for."""
    if not 1 <= len(amounts) <= DUTY_LINES_MAX:
        sentence = gettext_noop("Write at least one amount that is owed, with its name.")
        raise InvalidInput(faults=[Fault(field, sentence)])
    if not all(1 <= amount <= DUTY_AMOUNT_MAX for amount in amounts):
        sentence = gettext_noop("An amount is a whole number of đồng, for example 1.500.000.")
        raise InvalidInput(faults=[Fault(field, sentence)])


def check_originals_left(*, left: int, reason: str) -> None:
    """A result goes out with the originals, or with a word on why they stay."""
    if left and not reason:
        sentence = gettext_noop("%(left)s originals lie here. Give them back first, or write why they stay.")
        raise InvalidInput(faults=[Fault("originals_reason", sentence, {"left": left})])


def check_term(*, field: str, amount: int, unit: Unit) -> Term:
    """A term in working hours or working days, as long as an office may be given."""
    if unit not in OPINION_TERM_MAX or not 1 <= amount <= OPINION_TERM_MAX[unit]:
        sentence = gettext_noop("Give at most %(days)s working days, or %(hours)s working hours.")
        facts = {"days": OPINION_TERM_MAX[Unit.WORKING_DAYS], "hours": OPINION_TERM_MAX[Unit.WORKING_HOURS]}
        raise InvalidInput(faults=[Fault(field, sentence, facts)])
    return Term(amount, unit)


def check_paid(*, paid: int, owed: int) -> None:
    """A receipt over less than what is owed clears nothing; over more, it does."""
    check = ""
    if not 1 <= paid <= DUTY_AMOUNT_MAX:
        check = gettext_noop("An amount is a whole number of đồng, for example 1.500.000.")
    elif paid < owed:
        check = gettext_noop(
            "%(owed)s đồng are owed, and this is less. Record it once all is paid: of several receipts their sum and "
            "all their numbers."
        )
    if check:
        raise InvalidInput(faults=[Fault("paid_amount", check, {"owed": f"{owed:,}".replace(",", ".")})])


def check_paid_on(*, paid_on: date, today: date) -> None:
    """Somebody may have paid before they were asked, but not after today."""
    if paid_on > today:
        sentence = gettext_noop("The day of the payment cannot be after today.")
        raise InvalidInput(faults=[Fault("paid_on", sentence)])


def too_long(field: str, *, most: int) -> Fault:
    return Fault(field, gettext_noop("Shorten the text to %(most)s characters."), {"most": most})


def check_papers_known(*, field: str, given: Sequence[str], known: Collection[str]) -> None:
    """Papers are named by the codes of the list, never by words of the sender."""
    if not set(given) <= set(known):
        raise InvalidInput(faults=[Fault(field, gettext_noop("Tick only papers that stand on this list."))])


def check_papers_asked(*, field: str, count: int) -> None:
    """One letter asks for so much as a person can read and bring."""
    if count > PAPERS_ASKED_MAX:
        sentence = gettext_noop("One letter asks for at most %(most)s papers. Name the most important.")
        raise InvalidInput(faults=[Fault(field, sentence, {"most": PAPERS_ASKED_MAX})])
