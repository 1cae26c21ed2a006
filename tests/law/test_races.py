"""Two operators at once: one decides, the other is told to look again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Refusal
from motcua.law import actions
from motcua.law.actions import DayForm, ValueForm
from motcua.law.models import CalendarOverride, DatedValue
from motcua.law.rules import DayKind
from motcua.people.rules import system
from tests.people.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, forms) -> list[str]:
    """What each of them got: "done", or the code of the refusal."""
    start = Barrier(len(forms))

    def one(form) -> str:
        start.wait(timeout=60)
        try:
            act(form=form, reach=system("law"), at=NOW)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(forms)) as pool:
        return sorted(pool.map(one, forms))


def test_of_two_new_values_for_one_day_one_is_set():
    actions.load(at=NOW)
    forms = [ValueForm("dossiers.draft-life-days", n, date(2026, 6, 1), "QĐ 1") for n in (40, 50)]
    assert at_once(actions.set_value, forms) == ["done", "law.value-out-of-order"]
    assert DatedValue.objects.filter(key="dossiers.draft-life-days").count() == 2
    assert Entry.objects.filter(kind="law.value-set").count() == 1


def test_of_two_same_decisions_of_a_day_one_is_written():
    forms = [DayForm(date(2026, 10, 14), DayKind.OFF, "Nghỉ tránh bão", "CĐ 1")] * 3
    assert at_once(actions.decide_day, forms) == ["done", "law.day-already-so", "law.day-already-so"]
    assert CalendarOverride.objects.count() == 1
    assert Entry.objects.filter(kind="law.day-decided").count() == 1


def test_loading_twice_at_once_loads_once():
    with ThreadPoolExecutor(2) as pool:

        def one(_) -> int:
            try:
                return actions.load(at=NOW).added
            finally:
                connection.close()

        added = sorted(pool.map(one, range(2)))
    assert added[0] == 0 or sum(added) == DatedValue.objects.count() + CalendarOverride.objects.count()
    assert DatedValue.objects.values("key", "starts_on").distinct().count() == DatedValue.objects.count()
