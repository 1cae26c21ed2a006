"""Firms and bodies as values, found by their code."""

from dataclasses import dataclass

from ..models import Organisation
from ..rules import digits


@dataclass(frozen=True)
class OrganisationFacts:
    id: int
    name: str
    code: str  # enterprise or tax code
    phone: str
    email: str
    address: str
    checked: bool  # an officer compared it with the certificate


def organisation_of_code(code: str) -> OrganisationFacts | None:
    """The organisation with this enterprise or tax code."""
    plain = digits(code)
    row = Organisation.objects.filter(tax_code=plain).first() if plain else None
    if row is None:
        return None
    return OrganisationFacts(
        row.pk, row.name, row.tax_code, row.phone, row.email, row.address, row.checked_at is not None
    )
