"""One draft on two devices: nobody's answer is written over unseen, whatever the order of the saves."""

import random
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.dossiers.rules import differing
from motcua.dossiers.rules.differing import Read, chosen, laid_aside, merged
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import Walker, begin, signed_in

AT = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
PHONE, LAPTOP = "1" * 16, "2" * 16


def saved(stands, written, read, revision):
    return merged(stands, written, read=read, revision=revision, at=AT)


# The rule --------------------------------------------------------------------------------------------------


def test_an_answer_that_only_one_device_changed_is_kept():
    stands, _ = saved({}, {"street": "1 Lê Lợi"}, Read(0, PHONE), 1)
    stands, apart = saved(stands, {"name": "Hoa"}, Read(0, LAPTOP), 2)
    assert apart == () and stands["street"] == "1 Lê Lợi" and stands["name"] == "Hoa"


def test_an_answer_changed_elsewhere_since_it_was_read_stands_and_the_other_waits():
    stands, _ = saved({}, {"street": "1 Lê Lợi"}, Read(0, PHONE), 1)
    stands, apart = saved(stands, {"street": "9 Hùng Vương", "name": "Hoa"}, Read(0, LAPTOP), 2)
    assert apart == ("street",) and stands["street"] == "1 Lê Lợi" and stands["name"] == "Hoa"
    assert laid_aside(stands)["street"].value == "9 Hùng Vương"


def test_one_page_never_differs_from_itself_however_late_its_own_saves_arrive():
    stands, _ = saved({}, {"street": "1"}, Read(0, PHONE), 1)
    stands, _ = saved(stands, {"street": "12"}, Read(0, PHONE), 2)
    stands, apart = saved(stands, {"street": "123"}, Read(0, PHONE), 3)
    assert apart == () and stands["street"] == "123"


def test_an_answer_left_empty_by_both_does_not_differ():
    stands, _ = saved({}, {"street": None, "note": ""}, Read(0, PHONE), 1)
    stands, apart = saved(stands, {"street": "1 Lê Lợi", "note": None}, Read(0, LAPTOP), 2)
    assert apart == () and stands["street"] == "1 Lê Lợi"


def test_typing_the_other_answer_by_oneself_ends_the_difference():
    stands, _ = saved({}, {"street": "1"}, Read(0, PHONE), 1)
    stands, _ = saved(stands, {"street": "2"}, Read(0, LAPTOP), 2)
    stands, apart = saved(stands, {"street": "1"}, Read(0, LAPTOP), 3)
    assert apart == () and not laid_aside(stands)


def test_a_choice_takes_what_was_laid_aside_or_leaves_what_stands():
    stands, _ = saved({}, {"street": "1", "since": "a"}, Read(0, PHONE), 1)
    stands, _ = saved(stands, {"street": "2", "since": "b"}, Read(0, LAPTOP), 2)
    after, still = chosen(stands, {"street": True, "since": False}, read=Read(2, ""), revision=3, at=AT)
    assert still == () and after["street"] == "2" and after["since"] == "a" and not laid_aside(after)


def test_a_choice_between_answers_that_changed_again_meanwhile_is_no_choice():
    stands, _ = saved({}, {"street": "1"}, Read(0, PHONE), 1)
    stands, _ = saved(stands, {"street": "2"}, Read(0, LAPTOP), 2)
    for again, wrote in ((Read(0, PHONE), "3"), (Read(0, LAPTOP), "4")):
        newer, _ = saved(stands, {"street": wrote}, again, 3)
        after, still = chosen(newer, {"street": True}, read=Read(2, ""), revision=4, at=AT)
        assert still == ("street",) and after["street"] == newer["street"]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_typed_on_two_open_pages_stands_or_waits_whatever_their_order(seed):
    """Against a slow oracle that remembers what each open page said last of each answer."""
    chance = random.Random(seed)
    stands: dict[str, object] = {}
    said: dict[tuple[str, str], object] = {}
    for revision in range(1, 30):
        page, name = chance.choice((PHONE, LAPTOP)), chance.choice("ab")
        value = chance.randrange(1, 5)
        if stands.get(name) == value:
            said.pop((page, name), None)  # who says what stands already agrees with it
        else:
            said[page, name] = value
        stands, _ = saved(stands, {name: value}, Read(0, page), revision)
        waiting = {key: aside.value for key, aside in laid_aside(stands).items()}
        for (_page, key), value in said.items():
            assert value in (stands[key], waiting.get(key)), f"seed {seed}, revision {revision}"


def test_the_mark_of_a_page_is_read_only_as_it_was_written():
    assert differing.read("12.00ff00ff00ff00ff") == Read(12, "00ff00ff00ff00ff")
    for typed in (
        "",
        "12",
        "x.00ff00ff00ff00ff",
        "-1.00ff00ff00ff00ff",
        "9999999999.00ff00ff00ff00ff",
        "1.<b>",
    ):
        assert differing.read(typed) is None


# Two browsers ----------------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    return online_world()


def mark(answer) -> str:
    return answer.context["read"].__str__()


def page_of(walker: Walker) -> str:
    return mark(walker.get("draft-page", "dia-diem"))


def both(world) -> tuple[Walker, Walker, str, str]:
    """The same page, opened on two devices before either of them wrote."""
    phone = begin(world)
    phone.post("draft-case", data={"case": "mot-nguoi"})
    phone.answer("chu-quan")
    laptop = Walker(world, signed_in(world.cast.hoa), phone.draft)
    return phone, laptop, page_of(phone), page_of(laptop)


def answers() -> dict[str, object]:
    return queries.answers(Draft.objects.get())


def body(answer) -> str:
    return answer.content.decode()


def test_the_later_device_is_shown_both_answers_and_chooses_each(world):
    phone, laptop, of_phone, of_laptop = both(world)
    assert phone.answer("dia-diem", _read=of_phone).status_code == 302
    refused = laptop.answer("dia-diem", street="9 Hùng Vương", since="20/04/2026", _read=of_laptop)
    assert refused.url == laptop.url("draft-compare")
    shown = body(laptop.get("draft-compare"))
    for words in ("24 Trần Nhật Duật", "9 Hùng Vương", "19/04/2026", "20/04/2026", "Trên thiết bị này"):
        assert words in shown
    assert answers()["street"] == "24 Trần Nhật Duật"
    kept = {"_read": f"{Draft.objects.get().revision}.{'0' * 16}"}
    assert laptop.post("draft-compare", data=kept | {"take.street": "aside"}).status_code == 422
    again = {"_read": f"{Draft.objects.get().revision}.{'0' * 16}"}
    assert laptop.post("draft-compare", data=again | {"take.since": "stands"}).status_code == 302
    assert answers()["street"] == "9 Hùng Vương" and answers()["since"] == "2026-04-19"


def test_one_side_is_taken_whole(world):
    phone, laptop, of_phone, of_laptop = both(world)
    phone.answer("dia-diem", _read=of_phone)
    laptop.answer("dia-diem", street="9 Hùng Vương", place="nha-minh", _read=of_laptop)
    kept = {"_read": f"{Draft.objects.get().revision}.{'0' * 16}"}
    assert phone.post("draft-compare", data=kept | {"_every": "aside"}).status_code == 302
    assert answers()["street"] == "9 Hùng Vương" and answers()["place"] == "nha-minh"
    assert phone.get("draft-compare").status_code == 302


def test_nothing_is_sent_before_the_choice_and_every_page_says_so(world):
    phone = begin(world)
    phone.to_check()
    laptop = Walker(world, signed_in(world.cast.hoa), phone.draft)
    of_laptop = page_of(laptop)
    phone.answer("dia-diem", street="9 Hùng Vương", _read=page_of(phone))
    laptop.answer("dia-diem", street="1 Lê Lợi", _read=of_laptop)
    assert phone.send().url == phone.url("draft-compare")
    assert phone.resume() == phone.url("draft-compare")
    assert phone.url("draft-compare") in body(phone.get("draft-page", "von"))


def test_a_script_with_an_old_version_is_refused_and_told_where_both_answers_are(world):
    phone, laptop, of_phone, of_laptop = both(world)
    phone.answer("dia-diem", _read=of_phone)
    address = f"{laptop.url('draft-save')}?trang=dia-diem"
    typed = PAGES["dia-diem"] | {"street": "9 Hùng Vương", "_read": of_laptop}
    told = laptop.client.post(address, typed, headers={"accept": "application/json"})
    assert told.status_code == 409 and told.json()["type"].endswith("dossiers.changed-elsewhere")
    assert told["Content-Location"] == laptop.url("draft-compare")
    # Its next pause in typing is kept as well.
    laptop.client.post(address, typed | {"street": "99 Hùng Vương"}, headers={"accept": "application/json"})
    assert laid_aside(answers())["street"].value == "99 Hùng Vương"


def test_a_case_and_a_way_of_delivery_are_compared_too(world):
    phone, laptop, _, _ = both(world)
    first = mark(laptop.get("draft-case"))
    phone.post("draft-case", data={"case": "nhieu-nguoi", "_read": mark(phone.get("draft-case"))})
    Draft.objects.get()
    phone.post("draft-case", data={"case": "mot-nguoi", "_read": mark(phone.get("draft-case"))})
    assert laptop.post("draft-case", data={"case": "nhieu-nguoi", "_read": first}).status_code == 302
    shown = body(laptop.get("draft-compare"))
    assert "Nhiều người góp vốn" in shown and "Một người đứng tên" in shown
    assert Draft.objects.get().case == "mot-nguoi"


def test_a_neighbour_never_sees_the_two_answers(world):
    phone, laptop, of_phone, of_laptop = both(world)
    phone.answer("dia-diem", _read=of_phone)
    laptop.answer("dia-diem", street="9 Hùng Vương", _read=of_laptop)
    neighbour = signed_in(world.cast.nam)
    assert neighbour.get(reverse("dossiers:draft-compare", args=[phone.draft])).status_code == 404
