"""Two ways to the same tables: all migrations of a room in one, or one after the other (docs/decisions/0053)."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


@pytest.mark.parametrize("in_one", [True, False], ids=["in one", "step by step"])
def test_either_way_leads_to_the_tables_of_today(in_one):
    loader = MigrationLoader(None, replace_migrations=in_one)
    with translation.override(None):  # as `makemigrations` looks at it
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        assert not found.changes(graph=loader.graph)
    assert ("dossiers", "0002_answer_to_a_wait") not in loader.graph.nodes or not in_one


def test_what_is_in_one_is_all_that_was_before_and_in_its_order():
    loader = MigrationLoader(None, replace_migrations=False)
    in_one = {key: one for key, one in loader.disk_migrations.items() if one.replaces}
    assert len(in_one) > 10
    for (room, name), one in in_one.items():
        last = name.partition("squashed_")[2]
        steps = sorted(step for app, step in loader.disk_migrations if app == room and step <= last)
        assert one.replaces == [(room, step) for step in steps if step != name], room
