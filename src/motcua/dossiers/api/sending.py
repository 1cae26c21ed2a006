"""Sending a request, and the papers that come with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from django.http import HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from motcua import database
from motcua.design.wire import Sent
from motcua.documents import actions as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions, queries
from motcua.dossiers.api import uploading
from motcua.dossiers.api.once import IdempotencyKey, once
from motcua.dossiers.api.shapes import Submitted
from motcua.dossiers.queries import follow
from motcua.dossiers.queries.offer import AUTHORISATION_PAPER
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.parties import AUTHORISATION
from motcua.dossiers.rules.refusals import NoSuchCase, NotOffered
from motcua.dossiers.rules.states import Channel
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people import queries as people
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope
from motcua.procedures import queries as procedures
from motcua.procedures.api import Code
from motcua.procedures.rules import Case

router = Router()
SUBMIT = Bearer(Scope.DOSSIERS_SUBMIT)
PAPERS_MAX = 60
Text = Annotated[str, Field(max_length=300)]
Day = Annotated[date, Field(strict=False)]
Token = Annotated[str, Field(max_length=uploading.TOKEN_CHARACTERS_MAX)]
WAYS = {"counter": Channel.COUNTER, "online": Channel.ONLINE, "post": Channel.POST}
NOT_ON_LIST = gettext_noop("No paper of this case has this code.")
NO_OFFICE = gettext_noop("No office with this code takes this procedure. Use a code that listOffices gives.")


class UploadSent(Schema):
    upload: str = Field(description="Name the file by this token in a request, within 12 hours.")
    name: str
    media_type: str
    size_bytes: int
    sha256: str


class PaperGiven(Sent):
    code: Text = Field(description="As on the list of the case.")
    upload: Token | None = Field(None, description="Token of an upload; without it the paper is only noted.")
    kind: inputs.PaperKind = Field(inputs.PaperKind.ELECTRONIC, strict=False)
    quantity: int = Field(1, ge=1, le=99)
    issued_on: Day | None = Field(None, description="The date on the paper.")


class Behalf(Sent):
    """For whom you act; an officer compares it with the papers later."""

    party: inputs.Party = Field(strict=False)
    capacity: inputs.Capacity = Field(strict=False)
    relation: Text
    name: Text = Field(description="Of the organisation, or of the person acted for.")
    code: Text = Field("", description="Enterprise or tax code, of an organisation.")
    identity_number: Text = Field("", description="Of a person.")
    birth_date: Day | None = None


class Contact(Sent):
    """How to reach the applicant; what is left out is taken from your own account."""

    phone: Text | None = None
    email: Text | None = None
    address: Text | None = None


EXAMPLE = {
    "procedure": "1.001193",
    "agency": "000.00.15.H15",
    "answers": {},
    "papers": [{"code": "giay-chung-minh", "upload": "WzE3LCJhcHBsaWNhdGlvbi9wZGYiXQ:1vO2aB:…"}],
    "contact": {"email": "hoa@example.vn"},
}


class Asked(Sent):
    """What a request says besides its answers; a list says it once for all of its rows."""

    procedure: Code
    case: Text | None = Field(None, description="May be left out when the procedure has one case.")
    agency: Text = Field(description="Code of the office that is to receive it (listOffices).")
    channel: str = Field(
        "online",
        pattern="^(counter|online|post)$",
        description="`counter` and `post` are for reception officers, who name the applicant.",
    )
    applicant: Text = Field("", description="Full name; only for `counter` and `post`.")
    behalf: Behalf | None = Field(None, description="Only online, when you act for somebody else.")
    contact: Contact = Contact()
    papers: list[PaperGiven] = Field(default_factory=list, max_length=PAPERS_MAX)
    delivery: inputs.Delivery = Field(inputs.Delivery.AT_COUNTER, strict=False)
    language: str = Field("vi", pattern="^(vi|en)$", description="Of the messages to the applicant.")


Answers = Annotated[
    dict[str, Any], Field(max_length=500, description="As the form of the case asks (its JSON Schema).")
]


class NewDossier(Asked):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    answers: Answers = {}


@router.post(
    "/uploads",
    auth=SUBMIT,
    response={201: UploadSent},
    url_name="uploads",
    operation_id="upload",
    summary=gettext_noop("Upload a paper"),
    description=gettext_noop(
        "PDF, JPEG or PNG, recognised by content. What no request names within a day is removed."
    ),
)
def uploads(request, file: File[UploadedFile]):
    stored = documents.store(
        content=file.file, name=file.name or "", accept=PAPERS, by=request.reach.actor, at=request.at
    )
    told = {
        "upload": uploading.token(request, stored),
        "name": stored.name,
        "media_type": stored.media_type,
        "size_bytes": stored.size_bytes,
        "sha256": stored.sha256,
    }
    return Status(201, told)


LINKS = {
    name: {"operationId": operation, "parameters": {"number": "$response.body#/number"}}
    for name, operation in (("dossier", "getDossier"), ("acts", "listActs"))
} | {
    "tracking": {
        "operationId": "track",
        "requestBody": {"number": "$response.body#/number", "secret": "$response.body#/secret"},
    }
}


@router.post(
    "/dossiers",
    auth=SUBMIT,
    response={201: Submitted},
    url_name="dossiers",
    operation_id="submitDossier",
    summary=gettext_noop("Send a request"),
    description=gettext_noop(
        "Number, deadline, chronicle and notice in one transaction. Send an Idempotency-Key: a cut line then doubles nothing."
    ),
    openapi_extra={"responses": {201: {"links": LINKS}}},
)
def submit(request, response: HttpResponse, given: NewDossier, key: IdempotencyKey = None):
    salt = b""

    def send() -> actions.Done:
        nonlocal salt
        asked, _ = input_of(request, given, data=given.answers)
        with office_at_its_field(asked):
            sent = actions.submit(reach=request.reach, at=request.at, given=asked)
        salt = sent.salt
        return sent

    done = once(request, key=key, do=send, is_noted=True)
    number = done["number"]
    response["Location"] = f"{request.path}/{number}"
    secret = follow.secret_of_salt(salt) if salt else follow.secret_of_number(number)
    return Status(201, done | {"secret": secret})


def input_of(request, given: Asked, *, data: dict[str, Any]) -> tuple[inputs.Submit, Case]:
    """The input of the act, and the case that its papers belong to."""
    day = request.at.astimezone(TZ).date()
    version_id, agency_id, sender = database.ask_together(
        procedures.row_of_id_in_force(given.procedure, day),
        people.row_of_agency_of_code(given.agency, on=day),
        people.row_of_person(request.reach.person_id),
    )
    definition = procedures.definition(version_id)
    code = given.case if given.case is not None else definition.cases[0].code
    case = queries.case_of(definition, code)
    if case is None or (given.case is None and len(definition.cases) > 1):
        raise NoSuchCase
    if agency_id is None or not given.agency:
        raise no_office()
    online = given.channel == "online"
    asked = inputs.Submit(
        submission=uuid4(),
        version_id=version_id,
        agency_id=agency_id,
        case=code,
        channel=WAYS[given.channel],
        applicant=_applicant(given, sender),
        data=data,
        papers=papers_of(request, given.papers, case, at="papers"),
        delivery=given.delivery,
        submitted_by_id=request.reach.person_id if online else None,
    )
    return asked, case


@contextmanager
def office_at_its_field(asked: inputs.Submit) -> Iterator[None]:
    """Not offered: a fault of `agency` when that office takes no such procedure, in whichever way it is sent."""
    try:
        yield
    except NotOffered as refusal:
        office = people.agency_if(asked.agency_id)
        if office and queries.is_office(office, procedures.definition(asked.version_id)):
            raise
        raise no_office() from refusal


def no_office() -> InvalidInput:
    return InvalidInput(faults=[Fault("agency", NO_OFFICE)])


def _applicant(given: Asked, sender: people.PersonFacts | None) -> inputs.Applicant:
    contact, behalf = given.contact, given.behalf
    if given.channel != "online":
        return inputs.Applicant(
            name=given.applicant,
            phone=contact.phone or "",
            email=contact.email or "",
            address=contact.address or "",
            language=given.language,
        )
    if sender is None:
        raise NotOffered
    return inputs.Applicant(
        name=behalf.name if behalf else sender.full_name,
        person_id=None if behalf else sender.id,
        behalf=_behalf(behalf, representative=sender.full_name) if behalf else None,
        phone=sender.phone if contact.phone is None else contact.phone,
        email=sender.email if contact.email is None else contact.email,
        address=sender.address if contact.address is None else contact.address,
        language=given.language,
    )


def _behalf(given: Behalf, *, representative: str) -> inputs.Behalf:
    return inputs.Behalf(
        party=given.party,
        capacity=given.capacity,
        relation=given.relation,
        representative=representative,
        code=given.code,
        identity_number=given.identity_number,
        birth_date=given.birth_date,
    )


def papers_of(request, papers: list[PaperGiven], case: Case, *, at: str) -> tuple[inputs.PaperGiven, ...]:
    """Papers by the codes of the case; `at` is where they stand in what was sent."""
    names = {paper.code: paper.name.vi for paper in case.papers}
    names[AUTHORISATION] = AUTHORISATION_PAPER.name.vi
    faults = [Fault(f"{at}.{n}.code", NOT_ON_LIST) for n, one in enumerate(papers) if one.code not in names]
    if faults:
        raise InvalidInput(faults=faults)
    return tuple(
        inputs.PaperGiven(
            code=one.code,
            name=names[one.code],
            kind=one.kind,
            quantity=one.quantity,
            file_id=uploading.read(request, one.upload, field=f"{at}.{n}.upload"),
            issued_on=one.issued_on,
        )
        for n, one in enumerate(papers)
    )
