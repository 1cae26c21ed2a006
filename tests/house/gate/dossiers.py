"""Drafts, requests, their papers and results, and what is held for a person.

Two persons with a request each (sent, waiting for papers, done), one request that travelled over three offices, two sent
in another's name.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from motcua.documents import actions as documents
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts, holding
from motcua.dossiers.models import Dossier, Draft, Held, Paper
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.states import ANY_OFFICER
from motcua.notices.models import Notice
from motcua.people.rules import Level, Role
from motcua.procedures import actions as procedures
from tests.dossiers.build import (
    AUTHORISATION_GIVEN,
    MORNING,
    PROCEDURE,
    World,
    act,
    for_child,
    for_firm,
    pdf,
    request,
)
from tests.house.gate import places
from tests.house.gate.oracle import has_role, lies_with, owns, works_on
from tests.house.gate.scene import Case, Routes, Scene
from tests.people.cast import Player, make_agency, make_officer

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


def prepare(scene: Scene) -> None:
    """All of it is done as it would be: sent, taken in, asked back, handed on, decided."""
    world, cast = scene.world, scene.world.cast
    loaded = procedures.load(text=AT_COMMUNE, by="system:tests", at=MORNING)
    procedures.publish(
        version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=MORNING
    )
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
    for dossier in scene.dossiers:
        holding.fill_from(dossier, at=world.at)
    scene.held = list(Held.objects.all())
    places.prepare(scene)
    scene.drafts += Draft.objects.filter(helping__isnull=False)
    assert scene.held, "a result was issued as a file, so its applicant's store holds it"


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
            reason="Thiếu.",
            papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy", defects=(Defect.EXPIRED,)),),
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
        yield (
            {"draft_id": draft.pk, **extra},
            lambda player, draft=draft: (
                player.person.pk == draft.person_id or draft.pk in getattr(player, "drafts", ())
            ),
        )


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


ROUTES: Routes = {
    "dossiers:draft": lambda scene: of_drafts(scene),
    "dossiers:draft-applicant": lambda scene: of_drafts(scene),
    "dossiers:draft-case": lambda scene: of_drafts(scene),
    "dossiers:draft-office": lambda scene: of_drafts(scene),
    "dossiers:draft-code": lambda scene: of_drafts(scene),
    "dossiers:draft-compare": lambda scene: of_drafts(scene),
    "dossiers:draft-papers": lambda scene: of_drafts(scene),
    "dossiers:draft-delivery": lambda scene: of_drafts(scene),
    "dossiers:draft-contact": lambda scene: of_drafts(scene),
    "dossiers:draft-check": lambda scene: of_drafts(scene),
    "dossiers:draft-delete": lambda scene: of_drafts(scene),
    "dossiers:draft-file": of_draft_papers,
    "dossiers:own": lambda scene: of_dossiers(scene, owns),
    "dossiers:receipt": lambda scene: of_dossiers(scene, owns),
    "dossiers:own-corrections": lambda scene: of_dossiers(scene, owns),
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
# Open to who acts in somebody's place; every other route is closed to them, whatever they may see.
FOR_HELPERS = {
    "dossiers:draft", "dossiers:draft-case", "dossiers:draft-office", "dossiers:draft-papers", "dossiers:draft-compare", "dossiers:draft-delivery",
    "dossiers:draft-contact", "dossiers:draft-check", "dossiers:draft-delete", "dossiers:draft-file", "dossiers:own",
    "dossiers:receipt", "dossiers:own-paper", "dossiers:own-supplement", "dossiers:own-supplement-save",
    "dossiers:own-withdraw", "dossiers:mine",
}  # fmt: skip
# Shown only where there is a choice: nobody but the one who may ever sees them.
AT_MOST = {"dossiers:draft-case", "dossiers:draft-office"}
# Lists, and which dossiers they show to whom.
BOOK = (Role.RECEPTION, Role.RETURN, Role.UNIT_HEAD, Role.LEADER, Role.WATCHER, Role.AUDITOR)
LISTS: dict[str, Callable[[Player, Dossier], bool]] = {
    "dossiers:mine": owns,
    "dossiers:desk": lambda player, dossier: lies_with(player, dossier) and dossier.state in (1, 4, 5),
    "dossiers:register": lambda player, d: has_role(player, *BOOK) and lies_with(player, d),
    "dossiers:register-print": lambda player, d: has_role(player, *BOOK) and lies_with(player, d),
    "dossiers:returns-cases": lambda player, d: (
        has_role(player, *BOOK) and lies_with(player, d) and d.state == 5
    ),
}
LIST_FILTERS: dict[str, dict[str, str]] = {
    "dossiers:desk": {"xem": "tat-ca"},
    "dossiers:returns-cases": {"giay": "giay-chung-minh", "tu": "2026-01", "den": "2028-12"},
}
# Asked with POST only, or without an object of somebody's; each has tests of its own.
WITHOUT_OBJECTS = {
    "dossiers:draft-page": "needs a page of a form; the gate is the draft's, asked above",
    "dossiers:draft-save": "POST only",
    "dossiers:corrections": "the roles of one act; tests/dossiers/test_pages_corrections.py asks each player",
    "dossiers:correction-sheet": "needs a correction; tests/dossiers/test_pages_corrections.py asks each player",
    "dossiers:correction-signed": "needs a scan; tests/dossiers/test_pages_corrections.py asks each player",
    "dossiers:correction-answer": "POST only",
    "dossiers:correction-scan": "POST only",
    "dossiers:own-sheet": "needs a scan; tests/dossiers/test_pages_corrections.py asks each player",
    "dossiers:tracked-corrections": "by the receipt; tests/dossiers/test_pages_corrections.py",
    "dossiers:draft-list": "needs a list; tests/dossiers/test_pages_lists.py asks it",
    "dossiers:draft-list-template": "needs a list; tests/dossiers/test_pages_lists.py asks it",
    "dossiers:own-supplement-file": "POST only",
    "dossiers:digitised-page": "needs a recognised page; the gate is that of dossiers:digitise, asked above",
    "dossiers:guest": "the code of a procedure is public",
    "dossiers:draft-claim": "POST only; tests/dossiers/test_guests.py asks who may",
    "dossiers:start": "the code of a procedure is public",
    "dossiers:parcels": "goes by post only; tests/dossiers/test_post.py asks each player",
    "dossiers:often-returned": "the code of a procedure is public, and so is what ten requests went back for",
    "dossiers:tracked": "opened by the secret, not by who asks",
    "dossiers:bulk": "POST only",
    "dossiers:bulk-act": "one's own only; tests/dossiers/test_bulk.py asks it",
    "dossiers:bulk-undo": "POST only",
    "dossiers:view-change": "POST only",
    "dossiers:resend": "POST only",
    "dossiers:own-told-again": "POST only",
    "dossiers:helper-act": "POST only; tests/dossiers/test_helping.py asks who may",
    "dossiers:helper-end": "POST only; tests/dossiers/test_helping.py asks who may",
    "dossiers:undo": "POST only",
    "dossiers:bundle": "needs a bundle; tests/dossiers/test_pages_bundles.py asks it",
    "dossiers:bundle-withdraw": "needs a bundle; tests/dossiers/test_pages_bundles.py asks it",
    "dossiers:bundle-receipt": "needs a bundle; tests/dossiers/test_pages_bundles.py asks it",
    "dossiers:counter-bundle": "needs a bundle; tests/dossiers/test_pages_bundles.py asks it",
    "dossiers:counter-slips": "needs a list of others; tests/dossiers/test_pages_counter_rows.py asks it",
    "dossiers:opinion": "needs a question; tests/dossiers/test_opinions.py asks each player",
    "dossiers:opinion-paper": "needs a question; tests/dossiers/test_opinions.py asks each player",
    "dossiers:opinion-file": "needs an answer; the gate is that of dossiers:result-file",
    "dossiers:result-draft": "needs an electronic result; tests/dossiers/test_electronic.py asks it",
    "dossiers:signing-again": "POST only",
}
