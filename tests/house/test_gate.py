"""The gate: every route, asked by every player about every object, shows what a slow and obvious oracle says.

Two offices, two persons with a request each (sent, waiting for papers, done), one request that travelled over three
offices, drafts, files, notices, and one player for each role, the stranger's office included; an office in the middle
of the way and its neighbour. A new route without an entry here fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from motcua.documents import actions as documents
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts, holding
from motcua.dossiers.models import Dossier, DraftPaper, Held, Movement, Paper, Passage
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import ANY_OFFICER
from motcua.notices.models import Notice
from motcua.people.models import Agency
from motcua.people.rules import Level, Role
from motcua.procedures import actions as procedures
from motcua.procedures.models import Version
from motcua.surveys.models import QuestionnaireVersion, SampleUnit, Survey
from tests.dossiers.build import (
    AUTHORISATION_GIVEN,
    MORNING,
    PROCEDURE,
    World,
    act,
    for_child,
    for_firm,
    make_world,
    pdf,
    request,
)
from tests.people.cast import Player, make_agency, make_officer
from tests.surveys.build import make_round

AT_COMMUNE = (
    PROCEDURE.replace('"1.000001"', '"1.000002"')
    .replace("level: department", "level: commune")
    .replace("Sở Tư pháp", "Ủy ban nhân dân cấp xã")
)
# Received at the department, through a tax office, on to the treasury, back to be signed.
TRAVELLING = (
    PROCEDURE.replace('"1.000001"', '"1.000003"')
    .replace(
        "      en: Department of Justice\n",
        """      en: Department of Justice
  - level: branch
    name:
      vi: Thuế cơ sở
      en: Tax office
  - level: branch
    name:
      vi: Kho bạc
      en: Treasury
""",
    )
    .replace("    share_percent: 60", "    agency: 2\n    share_percent: 60")
    .replace(
        "  - code: ky\n",
        """  - code: thu
    name:
      vi: Xác nhận khoản thu
      en: Confirm the receipt
    role: case-officer
    agency: 3
    share_percent: 0
  - code: ky
""",
    )
)
pytestmark = pytest.mark.slow  # a thousand pages
SEEING = {*ANY_OFFICER, Role.WATCHER, Role.AUDITOR}


@dataclass
class Scene:
    """Everything there is to see."""

    world: World
    dossiers: list[Dossier] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    draft_papers: list[DraftPaper] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def players(self) -> list[Player]:
        return self.world.cast.everyone


@pytest.fixture
def scene(db) -> Scene:
    world = make_world()
    world.at = timezone.now()  # pages read the real clock; drafts must be alive
    cast = world.cast
    loaded = procedures.load(text=AT_COMMUNE, by="system:tests", at=MORNING)
    procedures.publish(
        version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=MORNING
    )
    scene = Scene(world)
    held = make_round(cast=cast, cells=2)
    second = make_officer(full_name="Hồ Thị Hỏi", code="dieutra2", role=Role.ENUMERATOR, agency=cast.province)
    third = make_officer(full_name="Rơ Châm Hỏi", code="dieutra3", role=Role.ENUMERATOR, agency=cast.province)
    SampleUnit.objects.filter(pk=held.units[1].pk).update(enumerator=second.officer)
    cast.everyone += [held.officer, held.enumerator, second, third]
    for person, version, office, desk in (
        (cast.hoa, world.version_id, cast.department, cast.reception),
        (cast.nam, loaded.version_id, cast.commune, cast.stranger),
    ):
        for stage in ("sent", "waiting", "done"):
            scene.dossiers.append(_dossier(world, person, version, office, desk, stage))
        draft_id = drafts.begin(reach=world.reach(person), version_id=version, at=world.at)
        paper = drafts.attach(
            draft_id=draft_id,
            reach=world.reach(person),
            at=world.at,
            code="giay-chung-minh",
            name="giay.pdf",
            content=pdf(),
        )
        scene.drafts.append(paper.draft)
        scene.draft_papers.append(paper)
    _travelled(scene)
    # Somebody acts for a firm, and for a person who is no applicant before an officer has compared the card.
    for applicant in (for_firm(world), for_child(world)):
        papers = (AUTHORISATION_GIVEN, inputs.PaperGiven(code="giay-chung-minh", name="Giấy"))
        given = request(world, applicant=applicant, papers=papers)
        done = actions.submit(reach=world.reach(cast.hoa), at=world.at, given=given)
        scene.dossiers.append(Dossier.objects.select_related("agency", "step_agency").get(pk=done.dossier_id))
    Notice.objects.update(state="failed")
    with_files = Paper.objects.filter(file_id__isnull=False)
    scene.papers = list(with_files.select_related("dossier__agency", "dossier__step_agency"))
    scene.notices = list(Notice.objects.all())
    for dossier in scene.dossiers:
        holding.fill_from(dossier, at=world.at)
    scene.held = list(Held.objects.all())
    assert scene.held, "a result was issued as a file, so its applicant's store holds it"
    return scene


def _dossier(world: World, person: Player, version: int, office, desk: Player, stage: str) -> Dossier:
    stored = documents.store(
        content=pdf(), name="giay.pdf", accept=("application/pdf",), by="system:tests", at=world.at
    )
    given = request(
        world, version_id=version, agency_id=office.pk, submitted_by_id=person.person.pk,
        applicant=inputs.Applicant(name=person.person.full_name, person_id=person.person.pk, email="x@example.vn"),
        papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy", file_id=stored.id),),
    )  # fmt: skip
    done = actions.submit(reach=world.reach(person), at=world.at, given=given)
    if stage == "waiting":
        ask = inputs.AskSupplement(
            reason="Thiếu.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
        )
        act(world, actions.ask_supplement, done.number, desk, ask)
    if stage == "done" and office == world.cast.department:
        _finish(world, done.number)
    return Dossier.objects.select_related("agency", "step_agency").get(pk=done.dossier_id)


def _travelled(scene: Scene) -> None:
    """A request that has left the office in the middle: it lies at the third now."""
    world, cast = scene.world, scene.world.cast
    loaded = procedures.load(text=TRAVELLING, by="system:tests", at=MORNING)
    procedures.publish(
        version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=MORNING
    )
    places = [
        make_agency(name=name, parent=cast.province, level=Level.BRANCH, code=code)
        for name, code in (("Thuế cơ sở 1", "1.H15"), ("Thuế cơ sở 2", "2.H15"), ("Kho bạc Mẫu", "3.H15"))
    ]
    middle, neighbour, now = (
        make_officer(full_name=name, code=code, role=Role.CASE_OFFICER, agency=place)
        for name, code, place in zip(
            ("Kpă Thuế", "Ksor Bên", "Siu Kho"), ("thue1", "thue2", "khobac"), places, strict=True
        )
    )
    cast.everyone += [middle, neighbour, now]
    dossier = _dossier(world, cast.hoa, loaded.version_id, cast.department, cast.reception, "sent")
    assert dossier.number
    act(world, actions.take_in, dossier.number, cast.reception, inputs.TakeIn())
    act(world, actions.hand_over, dossier.number, cast.reception, inputs.HandOn(agency_id=places[0].pk))
    act(world, actions.hand_over, dossier.number, middle, inputs.HandOn())
    scene.dossiers.append(Dossier.objects.select_related("agency", "step_agency").get(pk=dossier.pk))


def _finish(world: World, number: str) -> None:
    cast = world.cast
    act(world, actions.take_in, number, cast.reception, inputs.TakeIn())
    act(world, actions.hand_over, number, cast.reception, inputs.HandOn())
    act(
        world, actions.propose, number, cast.case, inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ.")
    )
    act(world, actions.approve, number, cast.leader, inputs.Words())
    stored = documents.store(
        content=pdf(), name="ket-qua.pdf", accept=("application/pdf",), by="system:tests", at=world.at
    )
    act(world, actions.mark_done, number, cast.clerk, inputs.MarkDone(number="1/XN", file_id=stored.id))


# The oracle: obvious, and written without the gate's code -------------------------------------------------


def owns(player: Player, dossier: Dossier) -> bool:
    return player.person.pk in (dossier.applicant_id, dossier.sender_id)


def works_on(player: Player, dossier: Dossier) -> bool:
    """A mandate in force, of a role that handles dossiers, at an office where it was or is, or above one."""
    ids = Movement.objects.filter(dossier=dossier, to_agency__isnull=False).values_list(
        "to_agency", flat=True
    )
    return _is_over(player, [dossier.agency, *Agency.objects.filter(pk__in=ids)])


def lies_with(player: Player, dossier: Dossier) -> bool:
    """The same, at the office that received it or where it lies now: it is work there, not history."""
    return _is_over(player, [dossier.agency, dossier.step_agency])


def _is_over(player: Player, places: list[Agency]) -> bool:
    mandate = player.mandate
    if (
        mandate is None
        or Role(mandate.role) not in SEEING
        or (mandate.ends_at and mandate.ends_at <= timezone.now())
    ):
        return False
    above = set()
    for agency in places:
        while agency is not None:
            above.add(agency.pk)
            agency = agency.parent
    return mandate.agency_id in above


def has_role(player: Player, *roles: Role) -> bool:
    mandate = player.mandate
    return (
        mandate is not None
        and Role(mandate.role) in roles
        and not (mandate.ends_at and mandate.ends_at <= timezone.now())
    )


Case = tuple[dict[str, Any], Callable[[Player], bool]]


def of_dossiers(scene: Scene, may: Callable[[Player, Dossier], bool], **extra: Any) -> Iterator[Case]:
    for dossier in scene.dossiers:
        yield {"number": dossier.number, **extra}, lambda player, dossier=dossier: may(player, dossier)


def waiting(scene: Scene) -> list[Dossier]:
    return [dossier for dossier in scene.dossiers if dossier.state == 5]


def own_waiting(scene: Scene, **extra: Any) -> Iterator[Case]:
    for dossier in waiting(scene):
        yield {"number": dossier.number, **extra}, lambda player, dossier=dossier: owns(player, dossier)


def own_open(scene: Scene) -> Iterator[Case]:
    for dossier in scene.dossiers:
        if dossier.state in (1, 5):
            yield {"number": dossier.number}, lambda player, dossier=dossier: owns(player, dossier)


def of_drafts(scene: Scene, **extra: Any) -> Iterator[Case]:
    for draft in scene.drafts:
        yield {"draft_id": draft.pk, **extra}, lambda player, draft=draft: player.person.pk == draft.person_id


def of_draft_papers(scene: Scene) -> Iterator[Case]:
    for paper in scene.draft_papers:
        given = {"draft_id": paper.draft_id, "paper_id": paper.pk}
        yield given, lambda player, paper=paper: player.person.pk == paper.draft.person_id


def of_papers(scene: Scene, may: Callable[[Player, Dossier], bool]) -> Iterator[Case]:
    for paper in scene.papers:
        given = {"number": paper.dossier.number, "paper_id": paper.pk}
        yield given, lambda player, paper=paper: may(player, paper.dossier)


def of_held(scene: Scene) -> Iterator[Case]:
    """What is held for a person is theirs alone; officers read it through a request at their desk."""
    for held in scene.held:
        yield {"held_key": held.key}, lambda player, held=held: player.person.pk == held.person_id


def of_agencies(scene: Scene) -> Iterator[Case]:
    """The operator's pages: agencies of the operator's own part of the tree."""
    for agency in (scene.world.cast.province, scene.world.cast.department, scene.world.cast.commune):
        yield {"id": agency.pk}, lambda player: has_role(player, Role.OPERATOR)


def of_mandates(scene: Scene) -> Iterator[Case]:
    for player in (scene.world.cast.reception, scene.world.cast.stranger):
        yield {"mandate_id": player.mandate.pk}, lambda player: has_role(player, Role.OPERATOR)


def of_versions(scene: Scene) -> Iterator[Case]:
    """What is offered is public, but drafts and the list of versions are the operator's."""
    version = Version.objects.order_by("pk").first()
    assert version is not None
    yield {"id": version.pk}, lambda player: has_role(player, Role.OPERATOR)


def of_rules(scene: Scene) -> Iterator[Case]:
    """The law of the node, its calendar included, is shown to operators."""
    yield {"key": "dossiers.draft-life-days"}, lambda player: has_role(player, Role.OPERATOR)


def of_years(scene: Scene) -> Iterator[Case]:
    yield {"year": 2026}, lambda player: has_role(player, Role.OPERATOR)


def of_rounds(scene: Scene) -> Iterator[Case]:
    """A round is its home-affairs officer's; nobody else's, whatever else they see of the agency."""
    for survey in Survey.objects.all():
        yield {"id": survey.pk}, lambda player: has_role(player, Role.HOME_AFFAIRS)


def of_field(scene: Scene) -> Iterator[Case]:
    """Whoever runs the round, and whoever goes to a place of it."""
    for survey in Survey.objects.all():
        units = list(survey.sample.all())
        yield {"id": survey.pk}, lambda player, units=units: any(goes_there(player, unit) for unit in units)


def of_sample(scene: Scene) -> Iterator[Case]:
    for unit in SampleUnit.objects.filter(cell__isnull=False):
        yield {"id": unit.pk}, lambda player, unit=unit: goes_there(player, unit)


def goes_there(player: Player, unit: SampleUnit) -> bool:
    return has_role(player, Role.HOME_AFFAIRS) or (
        has_role(player, Role.ENUMERATOR)
        and player.officer is not None
        and unit.enumerator_id == player.officer.pk
    )


def of_reports(scene: Scene) -> Iterator[Case]:
    for survey in Survey.objects.all():
        name = f"khao-sat-{survey.pk}-bao-cao-tra-loi.csv"
        yield {"id": survey.pk, "name": name}, lambda player: has_role(player, Role.HOME_AFFAIRS)


def of_stacks(scene: Scene) -> Iterator[Case]:
    """Sheets are typed by who asks people there; what is typed is shown to nobody by an address alone."""
    for unit in SampleUnit.objects.filter(cell__isnull=False):
        given = {"id": unit.survey_id, "place": unit.pk}
        yield given, lambda player: has_role(player, Role.HOME_AFFAIRS, Role.ENUMERATOR)


def of_paper(scene: Scene) -> Iterator[Case]:
    """Stacks are typed by any enumerator of the agency: the second typing is not by who asked there."""
    for survey in Survey.objects.all():
        yield {"id": survey.pk}, lambda player: has_role(player, Role.HOME_AFFAIRS, Role.ENUMERATOR)


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


ROUTES: dict[str, Callable[[Scene], Iterator[Case]]] = {
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
    "people:agency": of_agencies,
    "people:agency-correct": of_agencies,
    "people:mandate-give": of_agencies,
    "people:officer-add": of_agencies,
    "people:mandate-end": of_mandates,
    "law:value": of_rules,
    "law:year": of_years,
    "procedures:version": of_versions,
    "procedures:export": of_versions,
    "dossiers:draft": lambda scene: of_drafts(scene),
    "dossiers:draft-applicant": lambda scene: of_drafts(scene),
    "dossiers:draft-case": lambda scene: of_drafts(scene),
    "dossiers:draft-office": lambda scene: of_drafts(scene),
    "dossiers:draft-papers": lambda scene: of_drafts(scene),
    "dossiers:draft-delivery": lambda scene: of_drafts(scene),
    "dossiers:draft-contact": lambda scene: of_drafts(scene),
    "dossiers:draft-check": lambda scene: of_drafts(scene),
    "dossiers:draft-delete": lambda scene: of_drafts(scene),
    "dossiers:draft-file": of_draft_papers,
    "dossiers:own": lambda scene: of_dossiers(scene, owns),
    "dossiers:receipt": lambda scene: of_dossiers(scene, owns),
    "dossiers:paper": lambda scene: of_dossiers(scene, lambda p, d: owns(p, d) or works_on(p, d), form="06"),
    "dossiers:paper-pdf": lambda scene: of_dossiers(
        scene, lambda p, d: owns(p, d) or works_on(p, d), form="06"
    ),
    "dossiers:own-paper": lambda scene: of_papers(scene, owns),
    "dossiers:own-packet": lambda scene: of_dossiers(scene, owns),
    "dossiers:packet": lambda scene: of_dossiers(scene, works_on),
    "dossiers:own-result": lambda scene: (
        ({"number": d.number}, lambda player, d=d: owns(player, d)) for d in scene.dossiers if d.state == 9
    ),
    "dossiers:own-supplement": lambda scene: own_waiting(scene),
    "dossiers:dossier": lambda scene: of_dossiers(scene, lambda p, d: owns(p, d) or works_on(p, d)),
    "dossiers:act": lambda scene: of_dossiers(
        scene, lambda p, d: lies_with(p, d) and has_role(p, *ANY_OFFICER), slug="ghi-chu"
    ),
    "dossiers:counter-done": lambda scene: of_dossiers(
        scene, lambda p, d: lies_with(p, d) and has_role(p, Role.RECEPTION)
    ),
    # Only posted to: whoever may hears so, to everybody else there is no such page.
    "dossiers:reveal": lambda scene: of_dossiers(scene, works_on),
    "dossiers:own-supplement-save": lambda scene: of_dossiers(scene, owns),
    "dossiers:digitise": lambda scene: of_papers(
        scene, lambda p, d: lies_with(p, d) and has_role(p, Role.RECEPTION, Role.CASE_OFFICER)
    ),
    "dossiers:held-file": of_held,
    "dossiers:held-erase": of_held,
    "dossiers:reuse": lambda scene: of_papers(
        scene, lambda p, d: lies_with(p, d) and has_role(p, Role.RECEPTION, Role.CASE_OFFICER)
    ),
    "dossiers:paper-file": lambda scene: of_papers(scene, works_on),
    "dossiers:result-file": lambda scene: (
        ({"number": d.number}, lambda player, d=d: works_on(player, d))
        for d in scene.dossiers
        if d.state == 9
    ),
    "dossiers:own-withdraw": lambda scene: own_open(scene),
    # Without an electronic result there is nothing to end, whoever asks; with one, tests/dossiers/test_standing.py asks.
    "dossiers:end-result": lambda scene: of_dossiers(scene, lambda p, d: False),
}
# Shown only where there is a choice: nobody but the one who may ever sees them.
AT_MOST = {"dossiers:draft-case", "dossiers:draft-office"}
# Asked with POST only, or without an object of somebody's; each has tests of its own.
WITHOUT_OBJECTS = {
    "dossiers:draft-page": "needs a page of a form; the gate is the draft's, asked above",
    "dossiers:draft-save": "POST only",
    "dossiers:own-supplement-file": "POST only",
    "dossiers:digitised-page": "needs a recognised page; the gate is that of dossiers:digitise, asked above",
    "dossiers:start": "the code of a procedure is public",
    "dossiers:tracked": "opened by the secret, not by who asks",
    "law:verify": "POST only",
    "dossiers:bulk": "POST only",
    "dossiers:resend": "POST only",
    "dossiers:result-draft": "needs an electronic result; tests/dossiers/test_electronic.py asks it",
    "dossiers:signing-again": "POST only",
    "notices:resend": "POST only",
    "procedures:close": "POST only",
    "procedures:publish": "POST only",
    "people:compare-card": "POST only; anybody may come to any desk",
    "people:reset-password": "POST only; anybody may come to any desk",
}


def routes() -> Iterator[tuple[str, Any]]:
    def walk(patterns, name=""):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, f"{name}{entry.namespace}:" if entry.namespace else name)
            elif isinstance(entry, URLPattern):
                yield f"{name}{entry.name}", entry

    yield from walk(get_resolver().url_patterns)


def test_every_route_about_an_object_is_asked_here():
    with_objects = {name for name, entry in routes() if entry.pattern.converters}
    public = {name for name, entry in routes() if getattr(entry.callback, "access", "") == "everyone"}
    missing = with_objects - public - ROUTES.keys() - WITHOUT_OBJECTS.keys()
    assert not missing, f"say in ROUTES what may be seen by whom: {sorted(missing)}"
    gone = (ROUTES.keys() | WITHOUT_OBJECTS.keys()) - with_objects
    assert not gone, f"these routes are gone: {sorted(gone)}"


@pytest.mark.once  # on the other database: the gate itself, and the lists
def test_each_player_sees_what_the_oracle_says_and_nothing_else(scene):
    wrong = []
    clients = {player.account.pk: _client(player) for player in scene.players}
    for name, cases in ROUTES.items():
        for given, may in cases(scene):
            address = reverse(name, kwargs=given)
            if _is_seen(Client().get(address)):
                wrong.append(f"{name} {given}: seen without signing in")
            for player in scene.players:
                seen = _is_seen(clients[player.account.pk].get(address))
                if seen != may(player) and (seen or name not in AT_MOST):
                    wrong.append(
                        f"{name} {given}: {player.account.name} {'sees' if seen else 'does not see'} it"
                    )
    assert not wrong, "\n".join(wrong)


def test_the_gate_asked_of_one_row_and_by_the_database_agree(scene):
    from motcua.dossiers import queries
    from motcua.foundation.refusal import NotFound

    for player in scene.players:
        reach = scene.world.reach(player)
        listed = set(queries.visible_to(reach, at=scene.world.at).values_list("number", flat=True))
        obvious = {d.number for d in scene.dossiers if owns(player, d) or works_on(player, d)}
        found = set()
        for dossier in scene.dossiers:
            try:
                queries.found_for(dossier.number, reach=reach)
            except NotFound:
                continue
            found.add(dossier.number)
        assert listed == found == obvious, player.account.name


def test_upgrading_reads_the_same_passages_from_the_movements_and_may_be_run_twice(scene):
    migration = import_module("motcua.dossiers.migrations.0005_passages")
    written = set(Passage.objects.values_list("dossier_id", "agency_id", "left_at"))
    assert len(written) == 1
    Passage.objects.all().delete()
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(migration.STAYS_THAT_ENDED)
        assert set(Passage.objects.values_list("dossier_id", "agency_id", "left_at")) == written


def test_lists_show_each_player_the_dossiers_the_oracle_says(scene):
    for player in scene.players:
        client = _client(player)
        for name, expected in LISTS.items():
            page = client.get(reverse(name), LIST_FILTERS.get(name, {})).content.decode()
            shown = {dossier.number for dossier in scene.dossiers if dossier.number in page}
            assert shown == {d.number for d in scene.dossiers if expected(player, d)}, (
                f"{name} for {player.account.name}"
            )


BOOK = (Role.RECEPTION, Role.RETURN, Role.UNIT_HEAD, Role.LEADER, Role.WATCHER, Role.AUDITOR)
LISTS: dict[str, Callable[[Player, Dossier], bool]] = {
    "dossiers:mine": owns,
    "dossiers:desk": lambda player, dossier: lies_with(player, dossier) and dossier.state in (1, 4, 5),
    "dossiers:register": lambda player, d: has_role(player, *BOOK) and lies_with(player, d),
    "dossiers:register-print": lambda player, d: has_role(player, *BOOK) and lies_with(player, d),
}
LIST_FILTERS: dict[str, dict[str, str]] = {"dossiers:desk": {"xem": "tat-ca"}}


def _client(player: Player) -> Client:
    client = Client()
    client.force_login(player.account)
    return client


def _is_seen(response) -> bool:
    """Shown, or led on to the next page of the same object; not refused, hidden, or sent to sign in.

    "Wrong method" comes after the question who asks: a page that answers so to a stranger has its checks in a bad order.
    """
    for (
        close
    ) in response._resource_closers:  # a file opened for the answer; `close()` would close the database too
        close()
    if response.status_code == 302:
        return "/dang-nhap/" not in response["Location"]
    return response.status_code in (200, 405)
