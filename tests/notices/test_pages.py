from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.notices import actions, queries
from motcua.notices.models import Notice
from motcua.notices.rules import State
from tests.people.cast import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def failed(subject="dossier:1", **facts):
    to = actions.Recipient(email="h.lan@example.vn", name="Trần Thị Lan", language="vi")
    notice_id = actions.queue(to=to, template="trial/said", values={}, subject=subject, at=NOW)
    Notice.objects.filter(pk=notice_id).update(state=State.FAILED, last_error="bad-address", **facts)
    return notice_id


def test_the_operator_sees_what_did_not_go_out_and_sends_it_again(client, cast):
    notice_id = failed()
    client.force_login(cast.operator.account)
    page = client.get(reverse("notices:stuck")).content.decode()
    assert "dossier:1" in page and "h.•••@example.vn" in page
    assert "h.lan@" not in page and "Trần Thị Lan" not in page
    assert client.post(reverse("notices:resend", args=[notice_id])).status_code == 302
    assert queries.of("dossier:1")[0].state is State.QUEUED


def test_only_the_operator_may(client, cast):
    notice_id = failed()
    client.force_login(cast.case.account)
    assert client.get(reverse("notices:stuck")).status_code == 403
    assert client.post(reverse("notices:resend", args=[notice_id])).status_code == 403
    assert Notice.objects.get(pk=notice_id).state == State.FAILED


def test_the_list_goes_on_to_older_notices(client, cast):
    ids = [failed(subject=f"dossier:{n}", queued_at=NOW - timedelta(hours=n)) for n in range(51)]
    client.force_login(cast.operator.account)
    first = client.get(reverse("notices:stuck")).content.decode()
    assert f"?truoc={ids[1]}" in first
    older = client.get(reverse("notices:stuck"), {"truoc": ids[1]}).content.decode()
    assert "dossier:0<" in older and "dossier:1<" not in older
    assert client.get(reverse("notices:stuck"), {"truoc": "x' or 1"}).status_code == 200


def test_nothing_to_do_is_said(client, cast):
    client.force_login(cast.operator.account)
    assert client.get(reverse("notices:stuck")).status_code == 200
