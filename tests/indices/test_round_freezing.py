"""A decided round is frozen into a sheet that anybody counts again, and that everybody sees from its hour on."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.indices import actions, par_sheets, rounds, sheet_files
from motcua.indices.models import Figure, ScoreRow, ScoreSheet
from motcua.indices.rules import round_refusals as refusals
from motcua.indices.rules.points import Given
from motcua.indices.rules.rounds import RoundState
from motcua.people.rules import NOBODY
from tests.indices.rounds import make_scoring

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        kept.scoring = make_scoring(at=timezone.now())
        for n in range(3):
            kept.scoring.decided(n)
        yield kept


@pytest.fixture
def scoring(kept, db):
    return kept.copy().scoring


def freeze(scoring, player=None, **more):
    computed = actions.compute_round(round_id=scoring.round.pk)
    given = {"reach": scoring.reach(player or scoring.appraiser), "at": scoring.at} | more
    return computed, actions.freeze_round(computed=computed, **given)


def test_what_is_missing_is_named_unit_by_unit_and_nothing_is_frozen(scoring):
    scoring.bring_in(units=(0, 1))
    with pytest.raises(refusals.NotReadyToFreeze) as refused:
        freeze(scoring)
    (fault,) = refused.value.faults
    assert fault.facts["unit"] == "Phường Thử Lập" and "5.1" in fault.facts["codes"]
    assert not ScoreSheet.objects.exists()


def test_a_frozen_round_says_what_was_decided_and_its_sheet_is_counted_again(scoring, tmp_path):
    scoring.bring_in()
    computed, sheet_id = freeze(scoring)
    sheet = ScoreSheet.objects.get(pk=sheet_id)
    assert (sheet.round_id, sheet.survey_id, sheet.digest) == (scoring.round.pk, None, computed.digest)
    assert par_sheets.recompute(json.loads(sheet.document)) is None
    scoring.round.refresh_from_db()
    assert scoring.round.state == RoundState.FROZEN
    places = ScoreRow.objects.filter(sheet=sheet, value="index").order_by("rank")
    assert [row.rank for row in places] == [1, 2, 3] and places[0].own_best == 1
    _name, body = rounds.sheet_file(
        round_id=scoring.round.pk, reach=scoring.reach(scoring.appraiser), at=scoring.at
    )
    file = tmp_path / "sheet.json"
    file.write_bytes(body)
    keys = tmp_path / "keys.json"
    keys.write_text(Client().get("/.well-known/motcua-keys.json").content.decode())
    out = StringIO()
    call_command("indices", "--lang", "en", "recompute", str(file), "--keys", str(keys), stdout=out)
    assert "same" in out.getvalue().lower()


def test_a_sheet_changed_after_freezing_is_found_out(scoring, tmp_path):
    scoring.bring_in()
    freeze(scoring)
    _name, body = rounds.sheet_file(
        round_id=scoring.round.pk, reach=scoring.reach(scoring.appraiser), at=scoring.at
    )
    changed = json.loads(body)
    changed["sheet"]["about"]["year"] += 1
    with pytest.raises(sheet_files.SheetChanged):
        sheet_files.unpack(json.dumps(changed).encode())
    changed["digest"] = par_sheets.canonical(changed["sheet"])[1]
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(changed))
    keys = tmp_path / "keys.json"
    keys.write_text(Client().get("/.well-known/motcua-keys.json").content.decode())
    with pytest.raises(CommandError):
        call_command("indices", "recompute", str(file), "--keys", str(keys), stdout=StringIO())


def test_nothing_of_a_frozen_round_moves_any_more(scoring):
    scoring.bring_in()
    computed, _sheet = freeze(scoring)
    with pytest.raises(refusals.RoundFrozen):
        actions.freeze_round(computed=computed, reach=scoring.reach(scoring.appraiser), at=scoring.at)
    with pytest.raises(refusals.RoundFrozen):
        scoring.bring_in(share="0.5")
    with pytest.raises(refusals.StageMoved):
        scoring.act(
            actions.amend, scoring.council, code="1.2", word=actions.Word(Given(applicable=True), "Sai.")
        )


def test_a_figure_that_came_while_the_sheet_was_counted_stops_the_freezing(scoring):
    scoring.bring_in()
    computed = actions.compute_round(round_id=scoring.round.pk)
    scoring.bring_in(share="0.6")
    with pytest.raises(refusals.ChangedMeanwhile):
        actions.freeze_round(computed=computed, reach=scoring.reach(scoring.appraiser), at=scoring.at)
    assert not ScoreSheet.objects.exists() and Figure.objects.exists()
    scoring.round.refresh_from_db()
    assert scoring.round.state == RoundState.OPEN


def test_only_the_owners_officer_freezes_and_not_for_an_hour_that_has_passed(scoring):
    scoring.bring_in()
    with pytest.raises(Forbidden):
        freeze(scoring, scoring.council)
    with pytest.raises((Forbidden, NotFound)):
        freeze(scoring, scoring.officers[0])
    with pytest.raises(InvalidInput):
        freeze(scoring, announce_at=scoring.at - timedelta(minutes=1))
    assert not ScoreSheet.objects.exists()


def test_everybody_gets_the_sheet_from_the_second_of_its_hour_and_not_before(scoring):
    scoring.bring_in()
    hour = scoring.at + timedelta(days=2)
    freeze(scoring, announce_at=hour)
    with pytest.raises(NotFound):
        rounds.sheet_file(round_id=scoring.round.pk, reach=NOBODY, at=hour - timedelta(seconds=1))
    assert rounds.frozen_of(round_id=scoring.round.pk, reach=NOBODY, at=hour - timedelta(seconds=1)) is None
    name, body = rounds.sheet_file(round_id=scoring.round.pk, reach=NOBODY, at=hour)
    assert name.startswith("mo-phong-") and sheet_files.unpack(body).signature


def test_the_page_shows_the_league_and_freezes_it(scoring):
    client = Client()
    client.force_login(scoring.appraiser.account)
    address = reverse("indices:round-freeze", args=[scoring.round.pk])
    missing = client.get(address)
    assert missing.status_code == 200 and "5.1" in missing.content.decode()
    assert client.post(address).status_code == 422
    scoring.bring_in()
    shown = client.get(address).content.decode()
    assert all(commune.name in shown for commune in scoring.communes)
    assert client.post(address, {"on": "hôm nay"}).status_code == 422
    assert client.post(address, {"on": "01/01/2020", "hour": "09:00"}).status_code == 422
    assert not ScoreSheet.objects.exists()
    done = client.post(address, {"on": "", "hour": "09:00"}, follow=True).content.decode()
    assert ScoreSheet.objects.get().digest in done
    assert client.get(address).status_code == 409
