"""An officer draws a round's sample from a list of places, prints its invitations, and people answer with them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people.rules import Role
from motcua.surveys import actions, places, queries
from motcua.surveys.estimation import estimate
from motcua.surveys.models import Cell, FrameUnit, Invitation, SampleUnit, Survey
from motcua.surveys.places import Wish
from motcua.surveys.rules import State, StepNotAllowed
from tests.people.cast import make_officer
from tests.surveys.build import AT, make_round
from tests.surveys.test_pages_rounds import signed_in

WISH = Wish(communes=3, villages=2, people=12, seed=766)
COMMUNES = ("Ea Mẫu", "Cư Mẫu", "Krông Mẫu", "Buôn Mẫu", "Phú Mẫu")


def listed(head: str = "xa;thon;nguoi", *extra: str) -> str:
    rows = [f"{commune};Buôn {n};{80 + 40 * n}" for commune in COMMUNES for n in range(1, 5)]
    return "\n".join([head, *rows, *extra])


def planned(**given):
    """A round that is only planned: the villages of the test's own round are another one's."""
    made = make_round(**given)
    form = actions.NewSurvey(
        agency_id=made.cast.province.pk,
        version_id=made.survey.version_id,
        year=2026,
        name="Đợt hai",
        name_en="Second round",
        opens_on=made.survey.opens_on,
        closes_on=made.survey.closes_on,
    )
    made.survey = Survey.objects.get(pk=actions.plan(form=form, reach=made.reach, at=AT))
    return made


def drawn(made, text: str | None = None, wish: Wish = WISH, **given):
    content = (text or listed()).encode()
    return actions.draw_sample(
        survey_id=made.survey.pk, content=content, wish=wish, reach=made.reach, at=AT, **given
    )


@pytest.mark.django_db
def test_from_a_list_to_an_estimate():
    made = planned()
    told = drawn(made)
    assert (len(told.villages), told.communes, told.invited, told.people) == (6, 3, 72, 3600)
    survey = Survey.objects.get(pk=made.survey.pk)
    assert (survey.state, survey.seed, survey.design["communes"]) == (State.DRAWN, 766, 3)
    assert FrameUnit.objects.filter(frame__digest=survey.design["list"]).count() == 25
    entry = Entry.objects.get(kind="surveys.drawn")
    assert entry.data["places"] == 6 and "Ea Mẫu" not in str(entry.data)
    actions.open_round(survey_id=survey.pk, reach=made.reach, at=AT)
    units = SampleUnit.objects.filter(survey=survey, cell__isnull=False)
    for unit in units:
        for number in range(12):
            code = actions.code_of(sample_unit=unit.pk, number=number)
            level = "5" if number < 9 else "2"
            actions.answer(code=code, data={"p_health_quality": level, "v_used": False}, at=AT)
    actions.close(survey_id=survey.pk, reach=made.reach, at=AT + timedelta(days=1))
    columns = queries.answers(survey=survey.pk)
    assert columns["weight"].sum() == pytest.approx(told.weight)
    columns["satisfied"] = (columns["p_health_quality"] >= 4) * 1.0
    found = estimate(
        columns, values="satisfied", weights="weight", strata="stratum", clusters=("cluster_1", "cluster_2")
    )
    assert found["estimate"][0] == pytest.approx(0.75) and found["n"][0] == 72


@pytest.mark.django_db
def test_looking_changes_nothing_and_the_same_seed_draws_the_same_places():
    made = planned()
    seen = drawn(made, dry_run=True)
    assert Survey.objects.get(pk=made.survey.pk).state == State.PLANNED
    assert not SampleUnit.objects.filter(survey=made.survey).exists()
    assert drawn(made) == seen
    assert drawn(planned(officer="noivu2", cast=made.cast), wish=Wish(3, 2, 12, seed=767)) != seen


@pytest.mark.django_db
def test_weights_of_districts_strata_and_small_communes_add_up():
    """Where everything is taken, everybody stands for themselves: the weights are the list."""
    made = planned()
    rows = [f"N{n % 2};H{n % 3};X{n};Thôn {v};{60 + n}" for n in range(6) for v in range(2)]
    told = drawn(made, "\n".join(["tang;huyen;xa;thon;nguoi", *rows]), Wish(9, 9, 500, seed=1, districts=9))
    assert told.weight == pytest.approx(told.people) and told.invited == told.people
    cells = Cell.objects.filter(survey=made.survey)
    assert {cell.stratum for cell in cells} == {"N0", "N1"} and {len(cell.clusters) for cell in cells} == {3}
    assert {cell.weight for cell in cells} == {1.0}


@pytest.mark.django_db
def test_only_who_runs_the_round_draws_and_only_once():
    made = planned()
    other = make_officer(full_name="Y Lạ", code="la", role=Role.HOME_AFFAIRS, agency=made.cast.commune)
    for player, refusal in ((made.enumerator, Forbidden), (other, NotFound), (made.cast.hoa, NotFound)):
        with pytest.raises(refusal):
            actions.draw_sample(
                survey_id=made.survey.pk,
                content=listed().encode(),
                wish=WISH,
                reach=made.cast.reach(player),
                at=AT,
            )
    drawn(made)
    with pytest.raises(StepNotAllowed):
        drawn(made)
    assert Invitation.objects.filter(sample_unit__survey=made.survey).count() == 72


@pytest.mark.parametrize(
    "text, said",
    [
        ("xa;thon\nA;B", "nguoi"),
        ("xa;thon;nguoi", "–"),
        (listed() + "\nEa Mẫu;Buôn 1;70", "Row 22"),
        (listed() + "\nEa Mẫu;Buôn 9;không rõ", "Row 22"),
        (listed() + "\nEa Mẫu;Buôn 9;7", "fewer than 10"),
        (listed() + "\n;Buôn 9;70", "xa is empty"),
        ("xa;thon;nguoi" + "".join(f"\nXã;Thôn {n};70" for n in range(20_001)), "more than 20000"),
        (listed().encode("utf-16"), "UTF-16"),
        (listed().encode("cp1258", errors="replace"), "UTF-8"),
    ],
)
def test_a_bad_list_is_named_row_by_row(text, said):
    found, faults = places.read(text if isinstance(text, bytes) else text.encode())
    assert found is None
    assert said in " ".join(str(fault.sentence) % fault.facts for fault in faults)


@pytest.mark.django_db
def test_a_bad_list_draws_nothing():
    made = planned()
    with pytest.raises(InvalidInput):
        drawn(made, listed() + "\nEa Mẫu;Buôn 1;70")
    assert Survey.objects.get(pk=made.survey.pk).state == State.PLANNED and not made.survey.sample.exists()


@pytest.mark.django_db
def test_the_page_shows_what_would_be_drawn_then_draws_and_prints_cards(django_assert_max_num_queries):
    made = planned()
    client = Client()
    client.force_login(made.officer.account)
    address = reverse("surveys:draw", args=[made.survey.pk])
    assert "Rút mẫu" in client.get(reverse("surveys:round", args=[made.survey.pk])).content.decode()
    sent = {"list": listed(), "communes": "3", "villages": "2", "people": "12", "reserve": "1", "seed": "766", "districts": "3"}  # fmt: skip
    wrong = client.post(address, {**sent, "people": "5", "seed": "x"})
    assert wrong.status_code == 422 and "từ 10 đến" in wrong.content.decode()
    bad = client.post(address, {**sent, "list": "xa;thon\nA;B"})
    assert bad.status_code == 422 and "nguoi" in bad.content.decode()
    look = client.post(address, sent).content.decode()
    assert "Sẽ chọn 6 thôn của 3 xã, mời 72 người" in look and 'name="draw"' in look
    assert Survey.objects.get(pk=made.survey.pk).state == State.PLANNED
    assert client.post(address, {**sent, "draw": "1"}).status_code == 302
    assert client.get(address).url == reverse("surveys:round", args=[made.survey.pk])
    assert client.post(address, {**sent, "draw": "1"}).status_code == 409
    cards = reverse("surveys:invitations", args=[made.survey.pk])
    listing = client.get(cards).content.decode()
    unit = SampleUnit.objects.filter(survey=made.survey, cell__isnull=False).order_by("position")[0]
    assert f"?noi={unit.pk}" in listing
    with django_assert_max_num_queries(15):
        page = client.get(cards, {"noi": unit.pk}).content.decode()
    assert page.count("invitation-card") == 12 and page.count("<svg") >= 12
    assert client.get(cards, {"noi": made.units[0].pk}).status_code == 404


def households(*extra: str) -> str:
    """Five communes of four villages, in each village 30 households of one to three adults: 60 adults."""
    rows = [
        f"{commune};Buôn {village};{house};{house % 3 + 1}"
        for house in range(1, 31)  # the households of a village do not stand together
        for commune in COMMUNES
        for village in range(1, 5)
    ]
    return "\n".join(["xa;thon;ho;nguoi", *rows, *extra])


@pytest.mark.django_db
def test_a_list_of_households_is_drawn_as_its_villages_and_each_sheet_says_at_which_door_to_ask():
    made = planned()
    told = drawn(made, households())
    assert (len(told.villages), told.people, told.invited) == (6, 20 * 60, 72)
    asked = SampleUnit.objects.filter(survey=made.survey, cell__isnull=False)
    kept = FrameUnit.objects.filter(frame=asked[0].unit.frame, stage=3)
    assert kept.count() == 30 * SampleUnit.objects.filter(survey=made.survey, stage=2).count(), (
        "of drawn villages and their reserve, of no other"
    )
    assert sum(kept.filter(parent=asked[0].unit).values_list("size", flat=True)) == asked[0].unit.size == 60
    for place in queries.listed_places(survey_id=made.survey.pk, reach=made.reach):
        assert [one.number for one in place.doors] == list(place.chosen.numbers)
        counted = [(house, adult) for house in range(1, 31) for adult in range(1, house % 3 + 2)]
        assert [(int(one.household), one.adult) for one in place.doors] == [
            counted[number - 1] for number in place.chosen.numbers
        ]
    address = reverse("surveys:lists", args=[made.survey.pk])
    sheet = signed_in(made.officer).get(f"{address}?noi={asked[0].pk}").content.decode()
    assert "Người lớn thứ" in sheet and "đánh số từ 1" not in sheet
    assert not queries.field_place(unit_id=asked[0].pk, reach=made.reach).people


@pytest.mark.django_db
def test_households_are_destroyed_when_the_round_closes_and_all_that_estimates_need_stays():
    made = planned()
    drawn(made, households())
    here = f"/khao-sat/dot/{made.survey.pk}"
    Survey.objects.filter(pk=made.survey.pk).update(state=State.OPEN)
    other = FrameUnit.objects.create(
        frame_id=made.units[0].unit.frame_id, stage=2, code="1", name="Hộ đợt khác"
    )
    units = lambda: list(SampleUnit.objects.filter(survey=made.survey).order_by("pk").values())  # noqa: E731
    before, report = units(), queries.response(survey_id=made.survey.pk, reach=made.reach)
    count = queries.held(survey_id=made.survey.pk).households
    client = signed_in(made.officer)
    assert count >= 180 and f"{count} hộ trong danh sách" in client.get(f"{here}/dong/").content.decode()
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)
    assert list(FrameUnit.objects.filter(name__regex=r"^[0-9]+$")) == []
    assert FrameUnit.objects.filter(pk=other.pk).exists(), "another round is still asking"
    assert units() == before and queries.response(survey_id=made.survey.pk, reach=made.reach) == report
    assert Entry.objects.latest("pk").data["forgotten_households"] == count
    assert "bị hủy ngày 18/03/2026" in client.get(f"{here}/").content.decode()
    assert "bị hủy" not in client.get(f"/khao-sat/dot/{made.units[0].survey_id}/").content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Ea Mẫu;Buôn 1;7;2", "Row 602: this household stands in row 122 already."),
        ("Ea Mẫu;Buôn 1;99;0", "Row 602: “0” is not a number of adults of a household, 1 to 50."),
        ("Ea Mẫu;Buôn 1;;2", "Row 602: ho is empty."),
        ("Ea Mẫu;Buôn 9;1;9", "Row 602: the households of this place have fewer than 10 adults; join it with a neighbour."),
    ],
)  # fmt: skip
def test_a_damaged_list_of_households_is_named_row_by_row(row, said):
    found, faults = places.read(households(row).encode())
    assert found is None and [one.sentence % one.facts for one in faults] == [said]


@pytest.mark.django_db
def test_a_long_list_comes_as_a_file_and_is_chosen_once_more_before_the_draw(monkeypatch):
    made = planned()
    client = signed_in(made.officer)
    address = reverse("surveys:draw", args=[made.survey.pk])

    def send(content=None, **more):
        file = {} if content is None else {"file": SimpleUploadedFile("ho.csv", content)}
        numbers = {"communes": "3", "villages": "2", "people": "12", "seed": "766", "districts": "1", "reserve": "1"}  # fmt: skip
        return client.post(address, numbers | file | more)

    looked = send(households().encode()).content.decode()
    assert "Ea Mẫu;Buôn 1;1;2" in looked and "hãy chọn lại tệp" not in looked
    monkeypatch.setattr("motcua.surveys.pages.drawing.SHOWN_BYTES_MAX", 100)
    looked = send(households().encode()).content.decode()
    assert "Ea Mẫu;Buôn 1;1;2" not in looked and "hãy chọn lại tệp" in looked
    for wrong in (households().encode("utf-16"), b"PK\x03\x04", b""):
        assert send(wrong, draw="1").status_code == 422
    assert not SampleUnit.objects.filter(survey=made.survey).exists()
    assert send(households().encode(), draw="1").status_code == 302
    assert SampleUnit.objects.filter(survey=made.survey, cell__isnull=False).count() == 6
