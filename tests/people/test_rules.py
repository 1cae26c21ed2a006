"""Rules of people: what is typed is read kindly, what is wrong is named, reach is by whole paths."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.people import rules
from motcua.people.rules import NOBODY, BadDate, Grant, Reach, Role

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
IDS = st.lists(st.integers(1, 30), min_size=1, max_size=5)


def path(ids):
    return "/" + "".join(f"{id}/" for id in ids)


def reach_of(*grants):
    return Reach(
        1, 1, "person:x", 1, tuple(Grant(n, role, 0, p, "") for n, (role, p) in enumerate(grants, start=1))
    )


# ---- reach --------------------------------------------------------------------------------------------------


@given(own=IDS, other=IDS)
def test_an_agency_is_reached_when_its_ids_begin_with_ours(own, other):
    expected = other[: len(own)] == own
    assert reach_of((Role.LEADER, path(own))).may(Role.LEADER, path(other)) is expected


@given(ids=IDS, role=st.sampled_from(Role), asked=st.sampled_from(Role))
def test_a_role_gives_no_other_role(ids, role, asked):
    assert reach_of((role, path(ids))).may(asked, path(ids)) is (role is asked)


def test_nobody_holds_nothing():
    assert not NOBODY.holds() and not any(NOBODY.may(role, "/1/") for role in Role)


def test_the_nearest_grant_is_the_one_an_act_is_done_under():
    reach = reach_of((Role.LEADER, "/1/"), (Role.LEADER, "/1/2/"), (Role.LEADER, "/1/3/"))
    assert reach.grant(Role.LEADER, "/1/2/9/").mandate_id == 2
    assert reach.grant(Role.LEADER, "/1/4/").mandate_id == 1
    assert reach.grant(Role.LEADER, "/5/") is None


def test_agencies_are_listed_once_by_role():
    reach = reach_of((Role.LEADER, "/1/"), (Role.CLERK, "/1/"), (Role.CLERK, "/2/"))
    assert reach.agencies() == ("/1/", "/2/")
    assert reach.agencies(Role.LEADER) == ("/1/",) and reach.agencies(Role.AUDITOR) == ()


def test_the_house_itself_reaches_everything_as_operator_only():
    reach = rules.system("people")
    assert reach.may(Role.OPERATOR, "/7/8/") and not reach.may(Role.LEADER, "/7/8/")
    assert reach.actor == "system:people"


# ---- what people type ---------------------------------------------------------------------------------------


@given(
    day=DAYS,
    form=st.sampled_from(
        ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d", " %d / %m / %Y "]
    ),
)
def test_a_date_is_read_however_it_is_written(day, form):
    assert rules.read_date(day.strftime(form)) == day


@pytest.mark.parametrize(
    "text", ["31/04/2023", "29/02/2023", "0/1/2023", "1/13/2023", "2023-02-30", "31022023"]
)
def test_a_day_that_does_not_exist_is_said_so(text):
    with pytest.raises(BadDate, match="no such day"):
        rules.read_date(text)


@pytest.mark.parametrize("text", ["", "hôm qua", "1/1", "1/1/23", "1/1/20233", "12345", "٣/٤/٢٠٢٣x"])
def test_what_is_no_date_is_asked_for_as_one(text):
    with pytest.raises(BadDate, match="day/month/year"):
        rules.read_date(text)


@given(st.text(max_size=60))
def test_reading_a_date_gives_a_date_or_says_why_not(text):
    try:
        assert isinstance(rules.read_date(text), date)
    except BadDate as problem:
        assert str(problem)


@given(st.text(max_size=80))
def test_a_sign_in_name_has_one_form(text):
    once = rules.sign_in_name(text)
    assert rules.sign_in_name(once) == once and " " not in once


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("+84 905.123-456", "0905123456"),
        ("0905 123 456", "0905123456"),
        ("Hoa@Example.VN ", "hoa@example.vn"),
        ("  TiepNhan", "tiepnhan"),
    ],
)
def test_names_are_read_kindly(typed, form):
    assert rules.sign_in_name(typed) == form


@given(st.integers(0, 10**12 - 1))
def test_every_number_of_twelve_digits_has_the_right_shape(number):
    text = f"{number:012}"
    assert not rules.person_faults(full_name="An Bình", identity_number=text)
    spaced = f"{text[:3]} {text[3:6]} {text[6:9]} {text[9:]}"
    assert rules.digits(spaced) == text


@given(
    st.text("0123456789٣ab .-", max_size=16).filter(
        lambda t: not rules.IDENTITY_NUMBER.fullmatch(rules.digits(t))
    )
)
def test_every_other_number_is_named_as_a_fault(text):
    assert [fault.field for fault in rules.person_faults(full_name="An Bình", identity_number=text)] == [
        "identity_number"
    ]


def test_digits_of_other_scripts_are_no_identity_number():
    assert rules.person_faults(full_name="An Bình", identity_number="٠٠٠١٩٠٠٠٠٧٧٧")


@pytest.mark.parametrize("email", ["a@b.vn", "ten.dai+x@so.gov.vn"])
def test_addresses_that_can_be_are_taken(email):
    assert not rules.person_faults(full_name="An Bình", email=email)


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.vn", "@c.vn", "a@c.vn>", "a@@c.vn", "a@c..vn", "a@c.vn\nBcc: x@y.vn"]
)
def test_addresses_that_cannot_be_are_named(email):
    assert [fault.field for fault in rules.person_faults(full_name="An Bình", email=email)] == ["email"]


@given(birth=DAYS)
def test_nobody_is_born_tomorrow_or_before_130_years(birth):
    today = date(2026, 3, 18)
    wrong = birth > today or birth.year < today.year - 130
    assert bool(rules.person_faults(full_name="An Bình", birth_date=birth, on=today)) is wrong


# ---- small rules --------------------------------------------------------------------------------------------


@given(st.text("0123456789", max_size=14))
def test_a_masked_number_shows_three_digits_at_most(number):
    shown = rules.masked(number)
    assert len(shown) == len(number) and shown.endswith(number[-3:])
    assert "".join(c for c in shown if c.isdigit()) == number[-3:]


@pytest.mark.parametrize(
    ("password", "near"),
    [
        ("nguyenthihoa", True),
        ("Nguyễn Thị Hoa 1", True),
        ("0905000001", True),
        ("con suối chảy qua buôn", False),
        ("hoa", False),
    ],
)
def test_a_password_that_is_little_more_than_the_name_is_near(password, near):
    assert rules.password_is_near(password, ("Nguyễn Thị Hoa", "0905 000 001")) is near


def test_an_instant_is_the_smallest_step():
    assert timedelta(0) < rules.INSTANT <= timedelta(microseconds=1)


def test_every_role_level_and_look_has_words():
    assert set(rules.ROLE_NAMES) == set(rules.ROLE_DUTIES) == set(Role)
    assert set(rules.LEVEL_NAMES) == set(rules.Level)
    assert set(rules.LOOK_WORDS) == set(rules.Look) == set(rules.LOOK_WORDS_OF_OTHERS)
