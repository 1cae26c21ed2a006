"""Score sheets: computed from a closed round, the same answers the same bytes, frozen once, shown from their hour on."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import numpy
import pytest
from django.core.management import CommandError, call_command

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.foundation.sample import Plan
from motcua.indices import actions, sample, scoring, sheets
from motcua.indices.models import Published, ScoreRow, ScoreSheet
from motcua.indices.rules import Index, NotClosed, SheetAnnounced, SheetFrozen, SheetStatus, TooFewAnswers
from motcua.indices.rules.rounds import RoundState
from motcua.people import actions as people
from motcua.people import files
from motcua.people.rules import NOBODY, system
from motcua.surveys import sample as survey_sample
from motcua.surveys.models import Answer, Cell, Survey
from motcua.surveys.queries import version
from motcua.surveys.rules import State
from tests.people.cast import NOW
from tests.surveys.build import AT, make_round

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def answered(made, *, each=30, seed=1, few=None):
    """Two provinces of three villages, closed, with so many answers in each; `few` of them to the last item in one."""
    Cell.objects.filter(survey=made.survey, number__gt=3).update(province="22", stratum="22")
    Cell.objects.filter(survey=made.survey, number__lte=3).update(province="66", stratum="66")
    chance = numpy.random.default_rng(seed)
    items = [item.code for item in version(version_id=made.survey.version_id).instrument.items]
    rows = []
    for cell in Cell.objects.filter(survey=made.survey).order_by("number"):
        for place in range(each):
            data = {item: str(chance.integers(1, 6)) for item in items}
            if few is not None and cell.province == "66" and (cell.number > 1 or place >= few):
                del data["s_res_fair"]
            rows.append((cell, data))
    return rows


def put(made, rows):
    Answer.objects.filter(survey=made.survey).delete()
    Answer.objects.bulk_create(
        [Answer(survey=made.survey, cell=cell, day=AT.date(), data=data) for cell, data in rows],
        batch_size=100,
    )
    Survey.objects.filter(pk=made.survey.pk).update(state=State.CLOSED, closed_at=LATER)


@pytest.fixture
def made():
    made = make_round()
    put(made, answered(made))
    return made


def row(computed, value, domain):
    return next(one for one in computed.document["rows"] if (one["value"], one["domain"]) == (value, domain))


def test_the_same_answers_give_the_same_bytes_whatever_order_they_came_in(made):
    first = sheets.compute(survey_id=made.survey.pk)
    assert sheets.compute(survey_id=made.survey.pk).text == first.text
    put(made, list(reversed(answered(made))))  # other rows, other ids, another order
    again = sheets.compute(survey_id=made.survey.pk)
    assert again.text == first.text and again.digest == first.digest
    put(made, answered(made, seed=2))
    assert sheets.compute(survey_id=made.survey.pk).digest != first.digest
    other = scoring.Method(combine="factors")
    assert sheets.compute(survey_id=made.survey.pk, method=other).digest != first.digest
    about = json.loads(first.text)["about"]
    assert about["status"] == SheetStatus.COMPUTED and about["answers"] == 180
    assert json.loads(first.text)["method"]["combine"] == "items"
    assert {note["code"] for note in first.document["assumed"]} >= {"errors-pooled"}


def test_a_sheet_is_frozen_once_with_its_hash_in_the_chronicle(made):
    computed = sheets.compute(survey_id=made.survey.pk)
    sheet_id = actions.freeze(computed=computed, reach=made.reach, at=LATER)
    sheet = ScoreSheet.objects.get(pk=sheet_id)
    assert (sheet.document, sheet.digest, sheet.announced_at) == (computed.text, computed.digest, None)
    assert ScoreRow.objects.filter(sheet=sheet).count() == len(computed.document["rows"])
    assert Survey.objects.get(pk=made.survey.pk).state == State.FROZEN
    entry = Entry.objects.get(kind="indices.sheet-frozen")
    assert entry.data["digest"] == computed.digest and entry.subject == f"sheet:{sheet_id}"
    assert Entry.objects.get(kind="surveys.frozen").data == {"digest": computed.digest}
    # Asked again it gives the same hash, and is not frozen again.
    again = sheets.compute(survey_id=made.survey.pk)
    assert again.digest == computed.digest
    with pytest.raises(SheetFrozen):
        actions.freeze(computed=again, reach=made.reach, at=LATER)
    assert Entry.objects.filter(kind="indices.sheet-frozen").count() == 1


def test_where_an_item_was_answered_by_nobody_there_is_no_index_and_the_sheet_says_so(made):
    rows = answered(made)
    for _cell, data in rows:
        del data["s_res_fair"]
    put(made, rows)
    computed = sheets.compute(survey_id=made.survey.pk)
    assert (
        row(computed, "index", "66")["estimate"] is None
        and row(computed, "policy", "66")["estimate"] is not None
    )
    assert "nobody" in {note["code"] for note in computed.document["assumed"]}


def test_only_a_closed_round_is_computed_and_only_home_affairs_freeze_it(made):
    computed = sheets.compute(survey_id=made.survey.pk)
    for player, refusal in ((made.cast.leader, NotFound), (made.cast.watcher, Forbidden)):
        with pytest.raises(refusal):
            actions.freeze(computed=computed, reach=made.cast.reach(player), at=LATER)
    Survey.objects.filter(pk=made.survey.pk).update(state=State.OPEN)
    with pytest.raises(NotClosed):
        sheets.compute(survey_id=made.survey.pk)
    Survey.objects.filter(pk=made.survey.pk).update(state=State.CLOSED)
    with pytest.raises(NotFound):
        sheets.compute(survey_id=made.survey.pk + 99)
    Answer.objects.filter(survey=made.survey).delete()
    with pytest.raises(TooFewAnswers):
        sheets.compute(survey_id=made.survey.pk)
    assert not ScoreSheet.objects.exists()


def test_a_sheet_is_seen_by_its_own_office_at_once_and_by_everybody_from_its_hour_on(made):
    computed = sheets.compute(survey_id=made.survey.pk)
    sheet_id = actions.freeze(computed=computed, reach=made.reach, at=LATER)

    def seen(reach, at):
        return list(sheets.visible_to(reach, at=at).values_list("pk", flat=True)) == [sheet_id]

    hour = LATER + timedelta(days=2)
    assert seen(made.reach, LATER)
    assert not seen(NOBODY, hour) and not seen(made.cast.reach(made.cast.watcher), hour)
    with pytest.raises(InvalidInput):
        actions.announce(sheet_id=sheet_id, on=LATER - timedelta(hours=1), reach=made.reach, at=LATER)
    with pytest.raises(Forbidden):
        actions.announce(sheet_id=sheet_id, on=hour, reach=made.cast.reach(made.cast.watcher), at=LATER)
    with pytest.raises(NotFound):
        actions.announce(sheet_id=sheet_id, on=hour, reach=made.cast.reach(made.cast.leader), at=LATER)
    actions.announce(sheet_id=sheet_id, on=hour, reach=made.reach, at=LATER)
    assert not seen(NOBODY, hour - timedelta(seconds=1)) and seen(NOBODY, hour)
    with pytest.raises(SheetAnnounced):
        actions.announce(sheet_id=sheet_id, on=hour + timedelta(days=1), reach=made.reach, at=LATER)
    assert Entry.objects.filter(kind="indices.sheet-announced").count() == 1


def test_fewer_than_ten_answers_are_not_in_the_sheet_nor_what_would_tell_them(made):
    put(made, answered(made, few=4))
    computed = sheets.compute(survey_id=made.survey.pk)
    for value, domain in (
        ("s_res_fair", "66"),  # four answered
        ("s_res_fair", "22"),  # the rest of the item
        ("s_res_correct", "66"),  # the rest of the factor
    ):
        hidden = row(computed, value, domain)
        assert {key for key, found in hidden.items() if found not in (None, ())} == {
            "value",
            "kind",
            "domain",
        }
    assert row(computed, "s_res_fair", "nation")["n"] == 94
    assert row(computed, "p_health_part", "66")["n"] == 90
    actions.freeze(computed=computed, reach=made.reach, at=LATER)
    assert ScoreRow.objects.get(value="s_res_fair", domain="66").estimate is None


def test_the_command_computes_and_freezes_and_says_the_hash(made):
    out = StringIO()
    words = ["freeze", "--survey", str(made.survey.pk), "--combine", "persons"]
    call_command("indices", "--lang", "en", *words, "--dry-run", stdout=out)
    digest = sheets.compute(survey_id=made.survey.pk, method=scoring.Method(combine="persons")).digest
    assert digest in out.getvalue() and "Nothing was changed" in out.getvalue()
    assert not ScoreSheet.objects.exists()
    call_command("indices", "--lang", "en", *words, "--announce", "2026-05-01T09:00", stdout=out)
    sheet = ScoreSheet.objects.get()
    assert sheet.digest == digest and sheet.announced_at.isoformat() == "2026-05-01T02:00:00+00:00"
    with pytest.raises(CommandError, match="frozen already"):
        call_command("indices", "--lang", "en", *words, stdout=out)
    with pytest.raises(CommandError, match="no moment"):
        call_command("indices", "--lang", "en", *words, "--announce", "tomorrow", stdout=out)


@pytest.mark.slow
def test_the_simulated_nation_is_computed_from_the_tables_to_the_printed_scores():
    people.load_agencies(
        lines=files.agency_lines(), successions=files.succession_lines(), correct=False, reach=system("people"), at=NOW
    )  # fmt: skip
    assert not survey_sample.made() and not sample.made()
    assert survey_sample.make(Plan(at=NOW))["answers"] == 36_000
    done = sample.make(Plan(at=NOW))
    assert survey_sample.made() and sample.made() and done["score sheet rows"] == 65 * 62
    _check_rounds_of_scoring(done)
    sheet = ScoreSheet.objects.get(index=Index.SIPAS)
    assert (
        sheet.status == SheetStatus.SIMULATED and sheet.survey.simulated and "mô phỏng" in sheet.survey.name
    )
    assert Answer.objects.count() == 36_000 and Cell.objects.count() == 1_170
    index = {one.domain: one for one in sheet.rows.filter(value="index")}
    assert f"{index['nation'].estimate:.2f}" == "80.08"
    assert (f"{index['66'].estimate:.2f}", index["66"].rank) == ("80.47", 27)
    assert index["66"].own_best < 27 < index["66"].own_worst
    assert index["66"].joint_best <= index["66"].own_best
    assert sum(index["66"].bands) == pytest.approx(1, abs=1e-5)
    assert len(index) == 65 and min(one.n for one in index.values()) > 350
    assert not Published.objects.exists()
    with pytest.raises(SheetFrozen):
        computed = sheets.compute(survey_id=sheet.survey_id)
        assert computed.digest == sheet.digest
        actions.freeze(computed=computed, reach=sample.BY, at=NOW)
    assert Survey.objects.get().state == State.FROZEN


def _check_rounds_of_scoring(done) -> None:
    """Two years of 63 provinces, their means as printed, marked as made up, and places that moved from one to the other."""
    assert (done["scores of 2022"], done["scores of 2023"]) == (63, 63)
    places = {}
    for year, printed in ((2022, "84.79"), (2023, "86.98")):
        sheet = ScoreSheet.objects.get(index=Index.PAR, year=year)
        document = json.loads(sheet.document)
        assert sheet.status == document["about"]["status"] == SheetStatus.SIMULATED
        assert abs(Decimal(document["mean"]) - Decimal(printed)) < Decimal("0.1")
        assert sheet.announced_at == NOW and sheet.round.state == RoundState.FROZEN
        places[year] = dict(sheet.rows.filter(value="index").values_list("domain", "rank"))
    assert places[2022].keys() == places[2023].keys() and places[2022] != places[2023]
