"""Who may act for whom: given by the person and confirmed by the helper, or noted at a counter; ended by either at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people import actions, queries
from motcua.people.models import HelperMandate
from motcua.people.rules import helping as rules
from tests.people.cast import NOW, make_cast

FORM = actions.NewHelper(
    name="Nguyễn Văn Nam",
    capacity="near",
    allowed=("send", "answer"),
    procedures=("1.000001",),
    ends_at=NOW + timedelta(days=30),
)


@pytest.fixture
def cast(db):
    made = make_cast()
    global FORM
    FORM = replace(FORM, name=made.nam.person.full_name)
    return made


def named(cast, **changes):
    return actions.name_helper(form=replace(FORM, **changes), reach=cast.reach(cast.hoa), at=NOW)


def confirmed(cast, **changes):
    code = named(cast, **changes).code
    return actions.confirm_help(code=code, reach=cast.reach(cast.nam), at=NOW)


def acting(cast, mandate, at=NOW, player=None):
    return queries.acting_for(cast.reach(player or cast.nam), mandate.public_id, at=at)


def test_it_runs_only_once_the_helper_has_confirmed_and_then_for_the_person_alone(cast):
    invited = named(cast)
    assert acting(cast, invited) is None
    mandate = actions.confirm_help(code=f" {invited.code.upper()} ", reach=cast.reach(cast.nam), at=NOW)
    reach = acting(cast, mandate)
    assert reach.person_id == cast.hoa.person.pk and reach.grants == () and reach.officer_id is None
    assert reach.actor == f"person:{cast.nam.person.public_id}"
    assert acting(cast, mandate, player=cast.case) is None


def test_the_chronicle_holds_opaque_ids_and_the_code_is_kept_nowhere(cast):
    invited = named(cast)
    actions.confirm_help(code=invited.code, reach=cast.reach(cast.nam), at=NOW)
    told = str(list(Entry.objects.filter(kind__startswith="people.helper").values("data", "actor")))
    assert cast.hoa.person.public_id in told and cast.nam.person.public_id in told
    assert cast.nam.person.full_name not in told and invited.code not in told
    assert invited.code not in str(HelperMandate.objects.values().get())


def test_a_code_works_once_for_the_one_who_was_named_and_for_seven_days(cast):
    invited = named(cast)
    with pytest.raises(rules.HelpOneself):
        actions.confirm_help(code=invited.code, reach=cast.reach(cast.hoa), at=NOW)
    with pytest.raises(rules.HelperNamedOtherwise):
        actions.confirm_help(code=invited.code, reach=cast.reach(cast.case), at=NOW)
    with pytest.raises(rules.NoSuchInvitation):
        actions.confirm_help(code="aaaaaaaaaa", reach=cast.reach(cast.nam), at=NOW)
    with pytest.raises(rules.NoSuchInvitation):
        late = NOW + rules.INVITATION_FOR
        actions.confirm_help(code=invited.code, reach=cast.reach(cast.nam), at=late)
    actions.confirm_help(code=invited.code, reach=cast.reach(cast.nam), at=NOW)
    with pytest.raises(rules.NoSuchInvitation):
        actions.confirm_help(code=invited.code, reach=cast.reach(cast.nam), at=NOW)


@pytest.mark.parametrize("by", ["hoa", "nam"])
def test_either_ends_it_at_once_and_only_once(cast, by):
    mandate, player = confirmed(cast), getattr(cast, by)
    end = {"public_id": mandate.public_id, "reach": cast.reach(player), "at": NOW + timedelta(hours=1)}
    actions.end_help(**end)
    assert acting(cast, mandate, at=NOW + timedelta(hours=1)) is None
    with pytest.raises(rules.HelpEnded):
        actions.end_help(**end)


def test_a_stranger_ends_nothing_and_learns_nothing(cast):
    mandate = confirmed(cast)
    with pytest.raises(NotFound):
        actions.end_help(public_id=mandate.public_id, reach=cast.reach(cast.case), at=NOW)
    assert acting(cast, mandate) is not None


def test_who_acts_for_somebody_passes_nothing_on(cast):
    reach = acting(cast, confirmed(cast))
    with pytest.raises(Forbidden):
        actions.name_helper(form=FORM, reach=reach, at=NOW)


def test_a_person_keeps_so_many_mandates_and_no_more(cast):
    for _ in range(rules.RUNNING_MAX):
        named(cast)
    with pytest.raises(rules.TooManyHelpers):
        named(cast)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"capacity": "boss"}, "capacity"),
        ({"capacity": "post"}, "organisation"),
        ({"procedures": (), "allowed": ("answer",)}, "scope"),
        ({"procedures": ("1",) * 21}, "scope"),
        ({"allowed": ("answer",)}, "allowed"),
        ({"allowed": ("send", "sign")}, "allowed"),
        ({"procedures": (), "dossier": "dossier:1"}, "allowed"),
        ({"ends_at": None}, "ends_on"),
        ({"ends_at": NOW}, "ends_on"),
        ({"ends_at": NOW + timedelta(days=367)}, "ends_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, changes, field):
    with pytest.raises(InvalidInput) as refused:
        named(cast, **changes)
    assert [fault.field for fault in refused.value.faults] == [field]


def noted(cast, player, **changes):
    given = {
        "form": FORM, "helped_id": cast.hoa.person.pk, "helper_id": cast.nam.person.pk,
        "paper": "Giấy ủy quyền số 12, UBND phường chứng thực 01/03/2026", **changes,
    }  # fmt: skip
    return actions.note_helper(reach=cast.reach(player), at=NOW, **given)


def test_at_a_counter_it_runs_at_once_and_names_the_paper(cast):
    mandate = noted(cast, cast.reception)
    assert mandate.is_noted and acting(cast, mandate) is not None


def test_at_a_counter_only_reception_notes_it_never_for_its_own_house_and_never_without_a_paper(cast):
    with pytest.raises(Forbidden):
        noted(cast, cast.case)
    with pytest.raises(Forbidden):
        noted(cast, cast.reception, helper_id=cast.reception.person.pk)
    with pytest.raises(InvalidInput):
        noted(cast, cast.reception, paper=" ")
    with pytest.raises(rules.HelpOneself):
        noted(cast, cast.reception, helper_id=cast.hoa.person.pk)


def test_an_officer_who_helps_somebody_has_an_interest_until_a_year_after(cast):
    mandate = noted(cast, cast.reception, helper_id=cast.case.person.pk)
    hoa = cast.hoa.person.pk
    assert cast.reach(cast.case).has_interest({hoa}, ())
    assert not cast.reach(cast.head).has_interest({hoa}, ())
    actions.end_help(public_id=mandate.public_id, reach=cast.reach(cast.hoa), at=NOW)
    soon, later = NOW + timedelta(days=364), NOW + timedelta(days=366)
    assert cast.reach(cast.case, at=soon).has_interest({hoa}, ())
    assert not cast.reach(cast.case, at=later).has_interest({hoa}, ())


MOMENT = st.integers(0, 6)


@given(st.none() | MOMENT, MOMENT, st.none() | MOMENT, MOMENT)
def test_it_runs_as_a_slow_walk_through_its_life_says(starts, ends, ended, at):
    """The oracle plays every moment from the first: confirmed, ended, over."""
    is_on = False
    for moment in range(at + 1):
        if starts == moment:
            is_on = True
        if ended == moment or (ended is not None and starts is not None and ended <= starts <= moment):
            is_on = False
        if moment >= ends:
            is_on = False
    day = timedelta(days=1)
    when = {"starts_at": starts, "ended_at": ended}
    moments = {name: None if n is None else NOW + n * day for name, n in when.items()}
    assert rules.runs(**moments, ends_at=NOW + ends * day, at=NOW + at * day) == is_on


@given(
    st.sets(st.sampled_from(["1.000001", "1.000002"])),
    st.sets(st.sampled_from(rules.Allowed)),
    st.sampled_from(["1.000001", "1.000002", "1.000003"]),
)
def test_what_may_be_sent_is_what_was_chosen(procedures, allowed, asked):
    helping = rules.Helping(
        1, "a", "b", "B", 2, "C", rules.Capacity.NEAR, "", frozenset(allowed), frozenset(procedures), "", NOW
    )
    listed = [(one, way) for one in procedures for way in allowed]
    assert helping.may_send(asked) == ((asked, rules.Allowed.SEND) in listed)
