"""A sample drawn among people who got a result: each counts once, chances are known, names stay where they are."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import numpy
import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people.models import AccessLook, Organisation, Person
from motcua.people.rules import Level, Role
from motcua.surveys import actions, queries
from motcua.surveys.models import Cell, FrameUnit, Invitation, SampleUnit, Survey
from motcua.surveys.offices import Counted, DossierWish, columns, joined
from motcua.surveys.rules import Outcome, State, StepNotAllowed
from motcua.surveys.sampling import draw
from tests.dossiers.build import make_world
from tests.people.cast import SINCE, make_agency, make_officer
from tests.surveys.build import AT, make_round
from tests.surveys.test_drawing import planned
from tests.surveys.test_pages_rounds import signed_in

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
WISH = DossierWish(FIRST, LAST, "person", by_level=False, offices=2, people=10, reserve=2, seed=766)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=TZ)


TENTH = at(date(2026, 2, 10))


def results(world, agency, people, *, done=TENTH, state=10, simulated=False, organisation=None):
    """A request of each of these people (ids, or None) that got its result."""
    done_at = done
    first = Dossier.objects.count()
    return Dossier.objects.bulk_create(
        Dossier(
            key=uuid4(), number=f"H15-{first + place:07}", submission=uuid4(), version_id=world.version_id,
            procedure_name="Xác nhận thử nghiệm", case="chung", agency=agency, step_agency=agency, channel=1, state=state,
            state_since=done_at, delivery="at-counter", applicant_id=person, organisation=organisation,
            applicant_name=f"Người Thử {first + place}", applicant_folded=f"nguoi thu {first + place}",
            applicant_phone=f"09050{first + place:05}", applicant_address=f"{first + place} đường Mẫu",
            step_since=done_at, submitted_at=done_at, received_at=done_at, desk_at=done_at, done_at=done_at,
            simulated=simulated,
        )
        for place, person in enumerate(people)
    )  # fmt: skip


def persons(count: int) -> list[int]:
    rows = [
        Person(full_name=f"Người {n}", full_name_folded=f"nguoi {n}", added_at=SINCE) for n in range(count)
    ]
    return [row.pk for row in Person.objects.bulk_create(rows)]


@pytest.fixture
def scene(db):
    """40 people at the department, 20 at the commune, 6 and 7 at two small offices; a round that is planned."""
    world = make_world()
    cast = world.cast
    made = planned(cast=cast)
    offices = [cast.department, cast.commune]
    for number, code in ((1, "000.01.16.H15"), (2, "000.02.16.H15")):
        offices.append(
            make_agency(name=f"Xã Nhỏ {number}", parent=cast.province, level=Level.COMMUNE, code=code)
        )
    for office, count in zip(offices, (40, 20, 6, 7), strict=True):
        results(world, office, persons(count))
    return world, made, offices


def drawn(made, wish=WISH, **given):
    return actions.draw_from_dossiers(survey_id=made.survey.pk, wish=wish, reach=made.reach, at=AT, **given)


def window(world, asked=dossiers.Asked.PERSON) -> dossiers.Window:
    return dossiers.Window(at(FIRST, 0), at(LAST + timedelta(days=1), 0), world.cast.province.path, asked)


def test_somebody_with_several_requests_counts_once_where_the_last_result_was(scene):
    world, _made, offices = scene
    counted = {one.agency_id: one.people for one in dossiers.people_by_agency(window(world))}
    assert counted == dict(zip([one.pk for one in offices], (40, 20, 6, 7), strict=True))
    again = list(Dossier.objects.filter(agency=offices[0]).values_list("applicant_id", flat=True)[:5])
    results(world, offices[1], again, done=at(date(2026, 2, 20)))  # later, elsewhere: they move there
    results(world, offices[2], again, done=at(date(2026, 2, 3)))  # earlier: they stay
    results(world, offices[0], [None] * 3)  # nobody with a record: each for itself
    firm = Organisation.objects.create(name="Công ty Mẫu", name_folded="cong ty mau", added_at=TENTH)
    results(world, offices[0], [None] * 4, organisation=firm)
    results(world, offices[0], persons(1), done=at(LAST + timedelta(days=1), 0))  # the day after
    results(world, offices[0], persons(1), done=at(FIRST, 0) - timedelta(seconds=1))  # the day before
    results(world, offices[0], persons(1), state=4)  # no result yet
    elsewhere = make_agency(name="Tỉnh Khác", level=Level.PROVINCE, code="000.00.00.H16")
    results(world, elsewhere, persons(9))
    counted = {one.agency_id: one.people for one in dossiers.people_by_agency(window(world))}
    assert counted == dict(zip([one.pk for one in offices], (38, 25, 6, 7), strict=True))
    [only] = dossiers.people_by_agency(window(world, dossiers.Asked.ORGANISATION))
    assert (only.agency_id, only.people) == (offices[0].pk, 1)
    every = [(one, place) for one, many in counted.items() for place in range(1, many + 1)]
    assert len(set(dossiers.people_at_places(window(world), every).values())) == sum(counted.values())


def test_small_offices_are_joined_in_the_order_of_the_tree_until_they_have_ten():
    made = [Counted(n, f"Xã {n}", "xa", people) for n, people in enumerate((4, 7, 30, 9, 3, 12, 2), 1)]
    groups, faults = joined([*made, Counted(8, "Sở", "so", 11)])
    assert not faults
    assert [[one.id for one in group.offices] for group in groups] == [[1, 2], [3], [4, 5], [6, 7], [8]]
    assert (groups[0].at(4), groups[0].at(5), groups[0].at(11)) == ((1, 4), (2, 1), (2, 7))
    groups, faults = joined([Counted(1, "Xã", "xa", 9), Counted(2, "Sở", "so", 10)])
    assert [one.facts["people"] for one in faults] == [9]
    assert len(joined([Counted(n, "Xã rất dài " * 6, "", 1) for n in range(10)])[0][0].name) <= 200


def test_weights_sum_to_everybody_who_got_a_result_and_the_same_seed_draws_the_same_people(scene):
    world, made, _offices = scene
    seen = drawn(made, dry_run=True)
    assert Survey.objects.get(pk=made.survey.pk).state == State.PLANNED
    assert drawn(made) == seen
    assert (seen.people, seen.frame_offices, seen.joined, len(seen.offices)) == (73, 3, 2, 2)
    # 40 of 73 fill more than half: the department is sure; the other is drawn among 20 + 13 by size.
    assert seen.weight == pytest.approx(73) and seen.invited == 20
    cells = Cell.objects.filter(survey=made.survey)
    assert sum(cell.weight * 10 for cell in cells) == pytest.approx(73)
    people = SampleUnit.objects.filter(survey=made.survey, stage=2)
    assert people.filter(is_reserve=False).count() == 20 and people.filter(is_reserve=True).count() == 4
    keys = set(people.values_list("unit__code", flat=True))
    assert len(keys) == 24 == Dossier.objects.filter(key__in=keys).count()
    assert not FrameUnit.objects.filter(stage=2).exclude(name="").exists()
    assert set(Invitation.objects.filter(sample_unit__survey=made.survey).values_list("sample_unit__stage", flat=True)) == {1}  # fmt: skip
    other = planned(cast=world.cast, officer="noivu2")
    drawn(other)
    assert (
        set(SampleUnit.objects.filter(survey=other.survey, stage=2).values_list("unit__code", flat=True))
        == keys
    )
    assert Survey.objects.get(pk=made.survey.pk).design["frame"] == "dossiers"
    assert not Survey.objects.get(pk=made.survey.pk).simulated
    actions.open_round(survey_id=made.survey.pk, reach=made.reach, at=AT)


def test_where_every_office_and_everybody_is_taken_each_stands_for_one(scene):
    _world, made, _offices = scene
    told = drawn(made, DossierWish(FIRST, LAST, "person", True, offices=9, people=500, reserve=0, seed=1))
    assert told.invited == told.people == 73 and told.weight == pytest.approx(73)
    assert {cell.weight for cell in Cell.objects.filter(survey=made.survey)} == {1.0}
    assert {cell.stratum for cell in Cell.objects.filter(survey=made.survey)} == {"department", "commune"}


def test_made_up_requests_make_a_simulated_round(scene):
    world, made, offices = scene
    results(world, offices[0], persons(1), simulated=True)
    assert drawn(made).simulated and Survey.objects.get(pk=made.survey.pk).simulated


def test_what_cannot_be_drawn_is_refused_and_changes_nothing(scene):
    _world, made, _offices = scene
    for wrong in ({"until": AT.date()}, {"since": LAST + timedelta(days=1)}, {"since": FIRST - timedelta(days=60), "until": FIRST - timedelta(days=30)}):  # fmt: skip
        wish = DossierWish(**{**WISH.__dict__, **wrong})
        with pytest.raises(InvalidInput):
            drawn(made, wish)
    for player, refusal in ((made.enumerator, Forbidden), (made.cast.hoa, NotFound)):
        with pytest.raises(refusal):
            actions.draw_from_dossiers(
                survey_id=made.survey.pk, wish=WISH, reach=made.cast.reach(player), at=AT
            )
    assert not SampleUnit.objects.filter(survey=made.survey).exists()
    drawn(made)
    with pytest.raises(StepNotAllowed):
        drawn(made)


def test_a_larger_frame_is_drawn_from_with_as_many_questions(scene):
    world, made, offices = scene

    def questions(round_, people=10) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            drawn(round_, DossierWish(FIRST, LAST, "person", False, 2, people, 2, seed=4))
        return len(asked)

    few = questions(made)
    results(world, offices[0], persons(400))
    assert questions(planned(cast=world.cast, officer="noivu2")) <= few
    assert few <= 45


@pytest.mark.once
def test_in_20000_draws_every_office_and_person_comes_as_often_as_the_chance_says():
    """Each stratum is the same frame and draws from a stream of its own: twenty thousand draws at once."""
    draws, sizes = 20_000, (12, 18, 30)
    groups, _faults = joined([Counted(n, f"Xã {n}", "", people) for n, people in enumerate(sizes, 1)])
    whole = {
        name: numpy.tile(numpy.array(values, dtype=object), draws) for name, values in columns(groups).items()
    }
    whole["stratum"] = numpy.repeat(numpy.arange(draws), len(sizes)).astype(object)
    wish = DossierWish(FIRST, LAST, "person", True, offices=1, people=10, reserve=0, seed=9)
    sample = draw(whole, stages=wish.stages(), seed=wish.seed, strata="stratum")
    offices, people = sample.stages
    came = Counter(
        zip([int(offices.label[one]) for one in people.parent.tolist()], map(int, people.label), strict=True)
    )
    assert len(came) == sum(sizes)
    # By size, then ten of each: everybody has the same chance.
    chance = 10 / sum(sizes)
    error = (draws * chance * (1 - chance)) ** 0.5
    # Of sixty counts one may lie further out by chance (0.27 % each); two hardly ever do.
    assert sum(abs(count - draws * chance) > 3 * error for count in came.values()) <= 1
    by_office = Counter(office for office, _place in came.elements())
    for office, size in enumerate(sizes, 1):
        share = size / sum(sizes)
        assert abs(by_office[office] / 10 - draws * share) <= 3 * (draws * share * (1 - share)) ** 0.5
    sums = numpy.bincount(offices.parent[people.parent], 1 / people.probability, draws)
    assert sums == pytest.approx(numpy.full(draws, 60.0))


def in_the_field(scene):
    world, made, _offices = scene
    drawn(made)
    office = SampleUnit.objects.filter(survey=made.survey, stage=1).order_by("position")[0]
    actions.assign(survey_id=made.survey.pk, units=[office.pk], officer_id=made.enumerator.officer.pk, reach=made.reach, at=AT)  # fmt: skip
    return world, made, office


def test_a_person_who_cannot_be_asked_is_replaced_by_the_next_of_the_office_with_no_card_more(scene):
    _world, made, office = in_the_field(scene)
    reach = made.cast.reach(made.enumerator)
    first, second, *_ = queries.drawn_people(unit_id=office.pk, reach=reach)
    told = actions.report_outcome(unit_id=first.id, outcome=Outcome.NOT_FOUND, reach=reach, at=AT)
    people = {one.number: one for one in queries.drawn_people(unit_id=office.pk, reach=reach)}
    assert people[1].stand_in == 11 and people[11].id == told.stand_in and people[11].is_stand_in
    assert Invitation.objects.filter(sample_unit=office).count() == 10
    actions.take_back(unit_id=first.id, reach=reach, at=AT)
    assert 11 not in {one.number for one in queries.drawn_people(unit_id=office.pk, reach=reach)}
    for one, stand_in in ((first, 11), (second, 12)):
        actions.report_outcome(unit_id=one.id, outcome=Outcome.REFUSED, reach=reach, at=AT)
        assert {p.number: p.stand_in for p in queries.drawn_people(unit_id=office.pk, reach=reach)}[one.number] == stand_in  # fmt: skip
    third = queries.drawn_people(unit_id=office.pk, reach=reach)[2]
    assert (
        actions.report_outcome(unit_id=third.id, outcome=Outcome.REFUSED, reach=reach, at=AT).stand_in is None
    )
    page = signed_in(made.enumerator).get(reverse("surveys:place", args=[office.pk])).content.decode()
    assert "số 12 vào thay" in page and "dự bị đã hết" in page and "Người Thử" not in page
    found = queries.response(survey_id=made.survey.pk, reach=made.reach)
    assert (found.stages[1].used, found.stages[1].unreplaced, found.stages[1].field.refused) == (2, 1, 3)


def test_an_office_that_cannot_be_asked_is_replaced_by_the_next_of_its_stratum_with_people_and_cards_of_its_own(
    scene,
):
    _world, made, _offices = scene
    told = drawn(made, replace(WISH, offices=1, reserve_offices=2))
    office, *reserve = SampleUnit.objects.filter(survey=made.survey, stage=1).order_by("position")
    assert (len(told.offices), told.invited, len(reserve)) == (1, 10, 2) and not Cell.objects.filter(
        units__in=reserve
    )
    assert told.reserve == tuple(one.unit.name for one in reserve)
    assert queries.listed_places(survey_id=made.survey.pk, reach=made.reach)[0].reserve == told.reserve
    before = queries.response(survey_id=made.survey.pk, reach=made.reach)
    assert [(one.drawn, one.reserves, one.used) for one in before.stages] == [
        (1, 2, 0),
        (10, before.stages[1].reserves, 0),
    ]
    other = FrameUnit.objects.create(
        frame=office.unit.frame, stage=1, code="x", name="Tầng khác", stratum="khac"
    )
    SampleUnit.objects.create(
        survey=made.survey, unit=other, stage=1, position=0, probability=1, weight=1, is_reserve=True
    )
    reported = actions.report_outcome(unit_id=office.pk, outcome=Outcome.REFUSED, reach=made.reach, at=AT)
    stand_in = SampleUnit.objects.get(pk=reported.stand_in)
    assert stand_in == reserve[0], "of the same stratum, whatever stands before it in another"
    persons = SampleUnit.objects.filter(parent=stand_in, is_reserve=False)
    assert stand_in.cell.weight == pytest.approx(persons[0].weight)
    assert Invitation.objects.filter(sample_unit=stand_in).count() == 10 == persons.count()
    assert len(queries.drawn_people(unit_id=stand_in.pk, reach=made.reach)) == 10
    after = queries.response(survey_id=made.survey.pk, reach=made.reach)
    assert (after.stages[0].used, after.stages[0].unreplaced) == (1, 0)
    assert (after.stages[1].drawn, after.stages[1].used, after.stages[1].unreplaced) == (10, 10, 0)
    assert (after.stages[1].field.refused, after.stages[1].field.waiting) == (10, 10)
    actions.take_back(unit_id=office.pk, reach=made.reach, at=AT)
    assert queries.response(survey_id=made.survey.pk, reach=made.reach).stages[1] == before.stages[1]


def test_names_are_looked_up_for_whoever_goes_there_and_each_look_is_written_down(
    scene, django_assert_max_num_queries
):
    world, made, office = in_the_field(scene)
    address = reverse("surveys:people", args=[office.pk])
    other = make_officer(full_name="Hồ Thị Hỏi", code="hoi2", role=Role.ENUMERATOR, agency=made.cast.province)
    for player, status in ((other, 404), (world.cast.watcher, 403), (world.cast.hoa, 404)):
        assert signed_in(player).get(address).status_code in (status, 403)
    assert not AccessLook.objects.exists()
    client = signed_in(made.enumerator)
    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()
    looks = AccessLook.objects.filter(what="listed-for-survey")
    assert page.count("Người Thử") == 10 == looks.count()
    assert all(f"survey:{made.survey.pk}" in look.subject and look.person_id for look in looks)
    lost = queries.drawn_people(unit_id=office.pk, reach=made.reach)[0]
    name = Dossier.objects.get(key=lost.key).applicant_name
    assert f">{name}<" in page
    actions.report_outcome(unit_id=lost.id, outcome=Outcome.REFUSED, reach=made.reach, at=AT)
    assert f">{name}<" not in signed_in(made.officer).get(address).content.decode()
    tables = [model._meta.db_table for model in apps.get_app_config("surveys").get_models()]
    with connection.cursor() as cursor:
        for table in [*tables, Entry._meta.db_table]:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = str(cursor.fetchall())
            assert "Người Thử" not in text and "đường Mẫu" not in text and "0905000" not in text, table
    Survey.objects.filter(pk=made.survey.pk).update(state=State.OPEN)
    drawn_rows = lambda: list(SampleUnit.objects.filter(survey=made.survey).order_by("pk").values())  # noqa: E731
    before = drawn_rows()
    assert (
        "24 người được chọn"
        in signed_in(made.officer).get(f"/khao-sat/dot/{made.survey.pk}/dong/").content.decode()
    )
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)
    keys = {str(key) for key in Dossier.objects.values_list("key", flat=True)}
    assert not keys & set(FrameUnit.objects.values_list("code", flat=True)) and drawn_rows() == before
    assert signed_in(made.enumerator).get(reverse("surveys:place", args=[office.pk])).status_code == 200
    assert signed_in(made.enumerator).get(address).status_code == 409
    listed = make_round(cast=made.cast, cells=1, officer="noivu9")
    assert (
        signed_in(listed.officer).get(reverse("surveys:people", args=[listed.units[0].pk])).status_code == 404
    )


def test_the_page_shows_what_would_be_drawn_then_draws(scene):
    _world, made, _offices = scene
    client, address = signed_in(made.officer), reverse("surveys:draw-people", args=[made.survey.pk])
    sent = {"since": "01/02/2026", "until": "28/02/2026", "asked": "person", "offices": "2", "reserve_offices": "1", "people": "10", "reserve": "2", "seed": "766"}  # fmt: skip
    wrong = client.post(address, {**sent, "since": "31/02/2026", "people": "5", "asked": "x"})
    assert wrong.status_code == 422 and "từ 10 đến" in wrong.content.decode()
    look = client.post(address, sent).content.decode()
    assert "Sẽ chọn 2 cơ quan, mời 20 người" in look and 'name="draw"' in look
    assert client.post(address, {**sent, "draw": "1"}).status_code == 302
    assert client.get(address).url == reverse("surveys:round", args=[made.survey.pk])
    assert client.post(address, {**sent, "draw": "1"}).status_code == 409
