"""Pages of figures where nothing was counted yet, or next to nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.figures import actions
from tests.dossiers.build import make_world
from tests.figures.build import settled
from tests.figures.test_pages import asked, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path / "figures"


def test_before_anything_was_counted_the_pages_say_what_comes():
    world = make_world()
    assert "No figures have been counted yet" in words(asked("/so-lieu/"))
    assert "No figures have been counted yet" in words(asked("/so-lieu/dung-han/"))
    assert "No figures have been counted yet" in words(asked("/so-lieu/nam/", world.cast.leader))
    assert "No figures have been counted yet" in words(asked("/so-lieu/dung-han/ho-so/", world.cast.leader))


def test_a_node_with_few_requests_publishes_nothing():
    world = make_world()
    settled(world, timezone.now() - timedelta(days=3), days=1)
    actions.refresh(at=timezone.now())
    said = words(asked("/so-lieu/dung-han/"))
    assert "too few to show" in said and "1 of 1" not in said
    assert "…" in words(asked("/so-lieu/"))
