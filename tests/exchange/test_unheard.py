"""What the nation did not acknowledge stands on the list of the office, once, until it was heard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.dossiers import actions as dossiers
from motcua.dossiers.actions.stuck import watch_stuck
from motcua.dossiers.models import Stuck
from motcua.dossiers.queries import stuck
from motcua.dossiers.rules.stuck import Reason
from motcua.exchange import actions, queries
from motcua.exchange.models import Aside, Outbox
from motcua.exchange.queries import not_heard as rules
from motcua.exchange.rules import Side
from motcua.notices.models import Notice
from motcua.people.models import Person
from tests.chronicle.acts import seal_all
from tests.dossiers.build import in_progress, make_world

DAYS = timedelta(days=9)


@pytest.fixture
def world(transactional_db, settings):
    settings.NODE, settings.NATION = "H15", "https://nation.example.vn"
    made = make_world()
    Person.objects.filter(pk=made.cast.head.person.pk).update(email="head@example.vn")
    Outbox.objects.create(pk=1, epoch=1)
    return made


def listed(world, at):
    page = stuck.page(world.cast.reach(world.cast.head, at=at), at=at, reason=Reason.UNHEARD)
    return [row.row.number for row in page.rows]


def test_what_waits_for_an_hour_is_listed_until_the_nation_has_heard_it_and_told_of_once(world):
    number = in_progress(world).number
    seal_all(now=world.at)
    assert queries.unheard(at=world.at + timedelta(minutes=59)) == {}
    later = world.at + DAYS
    assert set(queries.unheard(at=later)) == {number}
    assert actions.tell_unheard(at=later) == actions.tell_unheard(at=later) == 1
    assert listed(world, later) == [number] and Stuck.objects.count() == 1
    watch_stuck(at=later)
    told = Notice.objects.filter(template="dossiers/stuck", values__reason="unheard")
    assert told.count() == 1 and not Notice.objects.filter(template="dossiers/stuck-person").exists()
    watch_stuck(at=later)
    assert told.count() == 1 and listed(world, later) == [number], "looking at requests does not end it"
    Outbox.objects.update(position=10**6)
    assert actions.tell_unheard(at=later) == 0
    assert listed(world, later) == [] and Stuck.objects.get().ended_at == later


def test_what_was_set_aside_is_listed_and_a_line_that_is_down_is_nobodys_request(world, monkeypatch):
    first, second = in_progress(world).number, in_progress(world).number
    seal_all(now=world.at)
    later = world.at + DAYS
    Aside.objects.create(
        node="H15", number=first, epoch=1, position=1, code="cannot-follow", side=Side.RECEIVER, at=world.at
    )
    Aside.objects.create(
        node="G15", number=second, epoch=1, position=2, code="cannot-follow", side=Side.RECEIVER, at=world.at
    )
    monkeypatch.setattr(rules, "WAITING_MAX", 1)
    assert queries.unheard(at=later) == {first: world.at}


def test_the_nation_itself_and_a_node_without_one_tell_of_none(world, settings):
    in_progress(world)
    seal_all(now=world.at)
    settings.NATION = ""
    assert queries.unheard(at=timezone.now() + DAYS) == {}


def test_a_number_that_is_not_here_or_has_ended_makes_no_line(world):
    assert dossiers.note_unheard(found={"H15.15-20260318-9999999": world.at}, at=world.at) == 1
    assert not Stuck.objects.exists()
