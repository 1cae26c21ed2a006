"""A dossier's electronic result in tests: proposed, drawn, asked, signed by the jobs that sign in an office."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from motcua.chronicle import jobs as chronicle
from motcua.documents import jobs as documents
from motcua.documents.signing import development
from motcua.dossiers import actions, drawing, jobs
from motcua.dossiers.actions import electronic as drafts
from motcua.dossiers.models import ResultDraft
from motcua.dossiers.rules import inputs
from tests.chronicle.acts import settle
from tests.dossiers.build import World, act, in_progress, row

PASSWORD = "mat-khau-thu-2026"


def as_demo(settings: Any, monkeypatch: Any, folder: Path) -> None:
    """Keys, files and time stamps of a node that is there to be looked at, in a folder of its own."""
    monkeypatch.setenv("MOTCUA_DEMO", "1")
    settings.DEMO = True
    settings.KEYS_DIR, settings.FILES_DIR = folder / "keys", folder / "files"
    settings.TIME_STAMP_URL = "development:"


def of_today(world: World) -> World:
    """So that the certificates of the demo are in force; its leader and agency have keys."""
    world.at = timezone.now()
    world.reaches.clear()
    signers(world)
    return world


def signers(world) -> None:
    cast = world.cast
    development.ensure(
        [
            (f"officer:{cast.leader.officer.code}", cast.leader.person.full_name),
            (f"agency:{cast.department.code}", cast.department.name),
        ]
    )


def drafted(world, *, body="Xác nhận như sau:", **changes):
    done = in_progress(world, **changes)
    given = inputs.Propose(inputs.Outcome.GRANT, "Đủ điều kiện.", electronic=True, body=body)
    return act(world, actions.propose, done.number, world.cast.case, given)


def draw(world, done) -> ResultDraft:
    """As the signing desk does before it shows the draft."""
    dossier, leader = row(done), world.cast.leader
    draft = ResultDraft.objects.get(dossier=dossier)
    signer = drawing.Signer(leader.officer.pk, leader.person.full_name, "Giám đốc")
    file_id, sha256 = drawing.drawn(draft, dossier, signer=signer, by="mandate:1", at=world.at)
    drafts.keep_drawn(draft=draft, officer_id=signer.officer_id, file_id=file_id, sha256=sha256, at=world.at)
    draft.refresh_from_db()
    return draft


def asked(world, **changes):
    done = drafted(world, **changes)
    given = inputs.Sign(draw(world, done).sha256)
    return act(world, actions.sign, done.number, world.cast.leader, given)


def work() -> None:
    """One round of `motcua work`: sign what is due, seal, move on."""
    now = timezone.now()
    documents.sign(now)
    settle()
    chronicle.seal(now=now)
    jobs.carry_on(now)


def signed(world, **changes):
    done = asked(world, **changes)
    work()
    return done


def stamp_asked(world, **changes):
    done = signed(world, **changes)
    world.at = timezone.now()
    world.reaches.clear()
    return act(world, actions.stamp, done.number, world.cast.clerk, inputs.Stamp(number="12/XN-STP"))


def issued(world, **changes):
    done = stamp_asked(world, **changes)
    work()
    return done
