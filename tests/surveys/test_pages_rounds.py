"""The officer's pages: a round is planned, opened and closed in a browser, and its field work tells no small group."""

import hmac
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from motcua.surveys import actions, queries, questionnaires
from motcua.surveys.models import Mark, QuestionnaireVersion, Survey
from motcua.surveys.rules import State
from tests.surveys.build import AT, make_round
from tests.surveys.test_pages_answering import SEND, open_round

pytestmark = pytest.mark.django_db


def signed_in(player) -> Client:
    client = Client()
    client.force_login(player.account)
    return client


def planned(**facts) -> dict:
    version = QuestionnaireVersion.objects.get()
    given = {
        "version": version.pk, "year": "2026", "name": "Khảo sát 2026", "opens_on": "01/09/2026", "closes_on": "30/09/2026",
    }  # fmt: skip
    return {**given, **facts}


def test_an_officer_plans_a_round(db):
    made = make_round()
    client = signed_in(made.officer)
    sent = client.post("/khao-sat/dot/moi/", planned(agency=made.cast.province.pk))
    assert sent.status_code == 302
    assert Survey.objects.get(name="Khảo sát 2026").state == State.PLANNED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"year": "2020"}, "This questionnaire is not for 2020"),
        ({"year": "²"}, "Write the year with four digits"),
        ({"name": " "}, "Give the round a name."),
        ({"closes_on": "01/08/2026"}, "The last day lies before the first."),
        ({"opens_on": "31/02/2026"}, "day"),
        ({"name": "x" * 201}, "Write at most 200 characters."),
    ],
)
def test_a_plan_that_does_not_hold_is_refused_beside_its_field(wrong, said):
    made = make_round()
    client = signed_in(made.officer)
    client.cookies["django_language"] = "en"
    sent = client.post("/khao-sat/dot/moi/", planned(agency=made.cast.province.pk, **wrong))
    assert sent.status_code == 422
    assert said in sent.content.decode()
    assert Survey.objects.count() == 1


def test_a_round_of_an_agency_above_or_beside_is_not_planned():
    made = make_round()
    client = signed_in(made.officer)
    for agency in (made.cast.province.parent_id, 10**9, 0):
        assert client.post("/khao-sat/dot/moi/", planned(agency=agency)).status_code == 404


def test_a_round_is_opened_and_closed_after_a_question():
    made = make_round(opens=timezone.localdate(), closes=timezone.localdate() + timedelta(days=9))
    client = signed_in(made.officer)
    here = f"/khao-sat/dot/{made.survey.pk}"
    assert "60" in client.get(f"{here}/mo/").content.decode()
    assert client.post(f"{here}/mo/").status_code == 302
    assert Survey.objects.get().state == State.OPEN
    assert client.post(f"{here}/mo/").status_code == 409
    assert client.post(f"{here}/dong/").status_code == 302
    assert Survey.objects.get().state == State.CLOSED
    assert client.post(f"{here}/dong/").status_code == 409


def test_a_cell_that_is_too_small_is_named_on_the_page():
    made = make_round(each=9)
    client = signed_in(made.officer)
    client.cookies["django_language"] = "en"
    told = client.post(f"/khao-sat/dot/{made.survey.pk}/mo/")
    assert told.status_code == 422
    assert "Cell 1 has 9 invitations" in told.content.decode()


def test_field_work_tells_no_place_under_ten_nor_the_one_that_would_give_it_away():
    made = make_round(cells=4, each=20).open()
    for place, count in enumerate((20, 14, 3, 0)):
        for number in range(count):
            made.answer(place * 20 + number)
    work = queries.field_work(survey_id=made.survey.pk, reach=made.reach)
    assert [one.answered for one in work.places] == [20, None, None, 0]
    assert (work.invited, work.answered) == (80, 37)


def test_marks_count_devices_and_straight_lines_and_go_with_the_close():
    made = open_round()
    asked = queries.instrument(version_id=made.survey.version_id)
    same = {item.code: "5" for item in asked.items}
    for number in range(6):
        agent = "kiosk" if number < 5 else "phone"
        sent = Client(headers={"user-agent": agent}).post(
            SEND, {"code": made.codes[number], "v_used": "yes", **same}
        )
        assert sent.status_code == 302
    work = queries.field_work(survey_id=made.survey.pk, reach=made.reach)
    assert (work.busy_devices, work.straight) == (1, 6)
    minutes = Mark.objects.filter(kind="minute")
    assert sum(minutes.values_list("count", flat=True)) == 6
    assert work.busy_minutes == minutes.filter(count__gte=3).count() >= 1
    salt = Mark.objects.get(kind="salt").mark
    now = int(timezone.now().timestamp()) // 60
    tried = {
        hmac.new(bytes.fromhex(salt), f"{minute}{gap}{agent}".encode(), sha256).hexdigest()
        for minute in range(now - 5, now + 1)
        for agent in ("kiosk", "phone")
        for gap in ("", " ")
    }
    assert not tried & set(minutes.values_list("mark", flat=True)), "the salt alone tells no minute"
    assert not Mark.objects.filter(mark__contains="kiosk").exists()
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=timezone.now())
    assert Mark.objects.count() == 0


def test_a_questionnaire_is_published_from_a_file_and_a_broken_one_is_not():
    from django.core.files.uploadedfile import SimpleUploadedFile

    made = make_round()
    client = signed_in(made.officer)
    client.cookies["django_language"] = "en"
    text = questionnaires.shipped("sipas-2017")
    good = SimpleUploadedFile("a.yaml", text.encode())
    assert client.post("/khao-sat/bo-cau-hoi/", {"file": good}).status_code == 302
    bad = SimpleUploadedFile("b.yaml", text.replace("minutes: 8", "minutes: 0").encode())
    told = client.post("/khao-sat/bo-cau-hoi/", {"file": bad})
    assert told.status_code == 422
    assert "Line" in told.content.decode()
    assert QuestionnaireVersion.objects.count() == 2
    assert AT
