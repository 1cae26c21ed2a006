"""The list of refusals keeps up with the code, in both languages."""

import sys
from importlib import import_module

import pytest
from django.urls import reverse
from django.utils import translation

from motcua.foundation.refusal import Refusal
from motcua.portal import refusal_list
from tests.house import refusal_table


def test_the_page_of_refusals_lists_every_code_with_its_words():
    wanted, found = refusal_table.lines(), refusal_table.written()
    missing = "\n".join(line for line in wanted if line not in set(found))
    stale = "\n".join(line for line in found if line not in set(wanted))
    assert found == wanted, (
        f"docs/reference/refusals.md lacks:\n{missing}\nand has no more use for:\n{stale}\n"
        "`.venv/bin/python -m tests.house.refusal_table` mends it."
    )


def test_a_code_belongs_to_one_kind_of_refusal():
    """Else a program that branches on it would do the wrong thing; what refines another may use other words."""
    by_code = {}
    for kind in refusal_list._below(Refusal):
        if kind.__module__.startswith("motcua.") and kind is not Refusal:
            by_code.setdefault(kind.code, []).append(kind)
    strangers = [
        code
        for code, kinds in by_code.items()
        if len({kind.status for kind in kinds}) > 1
        or not all(issubclass(kind, min(kinds, key=lambda one: len(one.__mro__))) for kind in kinds)
    ]
    assert strangers == []


def test_every_refusal_is_said_in_vietnamese():
    with translation.override("en"):
        english = {kind.code: kind for room in refusal_list.rooms() for kind in room.kinds}
    with translation.override("vi"):
        same = [
            kind.code
            for room in refusal_list.rooms()
            for kind in room.kinds
            if english[kind.code].sentence == kind.sentence or english[kind.code].next_step == kind.next_step
        ]
        names = [room.name for room in refusal_list.rooms()]
    assert same == []
    assert set(names).isdisjoint(refusal_list.ROOM_NAMES.values()), "a room has no Vietnamese name"


@pytest.mark.django_db
def test_programs_find_each_code_at_its_own_place(client):
    page = client.get(reverse("portal:refusals")).content.decode()
    assert 'id="dossiers.step-not-allowed"' in page
    assert page.count('role="rowheader"') == len(refusal_list._kinds())
    refused = client.get("/api/dossiers")
    assert refused["Link"] == f'<{reverse("portal:refusals")}#{refused.json()["code"]}>; rel="help"'
    assert f'id="{refused.json()["code"]}"' in page
    assert reverse("portal:refusals") in client.get(reverse("portal:api")).content.decode()


def test_the_list_is_the_same_on_a_node_without_the_libraries_that_may_be_left_out(monkeypatch):
    module = "motcua.documents.store.s3"
    whole = {kind.code for kind in refusal_list._kinds()}
    monkeypatch.delitem(sys.modules, module, raising=False)
    for name in ("boto3", "boto3.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModuleNotFoundError):
        import_module(module)
    refusal_list._kinds.cache_clear()
    try:
        assert {kind.code for kind in refusal_list._kinds()} == whole
    finally:
        refusal_list._kinds.cache_clear()
