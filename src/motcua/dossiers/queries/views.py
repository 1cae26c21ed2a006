"""Filters that were named and kept: one's own, and those that a unit shares. None of them is counted."""

from dataclasses import dataclass

from django.db.models import Q

from motcua.dossiers.models import SavedView
from motcua.dossiers.queries.desk import Filter, Order, View
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

SHOWN_MAX = 20


@dataclass(frozen=True)
class Kept:
    """One view as the desk shows it."""

    id: int
    name: str
    wanted: Filter
    is_own: bool
    is_default: bool
    shared_with: str  # the agency's name, or nothing


def of(reach: Reach) -> list[Kept]:
    """One's own first, each by name; then those shared with the agencies where one serves."""
    if reach.account_id is None:
        return []
    agencies = {grant.agency_id for grant in reach.grants if grant.covers is None}
    rows = SavedView.objects.filter(Q(account_id=reach.account_id) | Q(agency_id__in=agencies))
    found = [_kept(row, reach) for row in rows.select_related("agency").order_by("name", "pk")[:SHOWN_MAX]]
    return sorted(found, key=lambda one: not one.is_own)


def own(view_id: int, reach: Reach) -> SavedView:
    found = SavedView.objects.filter(pk=view_id, account_id=reach.account_id).first()
    if found is None or reach.account_id is None:
        raise NotFound()
    return found


def _kept(row: SavedView, reach: Reach) -> Kept:
    views, orders = set(View), set(Order)
    wanted = Filter(
        view=View(row.view) if row.view in views else View.ALL,
        state=row.state,
        procedure=row.procedure,
        agency_id=row.office_id,
        order=Order(row.order) if row.order in orders else Order.LEFT,
    )
    return Kept(
        row.pk,
        row.name,
        wanted,
        is_own=row.account_id == reach.account_id,
        is_default=row.is_default,
        shared_with=row.agency.name if row.agency else "",
    )
