"""The person's store in tests: results that are held, a draft that asks for one, an office that has asked for one."""

from django.utils import timezone

from motcua.documents import actions as documents
from motcua.documents.models import File, Original
from motcua.documents.rules import Status
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts, holding
from motcua.dossiers.models import Held
from motcua.dossiers.queries import filling
from motcua.dossiers.rules import inputs
from tests.dossiers.build import (
    act,
    approved,
    make_world,
    pdf,
    request,
    row,
    taken_in,
)

NUMBER = "066190000123"


def office_of_today(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    world = make_world()
    world.at = timezone.now()
    return world


def stored(world, name="ket-qua.pdf"):
    return documents.store(
        content=pdf(), name=name, accept=("application/pdf",), by="system:tests", at=world.at
    ).id


def issued(world, *, outcome=inputs.Outcome.GRANT, **changes):
    """A request of Hoa's whose result is a file."""
    done = approved(world, **changes)
    act(
        world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="12/XN", file_id=stored(world))
    )  # fmt: skip
    return done


def held_result(world, **facts):
    done = issued(world)
    holding.fill_from(row(done), at=world.at)
    Held.objects.filter(dossier_id=done.dossier_id).update(**facts)
    return Held.objects.get(dossier_id=done.dossier_id)


def with_original(world, found, status=Status.VALID):
    """The record of issued originals knows it."""
    other = File.objects.get(pk=found.file_id)
    return Original.objects.create(
        key=found.original, holder=f"tests:{found.key}", what="Giấy xác nhận", issuer="H15.15", issuer_name="Sở Tư pháp",
        number="12/XN", issued_on=world.at.date(), content_sha256="0" * 64, file=other, file_sha256="1" * 64,
        status=status, status_at=world.at,
    )  # fmt: skip


def begun(world, player=None):
    """A draft of the same procedure, whose slot is a supporting paper."""
    player = player or world.cast.hoa
    draft_id = drafts.begin(reach=world.reach(player), version_id=world.version_id, at=world.at)
    chosen = drafts.DraftChanges(case="chung", agency_id=world.cast.department.pk)
    drafts.save(draft_id=draft_id, reach=world.reach(player), at=world.at, changes=chosen)
    return draft_id


def use(world, draft_id, found, player=None):
    return actions.use_in_draft(
        draft_id=draft_id, reach=world.reach(player or world.cast.hoa), at=world.at, code="giay-chung-minh", key=found.key
    )  # fmt: skip


def send(world, draft_id):
    found = filling.filling(draft_id=draft_id, reach=world.reach(world.cast.hoa), at=world.at)
    papers = tuple(
        inputs.PaperGiven(code=one.code, name="Giấy", file_id=one.file_id, held_id=one.held_id) for one in found.papers
    )  # fmt: skip
    given = request(world, papers=papers, draft_id=draft_id, submission=draft_id)
    return actions.submit(reach=world.reach(world.cast.hoa), at=world.at, given=given)


def asked_for(world):
    """A request of Hoa's in which the office waits for its supporting paper."""
    done = taken_in(world)
    paper = inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh", what="Bản rõ hơn")
    act(
        world, actions.ask_supplement, done.number, world.cast.reception, inputs.AskSupplement(reason="Mờ.", papers=(paper,))
    )  # fmt: skip
    return done
