"""Requests that waited when the node was upgraded: what the person was told last holds for them, too."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from motcua.dossiers import actions
from motcua.dossiers.models import Wait
from motcua.dossiers.rules import inputs
from motcua.law import queries as law_queries
from motcua.law.rules import DayKind
from tests.dossiers.build import act, in_progress, make_world
from tests.dossiers.test_recount import ASK, count_again, decide, due_day, row

upgrade = import_module("motcua.dossiers.migrations.0047_dates_before_open_waits")


@pytest.fixture
def world(transactional_db):
    made = make_world()
    yield made
    law_queries.forget()


def of_before(done):
    """As a wait was written before its table had the date."""
    Wait.objects.filter(dossier=row(done)).update(due_before=None)


def answered(world, done):
    world.later(minutes=5)
    paper = inputs.Supplement(papers=(inputs.PaperGiven("giay-chung-minh", "Giấy chứng minh"),))
    act(world, actions.supplement, done.number, world.cast.hoa, paper)
    return due_day(done)


def test_what_waited_at_an_upgrade_keeps_the_date_that_was_told_last_when_the_day_off_is_taken_back(world):
    done = in_progress(world)
    decide(world)
    count_again(world)
    told = due_day(done)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    of_before(done)
    upgrade.fill(apps, connection.schema_editor())
    upgrade.fill(apps, connection.schema_editor())
    decide(world, kind=DayKind.WORK)
    count_again(world)
    assert answered(world, done) == told


def test_what_waited_at_an_upgrade_and_was_never_counted_again_keeps_its_first_promise(world):
    done = in_progress(world)
    promised = row(done).promised_at
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    of_before(done)
    upgrade.fill(apps, connection.schema_editor())
    assert Wait.objects.get(dossier=row(done)).due_before == promised


def test_an_extension_that_was_taken_back_before_the_upgrade_was_promised_to_nobody(world):
    done = in_progress(world)
    promised = row(done).promised_at
    given = inputs.Extend(new_due=promised + timedelta(days=7), reason="Cần kiểm tra thêm.")
    act(world, actions.extend, done.number, world.cast.head, given)
    actions.undo(number=done.number, reach=world.reach(world.cast.head), at=world.at)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    of_before(done)
    upgrade.fill(apps, connection.schema_editor())
    assert Wait.objects.get(dossier=row(done)).due_before == promised


def test_what_was_answered_already_is_left_as_it_was(world):
    done = in_progress(world)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    answered(world, done)
    of_before(done)
    upgrade.fill(apps, connection.schema_editor())
    assert Wait.objects.get(dossier=row(done)).due_before is None
