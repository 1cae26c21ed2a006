"""What became of a place, who takes its turn, who may say so – and how the sample answered."""

import numpy
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people.rules import Role
from motcua.surveys import actions, queries
from motcua.surveys.models import Cell, Invitation, PoolAnswer, SampleUnit, Survey
from motcua.surveys.queries.field import check_seen, units_visible_to
from motcua.surveys.rules import (
    AlreadyReported,
    AnsweredHere,
    CodeUnknown,
    NotAskedAnyMore,
    NothingReported,
    Outcome,
    StandInAsked,
    StepNotAllowed,
    TurnNotCome,
)
from motcua.surveys.rules.field import next_in_turn, stage_units
from motcua.surveys.rules.response import Disposition, response_rate
from motcua.surveys.sampling import Stage, draw
from motcua.surveys.sampling.listing import selection
from tests.dossiers.test_races import together
from tests.people.cast import make_officer
from tests.surveys.build import AGREED, AT
from tests.surveys.test_drawing import WISH, drawn, planned
from tests.surveys.test_pages_rounds import signed_in


def in_the_field():
    """Three communes, two villages in each and one in reserve; the round is open and the enumerator goes everywhere."""
    made = planned()
    drawn(made)
    actions.open_round(survey_id=made.survey.pk, reach=made.reach, at=AT)
    places = list(SampleUnit.objects.filter(survey=made.survey, cell__isnull=False).order_by("position"))
    assign(made, places)
    return made, places


def assign(made, places, officer=None):
    officer_id = (officer or made.enumerator).officer.pk
    return actions.assign(
        survey_id=made.survey.pk, units=[one.pk for one in places], officer_id=officer_id, reach=made.reach, at=AT
    )  # fmt: skip


def report(made, unit, outcome=Outcome.REFUSED, player=None):
    reach = made.cast.reach(player or made.enumerator)
    return actions.report_outcome(unit_id=unit.pk, outcome=outcome, reach=reach, at=AT)


def back(made, unit):
    actions.take_back(unit_id=unit.pk, reach=made.cast.reach(made.enumerator), at=AT)


def answer(unit, number=0):
    actions.answer(code=actions.code_of(sample_unit=unit.pk, number=number), data=AGREED, at=AT)


@pytest.mark.django_db
def test_a_place_that_is_lost_is_replaced_by_the_next_of_its_own_reserve_which_can_answer_at_once():
    made, places = in_the_field()
    lost, others = places[0], Cell.objects.filter(survey=made.survey).count()
    told = report(made, lost)
    stand_in = SampleUnit.objects.select_related("unit", "cell").get(pk=told.stand_in)
    assert stand_in.is_reserve and stand_in.parent_id == lost.parent_id
    assert Cell.objects.filter(survey=made.survey).count() == others + 1
    assert Invitation.objects.filter(sample_unit=stand_in).count() == WISH.people
    assert stand_in.cell.weight == pytest.approx(stand_in.unit.size * stand_in.weight / WISH.people)
    assert (
        stand_in.cell.clusters[:-1] == lost.cell.clusters[:-1] and stand_in.cell.stratum == lost.cell.stratum
    )
    assert stand_in.enumerator_id == made.enumerator.officer.pk
    with pytest.raises(NotAskedAnyMore):
        answer(lost)
    answer(stand_in)
    entry = Entry.objects.get(kind="surveys.outcome-reported")
    assert entry.data == {"unit": lost.pk, "outcome": "refused", "stand_in": stand_in.pk}
    kept = SampleUnit.objects.get(pk=lost.pk)
    assert (kept.outcome, kept.replaced_by_id) == (Outcome.REFUSED, stand_in.pk)
    printed = {one.id for one in queries.drawn_places(survey_id=made.survey.pk, reach=made.reach)}
    assert stand_in.pk in printed and lost.pk not in printed


@pytest.mark.django_db
def test_when_nobody_is_left_in_the_reserve_the_sample_stays_with_fewer_and_the_report_says_so():
    made, places = in_the_field()
    commune = [one for one in places if one.parent_id == places[0].parent_id]
    assert report(made, commune[0], Outcome.NOT_FOUND).stand_in is not None
    assert report(made, commune[1], Outcome.INELIGIBLE).stand_in is None
    found = queries.response(survey_id=made.survey.pk, reach=made.reach)
    last = found.stages[-1]
    assert (last.drawn, last.used, last.unreplaced, found.unreplaced) == (6, 1, 1, 1)
    assert (last.field.not_found, last.field.ineligible, last.field.waiting) == (1, 1, 5)
    stages = queries.field_work(survey_id=made.survey.pk, reach=made.reach).stages
    assert stages[-1].outcomes == {Outcome.WAITING: 5, Outcome.NOT_FOUND: 1, Outcome.INELIGIBLE: 1}
    # Seven places were asked; the one without anybody to ask does not count against the answers.
    assert found.whole.invited == 6 * WISH.people
    page = signed_in(made.officer).get(reverse("surveys:response", args=[made.survey.pk])).content.decode()
    assert "1 nơi không hỏi được" in page


@pytest.mark.django_db
def test_what_was_reported_by_mistake_is_taken_back_until_whoever_took_the_turn_is_asked():
    made, places = in_the_field()
    lost = places[0]
    first = SampleUnit.objects.get(pk=report(made, lost).stand_in)
    codes = set(Invitation.objects.filter(sample_unit=first).values_list("code_hash", flat=True))
    back(made, lost)
    assert not Invitation.objects.filter(sample_unit=first).exists()
    assert SampleUnit.objects.get(pk=first.pk).cell_id is None
    with pytest.raises(CodeUnknown):
        answer(first)
    answer(lost)
    with pytest.raises(NothingReported):
        back(made, lost)
    other = next(one for one in places if one.parent_id == lost.parent_id and one.pk != lost.pk)
    assert report(made, other).stand_in == first.pk  # its turn had not been used
    assert set(Invitation.objects.filter(sample_unit=first).values_list("code_hash", flat=True)) == codes
    answer(first)
    with pytest.raises(StandInAsked):
        back(made, other)


@pytest.mark.django_db
def test_what_may_not_be_reported_is_refused_and_changes_nothing():
    made, places = in_the_field()
    waiting = SampleUnit.objects.filter(survey=made.survey, is_reserve=True, cell=None).first()
    with pytest.raises(TurnNotCome):
        report(made, waiting, player=made.officer)
    answer(places[0])
    with pytest.raises(AnsweredHere):
        report(made, places[0])
    report(made, places[0], Outcome.REACHED)
    report(made, places[1])
    for outcome in (Outcome.REACHED, Outcome.NOT_FOUND):
        with pytest.raises(AlreadyReported):
            report(made, places[1], outcome)
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)
    with pytest.raises(StepNotAllowed):
        report(made, places[2])
    with pytest.raises(StepNotAllowed):
        back(made, places[1])
    assert Entry.objects.filter(kind="surveys.outcome-reported").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_do_not_call_the_same_reserve_and_an_answer_comes_before_or_not_at_all():
    made, places = in_the_field()
    beside = [one for one in places if one.parent_id == places[0].parent_id]
    told = together(*[lambda one=one: report(made, one) for one in beside])
    assert not [one for one in told if isinstance(one, Exception)]
    called = SampleUnit.objects.filter(pk__in=[one.pk for one in beside]).values_list(
        "replaced_by", flat=True
    )
    assert sorted(called, key=str)[1] is None and None not in sorted(called, key=str)[:1]
    lost = next(one for one in places if one.parent_id != places[0].parent_id)
    together(lambda: answer(lost), lambda: report(made, lost))
    is_lost = SampleUnit.objects.get(pk=lost.pk).outcome == Outcome.REFUSED
    assert is_lost != PoolAnswer.objects.filter(cell=lost.cell).exists()


@pytest.mark.django_db
def test_an_enumerator_sees_the_places_that_were_given_to_them_and_no_others():
    made, places = in_the_field()
    other = make_officer(full_name="Hồ Thị Hỏi", code="hoi2", role=Role.ENUMERATOR, agency=made.cast.province)
    none = make_officer(full_name="Rơ Châm Hỏi", code="hoi3", role=Role.ENUMERATOR, agency=made.cast.province)
    assert assign(made, places[:2], other) == 2
    with pytest.raises(NotFound):
        report(made, places[0])
    assert report(made, places[0], player=other).outcome is Outcome.REFUSED
    with pytest.raises(NotFound):
        actions.open_station(sample_unit=places[1].pk, reach=made.cast.reach(made.enumerator), at=AT)
    assert actions.open_station(sample_unit=places[1].pk, reach=made.cast.reach(other), at=AT)
    for player, refusal in ((made.cast.watcher, Forbidden), (made.cast.hoa, NotFound), (none, NotFound)):
        with pytest.raises(refusal):
            report(made, places[2], player=player)
    below = make_officer(full_name="Y Xã Hỏi", code="hoixa", role=Role.ENUMERATOR, agency=made.cast.commune)
    assign(made, places[4:5], below)
    for player in (made.officer, made.enumerator, other, none, below, made.cast.watcher, made.cast.hoa):
        reach = made.cast.reach(player)
        listed = set(units_visible_to(reach).values_list("pk", flat=True))
        asked = set()
        for unit in SampleUnit.objects.select_related("survey__agency"):
            try:
                check_seen(unit, reach)
            except (Forbidden, NotFound):
                continue
            asked.add(unit.pk)
        assert listed == asked
    assert not queries.field_rounds(reach=made.cast.reach(none))
    assert {one.id for one in queries.field_rounds(reach=made.cast.reach(other))} == {made.survey.pk}


@pytest.mark.django_db
def test_only_who_runs_the_round_gives_places_away_and_only_to_enumerators_of_the_agency():
    made, places = in_the_field()
    with pytest.raises(Forbidden):
        actions.assign(survey_id=made.survey.pk, units=[places[0].pk], officer_id=None, reach=made.cast.reach(made.enumerator), at=AT)  # fmt: skip
    for wrong, refusal in (
        ({"units": []}, InvalidInput),
        ({"officer_id": made.cast.case.officer.pk}, InvalidInput),
        ({"units": [10**9]}, NotFound),
        ({"survey_id": 10**9}, NotFound),
    ):
        given_ = {"survey_id": made.survey.pk, "units": [places[0].pk], "officer_id": None, **wrong}
        with pytest.raises(refusal):
            actions.assign(**given_, reach=made.reach, at=AT)
    assert SampleUnit.objects.get(pk=places[0].pk).enumerator_id == made.enumerator.officer.pk
    address = reverse("surveys:assign", args=[made.survey.pk])
    client = signed_in(made.officer)
    empty = client.post(address, {"officer": "x"})
    assert empty.status_code == 422 and "Hãy chọn" in empty.content.decode()
    sent = {"officer": "nobody", "place": [str(one.pk) for one in places[:3]]}
    assert client.post(address, sent).status_code == 302
    assert SampleUnit.objects.filter(survey=made.survey, cell__isnull=False, enumerator=None).count() == 3


@pytest.mark.django_db
def test_a_commune_s_enumerator_goes_to_places_of_a_provincial_round_and_types_their_paper_only():
    made, places = in_the_field()
    below = make_officer(full_name="Y Xã Hỏi", code="hoixa", role=Role.ENUMERATOR, agency=made.cast.commune)
    reach = made.cast.reach(below)
    assert not queries.field_rounds(reach=reach)
    for asked in (lambda: queries.field_places(survey_id=made.survey.pk, reach=reach), lambda: queries.stacks(survey_id=made.survey.pk, reach=reach)):  # fmt: skip
        with pytest.raises(NotFound):
            asked()
    assert assign(made, places[:1], below) == 1
    assert [one.id for one in queries.field_rounds(reach=reach)] == [made.survey.pk]
    assert [one.id for one in queries.field_places(survey_id=made.survey.pk, reach=reach)] == [places[0].pk]
    assert [one.place for one in queries.stacks(survey_id=made.survey.pk, reach=reach)] == [places[0].pk]
    assert queries.sheets_of(place=places[0].pk, reach=reach).following == 1
    for refused in (lambda: queries.sheets_of(place=places[1].pk, reach=reach), lambda: report(made, places[1], player=below)):  # fmt: skip
        with pytest.raises(NotFound):
            refused()
    assert report(made, places[0], player=below).outcome is Outcome.REFUSED
    with pytest.raises(NotFound):
        queries.round_line(survey_id=made.survey.pk, reach=reach)
    page = signed_in(made.officer).get(reverse("surveys:assign", args=[made.survey.pk])).content.decode()
    assert "Y Xã Hỏi, Xã Ea Mẫu" in page
    colleague = made.cast.reach(made.cast.stranger)
    with pytest.raises(NotFound):
        queries.field_places(survey_id=made.survey.pk, reach=colleague)


@pytest.mark.django_db
def test_in_a_village_one_button_reports_it_and_another_takes_it_back(django_assert_max_num_queries):
    made, places = in_the_field()
    client, here = signed_in(made.enumerator), reverse("surveys:place", args=[places[0].pk])
    with django_assert_max_num_queries(20):
        page = client.get(here).content.decode()
    stand_in = next(iter(queries.reserve_of(unit_id=places[0].pk)))
    assert f"{stand_in.name} vào thay ngay" in page
    assert client.post(here, {"outcome": "sideways"}).status_code == 422
    told = client.post(here, {"outcome": "not-found"}, follow=True).content.decode()
    assert "vào thay" in told and reverse("surveys:place", args=[stand_in.id]) in told
    assert client.post(here, {"outcome": "refused"}).status_code == 409
    assert "rút lại" in client.post(here, {"back": "1"}, follow=True).content.decode()
    assert (
        client.get(reverse("surveys:own-places", args=[made.survey.pk])).content.decode().count("place-link")
        == 6
    )
    code = actions.code_of(sample_unit=places[1].pk, number=0)
    assert queries.asked(code=code, day=AT.date()).survey_id == made.survey.pk
    report(made, places[1])
    with pytest.raises(NotAskedAnyMore):
        queries.asked(code=code, day=AT.date())


@given(st.sets(st.integers(1, 30), max_size=8), st.sets(st.integers(1, 30), max_size=8))
def test_turns_come_in_the_order_of_the_draw_and_each_once(reserve, used):
    left = [(turn, turn) for turn in reserve]
    assert next_in_turn(left, used=used) == min(reserve - used, default=None)


@pytest.mark.parametrize(
    ("design", "stages", "units"),
    [
        ({"list": "x"}, 3, ("district", "commune", "village")),
        ({"list": "x"}, 2, ("commune", "village")),
        ({"frame": "dossiers", "list": "x"}, 2, ("office", "person")),
        ({"people": 10}, 1, ()),
        ({"list": "x"}, 0, ()),
    ],
)
def test_a_stage_is_called_by_what_is_drawn_there_where_that_is_known(design, stages, units):
    assert stage_units(design, stages=stages) == units


def test_rates_are_those_of_the_page_and_empty_ones_are_not_made_up():
    """docs/methods/sampling.md, “How a sample answered”."""
    asked = Disposition(contacted=16, refused=2, not_found=1, ineligible=1, waiting=1)
    assert (asked.asked, asked.eligible) == (21, 20)
    rates = (asked.contact_rate, asked.refusal_rate, asked.cooperation_rate)
    assert rates == (0.9, 0.1, pytest.approx(16 / 18))
    assert response_rate(answered=450, invited=620) == pytest.approx(0.7258, abs=5e-5)
    assert Disposition().contact_rate is None and response_rate(answered=0, invited=0) is None


@pytest.mark.django_db
def test_the_report_tells_no_stratum_under_ten_and_its_files_tell_the_same():
    made = planned()
    rows = [
        f"{stratum};Xã {stratum}{n};Thôn {v};{60 + n}"
        for stratum in ("N", "T", "V")
        for n in range(2)
        for v in range(2)
    ]
    drawn(made, "\n".join(["tang;xa;thon;nguoi", *rows]), WISH)
    actions.open_round(survey_id=made.survey.pk, reach=made.reach, at=AT)
    for stratum, count in (("N", 12), ("T", 11), ("V", 3)):
        unit = SampleUnit.objects.filter(survey=made.survey, cell__stratum=stratum).first()
        for number in range(count):
            answer(unit, number)
    found = queries.response(survey_id=made.survey.pk, reach=made.reach)
    shown = {one.name: one.answered for one in found.strata}
    assert shown == {"N": 12, "T": None, "V": None} and found.whole.answered == 26
    assert {one.name: one.field.contacted for one in found.strata} == {"N": 1, "T": 0, "V": 0}
    client = signed_in(made.officer)
    page = client.get(reverse("surveys:response", args=[made.survey.pk])).content.decode()
    name = f"khao-sat-{made.survey.pk}-bao-cao-tra-loi"
    assert f"{name}.csv" in page
    assert "1. Xã, phường" in page and "2. Thôn, tổ dân phố" in page
    round_page = client.get(reverse("surveys:round", args=[made.survey.pk])).content.decode()
    assert "1. Xã, phường" in round_page and "2. Thôn, tổ dân phố" in round_page
    # Villages of two communes have one name here: each is told with the commune it lies in.
    for unit in SampleUnit.objects.filter(survey=made.survey, cell__isnull=False):
        assert f'<th scope="row">{unit.unit.name}, {unit.unit.parent.name}' in round_page
    text = client.get(reverse("surveys:response-file", args=[made.survey.pk, f"{name}.csv"])).content.decode(
        "utf-8-sig"
    )
    of_v = next(line for line in text.splitlines() if line.startswith("stratum,V"))
    assert of_v.split(",")[-4:] == ["48", "", "", "computed"]
    for other in (f"{name}.exe", "x.csv"):
        assert client.get(reverse("surveys:response-file", args=[made.survey.pk, other])).status_code == 404


def test_the_sheet_of_a_place_asks_whom_the_draw_itself_would_ask():
    frame = {"commune": ["X", "X", "Y"], "village": ["1", "2", "1"], "people": [57, 200, 31]}
    stages = [
        Stage("commune", 2, "pps", size="people"),
        Stage("village", 1, "pps", size="people"),
        Stage("person", 12, "systematic", listed="people"),
    ]
    for seed in range(20):
        sample = draw(frame, stages=stages, seed=seed)
        villages, people = sample.stages[1], sample.stages[2]
        for place, name in enumerate(villages.label):
            path = ("", sample.stages[0].label[int(villages.parent[place])], name)
            there = int(villages.size[place])
            found = selection(seed=seed, path=path, there=there, take=12)
            asked = [
                label for label, parent in zip(people.label, people.parent, strict=True) if parent == place
            ]
            assert [str(number) for number in found.numbers] == asked
            by_hand = numpy.floor((found.start + numpy.arange(12)) * there / 12).astype(int) + 1
            assert by_hand.tolist() == list(found.numbers)


@pytest.mark.django_db
def test_lists_give_each_place_its_reserve_and_whom_to_ask_and_only_ones_own(django_assert_max_num_queries):
    made, places = in_the_field()
    other = make_officer(full_name="Hồ Thị Hỏi", code="hoi2", role=Role.ENUMERATOR, agency=made.cast.province)
    assign(made, places[:1], other)
    client, address = signed_in(made.enumerator), reverse("surveys:lists", args=[made.survey.pk])
    with django_assert_max_num_queries(20):
        whole = client.get(address).content.decode()
    assert f"?noi={places[1].pk}" in whole and f"?noi={places[0].pk}" not in whole
    assert client.get(address, {"noi": places[0].pk}).status_code == 404
    sheet = signed_in(other).get(address, {"noi": places[0].pk}).content.decode()
    listed = next(iter(queries.listed_places(survey_id=made.survey.pk, reach=made.cast.reach(other))))
    assert sheet.count("<li>") >= 12 + 1 and len(listed.chosen.numbers) == 12
    assert all(f"<li>{number}</li>" in sheet for number in listed.chosen.numbers)
    assert listed.reserve[0] in sheet
    assert signed_in(made.officer).get(address, {"tu": "1"}).content.decode().count('class="sheet"') == 6
    assert client.get(address, {"tu": "500"}).status_code == 404
    assert Survey.objects.get(pk=made.survey.pk).seed == WISH.seed
