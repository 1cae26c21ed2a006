"""Filters under names: kept without what was searched for, shared by a head, the desk opens with one, and forgotten."""

import pytest
from django.urls import reverse

from motcua.dossiers.actions import views
from motcua.dossiers.models import SavedView
from motcua.dossiers.queries import views as asked
from motcua.dossiers.queries.desk import Filter, Order, View
from motcua.dossiers.rules.refusals import NameOfViewTaken, TooManyViews
from motcua.foundation.refusal import Forbidden, NotFound
from tests.dossiers.build import in_progress, submitted
from tests.dossiers.walking import signed_in

NEWEST = Filter(view=View.ALL, state=4, order=Order.NEWEST)


def keep(world, player, name="Đang làm", wanted=NEWEST):
    return views.save(name=name, wanted=wanted, reach=world.reach(player), at=world.at)


def names(world, player):
    return [(one.name, one.is_own) for one in asked.of(world.reach(player))]


def test_a_view_holds_filter_and_order_and_no_words_that_were_searched_for(world):
    keep(world, world.cast.case, wanted=Filter(view=View.LATE, text="Nguyễn Thị Hoa", order=Order.NEWEST))
    (found,) = asked.of(world.reach(world.cast.case))
    assert found.wanted == Filter(view=View.LATE, order=Order.NEWEST)
    assert "Hoa" not in str(SavedView.objects.values().get())
    assert names(world, world.cast.head) == []


def test_a_head_shares_with_the_unit_and_takes_it_back(world):
    view_id = keep(world, world.cast.head)
    views.share(view_id=view_id, reach=world.reach(world.cast.head))
    unit = world.cast.head.mandate.agency
    here = world.cast.case.mandate.agency_id == unit.pk
    assert names(world, world.cast.case) == ([("Đang làm", False)] if here else [])
    assert names(world, world.cast.stranger_case) == []
    views.share(view_id=view_id, reach=world.reach(world.cast.head))
    assert names(world, world.cast.case) == []


def test_nobody_else_changes_it_and_only_a_head_shares(world):
    view_id = keep(world, world.cast.case)
    with pytest.raises(Forbidden):
        views.share(view_id=view_id, reach=world.reach(world.cast.case))
    for act in (views.share, views.forget, views.make_default):
        with pytest.raises(NotFound):
            act(view_id=view_id, reach=world.reach(world.cast.head))
    with pytest.raises(NotFound):
        views.rename(view_id=view_id, name="x", reach=world.reach(world.cast.head))


def test_two_views_of_one_name_and_too_many_are_refused(world, monkeypatch):
    keep(world, world.cast.case)
    with pytest.raises(NameOfViewTaken):
        keep(world, world.cast.case)
    other = keep(world, world.cast.case, "Khác")
    with pytest.raises(NameOfViewTaken):
        views.rename(view_id=other, name="Đang làm", reach=world.reach(world.cast.case))
    monkeypatch.setattr(views, "VIEWS_MAX", 2)
    with pytest.raises(TooManyViews):
        keep(world, world.cast.case, "Thêm")


def test_the_desk_opens_with_the_default_view_in_its_order(world):
    first, second = in_progress(world), in_progress(world)
    submitted(world)
    client = signed_in(world.cast.head)
    desk = reverse("dossiers:desk")
    saved = client.post(
        reverse("dossiers:view-save"), {"ten": "Mới", "xem": "tat-ca", "trang-thai": "4", "xep": "moi-nhat"}
    )
    assert "xep=moi-nhat" in saved.url
    view = SavedView.objects.get()
    client.post(reverse("dossiers:view-change", args=[view.pk]), {"viec": "mac-dinh"})
    page = client.get(desk)
    assert [row.number for row in page.context["page"].rows] == [second.number, first.number]
    assert "Mới" in page.content.decode()
    client.post(reverse("dossiers:view-change", args=[view.pk]), {"viec": "ten", "ten": "Tên khác"})
    client.post(reverse("dossiers:view-change", args=[view.pk]), {"viec": "mac-dinh"})
    view.refresh_from_db()
    assert (view.name, view.is_default) == ("Tên khác", False)
    client.post(reverse("dossiers:view-change", args=[view.pk]), {"viec": "xoa"})
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_not_kept(world):
    client = signed_in(world.cast.head)
    client.post(reverse("dossiers:view-save"), {"ten": "  ", "xem": "tat-ca"})
    assert not SavedView.objects.exists()
