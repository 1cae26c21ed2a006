"""How a sample answered: the rates that survey researchers name by the standard of AAPOR. Plain values only.

Each is defined in docs/methods/sampling.md, “How a sample answered”. A rate whose denominator is empty is None.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disposition:
    """Units that were asked, by what became of them. Those that wait in a reserve are not among them."""

    contacted: int = 0  # reached, or somebody answered
    refused: int = 0
    not_found: int = 0
    ineligible: int = 0
    waiting: int = 0  # nothing reported yet

    @property
    def eligible(self) -> int:
        """Whoever was not reached counts as eligible: the rates err on the low side."""
        return self.contacted + self.refused + self.not_found + self.waiting

    @property
    def asked(self) -> int:
        return self.eligible + self.ineligible

    @property
    def contact_rate(self) -> float | None:
        """CON1: spoken to, of all who are not known to be ineligible."""
        return _share(self.contacted + self.refused, self.eligible)

    @property
    def refusal_rate(self) -> float | None:
        """REF1: refused, of all who are not known to be ineligible."""
        return _share(self.refused, self.eligible)

    @property
    def cooperation_rate(self) -> float | None:
        """COOP1: did not refuse, of all who were spoken to."""
        return _share(self.contacted, self.contacted + self.refused)


def response_rate(*, answered: int, invited: int) -> float | None:
    """RR1: answers, of everybody who was or would have been invited where somebody eligible lives.

    Whoever was replaced stays in the denominator: a stand-in answers for itself and repairs no refusal.
    """
    return _share(answered, invited)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
