"""The gate: every route, asked by every player about every object, shows what a slow and obvious oracle says.

Two offices, and one player for each role, the stranger's office included. What else there is, which routes are asked and
what the oracle says of each stands in `tests/house/gate/<room>.py`. A new route without an entry there fails.
"""

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Passage
from motcua.people import actions as people
from motcua.people.rules import Scope
from tests.dossiers.build import make_world
from tests.house import gate
from tests.house.gate.dossiers import FOR_HELPERS, LIST_FILTERS, LISTS
from tests.house.gate.oracle import owns, works_on
from tests.house.gate.places import Helper, client_of, reach_of
from tests.house.gate.scene import Scene
from tests.house.routes import routes
from tests.people.cast import Player

pytestmark = pytest.mark.slow  # a thousand pages
# A refusal is then a line of JSON and not a page; who is refused, and what is shown, are the same (design/errors.py).
# The page is asked for once for each player and each status, and shows no more.
AS_A_PROGRAM = {"Accept": "application/json"}


@pytest.fixture
def scene(db) -> Scene:
    world = make_world()
    world.at = timezone.now()  # pages read the real clock; drafts must be alive
    scene = Scene(world)
    gate.prepare(scene)
    return scene


def test_every_route_about_an_object_is_asked_here():
    with_objects = {name for name, entry in routes() if entry.pattern.converters}
    public = {name for name, entry in routes() if getattr(entry.callback, "access", "") == "everyone"}
    missing = with_objects - public - gate.ROUTES.keys() - gate.WITHOUT_OBJECTS.keys()
    assert not missing, (
        f"say in ROUTES of tests/house/gate/<room>.py what may be seen by whom: {sorted(missing)}"
    )
    gone = (gate.ROUTES.keys() | gate.WITHOUT_OBJECTS.keys()) - with_objects
    assert not gone, f"these routes are gone: {sorted(gone)}"
    for room, module in gate.MODULES.items():
        said = getattr(module, "ROUTES", {}).keys() | getattr(module, "WITHOUT_OBJECTS", {}).keys()
        strange = {name for name in said if not name.startswith(f"{room}:")}
        assert not strange, f"not of {room}: {sorted(strange)}"


@pytest.mark.once  # on the other database: the gate itself, and the lists
def test_each_player_sees_what_the_oracle_says_and_nothing_else(scene):
    wrong = []
    refused_on_a_page = set()
    clients = {player.account.pk: client_of(player) for player in scene.players}
    tokens = {player.account.pk: _token(scene, player) for player in scene.players}
    for name, cases in gate.ROUTES.items():
        for given, may in cases(scene):
            address = reverse(name, kwargs=given)
            if _is_seen(Client().get(address, headers=AS_A_PROGRAM)):
                wrong.append(f"{name} {given}: seen without signing in")
            for player in scene.players:
                client = clients[player.account.pk]
                is_closed = isinstance(player, Helper) and name not in FOR_HELPERS
                answer = client.get(address, headers=AS_A_PROGRAM | tokens[player.account.pk])
                seen = _is_seen(answer)
                kind = player.account.pk, answer.status_code
                if not seen and kind not in refused_on_a_page and not address.startswith("/api/"):
                    refused_on_a_page.add(kind)
                    assert not _is_seen(client.get(address)), address
                if seen != (may(player) and not is_closed) and (seen or name not in gate.AT_MOST):
                    wrong.append(
                        f"{name} {given}: {player.account.name} {'sees' if seen else 'does not see'} it"
                    )
    assert not wrong, "\n".join(wrong)


def test_the_gate_asked_of_one_row_and_by_the_database_agree(scene):
    from motcua.dossiers import queries
    from motcua.foundation.refusal import NotFound

    for player in scene.players:
        reach = reach_of(scene, player)
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


def test_a_page_of_the_newest_is_what_the_gate_shows_whatever_stands_before_it(scene, monkeypatch):
    from motcua.dossiers import queries

    at = scene.world.at

    def page(reach, *, before, **asked) -> tuple[list[int], int | None]:
        newest = queries.newest(reach, at=at, before=before, **asked)
        found = newest.found.filter(pk__lt=before or 10**9).order_by("-pk")
        keys = list(found.values_list("pk", flat=True)[: asked["limit"]])
        return keys, newest.ends_at or (keys[-1] if keys else None)

    for player in scene.players:
        reach = reach_of(scene, player)
        visible = queries.visible_to(reach, at=at)
        for state in (None, *set(visible.values_list("state", flat=True))):
            those = visible.filter(state=state) if state else visible
            keys = list(those.order_by("-pk").values_list("pk", flat=True))
            # Many agencies walk some keys first; of one state a page looks at so many.
            for limit, few, looked_at in ((1, 100, 1), (3, 0, 9), (3, 100, 1), (100, 0, 9)):
                monkeypatch.setattr("motcua.dossiers.queries.paging.FEW_AGENCIES", few)
                monkeypatch.setattr("motcua.dossiers.queries.paging.LOOKED_AT", looked_at)
                seen, before = [], 10**9
                while before is not None:
                    more, before = page(reach, limit=limit, before=before, state=state)
                    seen += more
                assert seen == keys, (player.account.name, state, limit, few)


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
        client = client_of(player)
        for name, expected in LISTS.items():
            if isinstance(player, Helper) and name not in FOR_HELPERS:
                assert client.get(reverse(name)).status_code == 403
                client = client_of(player)
                continue
            page = client.get(reverse(name), LIST_FILTERS.get(name, {})).content.decode()
            shown = {dossier.number for dossier in scene.dossiers if dossier.number in page}
            assert shown == {d.number for d in scene.dossiers if expected(player, d)}, (
                f"{name} for {player.account.name}"
            )


@pytest.mark.once
def test_acts_through_the_interface_are_hidden_where_the_dossier_is(scene):
    """An empty note is refused to whoever may write one; to a stranger there is no such dossier."""
    for player in scene.players:
        client, token = Client(), _token(scene, player)
        for dossier in scene.dossiers:
            address = reverse("portal:api-act-note", kwargs={"number": dossier.number})
            answer = client.post(address, {}, content_type="application/json", headers=token)
            # A token acts for nobody but its own account.
            seen = not isinstance(player, Helper) and (owns(player, dossier) or works_on(player, dossier))
            hidden = 403 if _is_out_of_office(player, scene) else 404
            assert answer.status_code != 200
            assert (answer.status_code == hidden) != seen or (seen and answer.status_code == 403), (
                f"{dossier.number} for {player.account.name}: {answer.content.decode()}"
            )


def _token(scene: Scene, player: Player) -> dict[str, str]:
    form = people.NewToken(name="thử", scopes=tuple(Scope), days=30)
    secret = people.make_token(form=form, reach=scene.world.reach(player), at=scene.world.at)
    return {"Authorization": f"Bearer {secret}"}


def _is_out_of_office(player: Player, scene: Scene) -> bool:
    return bool(player.mandate and player.mandate.ends_at and player.mandate.ends_at <= scene.world.at)


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
