"""One request in full, as the national portal's first format asks for it: with what people wrote of themselves.

These values travel to the portal and nowhere else. They have no `repr`, so that no log and no trace shows them.
"""

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.rules.digital import Digital
from motcua.dossiers.rules.states import Channel, State


@dataclass(frozen=True, repr=False)
class PortalPaper:
    id: int
    code: str
    name: str
    kind: str
    quantity: int
    digital: Digital
    from_nation: bool  # out of the person's national store
    wait: int | None  # handed in as an answer to this wait


@dataclass(frozen=True, repr=False)
class PortalWait:
    """Papers that were asked for, and whether they came."""

    id: int
    asked_by: str
    reason: str
    asked_at: datetime
    answered_at: datetime | None
    papers: tuple[tuple[str, int], ...]  # name, how many


@dataclass(frozen=True, repr=False)
class PortalStep:
    """One act in the timeline: by whom, where, and the state it led to."""

    officer: str
    title: str
    agency: str
    act: str  # in Vietnamese
    state: State
    started_at: datetime
    at: datetime


@dataclass(frozen=True, repr=False)
class PortalRecord:
    key: str
    person_id: int | None  # whose number was read: the caller logs the look
    number: str
    procedure: str
    procedure_name: str
    field: str
    field_name: str
    channel: Channel
    is_organisation: bool
    identity: str  # of the person asked for, else the code of the organisation; "" when nobody stated one
    applicant: str
    phone: str
    email: str
    by_post: bool  # how the result is handed over
    address: str
    state: State
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    refused_at: datetime | None
    closed_at: datetime | None
    returned_at: datetime | None
    agency: str  # identifier
    unit: str  # name of where it is
    result: str  # kind of the result, "" before there is one
    result_code: str
    simulated: bool
    papers: tuple[PortalPaper, ...] = ()
    waits: tuple[PortalWait, ...] = ()
    steps: tuple[PortalStep, ...] = ()
