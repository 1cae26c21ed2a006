"""A hundred hostile files: each is refused with a sentence, or taken with a stated warning; none takes long or leaves a trace."""

import io
import time

import pytest

from motcua.documents import actions, queries, rules
from motcua.documents.models import File
from motcua.documents.rules.files import FileRefused
from motcua.foundation.refusal import Refusal
from tests.documents.hostile import every
from tests.documents.test_actions import AT, on_disk

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVERY = every()
SECONDS_MAX = 40  # the reader's wall clock and what a busy machine adds


def test_there_are_a_hundred_of_them():
    assert len(EVERY) >= 100 and len({one.what for one in EVERY}) == len(EVERY)


@pytest.mark.parametrize("one", EVERY, ids=[one.what for one in EVERY])
def test_a_hostile_file_is_refused_or_taken_with_a_stated_warning(one, files):
    began = time.monotonic()
    try:
        stored = actions.store(
            content=io.BytesIO(one.content), name=one.name, accept=rules.PAPERS, by="person:x", at=AT
        )
    except Refusal as refusal:
        assert isinstance(refusal, FileRefused), refusal
        assert refusal.sentence % refusal.facts and refusal.next_step % refusal.facts
        assert not one.told, f"{one.what} should be taken, but: {refusal}"
        assert File.objects.count() == 0 and on_disk(files) == []
    else:
        codes = {found.code for found in queries.looks([stored.id])[stored.id].findings}
        assert one.told or one.may_be_taken, f"{one.what} was taken: {codes}"
        assert one.told in ("", "fine") or one.told in codes
        assert on_disk(files) == [stored.sha256]
        assert stored.name.isprintable() and "/" not in stored.name and "\\" not in stored.name
    assert time.monotonic() - began < SECONDS_MAX
