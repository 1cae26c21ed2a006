"""A node with the packages of `dependencies` alone answers its pages: none needs what only an extra, or a test, brings."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from itertools import islice

import pytest
from django.conf import settings
from django.urls import reverse
from packaging.requirements import Requirement

from tests.chronicle.processes import address
from tests.dossiers.build import just_now, make_world
from tests.house import gate
from tests.house.gate.scene import Scene
from tests.house.routes import routes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]  # PostgreSQL's driver is an extra
EXTRAS = {"boto3", "storages", "apprise", "psycopg"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def brought() -> set[str]:
    """The packages that a plain installation of ours brings, with all that they need."""
    found: set[str] = set()
    wanted = [("motcua", "")]
    while wanted:
        name, extra = wanted.pop()
        if (name, extra) in found:
            continue
        found.add((name, extra))
        try:
            needs = map(Requirement, requires(name) or [])
        except PackageNotFoundError:
            continue  # for another system
        for need in needs:
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                wanted += [(plain(need.name), one) for one in ("", *need.extras)]
    return {name for name, _ in found}


def pages() -> list[tuple[list[int | None], str]]:
    """Who asks for what: each page without an object as nobody, the head of a unit or the operator; one about each object."""
    world = make_world()
    world.at = just_now()
    scene = Scene(world)
    gate.prepare(scene)
    head, operator = world.cast.head.account.pk, world.cast.operator.account.pk
    asked = []
    for name, entry in routes():
        if "GET" not in entry.callback.methods:
            continue
        if not entry.pattern.converters:
            asked.append(([None] if entry.callback.access == "everyone" else [head, operator], reverse(name)))
        elif name in gate.ROUTES:
            seen = (
                ([player.account.pk], reverse(name, kwargs=given))
                for given, may in gate.ROUTES[name](scene)
                for player in scene.players
                if may(player)
            )
            asked += islice(seen, 1)
    return asked


def test_each_page_answers_without_the_packages_that_may_be_left_out():
    ours = brought()
    hidden = [
        module
        for module, given in packages_distributions().items()
        if not ours & {plain(one) for one in given}
    ]
    assert set(hidden) >= EXTRAS and not {"django", "motcua"} & set(hidden)
    visits = pages()
    place = {"MOTCUA_TEST_DATABASE": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.house.bare_node"],
        input=json.dumps({"hidden": hidden, "visits": visits}),
        env=os.environ | place | {"MOTCUA_VAR": str(settings.VAR)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
    )
    answers = list(zip(visits, json.loads(done.stdout), strict=True))
    assert [one for one in answers if one[1] not in range(200, 500)] == []
    # They were pages, and not one refusal of all that is asked.
    shown = sum(status == 200 for _, status in answers)
    assert shown > len(answers) / 2, Counter(status for _, status in answers)
