"""The head shows each person the rooms that are theirs, and only rooms that are there."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from motcua.design import navigation
from motcua.people.access import everyone
from motcua.people.rules import Role


@everyone
def room(request):
    return HttpResponse("")


DOSSIERS = [
    path("tra-cuu/", room, name="track"),
    path("ho-so-cua-toi/", room, name="mine"),
    path("giay-to-cua-toi/", room, name="held"),
    path("ban-lam-viec/", room, name="desk"),
    path("ban-lam-viec/so/", room, name="register"),
    path("quay/", room, name="counter"),
    path("lanh-dao/", room, name="overview"),
]
SURVEYS = [path("khao-sat/dot/", room, name="rounds")]
urlpatterns = [path("", include((DOSSIERS, "dossiers"))), path("", include((SURVEYS, "surveys")))]


@pytest.fixture(autouse=True)
def only_dossiers(settings):
    settings.ROOT_URLCONF = __name__


def seen(kind="everyone", *, path="/", signed_in=True, roles=()):
    found = navigation.entries(kind, path=path, signed_in=signed_in, roles=frozenset(roles))
    return [entry.url for entry in found]


def test_a_visitor_may_track_and_nothing_more():
    assert seen(signed_in=False) == ["/tra-cuu/"]


def test_who_signed_in_finds_their_own_requests():
    assert seen() == ["/tra-cuu/", "/ho-so-cua-toi/"]


def test_an_officer_finds_the_way_to_the_desk():
    assert seen(roles=["clerk"])[-1] == "/ban-lam-viec/"


@pytest.mark.parametrize(
    ("role", "urls"),
    [
        ("reception", ["/ban-lam-viec/", "/quay/", "/ban-lam-viec/so/"]),
        ("case-officer", ["/ban-lam-viec/", "/ban-lam-viec/so/"]),
        ("leader", ["/ban-lam-viec/", "/ban-lam-viec/so/", "/lanh-dao/"]),
        ("watcher", ["/ban-lam-viec/", "/ban-lam-viec/so/", "/lanh-dao/"]),
    ],
)
def test_each_role_sees_its_own_rooms(role, urls):
    assert seen("officers", roles=[role]) == urls


def test_a_room_that_is_not_there_is_left_out():
    assert seen("officers", roles=["operator"]) == []


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_way_back_inside(role):
    # The operator's room is not there in this test; enumerators begin with a code, at the page of everyone.
    assert seen("officers", roles=[role]) or role in (Role.OPERATOR, Role.ENUMERATOR)
    seen(roles=[role])


def test_the_nearest_entry_is_the_current_one():
    found = navigation.entries(
        "officers", path="/ban-lam-viec/so/2026/", signed_in=True, roles=frozenset({"leader"})
    )
    assert [entry.url for entry in found if entry.current] == ["/ban-lam-viec/so/"]


def test_ones_papers_belong_to_ones_requests():
    found = navigation.entries("everyone", path="/giay-to-cua-toi/1/xoa/", signed_in=True, roles=frozenset())
    assert [entry.url for entry in found if entry.current] == ["/ho-so-cua-toi/"]
