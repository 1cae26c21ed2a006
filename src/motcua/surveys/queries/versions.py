"""Questionnaires and their editions."""

import json
from dataclasses import dataclass
from typing import Any

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound

from .. import questionnaires
from ..models import QuestionnaireVersion
from ..rules.instruments import Instrument


@dataclass(frozen=True)
class VersionFacts:
    id: int
    code: str
    number: int
    name: Wording
    first_year: int
    last_year: int | None
    digest: str
    instrument: Instrument


def versions() -> list[VersionFacts]:
    """All published editions, the newest instrument first."""
    found = QuestionnaireVersion.objects.select_related("questionnaire")
    return [_facts(row) for row in found.order_by("-first_year", "questionnaire__code", "-number")]


def version(*, version_id: int) -> VersionFacts:
    row = QuestionnaireVersion.objects.select_related("questionnaire").filter(pk=version_id).first()
    if row is None:
        raise NotFound
    return _facts(row)


def document(*, version_id: int) -> dict[str, Any]:
    """The sealed document of a version, to be written in another form; raises `NotFound`."""
    row = QuestionnaireVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise NotFound
    found: dict[str, Any] = json.loads(row.document)
    return found


def instrument(*, version_id: int) -> Instrument:
    """What a version asks; raises `NotFound`."""
    return version(version_id=version_id).instrument


def _facts(row: QuestionnaireVersion) -> VersionFacts:
    held = questionnaires.opened(row.document)
    return VersionFacts(
        id=row.pk,
        code=row.questionnaire.code,
        number=row.number,
        name=held.name,
        first_year=row.first_year,
        last_year=row.last_year,
        digest=row.digest,
        instrument=held,
    )
