"""Keeping, sharing and forgetting a filter of the desk. No act of the administration: nothing stands in the chronicle."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.dossiers.models import SavedView
from motcua.dossiers.queries import views as asked
from motcua.dossiers.queries.desk import Filter
from motcua.dossiers.rules import checks, refusals
from motcua.dossiers.rules.states import HEADS
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach

NAME_CHARACTERS_MAX = 60
VIEWS_MAX = 20


def save(*, name: str, wanted: Filter, reach: Reach, at: datetime) -> int:
    """Words that were searched for are not kept."""
    if reach.account_id is None:
        raise NotFound()
    name = checks.check_text(field="name", text=name, needed=True, most=NAME_CHARACTERS_MAX)
    if SavedView.objects.filter(account_id=reach.account_id).count() >= VIEWS_MAX:
        raise refusals.TooManyViews(most=VIEWS_MAX)
    known = wanted.agency_id in people.agencies([wanted.agency_id]) if wanted.agency_id else False
    row = SavedView(
        account_id=reach.account_id,
        name=name,
        view=wanted.view,
        state=wanted.state if wanted.state and wanted.state <= 10 else None,
        procedure=wanted.procedure,
        office_id=wanted.agency_id if known else None,
        order=wanted.order,
        saved_at=at,
    )
    return _saved(row)


def rename(*, view_id: int, name: str, reach: Reach) -> None:
    row = asked.own(view_id, reach)
    row.name = checks.check_text(field="name", text=name, needed=True, most=NAME_CHARACTERS_MAX)
    _saved(row)


def _saved(row: SavedView) -> int:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise refusals.NameOfViewTaken(name=row.name) from error
    return row.pk


@transaction.atomic
def make_default(*, view_id: int, reach: Reach) -> None:
    """The desk opens with it; asked again, it opens with one's own work as before."""
    row = asked.own(view_id, reach)
    SavedView.objects.filter(account_id=reach.account_id, is_default=True).update(is_default=False)
    if not row.is_default:
        SavedView.objects.filter(pk=row.pk).update(is_default=True)


def share(*, view_id: int, reach: Reach) -> None:
    """With everybody who serves where one is head; asked again, with nobody."""
    row = asked.own(view_id, reach)
    headed = [grant.agency_id for grant in reach.grants if grant.role in HEADS and grant.covers is None]
    if not headed:
        raise Forbidden()
    agency_id = None if row.agency_id else headed[0]
    SavedView.objects.filter(pk=row.pk).update(agency_id=agency_id)


def forget(*, view_id: int, reach: Reach) -> None:
    asked.own(view_id, reach).delete()
