"""What may be stated about whoever somebody acts for. Plain values in, faults out."""

from datetime import date

from motcua.dossiers.rules.inputs import Applicant, Behalf, Capacity, Party
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.people.rules import organisation_faults, person_faults

# The paper that shows why somebody may act for another; attached beside those of the procedure.
AUTHORISATION = "giay-to-dai-dien"
RELATION_CHARACTERS_MAX = 200


def needs_authorisation(behalf: Behalf | None) -> bool:
    """For another person always; for an organisation when it is not its legal representative who acts."""
    if behalf is None:
        return False
    return behalf.party is Party.PERSON or behalf.capacity is Capacity.AUTHORISED


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
