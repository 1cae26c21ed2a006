"""The acts on a request: which are open now, and each of them by its own address with its own input.

The shape of each input is made from the act's own dataclass; what is named otherwise here stands in `INSTEAD`.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from typing import Annotated, Any, get_type_hints

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import Field, create_model

from motcua.design import errors
from motcua.design.wire import Sent
from motcua.dossiers import actions, queries
from motcua.dossiers.actions.undo import undoable
from motcua.dossiers.api import uploading
from motcua.dossiers.api.once import ChangedMeanwhile, IdempotencyKey, IfMatch, once, seen
from motcua.dossiers.api.reading import READ, etag, opened
from motcua.dossiers.api.sending import Day, Text, Token
from motcua.dossiers.api.shapes import ActDone, Number
from motcua.dossiers.queries import Dossier, prepare, whole
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.refusals import SomeoneWasFaster
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.calendar import TZ, Unit
from motcua.foundation.json_text import INTEGER_MAX
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope

router = Router(tags=["acts"])
ACT = Bearer(Scope.DOSSIERS_ACT)
PAPERS_MAX = 40
Long = Annotated[str, Field(max_length=checks.TEXT_CHARACTERS_MAX)]
Id = Annotated[int, Field(ge=1, le=INTEGER_MAX)]
ONE_ACT = gettext_noop(
    "By the same rules as on the page: one transaction, one entry in the chronicle, one notice where the act tells somebody."
)
NOT_ASKED = gettext_noop("This paper was not asked for.")
NAME_IT = gettext_noop("Name the paper: this code does not stand on the list.")


class PaperWanted(Sent):
    code: Text = Field(
        description=f"As on the list of the case, or `{inputs.OTHER_PAPER}` with a name.",
        examples=["giay-chung-minh"],
    )
    name: Text = ""
    quantity: int = Field(1, ge=1, le=99)
    what: Annotated[str, Field(max_length=checks.PAPER_WANTS_CHARACTERS_MAX)] = Field(
        "", description="What is missing or wrong with it."
    )
    defects: Annotated[list[Annotated[Defect, Field(strict=False)]], Field(max_length=len(Defect))] = Field(
        [], description="What is wrong with it; the letter and the figures are made of these."
    )
    basis: Annotated[str, Field(max_length=checks.LEGAL_GROUND_CHARACTERS_MAX)] = Field(
        "", description="The instrument that asks for it as it should be."
    )


class MoneyOwed(Sent):
    name: Annotated[str, Field(max_length=checks.DUTY_NAME_CHARACTERS_MAX)]
    amount: int = Field(ge=1, le=checks.DUTY_AMOUNT_MAX, description="In đồng.")
    basis: Annotated[str, Field(max_length=checks.LEGAL_GROUND_CHARACTERS_MAX)] = Field(
        description="Article and instrument that it rests on."
    )


class PaperBrought(Sent):
    code: Text = Field(description="One of those that the office asked for.")
    upload: Token | None = None
    quantity: int = Field(1, ge=1, le=99)


# What a program sends instead of a field of the input: name and type.
INSTEAD: dict[str, tuple[str, Any]] = {
    "file_id": (
        "upload",
        Annotated[Token | None, Field(description="Token of an upload; a result is a PDF.")],
    ),
    "paid_amount": (
        "paid_amount",
        Annotated[
            int,
            Field(
                ge=1,
                le=checks.DUTY_AMOUNT_MAX,
                description="In đồng, as on the receipt; less than what is owed is refused.",
            ),
        ],
    ),
    "paid_on": ("paid_on", Annotated[Day | None, Field(description="Left out: today.")]),
    "lines": ("lines", Annotated[list[MoneyOwed], Field(min_length=1, max_length=checks.DUTY_LINES_MAX)]),
    "originals": (
        "originals",
        Annotated[
            list[Id], Field(max_length=PAPERS_MAX, description="Their ids, as in `originals` of the request.")
        ],
    ),
    "new_due": ("new_due", Annotated[Day, Field(description="A working day.")]),
}
PAPERS: dict[type, Any] = {
    inputs.AskSupplement: Annotated[list[PaperWanted], Field(min_length=1, max_length=PAPERS_MAX)],
    inputs.Refuse: Annotated[list[PaperWanted], Field(max_length=PAPERS_MAX)],
    inputs.AskOpinion: Annotated[
        list[Id],
        Field(max_length=PAPERS_MAX, description="Ids of the papers shown, as in `papers` of the request."),
    ],
    inputs.Supplement: Annotated[list[PaperBrought], Field(max_length=PAPERS_MAX)],
}
TYPES: dict[Any, Any] = {
    str: Long,
    int | None: Id | None,
    int: Id,
    bool: bool,
    date | None: Day | None,
    tuple[str, ...]: Annotated[list[Text], Field(max_length=PAPERS_MAX)],
    inputs.Outcome: Annotated[inputs.Outcome, Field(strict=False)],
    inputs.Collector: Annotated[inputs.Collector, Field(strict=False)],
    Unit: Annotated[Unit, Field(strict=False)],
}


def shape_of(given: type) -> type[Sent]:
    """The input of an act as a program sends it."""
    hints = get_type_hints(given)
    parts: dict[str, Any] = {}
    for one in fields(given):
        name, kind = INSTEAD.get(one.name, (one.name, None))
        if one.name == "papers":
            kind = PAPERS[given]
        if one.name == "body":
            kind = Annotated[str, Field(max_length=checks.RESULT_BODY_CHARACTERS_MAX)]
        default = ... if one.default is MISSING else one.default
        parts[name] = (
            kind or TYPES[hints[one.name]],
            list(default) if isinstance(default, tuple) else default,
        )
    made: type[Sent] = create_model(f"{given.__name__}Given", __base__=Sent, **parts)
    return made


# Each act with its input and the function that carries it out; signing asks for a password and stays on its page.
ACTS: dict[Act, tuple[type, Any]] = {
    Act.TAKE_IN: (inputs.TakeIn, actions.take_in),
    Act.REFUSE: (inputs.Refuse, actions.refuse),
    Act.ASK_SUPPLEMENT: (inputs.AskSupplement, actions.ask_supplement),
    Act.SUPPLEMENT: (inputs.Supplement, actions.supplement),
    Act.CHECK_APPLICANT: (inputs.CheckApplicant, actions.check_applicant),
    Act.ASSIGN: (inputs.Assign, actions.assign),
    Act.HAND_OVER: (inputs.HandOn, actions.hand_over),
    Act.NOTE: (inputs.Words, actions.note),
    Act.PROPOSE: (inputs.Propose, actions.propose),
    Act.SEND_BACK: (inputs.Words, actions.send_back),
    Act.APPROVE: (inputs.Words, actions.approve),
    Act.STAMP: (inputs.Stamp, actions.stamp),
    Act.RECALL: (inputs.Words, actions.recall),
    Act.MARK_DONE: (inputs.MarkDone, actions.mark_done),
    Act.GIVE_BACK: (inputs.GiveBack, actions.give_back),
    Act.EXTEND: (inputs.Extend, actions.extend),
    Act.STOP: (inputs.Stop, actions.stop),
    Act.WITHDRAW: (inputs.Withdraw, actions.withdraw),
    Act.ASK_DUTY: (inputs.AskDuty, actions.ask_duty),
    Act.CLEAR_DUTY: (inputs.ClearDuty, actions.clear_duty),
    Act.ASK_OPINION: (inputs.AskOpinion, actions.ask_opinion),
    Act.KEEP_ORIGINALS: (inputs.KeepOriginals, actions.keep_originals),
    Act.RETURN_ORIGINALS: (inputs.ReturnOriginals, actions.return_originals),
}
# What comes with a result is a PDF; what shows a payment may be a photograph as well.
ANY_FILE = {Act.CLEAR_DUTY}


class Named(Schema):
    id: int = Field(examples=[17])
    name: str = Field(examples=["Nguyễn Văn Bình"])


class OpenAct(Schema):
    act: str
    name: str
    open: bool
    why_not: str = Field(description="Why it may not be done now; empty when it may.")
    address: str = Field(description="Where to send it.")
    officers: list[Named] = Field([], description="Whom `officer_id` may name, where the act takes one.")
    agencies: list[Named] = Field([], description="What `agency_id` may name; the first is the usual one.")


@router.get(
    "/dossiers/{number}/acts",
    auth=READ,
    response=list[OpenAct],
    url_name="acts",
    operation_id="listActs",
    summary=gettext_noop("What you may do with a request now"),
    description=gettext_noop(
        "The likeliest first; what is out of reach only for the moment stands there with the reason."
    ),
)
def acts(request, response: HttpResponse, number: Path[Number]):
    found = opened(request, number)
    response["ETag"] = etag(found.revision)
    offers = [
        (offer.act, offer.why_not)
        for offer in queries.next_acts(found, request.reach, request.at)
        if offer.act in ACTS
    ]
    if undoable(found, reach=request.reach, at=request.at):
        offers.insert(0, (Act.UNDO, None))
    return [
        {
            "act": act.slug,
            "name": _(TABLE[act].name),
            "open": why_not is None,
            "why_not": errors.sentence(why_not.sentence, why_not.facts) if why_not else "",
            "address": reverse(f"portal:api-act-{act.slug}", args=[number]),
            **(_to_whom(found, act, at=request.at) if why_not is None else {}),
        }
        for act, why_not in offers
    ]


def _to_whom(dossier: Dossier, act: Act, *, at: datetime) -> dict[str, Any]:
    """Whom and what the ids of an act may name: what its form on the page offers."""
    if act is Act.ASSIGN:
        return {"officers": [{"id": one.id, "name": one.name} for one in prepare.unit_of(dossier, at=at)]}
    if act is Act.HAND_OVER and (next_stop := prepare.onward(dossier, at=at)):
        return {
            "officers": [{"id": one.id, "name": one.name} for one in next_stop.colleagues],
            "agencies": [{"id": one.id, "name": one.name} for one in next_stop.agencies],
        }
    return {}


def _operation(act: Act) -> Callable[..., Any]:
    given_type, do = ACTS[act]
    shape = shape_of(given_type)

    def operation(request, number, given, key=None, if_match=None):
        def carry_out() -> actions.Done:
            # Asked only where it is to be done: sent again, it has changed by what was done then.
            revision = seen(request, number, if_match)
            return do(
                number=number,
                reach=request.reach,
                at=request.at,
                given=read(request, act, number, given, given_type),
                seen=revision,
            )

        return done_once(request, number, carry_out, key=key, if_match=if_match)

    operation.__name__ = act.slug.replace("-", "_")
    operation.__annotations__ = {
        "number": Path[Number],
        "given": shape,
        "key": IdempotencyKey,
        "if_match": IfMatch,
    }
    return operation


def done_once(request, number: str, do: Callable[[], actions.Done], *, key: str | None, if_match: str | None):
    """An act, once; of two at once with an ETag the slower one hears that it has read an older one."""
    try:
        return once(request, key=key, do=do)
    except SomeoneWasFaster as refusal:
        if if_match is None or isinstance(refusal, ChangedMeanwhile):
            raise
        raise ChangedMeanwhile(number=number) from refusal


class Nothing(Sent):
    """Nothing has to be said."""


@router.post(
    "/dossiers/{number}/acts/undo",
    auth=ACT,
    response=ActDone,
    url_name="act-undo",
    operation_id="undo",
    summary=TABLE[Act.UNDO].name,
    description=gettext_noop(
        "One's own last act, for some minutes and before the person is told. The request stands as before; both acts stay in the log."
    ),
)
def undo(request, number: Path[Number], given: Nothing, key: IdempotencyKey = None, if_match: IfMatch = None):
    def carry_out() -> actions.Done:
        revision = seen(request, number, if_match)
        return actions.undo(number=number, reach=request.reach, at=request.at, seen=revision)

    return done_once(request, number, carry_out, key=key, if_match=if_match)


def read(request, act: Act, number: str, given: Sent, kind: type) -> Any:
    """What was sent as the input of the act; papers by the codes that the case or the office has named."""
    values = {name: getattr(given, name) for name in type(given).model_fields}
    if "upload" in values:
        values["file_id"] = uploading.read(
            request, values.pop("upload"), field="upload", pdf_only=act not in ANY_FILE
        )
    if "new_due" in values:
        values["new_due"] = datetime.combine(values["new_due"], time(12), TZ)
    if act in (Act.ASK_SUPPLEMENT, Act.REFUSE):
        values["papers"] = _asked(opened(request, number), values["papers"])
    elif act is Act.SUPPLEMENT:
        values["papers"] = _brought(request, opened(request, number), values["papers"])
    if "lines" in values:
        values["lines"] = [inputs.DutyLine(one.name, one.amount, one.basis) for one in values["lines"]]
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return kind(**values)


def _asked(dossier: Dossier, papers: list[PaperWanted]) -> tuple[inputs.PaperAsked, ...]:
    definition_papers = whole.papers_of(dossier, waits=(), events=(), language="vi")
    names = {paper.code: paper.name for paper in definition_papers}
    faults = [
        Fault(f"papers.{n}.code", NAME_IT)
        for n, one in enumerate(papers)
        if one.code not in names and not (one.code == inputs.OTHER_PAPER and one.name.strip())
    ]
    if faults:
        raise InvalidInput(faults=faults)
    return tuple(
        inputs.PaperAsked(
            code=one.code,
            name=names.get(one.code, one.name),
            quantity=one.quantity,
            what=one.what,
            defects=tuple(dict.fromkeys(one.defects)),
            basis=one.basis,
        )
        for one in papers
    )


def _brought(request, dossier: Dossier, papers: list[PaperBrought]) -> tuple[inputs.PaperGiven, ...]:
    items = whole.papers_awaited(dossier)
    names = {str(item["code"]): str(item["name"]) for item in items}
    faults = [Fault(f"papers.{n}.code", NOT_ASKED) for n, one in enumerate(papers) if one.code not in names]
    if names and faults:
        raise InvalidInput(faults=faults)
    return tuple(
        inputs.PaperGiven(
            code=one.code,
            name=names.get(one.code, one.code),
            quantity=one.quantity,
            file_id=uploading.read(request, one.upload, field=f"papers.{n}.upload"),
        )
        for n, one in enumerate(papers)
    )


for each in ACTS:
    router.post(
        f"/dossiers/{{number}}/acts/{each.slug}",
        auth=ACT,
        response=ActDone,
        url_name=f"act-{each.slug}",
        operation_id=each.name.lower().split("_")[0]
        + "".join(word.title() for word in each.name.lower().split("_")[1:]),
        summary=TABLE[each].name,
        description=ONE_ACT,
    )(_operation(each))
