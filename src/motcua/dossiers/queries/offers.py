"""Which acts are open to somebody on a dossier now. The only place that says so: pages, keys, bulk and API ask here."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.gate import standing
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.rules import bundles, checks, electronic, refusals
from motcua.dossiers.rules.route import asks_for_approval, route
from motcua.dossiers.rules.states import HANDLERS, HEADS, TABLE, Act, State
from motcua.foundation.refusal import Refusal
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

# The likeliest first; what ends a dossier comes last.
ORDER = (
    Act.TAKE_IN,
    Act.SIGN,
    Act.APPROVE,
    Act.STAMP,
    Act.MARK_DONE,
    Act.GIVE_BACK,
    Act.PROPOSE,
    Act.HAND_OVER,
    Act.SUPPLEMENT,
    Act.CLEAR_DUTY,
    Act.CHECK_APPLICANT,
    Act.ASSIGN,
    Act.ASK_SUPPLEMENT,
    Act.ASK_DUTY,
    Act.ASK_OPINION,
    Act.EXTEND,
    Act.SEND_BACK,
    Act.RECALL,
    Act.KEEP_ORIGINALS,
    Act.RETURN_ORIGINALS,
    Act.NOTE,
    Act.REFUSE,
    Act.STOP,
    Act.WITHDRAW,
)

# Acts that bring a dossier nearer to its result: one of these is the likeliest, red button and the desk's "next act".
FORWARD = frozenset(ORDER[: ORDER.index(Act.ASK_SUPPLEMENT)]) - {Act.CHECK_APPLICANT}


@dataclass(frozen=True)
class Offer:
    """One act that may be done, or that stays visible with the reason why it may not."""

    act: Act
    name: str
    key: str
    why_not: Refusal | None = None

    @property
    def slug(self) -> str:
        return self.act.slug

    @property
    def is_open(self) -> bool:
        return self.why_not is None


def next_acts(dossier: Dossier, reach: Reach, at: datetime) -> tuple[Offer, ...]:
    """Expects agency, step_agency and applicant to be loaded."""
    where = standing(dossier)
    definition = procedures.definition(dossier.version_id)
    offers = []
    roles = frozenset(grant.role for grant in reach.grants)
    for act in thinkable(where.state, where.step_role, roles, reach.person_id in where.owners):
        if not fits_step(act, dossier, definition):
            continue
        try:
            checks.check_act(act=act, standing=where, reach=reach)
        except refusals.HeldByAnother as refusal:
            offers.append(Offer(act, TABLE[act].name, "", refusal))
        except Refusal:
            continue
        else:
            why_not = not_begun(act, dossier) or limit_reached(act, dossier, definition, at=at)
            offers.append(Offer(act, TABLE[act].name, "" if why_not else TABLE[act].key, why_not))
    return tuple(sorted(offers, key=lambda offer: not offer.is_open))


@cache
def thinkable(
    state: State, step_role: Role | None, roles: frozenset[Role], is_owner: bool
) -> tuple[Act, ...]:
    """Those of the acts that this state knows and that these roles, at this step, or an owner, may do: few are worth
    asking about."""
    rules = [TABLE[act] for act in ORDER if state in TABLE[act].frm]
    at_step = roles & {step_role}
    return tuple(
        rule.act
        for rule in rules
        if (rule.owner and is_owner) or (at_step if rule.step_roles else roles).intersection(rule.roles)
    )


def fits_step(act: Act, dossier: Dossier, definition: Definition) -> bool:
    """Some acts make sense only where the procedure goes on in that way."""
    if not electronic.fits(act, dossier.electronic):
        return False
    if act is Act.CHECK_APPLICANT:
        return is_only_stated(dossier)
    if act is Act.RETURN_ORIGINALS:
        return dossier.originals > 0
    if act is Act.MARK_DONE:
        return dossier.approved_at is not None or not asks_for_approval(definition)
    if act not in (Act.PROPOSE, Act.HAND_OVER):
        return True
    stops = route(definition)
    rest = [stop.role for stop in stops[dossier.step + 1 :]]
    # An officer who handles it before somebody signs proposes an outcome, once, instead of merely handing it on.
    to_propose = stops[dossier.step].role in HANDLERS and Role.LEADER in rest and not dossier.outcome
    if act is Act.PROPOSE:
        return to_propose
    return len(rest) > 1 and not (to_propose and rest[0] in HEADS)


def is_only_stated(dossier: Dossier) -> bool:
    """Somebody acts for the applicant, and nobody has compared it with a paper yet."""
    return dossier.representation_id is not None and dossier.applicant_checked_at is None


def not_begun(act: Act, dossier: Dossier) -> Refusal | None:
    """A part of a bundle that waits for the result of another."""
    try:
        bundles.check_begun(act, awaits=dossier.awaits_part, number=dossier.number or "")
    except Refusal as refusal:
        return refusal
    return None


def limit_reached(act: Act, dossier: Dossier, definition: Definition, *, at: datetime) -> Refusal | None:
    number = dossier.number or ""
    if act is Act.ASK_SUPPLEMENT and dossier.supplements >= limit("supplement-requests-max", on=at):
        return refusals.SupplementsUsedUp(number=number, times=dossier.supplements)
    if act is Act.EXTEND and dossier.extended >= limit("extensions-max", on=at):
        return refusals.AlreadyExtended(number=number)
    return None
