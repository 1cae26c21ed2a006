"""What may be stated about whoever somebody acts for. Plain values in, faults out."""

from datetime import date

from motcua.dossiers.rules.inputs import Applicant, Behalf, Capacity, Party
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.text import fold
from motcua.people.rules import organisation_faults, person_faults

# The paper that shows why somebody may act for another; attached beside those of the procedure.
AUTHORISATION = "giay-to-dai-dien"
RELATION_CHARACTERS_MAX = 200


def needs_authorisation(behalf: Behalf | None) -> bool:
    """For another person always; for an organisation when it is not its legal representative who acts."""
    if behalf is None:
        return False
    return behalf.party is Party.PERSON or behalf.capacity is Capacity.AUTHORISED


NOT_REPRESENTING = gettext_noop(
    "Only a legal representative whose card was compared, with this very name, may read the papers of the organisation. "
    "Compare the card first, under Help with accounts, or leave this empty."
)


def may_represent(*, party: str, capacity: str, stated: str, full_name: str, is_compared: bool) -> bool:
    """Whether whoever sent a request may be noted as the organisation's representative: what they stated, and who they are."""
    acts = party == Party.ORGANISATION and capacity == Capacity.LEGAL
    return acts and is_compared and fold(stated) == fold(full_name)


def behalf_faults(applicant: Applicant, behalf: Behalf, *, on: date) -> tuple[Fault, ...]:
    """One fault a field, in the order of the page."""
    if behalf.party is Party.ORGANISATION:
        found = list(organisation_faults(name=applicant.name, tax_code=behalf.code))
        if not behalf.code.strip():
            found.append(Fault("tax_code", gettext_noop("Write the enterprise or tax code.")))
    else:
        found = list(
            person_faults(
                full_name=applicant.name,
                identity_number=behalf.identity_number,
                birth_date=behalf.birth_date,
                on=on,
            )
        )
        if behalf.birth_date is None:
            found.append(
                Fault(
                    "birth_date",
                    gettext_noop("Write the date of birth as day/month/year, for example 19/04/1990."),
                )
            )
    if not 2 <= len(behalf.relation.strip()) <= RELATION_CHARACTERS_MAX:
        sentence = (
            gettext_noop("Write the post held there, for example: Director.")
            if behalf.party is Party.ORGANISATION
            else gettext_noop("Write how you belong together, for example: mother.")
        )
        found.append(Fault("relation", sentence))
    if not behalf.representative.strip():
        found.append(
            Fault("representative", gettext_noop("Write the name of whoever acts for the applicant."))
        )
    order = ("tax_code", "name", "full_name", "identity_number", "birth_date", "relation", "representative")
    return tuple(sorted(found, key=lambda fault: order.index(fault.field)))
