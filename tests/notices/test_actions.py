from datetime import UTC, datetime

import pytest

from motcua.notices import actions
from motcua.notices.models import Notice
from motcua.notices.rules import State

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def queue(email="h.lan@example.vn", template="notices/trial"):
    to = actions.Recipient(email=email, name="Trần Thị Lan", language="vi")
    return actions.queue(to=to, template=template, values={"number": "1"}, subject="dossier:1", at=AT)


def test_queueing_is_one_insert(django_assert_num_queries):
    with django_assert_num_queries(1):
        notice_id = queue()
    assert Notice.objects.get(pk=notice_id).state == State.QUEUED


def test_who_has_no_address_is_recorded_as_not_told():
    notice = Notice.objects.get(pk=queue(email=""))
    assert (notice.state, notice.last_error, notice.values) == (State.FAILED, "no-address", {})


def test_a_template_outside_the_notices_folder_is_a_bug():
    with pytest.raises(AssertionError):
        queue(template="../settings")
