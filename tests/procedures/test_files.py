"""Procedure files: what is wrong is said with file, line and field (each error: test_file_errors.py); what is right is written one way."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.procedures import actions, files

DATA = Path(actions.__file__).parents[1] / "data"
ONE = (DATA / "1.001612.yaml").read_text(encoding="utf-8")


def said(text):
    return [
        (fault.facts["line"], fault.field, fault.sentence % fault.facts)
        for fault in actions.check(text=text).faults
    ]


def line_of(text, start):
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(start))


def test_every_error_is_reported_at_once_in_the_order_of_the_file():
    text = (
        ONE.replace("level: full", "level: x")
        .replace("pause_policy: restart", "pause_policy: x")
        .replace("share_percent: 60", "share_percent: x")
    )
    lines = [line for line, _field, _words in said(text)]
    assert len(lines) >= 3
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "text",
    ["", "- a\n- b\n", "just words", "a: 1\n\tb: 2\n", "\x00", "!!python/object:os.system x", "a: !!binary aGVq\n", "? [a, b]\n: c\n", "{" * 50, "a: " + "[" * 40 + "]" * 40, "x" * 500_000, "a: *b\n"],
)  # fmt: skip
def test_what_is_no_procedure_file_is_refused_in_words(text):
    found = said(text)
    assert found
    assert all(isinstance(line, int) and sentence for line, _field, sentence in found)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abc: -[]{}&*!|>'\"#\n\t,?%@`0123456789.đ", max_size=80))
def test_any_text_is_either_read_or_refused(text):
    checked = actions.check(text=text)
    assert checked.definition is None
    assert checked.faults


PLAIN = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=30)
TREES = st.dictionaries(
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
    st.recursive(
        PLAIN,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_what_is_written_is_read_back_the_same(tree):
    text = files.write(tree)
    read = files.read(text)
    assert read.problems == ()
    assert read.document == tree
    assert files.write(read.document) == text


def test_the_command_names_file_line_and_field(tmp_path, capsys):
    path = tmp_path / "sai.yaml"
    path.write_text(ONE.replace("level: full", "level: whole"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"^Số lỗi: 1\.$"):
        call_command("procedures", "check", str(path))
    line = line_of(ONE, "level: full")
    assert capsys.readouterr().out.startswith(f"{path}:{line}: level: ")


@pytest.mark.django_db
def test_the_command_exports_the_file_it_loaded(tmp_path, capsys):
    call_command("procedures", "load", str(DATA / "1.001612.yaml"))
    capsys.readouterr()
    call_command("procedures", "export", "1.001612")
    assert capsys.readouterr().out == ONE
