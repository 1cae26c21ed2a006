"""Between midnight and seven the day has begun in Vietnam and not in UTC: what begins today is there from the first hour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.dossiers import queries
from motcua.dossiers.queries import at_counter, opinions
from motcua.dossiers.rules import checks, refusals
from motcua.foundation.calendar import TZ
from motcua.people.models import Agency
from motcua.procedures import queries as procedures
from tests.dossiers.build import row, submitted
from tests.people.cast import make_agency

EARLY = datetime(2026, 3, 19, 18, 30, tzinfo=UTC)  # half past one in the morning of the 20th in Vietnam
THE_DAY_BEFORE = EARLY - timedelta(days=1)


@pytest.fixture
def dossier(world):
    """Of an office that is no longer new; the offices of its province begin their work on the 20th."""
    found = row(submitted(world))
    Agency.objects.filter(pk=world.cast.department.pk).update(valid_from=date(2026, 3, 20))
    return found


def test_an_office_that_begins_today_receives_and_is_received_for(world, dossier):
    definition = procedures.definition(world.version_id)
    for at, there in ((THE_DAY_BEFORE, []), (EARLY, [world.cast.department.pk])):
        assert [one.id for one in queries.offices(definition, at=at)] == there
        reach = world.cast.reach(world.cast.stranger, at=at)
        assert [one.id for one in at_counter.offices_elsewhere(definition, reach, at=at)] == there


def test_an_office_that_begins_today_is_asked_for_its_opinion(world, dossier):
    new = make_agency(name="Sở Nội vụ", parent=world.cast.province, valid_from=date(2026, 3, 20))
    assert new.pk not in [one.id for one in opinions.offices(dossier, at=THE_DAY_BEFORE)]
    assert new.pk in [one.id for one in opinions.offices(dossier, at=EARLY)]


def test_a_new_date_on_the_day_that_has_begun_is_no_later_date():
    today = datetime(2026, 3, 20, 17, tzinfo=TZ)
    with pytest.raises(refusals.NewDateTooEarly) as refused:
        checks.check_new_due(new_due=today, due=EARLY, working=True)
    assert refused.value.facts["due"] == "20/03/2026"
    checks.check_new_due(new_due=today + timedelta(days=3), due=EARLY, working=True)
