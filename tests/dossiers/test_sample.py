"""The sample has the shape that docs/reference/sample.md states, is drawn alike from one seed, and can be moved on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import override_settings

from motcua.chronicle.models import Entry
from motcua.documents import queries as documents
from motcua.dossiers import sample
from motcua.dossiers.models import Assistance, Dossier, Movement, Paper, Result, Wait
from motcua.dossiers.rules.states import OPEN, Act, Channel, State
from motcua.dossiers.sample import filed, shape
from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.people import sample as people_sample

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # a Friday
SIZE = 1_500
pytestmark = pytest.mark.slow  # makes a province


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once for the tests of this file; taken away again at the end."""
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        call_command("law", "load", verbosity=0, stdout=_Nowhere())
        call_command("people", "load", verbosity=0, stdout=_Nowhere())
        call_command("procedures", "load", verbosity=0, stdout=_Nowhere())
        people_sample.settle(seed=7, at=NOON, citizens=400, citizens_2023=100, communes=10)
        folder = tmp_path_factory.mktemp("files")
        with override_settings(FILES_DIR=folder):
            sample.make(Plan(at=NOON, seed=7, dossiers=SIZE))
        yield folder
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
        connection.close()


class _Nowhere:
    def write(self, words):
        pass


@pytest.fixture(autouse=True)
def files(settings, province):
    settings.FILES_DIR = province


@pytest.fixture
def living(province, db):
    return Dossier.objects.filter(submitted_at__gte=datetime(2025, 11, 1, tzinfo=UTC))


def share(part, whole):
    return part / whole


def test_there_are_about_as_many_dossiers_as_asked_for(living):
    assert 0.85 * SIZE <= living.count() <= 1.1 * SIZE
    assert all(living.values_list("simulated", flat=True))


def test_five_to_twelve_in_a_hundred_are_late(living):
    done = living.filter(late__isnull=False)
    assert 0.04 <= share(done.filter(late=True).count(), done.count()) <= 0.13


def test_eight_to_fifteen_in_a_hundred_need_a_supplement(living):
    assert 0.06 <= share(living.filter(supplements=1).count(), living.count()) <= 0.16


def test_pauses_are_log_normal_about_three_days(living):
    days = sorted(
        (w.answered_at - w.asked_at) / timedelta(days=1)
        for w in Wait.objects.filter(answered_at__isnull=False)
    )
    assert 2.0 <= days[len(days) // 2] <= 4.2
    assert max(days) <= 28


def test_mondays_peak_and_tet_dips(living):
    by_day = [0] * 7
    for at in living.values_list("submitted_at", flat=True):
        by_day[at.astimezone(TZ).weekday()] += 1
    assert by_day[0] == max(by_day)
    assert max(by_day[5:]) < min(by_day[:5]) / 3
    tet = living.filter(
        submitted_at__date__gte=date(2026, 2, 10), submitted_at__date__lte=date(2026, 2, 24)
    ).count()
    after = living.filter(
        submitted_at__date__gte=date(2026, 3, 10), submitted_at__date__lte=date(2026, 3, 24)
    ).count()
    assert tet < after / 2


def test_a_few_are_sent_by_a_helper_with_a_mandate_and_the_trace_names_both(living):
    helped = Assistance.objects.filter(dossier__in=living).select_related("dossier", "mandate__helper")
    counted = living.filter(channel__in=(Channel.ONLINE, Channel.COUNTER))
    assert 0.003 <= share(helped.count(), counted.count()) <= 0.04
    for one in helped:
        dossier, mandate = one.dossier, one.mandate
        assert mandate.starts_at <= dossier.submitted_at < mandate.ends_at and mandate.noted_by_id
        assert dossier.version.procedure.code in mandate.procedures and dossier.channel == Channel.ONLINE
        assert dossier.applicant_id == dossier.sender_id == mandate.helped_id != mandate.helper_id
        sent = dossier.movements.get(act=Act.SUBMIT)
        assert sent.actor == f"person:{mandate.helper.public_id}"
        assert sent.facts["helper"]["name"] == one.helper_name == mandate.helper.full_name
        entry = Entry.objects.get(kind=Act.SUBMIT, subject=f"dossier:{dossier.key}")
        assert (entry.actor, entry.data["mandate"]) == (sent.actor, mandate.public_id)


def test_about_as_many_are_digitised_as_offices_report_and_their_files_are_real_and_few(living):
    done = living.filter(state__in=[State.DONE, State.RETURNED], papers__isnull=False).distinct()
    digitised = done.filter(papers__file_id__isnull=False).distinct()
    assert 0.45 <= share(digitised.count(), done.count()) <= 0.8
    assert not digitised.filter(papers__file_id=None, papers__wait=None).exists(), "all papers of it, or none"
    whole = Result.objects.filter(dossier__in=digitised, file_id__isnull=False).count()
    assert 0.15 <= share(whole, digitised.count()) <= 0.45
    used = {row.file_id for row in Paper.objects.filter(dossier__in=living, file_id__isnull=False)}
    assert {one.media_type for one in documents.facts(list(used)).values()} == {"application/pdf"}
    held = {holder for one in used for holder, _until in documents.holders(one)}
    needed = {f"dossiers.paper:{one.pk}" for one in Paper.objects.filter(file_id__in=used)}
    assert len(used) == 3 and needed <= held


def test_by_the_million_no_paper_has_a_file(db):
    assert filed.stored(at=NOON, a_year=100_000) == ()


def test_history_is_closed_and_stands_in_the_structure_of_2023(province, db):
    history = Dossier.objects.filter(submitted_at__lt=datetime(2023, 6, 1, tzinfo=UTC))
    assert history.count() > 50
    assert not history.filter(state__in=OPEN).exists()
    assert all(number.startswith("000.") for number in history.values_list("number", flat=True))


def test_every_dossier_has_one_movement_for_each_revision(province, db):
    uneven = Dossier.objects.annotate(acts=Count("movements")).exclude(acts__gt=0)
    assert not uneven.exists()
    for dossier in Dossier.objects.annotate(acts=Count("movements"))[:300]:
        assert dossier.acts == dossier.revision


def test_a_later_day_moves_it_on_and_touches_nothing_that_a_visitor_did(province, db):
    before, acts = Dossier.objects.count(), Movement.objects.count()
    still_open = Dossier.objects.filter(state__in=OPEN).count()
    done = sample.move_on(Plan(at=NOON + timedelta(days=4), seed=7, dossiers=SIZE))
    assert done["new dossiers"] == Dossier.objects.count() - before > 0
    assert Movement.objects.count() > acts
    assert done["acts on open dossiers"] > 0 or not still_open


def test_one_day_is_drawn_alike_whenever_it_is_drawn():
    days = [date(2026, 1, 5) + timedelta(days=n) for n in range(60)]
    first = [shape.how_many(7, day, a_year=20_000, is_working=day.weekday() < 5) for day in days]
    assert first == [shape.how_many(7, day, a_year=20_000, is_working=day.weekday() < 5) for day in days]
    assert first != [shape.how_many(8, day, a_year=20_000, is_working=day.weekday() < 5) for day in days]
