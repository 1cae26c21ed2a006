"""The figures of our own records: numerator and denominator of one agency, and the page that opens to what they count."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.indices import named_figures
from tests.dossiers.build import make_world
from tests.dossiers.walking import signed_in
from tests.indices.test_now import settle

pytestmark = pytest.mark.django_db


def test_a_figure_counts_the_settled_requests_of_the_agency_and_opens_to_them():
    world = make_world()
    world.at = timezone.now()
    settle(world, world.cast.department, counter=1)
    settle(world, world.cast.commune, online=4, online_late=1, counter=3, counter_late=2)
    year = (world.at - timedelta(days=9)).year
    asked = {"agency_id": world.cast.commune.pk, "year": year, "at": world.at}
    found = named_figures.figures({"on-time", "online", "digitised"}, **asked)
    counted = {name: (one.numerator, one.denominator) for name, one in found.items()}
    assert counted == {"on-time": (7, 10), "online": (5, 10)}
    given = found["on-time"].given
    assert given and (given.numerator, given.denominator) == (Decimal(7), Decimal(10))
    above = named_figures.figures({"online"}, **asked | {"agency_id": world.cast.province.pk})
    assert above["online"].denominator > 10, "the province counts its offices"
    for at, one in enumerate(Dossier.objects.filter(agency=world.cast.commune), start=1):
        Dossier.objects.filter(pk=one.pk).update(number=f"H15.99-230419-{at:04}")
    page = signed_in(world.cast.watcher).get(found["on-time"].link)
    assert page.status_code == 200
    assert page.content.decode().count("H15.99-230419-") >= found["on-time"].denominator


def test_a_year_without_requests_has_no_share_and_a_coming_one_has_no_figure():
    world = make_world()
    asked = {"agency_id": world.cast.commune.pk, "at": world.at}
    before = named_figures.figures({"on-time"}, year=world.at.year - 5, **asked)
    assert before["on-time"].denominator == 0 and before["on-time"].given is None
    assert named_figures.figures({"on-time"}, year=world.at.year + 1, **asked) == {}
    assert named_figures.missing("digitised") and named_figures.missing("on-time") is None
