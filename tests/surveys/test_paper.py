"""Paper forms: typed twice by two officers, compared, settled by a third; then an answer like any other, and nobody's."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from motcua.foundation.forms import load
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people.rules import Role
from motcua.surveys import actions, queries
from motcua.surveys.models import Answer, Mark, PaperEntry, PaperSheet, PoolAnswer, Unspent
from motcua.surveys.rules import NoneLeft, RoundClosed, State, codes, paper
from tests.dossiers.test_races import together
from tests.people.cast import make_officer
from tests.surveys.build import AGREED, AT, make_round
from tests.surveys.test_nobody_is_found import told_apart
from tests.surveys.test_pages_answering import open_round
from tests.surveys.test_pages_rounds import signed_in

OTHER = {**AGREED, "p_health_quality": "4"}


def with_third(made):
    """The officer who runs the round and the enumerator type; a second enumerator settles."""
    made.third = make_officer(
        full_name="Hồ Thị Ba", code="dieutra3", role=Role.ENUMERATOR, agency=made.cast.province
    )
    return made


def type_in(made, player, sheet=1, data=None, place=0, at=AT):
    return actions.type_sheet(
        place=made.units[place].pk, sheet=sheet, data=AGREED if data is None else data,
        reach=made.cast.reach(player), at=at,
    )  # fmt: skip


def settle(made, player, chosen, sheet=1, at=AT):
    actions.settle_sheet(
        place=made.units[0].pk, sheet=sheet, chosen=chosen, reach=made.cast.reach(player), at=at
    )


# ---- keys ---------------------------------------------------------------------------------------------------------

FORM = load(
    {
        "title": {"vi": "P", "en": "P"},
        "pages": [
            {
                "code": "p",
                "title": {"vi": "P", "en": "P"},
                "fields": [
                    {"code": code, "kind": kind, "label": {"vi": code, "en": code}, "required": False}
                    | ({"options": [{"code": one, "name": {"vi": one, "en": one}} for one in options]} if options else {})
                    for code, kind, options in (
                        ("scale", "choice", ["5", "4", "3", "2", "1", "na"]),
                        ("age", "choice", ["18-29", "30-44", "60"]),
                        ("wants", "choices", [f"w{n}" for n in range(1, 11)]),
                        ("used", "yes-no", []),
                        ("years", "integer", []),
                        ("says", "text", []),
                    )
                ],
            }
        ],
    }
)  # fmt: skip


def test_every_answer_has_a_key_of_its_own_and_a_code_of_one_digit_keeps_it():
    assert paper.keys_of(FORM.fields["scale"])[-1] == ("9", "na")
    assert [key for key, _code in paper.keys_of(FORM.fields["scale"])] == ["5", "4", "3", "2", "1", "9"]
    assert paper.keys_of(FORM.fields["age"]) == (("1", "18-29"), ("2", "30-44"), ("3", "60"))
    assert paper.keys_of(FORM.fields["wants"])[-1] == ("10", "w10")
    assert paper.keys_of(FORM.fields["used"]) == (("1", "yes"), ("2", "no"))
    assert paper.keys_of(FORM.fields["says"]) == ()


def test_keys_become_answers_and_several_stand_in_the_order_of_the_form():
    sent = {
        "scale": " 9 ",
        "age": "3",
        "wants": "10, 1 3",
        "used": "2",
        "years": "12",
        "says": "cần nhanh hơn",
    }
    data, faults = paper.typed(FORM, sent)
    assert not faults
    assert FORM.clean(data) == {
        "scale": "na", "age": "60", "wants": ["w1", "w3", "w10"], "used": False, "years": 12, "says": "cần nhanh hơn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [("scale", "6", "6"), ("scale", "na", "na"), ("scale", "5 4", "5 4"), ("wants", "1 11", "11"), ("used", "0", "0"), ("age", "²", "²")],
)  # fmt: skip
def test_a_key_that_its_question_does_not_have_is_named(code, text, found):
    data, faults = paper.typed(FORM, {code: text, "years": "3"})
    assert [(one.field, one.facts["found"]) for one in faults] == [(code, found)]
    assert data == {"years": "3"}


# ---- the acts -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_two_officers_who_agree_make_an_answer_and_nothing_of_the_typing_stays():
    made = make_round().open()
    assert type_in(made, made.officer) is paper.Outcome.WAITS
    assert (PoolAnswer.objects.count(), Unspent.objects.count()) == (0, 60)
    assert type_in(made, made.enumerator) is paper.Outcome.ACCEPTED
    row = PoolAnswer.objects.get()
    assert (row.data, row.cell_id) == (AGREED, made.cells[0].pk)
    assert (PaperEntry.objects.count(), Unspent.objects.count()) == (0, 59)
    for player in (made.officer, made.enumerator):
        with pytest.raises(paper.SheetAccepted):
            type_in(made, player)
    assert PoolAnswer.objects.count() == 1


@pytest.mark.django_db
def test_the_same_officer_types_no_sheet_twice_and_takes_back_only_what_nobody_else_typed():
    made = make_round().open()
    type_in(made, made.officer)
    with pytest.raises(paper.TypedByYou):
        type_in(made, made.officer)
    back = {"place": made.units[0].pk, "sheet": 1, "at": AT}
    with pytest.raises(paper.NothingToDo):
        actions.take_typing_back(**back, reach=made.cast.reach(made.enumerator))
    actions.take_typing_back(**back, reach=made.reach)
    assert not PaperSheet.objects.exists()
    with pytest.raises(NotFound):
        actions.take_typing_back(**back, reach=made.reach)
    type_in(made, made.officer)
    type_in(made, made.enumerator, data=OTHER)
    with pytest.raises(paper.NothingToDo):
        actions.take_typing_back(**back, reach=made.reach)


@pytest.mark.django_db
def test_where_two_differ_a_third_chooses_with_the_sheet_in_hand():
    made = with_third(make_round().open())
    type_in(made, made.officer)
    assert type_in(made, made.enumerator, data=OTHER) is paper.Outcome.DIFFERS
    assert PoolAnswer.objects.count() == 0
    with pytest.raises(paper.SheetDiffers):
        type_in(made, made.third)
    for typist in (made.officer, made.enumerator):
        with pytest.raises(paper.NotBetweenYours):
            settle(made, typist, {"p_health_quality": "2"})
        with pytest.raises(paper.NotBetweenYours):
            queries.comparison(place=made.units[0].pk, sheet=1, reach=made.cast.reach(typist))
    seen = queries.comparison(place=made.units[0].pk, sheet=1, reach=made.cast.reach(made.third))
    assert (seen.differing, seen.alike) == (("p_health_quality",), 1)
    with pytest.raises(InvalidInput) as refused:
        settle(made, made.third, {"p_health_quality": "3", "v_used": "2"})
    assert [one.field for one in refused.value.faults] == ["p_health_quality"]
    settle(made, made.third, {"p_health_quality": "2"})
    assert PoolAnswer.objects.get().data == OTHER
    assert not PaperEntry.objects.exists()
    with pytest.raises(paper.NothingToDo):
        settle(made, made.third, {"p_health_quality": "2"})


@pytest.mark.django_db
def test_what_is_chosen_is_cleaned_by_the_skip_rules_like_any_answer():
    made = with_third(make_round().open())
    type_in(made, made.officer, data={"v_used": True, "v_way": "online", "s_access_signs": "5"})
    type_in(made, made.enumerator, data={"v_used": False})
    seen = queries.comparison(place=made.units[0].pk, sheet=1, reach=made.cast.reach(made.third))
    settle(made, made.third, dict.fromkeys(seen.differing, "1") | {"v_used": "2"})
    assert PoolAnswer.objects.get().data == {"v_used": False}


@pytest.mark.django_db(transaction=True)  # as a page calls it: no transaction around
def test_who_runs_the_round_has_a_sheet_typed_anew_when_neither_is_right():
    made = make_round().open()
    type_in(made, made.officer)
    again = {"place": made.units[0].pk, "sheet": 1, "at": AT}
    with pytest.raises(paper.NothingToDo):
        actions.begin_again(**again, reach=made.reach)
    type_in(made, made.enumerator, data=OTHER)
    with pytest.raises(Forbidden):
        actions.begin_again(**again, reach=made.cast.reach(made.enumerator))
    actions.begin_again(**again, reach=made.reach)
    assert not PaperSheet.objects.exists()
    assert type_in(made, made.enumerator) is paper.Outcome.WAITS


@pytest.mark.django_db
def test_a_place_has_no_room_for_more_sheets_than_invitations():
    made = make_round(cells=1).open()
    for sheet in range(1, 11):
        type_in(made, made.officer, sheet)
    with pytest.raises(NoneLeft):
        type_in(made, made.officer, 11)
    made.answer(0)  # by telephone, meanwhile
    for sheet in range(1, 10):
        type_in(made, made.enumerator, sheet)
    with pytest.raises(NoneLeft):
        type_in(made, made.enumerator, 10)
    assert (PoolAnswer.objects.count(), PaperEntry.objects.count()) == (10, 1)


@pytest.mark.django_db
def test_strangers_a_closed_round_and_an_empty_or_unnumbered_sheet_are_refused():
    made = make_round()
    later = AT.replace(month=4)
    with pytest.raises(NotFound):
        type_in(made, made.cast.hoa)
    made.open()
    with pytest.raises(Forbidden):
        type_in(made, made.cast.operator)
    with pytest.raises(RoundClosed):
        type_in(made, made.officer, at=later)
    for sheet, data in (
        (0, AGREED),
        (100_000, AGREED),
        (1, {}),
        (1, {"v_used": False, "p_health_quality": "6"}),
    ):
        with pytest.raises(InvalidInput):
            type_in(made, made.officer, sheet, data)
    assert not PaperSheet.objects.exists()


@pytest.mark.django_db
def test_the_close_is_refused_until_the_officer_knows_of_each_sheet_that_it_drops():
    made = make_round().open()
    for sheet in (1, 2):
        type_in(made, made.officer, sheet)
    type_in(made, made.enumerator, 2)
    closing = {"survey_id": made.survey.pk, "reach": made.reach, "at": AT}
    with pytest.raises(paper.PaperWaits) as refused:
        actions.close(**closing)
    assert refused.value.facts["count"] == 1
    made.survey.refresh_from_db()
    assert made.survey.state == State.OPEN
    actions.close(**closing, drop_sheets=1)
    assert (Answer.objects.count(), PaperSheet.objects.count(), PaperEntry.objects.count()) == (1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_type_a_sheet_the_second_time_at_once_one_is_accepted():
    made = with_third(make_round(cells=1).open())
    type_in(made, made.officer)
    told = together(lambda: type_in(made, made.enumerator), lambda: type_in(made, made.third))
    assert sorted(type(one).__name__ for one in told) == ["Outcome", "SheetAccepted"]
    type_in(made, made.officer, 2)
    told = together(
        lambda: type_in(made, made.enumerator, 2, OTHER), lambda: type_in(made, made.third, 2, OTHER)
    )
    assert sorted(type(one).__name__ for one in told) == ["Outcome", "SheetDiffers"]
    told = together(lambda: type_in(made, made.officer, 3), lambda: type_in(made, made.enumerator, 3))
    assert set(told) == {paper.Outcome.WAITS, paper.Outcome.ACCEPTED}  # one typed it first, the other second
    assert (PoolAnswer.objects.count(), Unspent.objects.count()) == (2, 8)


@pytest.mark.django_db(transaction=True)
def test_no_row_of_a_sheet_carries_the_transaction_that_stored_an_answer_nor_what_was_answered():
    made = make_round(each=10).open()
    for sheet in range(1, 8):
        type_in(made, made.officer, sheet, told_apart(sheet))
    for sheet in range(1, 6):
        type_in(made, made.enumerator, sheet, told_apart(sheet))
    kept = [row.data for row in PoolAnswer.objects.all()]
    with connection.cursor() as cursor:
        for model in (PaperSheet, PaperEntry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            text = str(cursor.fetchall())
            assert not [one for one in kept if one["p_health_part"] in text and str(one) in text]
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT DISTINCT xmin::text FROM {PoolAnswer._meta.db_table}")
            stored = {row[0] for row in cursor.fetchall()}
            assert len(stored) == 1  # all were written anew with the last
            for model in (PaperSheet, PaperEntry):
                cursor.execute(f"SELECT xmin::text, xmax::text FROM {model._meta.db_table}")
                assert not stored & {value for row in cursor.fetchall() for value in row}


# ---- the pages ----------------------------------------------------------------------------------------------------


def here(made, sheet="", more=""):
    return f"/khao-sat/dot/{made.survey.pk}/giay/{made.units[0].pk}/{sheet}{more}"


def english(player) -> Client:
    client = signed_in(player)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.django_db(transaction=True)  # as a page calls it: no transaction around
def test_a_sheet_walks_through_its_pages_without_a_script():
    made = with_third(open_round())
    first, second, third = english(made.officer), english(made.enumerator), english(made.third)
    assert first.get(here(made), {"phieu": "7"})["Location"] == here(made, "7/")
    assert first.get(here(made), {"phieu": "0"}).status_code == 422
    looked = first.post(here(made, "7/"), {"v_used": "2", "p_health_quality": "5"})
    assert (looked.status_code, PaperSheet.objects.count()) == (200, 0)
    assert "is not kept yet" in looked.content.decode() and 'value="5"' in looked.content.decode()
    wrong = first.post(here(made, "7/"), {"v_used": "2", "p_health_quality": "6", "keep": "1"})
    assert wrong.status_code == 422
    assert "“6” is no answer here; type one of: 5, 4, 3, 2, 1, 9." in wrong.content.decode()
    kept = first.post(here(made, "7/"), {"v_used": "2", "p_health_quality": "5", "keep": "1"})
    assert kept["Location"] == here(made, "8/")
    assert first.get(here(made, "7/")).status_code == 409
    assert "Take it back" in first.get(here(made)).content.decode()
    page = second.get(here(made, "7/")).content.decode()
    assert "second typing" in page and 'value="5"' not in page
    sent = second.post(here(made, "7/"), {"v_used": "2", "p_health_quality": "4", "keep": "1"}, follow=True)
    assert "you typed it, so somebody else settles it" in sent.content.decode()
    assert second.get(here(made, "7/so-sanh/")).status_code == 403
    compared = third.get(here(made, "7/so-sanh/")).content.decode()
    assert "1 question differs" in compared and "5 – Very satisfied" in compared and "v_used" not in compared
    assert third.post(here(made, "7/so-sanh/"), {}).status_code == 422
    assert third.post(here(made, "7/so-sanh/"), {"p_health_quality": "1"}).status_code == 302
    assert PoolAnswer.objects.get().data == {"v_used": False, "p_health_quality": "5"}
    listed = first.get(f"/khao-sat/dot/{made.survey.pk}/giay/").content.decode()
    assert "Accepted" in listed and made.units[0].unit.name in listed
    other = make_round(cast=made.cast, cells=1, officer="noivu2")
    assert first.get(f"/khao-sat/dot/{other.survey.pk}/giay/{made.units[0].pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)  # as a page calls it: no transaction around
def test_a_typing_is_taken_back_and_the_close_says_what_it_drops():
    made = open_round()
    client = english(made.officer)
    for sheet in ("1/", "2/"):
        client.post(here(made, sheet), {"v_used": "2", "keep": "1"})
    assert client.post(here(made), {"back": "1"}).status_code == 302
    assert client.post(here(made), {"back": "1"}).status_code == 404
    assert client.post(here(made), {"again": "2"}).status_code == 409
    closing = f"/khao-sat/dot/{made.survey.pk}/dong/"
    assert "1 paper form has not been typed twice" in client.get(closing).content.decode()
    assert client.post(closing).status_code == 409
    assert client.post(closing, {"drop_sheets": "1"}).status_code == 302


@pytest.mark.django_db
def test_an_enumerator_who_goes_nowhere_finds_the_stacks_on_the_page_of_the_field():
    made = with_third(open_round())
    stacks = f"/khao-sat/dot/{made.survey.pk}/giay/"
    for player, goes in ((made.third, False), (made.enumerator, True)):
        page = english(player).get("/khao-sat/di-hoi/").content.decode()
        assert page.count(stacks) == 1 and ("Paper forms to type in" in page) is not goes
    assert {one.id for one in queries.typing_rounds(reach=made.cast.reach(made.third))} == {made.survey.pk}
    for player in (made.cast.stranger, made.cast.watcher, made.cast.hoa):
        assert not queries.typing_rounds(reach=made.cast.reach(player))
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)
    assert not queries.typing_rounds(reach=made.cast.reach(made.third))


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_typed_by_the_keyboard_alone(live_browser):
    made = open_round(cells=1)
    page = live_browser.open(here(made, "1/"), width=1280, account=made.officer.account)
    first = page.evaluate("document.activeElement.name")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == first  # no such key: one stays to mend it
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    count = page.locator(".typing-row input").count()
    page.keyboard.type("3")
    for number in range(count):
        page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.name") == "v_used":
            page.keyboard.type("2")
        assert number < count
    assert page.evaluate("document.activeElement.name") == "keep"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{here(made, '2/')}")
    assert PaperEntry.objects.get().data == {"v_interest_economy": "3", "v_used": False}


@pytest.mark.django_db
def test_one_level_all_the_way_down_is_counted_on_paper_and_from_a_file_as_on_a_device(
    django_capture_on_commit_callbacks,
):
    made = make_round().open()
    items = [item.code for item in queries.version(version_id=made.survey.version_id).instrument.items][:12]
    same = {"v_used": True, **dict.fromkeys(items, "4")}
    with django_capture_on_commit_callbacks(execute=True):
        for sheet, data in enumerate((same, same, AGREED), start=1):
            type_in(made, made.officer, sheet=sheet, data=data)
            assert type_in(made, made.enumerator, sheet=sheet, data=data) is paper.Outcome.ACCEPTED
        assert not Mark.objects.exists(), "a mark is written after the answer, by itself"
    assert queries.field_work(survey_id=made.survey.pk, reach=made.reach).straight == 2
    content = ",".join(["code", "v_used", *items]) + f"\n{codes.shown(made.codes[-1])},yes" + ",1" * 12
    with django_capture_on_commit_callbacks(execute=True):
        actions.import_answers(survey_id=made.survey.pk, content=content.encode(), reach=made.reach, at=AT)
    assert queries.field_work(survey_id=made.survey.pk, reach=made.reach).straight == 3


@pytest.mark.django_db
def test_the_form_is_printed_in_both_languages_with_the_same_numbers_and_keys():
    made = make_round(cells=1)
    address = reverse("surveys:paper-form", args=[made.survey.version_id])
    client = signed_in(made.officer)
    pages = {}
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        pages[language] = client.get(address, {"hai-tieng": "1"}).content.decode()
        alone = client.get(address).content.decode()
        assert 'class="in-other"' not in alone and pages[language].count('class="box"') == alone.count(
            'class="box"'
        )
    for page in pages.values():
        sheet = page[page.index('class="paper-head"') :]
        assert sheet.index("Giới tính của ông, bà?") < sheet.index('lang="en">Your gender?')
        assert "Chỉ khi câu" in sheet and 'lang="en">Only if question' in sheet
        assert "Không ghi tên" in sheet or "không ghi tên" in sheet
        assert "Do not write your name" in sheet and "Thank you" not in sheet
