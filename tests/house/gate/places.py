"""Who stands in somebody's place: helpers of citizens, and officers on the days of a colleague's absence."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from motcua.dossiers.actions import drafts
from motcua.people import queries as people
from motcua.people.door import HELPING
from motcua.people.models import Absence, HelperMandate
from motcua.people.rules import Reach, Role
from tests.house.gate.scene import Scene
from tests.people.cast import Player, make_citizen, make_officer


@dataclass
class Helper(Player):
    """A citizen who acts in the place of one who let them: the one request that the mandate names, while it runs."""

    public_id: str = ""
    runs: bool = True
    dossiers: set[int] = field(default_factory=set)
    drafts: set[object] = field(default_factory=set)


@dataclass
class Cover(Player):
    """An officer of a small unit who stands in for one of the department, today or on other days."""

    absent: Player | None = None
    is_today: bool = False


def prepare(scene: Scene) -> None:
    world, cast = scene.world, scene.world.cast
    waiting = [one for one in scene.dossiers if one.state == 5]
    hers, his = (
        next(one for one in waiting if one.applicant_id == p.person.pk) for p in (cast.hoa, cast.nam)
    )
    helper = _helper(scene, cast.hoa, "Lò Thị Giúp", "0905000011", hers)
    _helper(scene, cast.hoa, "Lò Thị Hết", "0905000012", hers, is_over=True)
    _helper(scene, cast.nam, "Lò Thị Khác", "0905000013", his)
    draft_id = drafts.begin(reach=reach_of(scene, helper), version_id=world.version_id, at=world.at)
    helper.drafts.add(draft_id)
    for code, absent, day in (
        ("thay1", cast.reception, 0),
        ("thay2", cast.case, -2),
        ("thay3", cast.head, 1),
    ):
        _cover(scene, code, absent, day=day)


def _helper(scene: Scene, helped: Player, name: str, phone: str, dossier, *, is_over: bool = False) -> Helper:
    player, at = make_citizen(full_name=name, phone=phone), timezone.now()
    mandate = HelperMandate.objects.create(
        helped=helped.person, helper=player.person, name=name, capacity="near", allowed="send answer withdraw",
        procedures=["1.000001"], dossier=f"dossier:{dossier.key}", given_at=at - timedelta(days=9),
        starts_at=at - timedelta(days=9), ends_at=at + timedelta(hours=-1 if is_over else 9),
    )  # fmt: skip
    helper = Helper(
        player.person, player.account, public_id=mandate.public_id, runs=not is_over, dossiers={dossier.pk}
    )
    scene.world.cast.everyone.append(helper)
    return helper


def _cover(scene: Scene, code: str, absent: Player, *, day: int) -> None:
    player = make_officer(
        full_name=f"Hà {code}", code=code, role=Role.CASE_OFFICER, agency=scene.world.cast.unit
    )
    on = timezone.localdate() + timedelta(days=day)
    Absence.objects.create(
        officer=absent.officer, cover=player.officer, starts_on=on, ends_on=on, recorded_by="system:tests",
        recorded_at=timezone.now() - timedelta(days=5),
    )  # fmt: skip
    cover = Cover(
        player.person, player.account, player.officer, player.mandate, absent=absent, is_today=day == 0
    )
    scene.world.cast.everyone.append(cover)


def reach_of(scene: Scene, player: Player) -> Reach:
    """As the pages read it."""
    own = people.reach(player.account, scene.world.at)
    if not isinstance(player, Helper):
        return own
    return people.acting_for(own, player.public_id, at=scene.world.at) or own


def client_of(player: Player) -> Client:
    """Signed in; a helper, in the place of whom they help."""
    client = Client()
    client.force_login(player.account)
    if isinstance(player, Helper):
        session = client.session
        session[HELPING] = player.public_id
        session.save()
    return client
