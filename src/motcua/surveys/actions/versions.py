"""Publishing an edition of a questionnaire."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput
from motcua.people.rules import Reach, Role, system

from .. import questionnaires
from ..models import Questionnaire, QuestionnaireVersion
from ..rules import Kind


@dataclass(frozen=True)
class Published:
    version_id: int  # 0 when it was only looked at
    is_new: bool
    code: str
    number: int


@transaction.atomic
def publish_version(*, text: str, reach: Reach, at: datetime, dry_run: bool = False) -> Published:
    """Seal the questionnaire of a file. The same text again changes nothing; a changed one is a new version.

    Dry, it only says what would be published.
    """
    if not reach.holds(Role.HOME_AFFAIRS, Role.OPERATOR):
        raise Forbidden
    document, problems = questionnaires.read(text)
    if problems:
        raise InvalidInput(
            faults=[
                Fault(one.place, one.sentence, {**one.facts, "line": line, "place": one.place})
                for line, one in problems
            ]
        )
    kept, digest = questionnaires.sealed(document)
    held = questionnaires.opened(kept)
    there = QuestionnaireVersion.objects.filter(digest=digest).first()
    if there is not None:
        return Published(there.pk, False, held.code, there.number)
    if dry_run:
        return Published(0, True, held.code, _next_number(held.code))
    names = {"name": held.name.vi, "name_en": held.name.en}
    questionnaire, _made = Questionnaire.objects.update_or_create(code=held.code, defaults=names)
    number = _next_number(held.code)
    made = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=number,
        first_year=held.first_year,
        last_year=held.last_year,
        document=kept,
        digest=digest,
        published_at=at,
        published_by=reach.actor,
    )
    chronicle.append(
        kind=Kind.VERSION_PUBLISHED,
        subject=f"questionnaire:{made.pk}",
        actor=reach.actor,
        at=at,
        data={"code": held.code, "number": number, "digest": digest},
    )
    return Published(made.pk, True, held.code, number)


def _next_number(code: str) -> int:
    versions = QuestionnaireVersion.objects.filter(questionnaire__code=code)
    return int(versions.aggregate(top=Max("number"))["top"] or 0) + 1


def load_shipped(*, at: datetime) -> list[Published]:
    """The questionnaires that come with the product."""
    by = system("surveys")
    return [
        publish_version(text=questionnaires.shipped(code), reach=by, at=at) for code in questionnaires.SHIPPED
    ]
