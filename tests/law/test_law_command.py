"""`motcua law load` and `check`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from motcua.law import shipped

pytestmark = pytest.mark.django_db


def say(word: str) -> str:
    out = StringIO()
    call_command("law", word, stdout=out)
    return out.getvalue()


def test_loading_says_what_it_did_and_a_second_time_does_nothing():
    assert say("load").startswith(f"Thêm {len(shipped.values()) + len(shipped.days())}, cập nhật 0")
    assert say("load") == "Thêm 0, cập nhật 0, bỏ 0, giữ nguyên như đã quyết định tại đây 0.\n"


def test_another_language_asked_for_outside_is_spoken_too():
    with translation.override("en"):
        assert say("load").startswith("Added: ")


def test_checking_lists_what_was_never_verified():
    assert "dossiers.acknowledge-hours" in say("check")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "values.yaml",
            "- key: a.b\n  value: 1\n  from: 2020-01-01\n  basis: x\n",
            "values.yaml, entry 1: verified missing",
        ),
        (
            "values.yaml",
            "- {key: a.b, value: 1, from: 2020-02-30, basis: x, verified: false}\n",
            "values.yaml, line 1: there is no day 2020-02-30",
        ),
        (
            "values.yaml",
            "- {key: a.b, value: 1, from: 2020-01-01, basis: x, verified: false}\n" * 2,
            "two values of a.b hold on 2020-01-01",
        ),
        (
            "overrides.yaml",
            "- {date: 2026-01-02, kind: maybe, name: x, basis: x, verified: false}\n",
            "overrides.yaml, entry 1: kind is 'maybe'",
        ),
        (
            "overrides.yaml",
            "- {date: 2026-01-02, kind: work, colour: red}\n",
            "overrides.yaml, entry 1: basis",
        ),
        ("hours.yaml", "week: [a\n", "hours.yaml: while parsing"),
    ],
)
def test_a_file_with_an_error_is_refused_with_its_place(tmp_path, monkeypatch, name, text, words):
    for file in shipped.DATA.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / name).write_text(text)
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    readers = (shipped.values, shipped.days, shipped.default_hours)
    for read in readers:
        read.cache_clear()
    try:
        with pytest.raises(CommandError, match=words):
            say("check")
    finally:
        monkeypatch.undo()
        for read in readers:
            read.cache_clear()
