"""Rounds, where they lead people to, sheets of paper, questionnaires."""

from collections.abc import Iterator

from motcua.people.rules import Level, Role
from motcua.surveys.models import QuestionnaireVersion, SampleUnit, Survey
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene
from tests.people.cast import Player, make_officer
from tests.surveys.build import make_round


def prepare(scene: Scene) -> None:
    """A round with two places, each with an enumerator of its own, one of them of a commune; a third one goes nowhere."""
    cast = scene.world.cast
    held = make_round(cast=cast, cells=2)
    second = make_officer(full_name="Hồ Thị Hỏi", code="dieutra2", role=Role.ENUMERATOR, agency=cast.commune)
    third = make_officer(full_name="Rơ Châm Hỏi", code="dieutra3", role=Role.ENUMERATOR, agency=cast.province)
    SampleUnit.objects.filter(pk=held.units[1].pk).update(enumerator=second.officer)
    cast.everyone += [held.officer, held.enumerator, second, third]


def serves(player: Player, *roles: Role) -> bool:
    """At the province, whose rounds these are: officers of a commune run none of them."""
    return has_role(player, *roles) and player.mandate.agency.level == Level.PROVINCE


def of_rounds(scene: Scene) -> Iterator[Case]:
    """A round is its home-affairs officer's; nobody else's, whatever else they see of the agency."""
    for survey in Survey.objects.all():
        yield {"id": survey.pk}, lambda player: serves(player, Role.HOME_AFFAIRS)


def of_field(scene: Scene) -> Iterator[Case]:
    """Whoever runs the round, and whoever goes to a place of it."""
    for survey in Survey.objects.all():
        units = list(survey.sample.all())
        yield {"id": survey.pk}, lambda player, units=units: any(goes_there(player, unit) for unit in units)


def of_sample(scene: Scene) -> Iterator[Case]:
    for unit in SampleUnit.objects.filter(cell__isnull=False):
        yield {"id": unit.pk}, lambda player, unit=unit: goes_there(player, unit)


def goes_there(player: Player, unit: SampleUnit) -> bool:
    """Its enumerator may belong to an agency below: a commune's goes to places of a provincial round."""
    return serves(player, Role.HOME_AFFAIRS) or (
        has_role(player, Role.ENUMERATOR)
        and player.officer is not None
        and unit.enumerator_id == player.officer.pk
    )


def of_reports(scene: Scene) -> Iterator[Case]:
    for survey in Survey.objects.all():
        name = f"khao-sat-{survey.pk}-bao-cao-tra-loi.csv"
        yield {"id": survey.pk, "name": name}, lambda player: serves(player, Role.HOME_AFFAIRS)


def of_stacks(scene: Scene) -> Iterator[Case]:
    """Sheets are typed by who asks people there; what is typed is shown to nobody by an address alone."""
    for unit in SampleUnit.objects.filter(cell__isnull=False):
        given = {"id": unit.survey_id, "place": unit.pk}
        yield given, lambda player, unit=unit: types(player, unit)


def of_paper(scene: Scene) -> Iterator[Case]:
    for survey in Survey.objects.all():
        units = list(survey.sample.all())
        yield {"id": survey.pk}, lambda player, units=units: any(types(player, unit) for unit in units)


def types(player: Player, unit: SampleUnit) -> bool:
    """Any enumerator of the agency: the second typing is not by who asked there. One of an agency below: where they go."""
    return serves(player, Role.HOME_AFFAIRS, Role.ENUMERATOR) or goes_there(player, unit)


def of_paper_forms(scene: Scene) -> Iterator[Case]:
    for version in QuestionnaireVersion.objects.all():
        yield {"id": version.pk}, lambda player: has_role(player, Role.HOME_AFFAIRS, Role.ENUMERATOR)


def of_sheets(scene: Scene) -> Iterator[Case]:
    """The round is not open yet and nobody has typed: tests/surveys/test_paper.py asks who types and settles."""
    for given, _may in of_stacks(scene):
        yield {**given, "sheet": 1}, lambda player: False


def of_questionnaires(scene: Scene) -> Iterator[Case]:
    for version in QuestionnaireVersion.objects.all():
        yield {"id": version.pk}, lambda player: has_role(player, Role.HOME_AFFAIRS)


ROUTES: Routes = {
    "surveys:round": of_rounds,
    "surveys:open": of_rounds,
    "surveys:import": of_rounds,
    "surveys:draw": of_rounds,
    "surveys:invitations": of_rounds,
    "surveys:assign": of_rounds,
    "surveys:draw-people": of_rounds,
    # No person was drawn at these places; where some were, tests/surveys/test_dossier_drawing.py asks.
    "surveys:people": lambda scene: ((given, lambda player: False) for given, _may in of_sample(scene)),
    "surveys:response": of_rounds,
    "surveys:response-file": of_reports,
    "surveys:places": of_field,
    "surveys:own-places": of_field,
    "surveys:lists": of_field,
    "surveys:place": of_sample,
    "surveys:paper": of_paper,
    "surveys:paper-stack": of_stacks,
    "surveys:paper-type": of_sheets,
    "surveys:paper-compare": of_sheets,
    "surveys:paper-form": of_paper_forms,
    "surveys:xlsform": of_questionnaires,
    "surveys:close": of_rounds,
    "surveys:questionnaire": of_questionnaires,
}
