"""The shipped bundle of a birth in a small province: a commune, its police, the social insurance, and their officers."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from motcua.dossiers import actions
from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import bundles
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel
from motcua.people.models import Agency
from motcua.people.rules import Level, Role
from motcua.procedures import actions as procedures
from motcua.procedures import files as procedure_files
from motcua.procedures import parsing, queries
from motcua.procedures.rules import Status
from tests.dossiers.build import MORNING, World, act, pdf
from tests.people.cast import Cast, Player, make_agency, make_cast, make_officer
from tests.procedures.answers import full_answers

DATA = Path(procedures.__file__).parents[1] / "data"
BUNDLE = "2.002621"
PARTS = ("1.001193", "1.004222", "1.002759")


@cache
def text_of(code: str) -> str:
    return (DATA / f"{code}.yaml").read_text(encoding="utf-8")


@cache
def definition_of(code: str):
    return parsing.definition(procedure_files.read(text_of(code)).document)


@dataclass
class Bundled(World):
    police: Agency = None  # type: ignore[assignment]
    insurance: Agency = None  # type: ignore[assignment]
    officers: dict[str, Player] = None  # type: ignore[assignment]

    def whole(self, number: str) -> bundles.Whole:
        return bundles.whole(bundles.by_number(number), language="en")

    def part(self, number: str, code: str) -> Dossier:
        return Dossier.objects.get(bundle__number=number, part=code)


def make_bundled() -> Bundled:
    cast = make_cast()
    version_id = offered()
    return Bundled(cast=cast, version_id=version_id, **offices(cast))


def offered(at: datetime = MORNING) -> int:
    """The parts, then the bundle, in force; answers the bundle's version."""
    for code in (*PARTS, BUNDLE):
        loaded = procedures.load(text=text_of(code), by="system:tests", at=at)
        if queries.version(loaded.version_id).status is Status.DRAFT:
            procedures.publish(
                version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=at
            )
    return loaded.version_id


def offices(cast: Cast) -> dict[str, Any]:
    """The two offices beside the commune, and officers of all three."""
    police = make_agency(
        name="Công an xã Ea Mẫu", name_en="Ea Mau police", parent=cast.province, level=Level.COMMUNE, code="000.00.78.H15",
    )  # fmt: skip
    insurance = make_agency(
        name="Bảo hiểm xã hội tỉnh", name_en="Provincial Social Insurance", parent=cast.province, code="000.00.79.H15",
    )  # fmt: skip
    officers = {"commune-reception": cast.stranger, "commune-case-officer": cast.stranger_case}
    for place, agency in (("commune", cast.commune), ("police", police), ("insurance", insurance)):
        for role in (Role.RECEPTION, Role.CASE_OFFICER, Role.LEADER, Role.CLERK):
            key = f"{place}-{role}"
            if key not in officers:
                officers[key] = make_officer(full_name=f"Cán bộ {key}", code=key, role=role, agency=agency)
    return {"police": police, "insurance": insurance, "officers": officers}


def given(world: Bundled, *, channel: Channel = Channel.ONLINE, **changes: object) -> inputs.Submit:
    """What a parent sends: every question answered once."""
    hoa, whole = world.cast.hoa.person, definition_of(BUNDLE)
    form = whole.form(whole.cases[0])
    assert form is not None
    values: dict[str, object] = {
        "submission": uuid4(),
        "version_id": world.version_id,
        "agency_id": world.cast.commune.pk,
        "case": "chung",
        "channel": channel,
        "applicant": inputs.Applicant(
            name=hoa.full_name, person_id=hoa.pk, phone="0905000001", email="hoa@example.vn"
        ),
        "data": {**full_answers(form), "child_name": "Nguyễn Mai Chi"},
        "papers": (inputs.PaperGiven(code="giay-chung-sinh", name="Giấy chứng sinh"),),
        "submitted_by_id": hoa.pk if channel is Channel.ONLINE else None,
    }
    return inputs.Submit(**{**values, **changes})  # type: ignore[arg-type]


def sent(world: Bundled, **changes: object) -> actions.Sent:
    return actions.submit_bundle(
        reach=world.reach(world.cast.hoa), at=world.at, given=given(world, **changes)
    )


def finished(world: Bundled, number: str, place: str, *, taken: bool = False) -> actions.Done:
    """One part from its desk to its result, by the officers of its own agency."""
    by = world.officers
    if not taken:
        act(world, actions.take_in, number, by[f"{place}-reception"], inputs.TakeIn())
    act(world, actions.hand_over, number, by[f"{place}-reception"], inputs.HandOn())
    grant = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ điều kiện.")
    act(world, actions.propose, number, by[f"{place}-case-officer"], grant)
    act(world, actions.approve, number, by[f"{place}-leader"], inputs.Words())
    return act(world, actions.mark_done, number, by[f"{place}-clerk"], inputs.MarkDone(number="12/2026"))


def ready_draft(world: Bundled) -> UUID:
    """A draft in which a parent has answered everything and attached the one paper; only the look back is left."""
    hoa, whole = world.reach(world.cast.hoa), definition_of(BUNDLE)
    form = whole.form(whole.cases[0])
    assert form is not None
    draft_id = drafts.begin(reach=hoa, version_id=world.version_id, at=world.at)
    answers = {
        **full_answers(form),
        "child_name": "Nguyễn Mai Chi",
        rules.PASSED: sorted([*(f"form:{page.code}" for page in form.pages), "papers", "contact"]),
        rules.DELIVERY: "at-counter",
        rules.PHONE: "0905000001",
        rules.EMAIL: "hoa@example.vn",
        rules.ADDRESS: "",
    }
    changes = drafts.DraftChanges(answers=answers, case="chung", agency_id=world.cast.commune.pk)
    drafts.save(draft_id=draft_id, reach=hoa, at=world.at, changes=changes)
    drafts.attach(
        draft_id=draft_id, reach=hoa, at=world.at, code="giay-chung-sinh", name="giay.pdf", content=pdf()
    )
    return draft_id
