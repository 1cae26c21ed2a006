"""At the counter for somebody else: an organisation, or another person. Whoever came is asked about apart."""

from datetime import date
from typing import Protocol

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.card import read_card
from motcua.dossiers.rules.parties import behalf_faults
from motcua.people import queries as people
from motcua.people.rules import BadDate, digits, read_date

# Where a fault of what was stated stands on the screen.
ORGANISATION_PLACES = {
    "tax_code": "org-code",
    "name": "org-name",
    "relation": "org-post",
    "representative": "ap-name",
}
PERSON_PLACES = {
    "full_name": "behalf-name",
    "identity_number": "behalf-identity",
    "birth_date": "behalf-birth",
    "relation": "behalf-relation",
    "representative": "ap-name",
}


class Typed(Protocol):
    """As much of the screen as is asked here."""

    faults: dict[str, str]
    filled: dict[str, str]

    @property
    def today(self) -> date: ...
    def typed(self, name: str, start: str = "") -> str: ...
    def applicant(self, name: str) -> str: ...


class ForWhom:
    """For whom somebody came, when one of those fields was filled in; else they ask for themselves."""

    def __init__(self, screen: Typed) -> None:
        self.screen = screen

    def organisation(self, name: str) -> str:
        return self._said(f"org-{name}")

    def person(self, name: str) -> str:
        return self._said(f"behalf-{name}")

    def _said(self, name: str) -> str:
        return self.screen.filled.get(name, self.screen.typed(name))

    @property
    def is_for_organisation(self) -> bool:
        return any(self.organisation(name) for name in ("code", "name", "post"))

    @property
    def is_for_person(self) -> bool:
        return any(self.person(name) for name in ("identity", "name", "birth", "relation"))

    def find_organisation(self) -> bool:
        """Name and contact of the organisation with this code into the fields left empty; whether it is known."""
        screen = self.screen
        found = people.organisation_of_code(screen.typed("org-code"))
        if found is None or not found.checked:
            return False
        known = {"phone": found.phone, "email": found.email, "address": found.address}
        screen.filled |= {"org-name": found.name}
        screen.filled |= {
            name: value for name, value in known.items() if value and not screen.applicant(name)
        }
        return True

    def read_card(self) -> None:
        """A scanned card of the other person fills the fields, as that of whoever came does."""
        card = read_card(self.screen.typed("behalf-identity"))
        if card is not None:
            self.screen.filled |= {"behalf-identity": card.number, "behalf-name": card.name}
            if card.birth_date:
                self.screen.filled |= {"behalf-birth": f"{card.birth_date:%d/%m/%Y}"}

    @cached_property
    def birth_date(self) -> date | None:
        try:
            return read_date(self.person("birth")) if self.person("birth") else None
        except BadDate as bad:
            self.screen.faults["behalf-birth"] = _(str(bad))
            return None

    @property
    def applicant_name(self) -> str:
        if self.is_for_organisation:
            return self.organisation("name")
        return self.person("name") if self.is_for_person else self.screen.applicant("name")

    @property
    def behalf(self) -> inputs.Behalf | None:
        if self.is_for_organisation:
            return inputs.Behalf(
                party=inputs.Party.ORGANISATION,
                capacity=self._capacity("org-capacity"),
                relation=self.organisation("post"),
                representative=self.screen.applicant("name"),
                code=digits(self.organisation("code")),
            )
        if self.is_for_person:
            return inputs.Behalf(
                party=inputs.Party.PERSON,
                capacity=self._capacity("behalf-capacity"),
                relation=self.person("relation"),
                representative=self.screen.applicant("name"),
                identity_number=digits(self.person("identity")),
                birth_date=self.birth_date,
            )
        return None

    def _capacity(self, name: str) -> inputs.Capacity:
        said = self.screen.typed(name)
        return inputs.Capacity(said) if said in set(inputs.Capacity) else inputs.Capacity.LEGAL

    def check(self) -> None:
        """What is wrong with what was stated, each sentence at its field."""
        screen, behalf = self.screen, self.behalf
        if behalf is None:
            return
        if self.is_for_organisation and self.is_for_person:
            screen.faults["behalf-name"] = _(
                "A request is for an organisation or for another person, not for both. Empty one of the two."
            )
            return
        places = ORGANISATION_PLACES if self.is_for_organisation else PERSON_PLACES
        for fault in behalf_faults(inputs.Applicant(name=self.applicant_name), behalf, on=screen.today):
            screen.faults.setdefault(places[fault.field], errors.fault_sentence(fault))
