"""Who may do what now. Plain values in; silence or a refusal out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.states import STATE_NAMES, TABLE, Act, State
from motcua.foundation.refusal import Fault, InvalidInput, Said, gettext_noop
from motcua.people.rules import Grant, Reach, Role

TEXT_CHARACTERS_MAX = 2000


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
    household: str = ""


def check_state(*, act: Act, standing: Standing) -> None:
    if standing.state not in TABLE[act].frm:
        raise refusals.StepNotAllowed(
            number=standing.number, state=Said(STATE_NAMES[standing.state]), act=Said(TABLE[act].name)
        )


def grant_for(*, act: Act, standing: Standing, reach: Reach) -> Grant | None:
    """The hat under which this act may be done, the step's own role first; None for the owner."""
    rule = TABLE[act]
    is_owner = reach.person_id is not None and reach.person_id in standing.owners
    for role in rule.roles:
        if rule.step_roles and standing.step_role is not role:
            continue
        for grant in reach.grants:
            # While nobody has taken it in, and once it is done, it lies where it was received.
            place = standing.step_path if rule.holder_only or rule.step_roles else standing.path
            if grant.role is role and (
                place.startswith(grant.path) or standing.step_path.startswith(grant.path)
            ):
                if is_owner or (standing.household and standing.household == reach.household):
                    if rule.owner:
                        return None
                    raise refusals.OwnDossier(number=standing.number)
                return grant
    if rule.owner and is_owner:
        return None
    raise refusals.NotYourRole(number=standing.number, act=Said(rule.name))


def check_holder(*, act: Act, standing: Standing, reach: Reach, grant: Grant | None) -> None:
    """A dossier that was given to one officer is handled by that officer; the head of the unit may step in."""
    if grant is None or not TABLE[act].holder_only or standing.holder_id in (None, reach.officer_id):
        return
    if grant.role is not Role.UNIT_HEAD:
        raise refusals.HeldByAnother(number=standing.number)


def check_act(*, act: Act, standing: Standing, reach: Reach) -> Grant | None:
    """All of the above, in the order in which a person would want to hear it."""
    check_state(act=act, standing=standing)
    grant = grant_for(act=act, standing=standing, reach=reach)
    check_holder(act=act, standing=standing, reach=reach, grant=grant)
    return grant


def check_supplements(*, number: str, asked: int, most: int) -> None:
    if asked >= most:
        raise refusals.SupplementsUsedUp(number=number, times=asked)


def check_new_due(*, new_due: datetime, due: datetime, working: bool) -> None:
    if new_due.date() <= due.date():
        raise refusals.NewDateTooEarly(due=f"{due:%d/%m/%Y}")
    if not working:
        raise refusals.NewDateNotWorking(date=f"{new_due:%d/%m/%Y}")


def check_text(*, field: str, text: str, needed: bool) -> str:
    """The text without surrounding space; a fault when it is missing or too long."""
    tidy = text.strip()
    if needed and not tidy:
        raise InvalidInput(
            faults=[Fault(field, gettext_noop("Write this in one or two sentences; the applicant reads it."))]
        )
    if len(tidy) > TEXT_CHARACTERS_MAX:
        raise InvalidInput(
            faults=[
                Fault(
                    field,
                    gettext_noop("Shorten the text to %(most)s characters."),
                    {"most": TEXT_CHARACTERS_MAX},
                )
            ]
        )
    return tidy


def required_missing(*, required: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    have = set(given)
    return tuple(code for code in required if code not in have)
