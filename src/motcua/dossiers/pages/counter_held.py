"""At the counter: what is held for whoever asks, shown once they agreed, and chosen in place of papers.

Nothing is shown before the officer has ticked that the person agrees; that it was shown, and what was used, is written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.pages.counter_behalf import ForWhom
from motcua.dossiers.pages.uploads import Kept
from motcua.dossiers.queries import at_counter, held
from motcua.dossiers.queries.held import HeldPaper
from motcua.dossiers.queries.offer import TO_ATTACH
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import IDENTITY_NUMBER, Look, digits
from motcua.procedures.rules import Paper

AGREED = "held-agreed"
FOR = "held-for"  # whom the tick was drawn for: a yes is not another person's
LOOKED_ONCE_IN = timedelta(hours=1)


class Typed(Protocol):
    """As much of the screen as is asked here."""

    request: HttpRequest
    faults: dict[str, str]
    kept: dict[str, list[Kept]]

    @property
    def for_whom(self) -> ForWhom: ...
    @property
    def papers(self) -> Sequence[Paper]: ...
    def typed(self, name: str, start: str = "") -> str: ...
    def applicant(self, name: str) -> str: ...


@dataclass(frozen=True)
class Owner:
    """Whose store it is: somebody an officer has compared with a card or a certificate before."""

    person_id: int | None = None
    organisation_id: int | None = None

    @property
    def key(self) -> str:
        return f"person-{self.person_id}" if self.person_id else f"organisation-{self.organisation_id}"

    @property
    def subject(self) -> str:
        """Of the look; a person's stands beside the person."""
        return "" if self.person_id else f"organisation:{self.organisation_id}"


class FromStore:
    """What this request takes from the applicant's store."""

    def __init__(self, screen: Typed) -> None:
        self.screen = screen

    @cached_property
    def owner(self) -> Owner | None:
        """Nobody for another person: their number is only stated at the counter."""
        screen = self.screen
        if screen.for_whom.is_for_person:
            return None
        if screen.for_whom.is_for_organisation:
            firm = people.organisation_of_code(screen.for_whom.organisation("code"))
            return Owner(organisation_id=firm.id) if firm is not None and firm.checked else None
        number = digits(screen.applicant("identity"))
        known = at_counter.known_person(number) if IDENTITY_NUMBER.fullmatch(number) else None
        return Owner(person_id=known.id) if known is not None else None

    @property
    def has_agreed(self) -> bool:
        owner = self.owner
        return owner is not None and bool(self.screen.typed(AGREED)) and self.screen.typed(FOR) == owner.key

    @cached_property
    def held(self) -> tuple[HeldPaper, ...]:
        """What may be used today; nothing before the person agreed. Shown is looked at."""
        owner, request = self.owner, self.screen.request
        if owner is None or not self.has_agreed:
            return ()
        people_actions.log_access(
            reach=request.reach, what=Look.STORE, subject=owner.subject, person_id=owner.person_id, at=request.at,
            once_in=LOOKED_ONCE_IN,
        )  # fmt: skip
        return held.of_owner(person_id=owner.person_id, organisation_id=owner.organisation_id, at=request.at)

    @property
    def chosen(self) -> dict[str, UUID]:
        """Which held paper stands in which place, by code of the paper."""
        keys = {str(paper.key): paper.key for paper in self.held}
        places = [paper.code for paper in self.screen.papers if paper.way in TO_ATTACH]
        found = {code: self.screen.typed(f"held-{code}") for code in places}
        return {code: keys[typed] for code, typed in found.items() if typed in keys}

    def check(self) -> None:
        """What was chosen must be agreed to, still be usable, and be alone in its place."""
        screen = self.screen
        for paper in screen.papers:
            if not screen.typed(f"held-{paper.code}"):
                continue
            if not self.has_agreed:
                screen.faults[AGREED] = _("Ask the person first, then tick that they agree.")
            elif paper.code not in self.chosen:
                screen.faults[f"held-{paper.code}"] = _(
                    "This held paper cannot be used any more. Choose again."
                )
            elif paper.code in screen.kept:
                screen.faults[f"held-{paper.code}"] = _(
                    "A file was chosen for this paper too. Take one of the two."
                )

    # Drawing ------------------------------------------------------------------------------------------------

    @property
    def consent(self) -> list[DrawnField]:
        """Asked once it is known who asks."""
        if self.owner is None:
            return []
        tick = DrawnField(
            kind=Kind.TICK,
            name=AGREED,
            label=_("The applicant agrees that we look in their store and use the papers chosen below."),
            value="on" if self.has_agreed else "",
            error=self.screen.faults.get(AGREED, ""),
        )
        return [tick, DrawnField(kind=Kind.HIDDEN, name=FOR, value=self.owner.key)]

    def choice(self, paper: Paper) -> DrawnField | None:
        """In the place of one paper: first what fits it, then the rest."""
        if not self.held or paper.way not in TO_ATTACH:
            return None
        fit, others = held.fitting(self.held, code=paper.code, name=paper.name.vi)
        name = f"held-{paper.code}"
        return DrawnField(
            kind=Kind.SELECT,
            name=name,
            label=_("Take it from their store"),
            required=False,
            value=self.screen.typed(name),
            error=self.screen.faults.get(name, ""),
            choices=(
                DrawnChoice("", _("No: as it was brought")),
                *(DrawnChoice(str(one.key), _words(one)) for one in (*fit, *others)),
            ),
        )


def _words(paper: HeldPaper) -> str:
    parts = [paper.name, paper.issuer]
    if paper.issued_on:
        parts.append(f"{paper.issued_on:%d/%m/%Y}")
    return " · ".join(part for part in parts if part)
