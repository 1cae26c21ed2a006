"""What other offices ask this one, for programs: the list, one question with the papers shown, and the answer."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Path, Router, Schema
from pydantic import Field

from motcua.design.wire import Sent
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.dossiers import actions
from motcua.dossiers.api import shapes, uploading
from motcua.dossiers.api.acting import ACT
from motcua.dossiers.api.downloading import A_FILE, Id
from motcua.dossiers.api.once import IdempotencyKey, once
from motcua.dossiers.api.reading import READ
from motcua.dossiers.api.sending import Token
from motcua.dossiers.api.shapes import ActDone, Place
from motcua.dossiers.queries import opinions
from motcua.dossiers.queries.opinions import Opinion
from motcua.dossiers.rules import checks, inputs
from motcua.foundation.refusal import NotFound, gettext_noop
from motcua.people.rules import Look

router = Router(tags=["opinions"])


class PaperShown(Schema):
    id: int
    name: str
    file: str | None


class QuestionSent(Schema):
    id: int
    number: str = Field(description="Number of the request that it is about.")
    asked_by: Place
    asked_at: datetime
    question: str
    answer_by: datetime
    answered_at: datetime | None


class QuestionWhole(QuestionSent):
    answer: str
    papers: list[PaperShown] = Field(description="Shown as long as the answer is awaited.")


class Opined(Sent):
    answer: Annotated[str, Field(max_length=checks.TEXT_CHARACTERS_MAX)]
    upload: Token | None = Field(None, description="Token of an upload.")


@router.get(
    "/opinions",
    auth=READ,
    response=list[QuestionSent],
    url_name="opinions",
    operation_id="listQuestions",
    summary=gettext_noop("What other offices ask yours"),
    description=gettext_noop("Still to be answered; what is due first stands first, at most a hundred."),
)
def questions(request):
    return [_row(one) for one in opinions.to_give(request.reach)]


@router.get(
    "/opinions/{opinion_id}",
    auth=READ,
    response=QuestionWhole,
    url_name="opinion",
    operation_id="getQuestion",
    summary=gettext_noop("One question, with the papers shown"),
    description=gettext_noop("Nothing else of the request is opened. A look is written down."),
)
def question(request, opinion_id: Path[Id]):
    found = opinions.opened(opinion_id, reach=request.reach)
    actions.log_look(dossier=found.dossier, what=Look.DOSSIER, reach=request.reach, at=request.at)
    papers = [
        {"id": one.id, "name": one.name, "file": one.file.name if one.file else None}
        for one in opinions.shown(found)
    ]
    return _row(found) | {"answer": found.answer, "papers": papers}


@router.get(
    "/opinions/{opinion_id}/papers/{paper_id}",
    auth=READ,
    url_name="opinion-paper",
    operation_id="getPaperShown",
    summary=gettext_noop("A paper shown with a question, as a file"),
    description=gettext_noop("As long as the answer is awaited. A look is written down."),
    openapi_extra=A_FILE,
)
def paper(request, opinion_id: Path[Id], paper_id: Path[Id]):
    found = opinions.opened(opinion_id, reach=request.reach)
    file_id = opinions.paper_file(found, paper_id)
    actions.log_look(dossier=found.dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(file_id))


@router.post(
    "/opinions/{opinion_id}/answer",
    auth=ACT,
    response=ActDone,
    url_name="opinion-answer",
    operation_id="answerQuestion",
    summary=gettext_noop("Give the opinion"),
    description=gettext_noop("Once, by an officer of the office that was asked."),
)
def answer(request, opinion_id: Path[Id], given: Opined, key: IdempotencyKey = None):
    if opinions.asked_of(request.reach).filter(pk=opinion_id).first() is None:
        raise NotFound

    def carry_out() -> actions.Done:
        file_id = uploading.read(request, given.upload, field="upload")
        return actions.give_opinion(
            opinion_id=opinion_id,
            reach=request.reach,
            at=request.at,
            given=inputs.GiveOpinion(given.answer, file_id),
        )

    return once(request, key=key, do=carry_out)


def _row(one: Opinion) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.dossier.number,
        "asked_by": shapes.place(one.dossier.step_agency),
        "asked_at": one.asked_at,
        "question": one.question,
        "answer_by": one.answer_by,
        "answered_at": one.answered_at,
    }
