from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.notices import actions, queries, rules
from motcua.notices.models import Notice
from motcua.notices.pages import texts
from motcua.notices.rules import State
from motcua.notices.words import called
from tests.people.cast import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def failed(subject="dossier:1", **facts):
    to = actions.Recipient(email="h.lan@example.vn", name="Trần Thị Lan", language="vi")
    actions.queue(to=to, template="trial/said", values={}, subject=subject, at=NOW)
    notice_id = Notice.objects.latest("id").pk
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


def test_all_with_one_cause_are_sent_again_at_once_and_the_others_stay(client, cast):
    ids = [failed() for _ in range(3)]
    other = failed(subject="dossier:2")
    Notice.objects.filter(pk__in=ids).update(last_error="refused-by-server")
    client.force_login(cast.operator.account)
    assert client.post(reverse("notices:resend-all"), {"cause": "refused-by-server"}).status_code == 302
    assert set(Notice.objects.filter(pk__in=ids).values_list("state", flat=True)) == {State.QUEUED}
    assert Notice.objects.get(pk=other).state == State.FAILED
    client.force_login(cast.case.account)
    assert client.post(reverse("notices:resend-all")).status_code == 403


def test_at_most_so_many_are_sent_again_at_once(client, cast, monkeypatch):
    monkeypatch.setattr(actions, "RESEND_MAX", 2)
    for _ in range(3):
        failed()
    assert actions.resend_all(by="mandate:1", at=NOW) == 2
    assert actions.resend_all(by="mandate:1", at=NOW) == 1
    assert actions.resend_all(by="mandate:1", at=NOW) == 0


def test_a_person_chooses_ways_and_hours(client, cast, settings):
    settings.SMS_GATEWAY = "jsons://sms.example.vn/?:to={to}"
    client.force_login(cast.hoa.account)
    page = client.get(reverse("notices:reaching")).content.decode()
    assert 'name="second"' in page and 'name="third"' not in page
    given = {"first": "sms", "second": "email", "quiet_from": "22", "quiet_until": "6"}
    assert client.post(reverse("notices:reaching"), given).status_code == 302
    found = queries.reaching(cast.hoa.person.pk)
    assert (found.order, found.quiet_from, found.quiet_until) == (("sms", "email"), 22, 6)


def test_a_person_chooses_the_language_and_an_officer_the_word_of_the_morning(client, cast):
    given = {"first": "email", "quiet_from": "22", "quiet_until": "6", "language": "en"}
    client.force_login(cast.hoa.account)
    assert 'name="digest"' not in client.get(reverse("notices:reaching")).content.decode()
    assert client.post(reverse("notices:reaching"), given).status_code == 302
    found = queries.reaching(cast.hoa.person.pk)
    assert found.language == "en" and found.digest, "not asked, so it is as it was"
    client.force_login(cast.case.account)
    assert 'name="digest" value="on" checked' in client.get(reverse("notices:reaching")).content.decode()
    assert client.post(reverse("notices:reaching"), given).status_code == 302
    assert not queries.reaching(cast.case.person.pk).digest


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "fr"},
        {"second": "sms"},
        {"first": ""},
        {"first": "chat"},
        {"quiet_until": "11"},
        {"quiet_from": "x"},
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(client, cast, settings, wrong):
    settings.SMS_GATEWAY = "jsons://sms.example.vn/?:to={to}"
    settings.CHAT_GATEWAY = "jsons://chat.example.vn/?:to={to}"
    client.force_login(cast.hoa.account)
    given = {"first": "sms", "quiet_from": "22", "quiet_until": "6", **wrong}
    answer = client.post(reverse("notices:reaching"), given)
    assert answer.status_code == 422 and "aria-invalid" in answer.content.decode()
    assert queries.reaching(cast.hoa.person.pk) == rules.AS_USUAL


def test_every_text_message_fits_two_parts_and_names_nobody(client, cast):
    found = list(texts.previews())
    assert {called("dossiers/received"), called("counter/booked")} <= {one.name for one in found}
    assert [one for one in found if one.parts > 2] == []
    assert [one for one in found if "Kính gửi" in one.text or "Dear" in one.text] == []
    client.force_login(cast.operator.account)
    assert found[0].text in client.get(reverse("notices:texts")).content.decode()
    client.force_login(cast.hoa.account)
    assert client.get(reverse("notices:texts")).status_code == 403
