"""Answers of other programs: each damage is named with its row, and a file comes in whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.foundation.refusal import Forbidden, InvalidInput
from motcua.surveys import actions
from motcua.surveys.models import PoolAnswer, Unspent
from motcua.surveys.rules import codes
from tests.surveys.build import AT, make_round
from tests.surveys.test_pages_answering import open_round
from tests.surveys.test_pages_rounds import signed_in

HEAD = "start,service/code,before/v_used,policy/p_health_part,v_channels,_uuid,__version__"


def kobo(made, rows: list[str], head: str = HEAD) -> bytes:
    lines = [row.replace("C", codes.shown(made.codes[number]), 1) for number, row in enumerate(rows)]
    return "\n".join([head, *lines]).encode()


def come_in(made, content: bytes, **facts) -> int:
    return actions.import_answers(survey_id=made.survey.pk, content=content, reach=made.reach, at=AT, **facts)


@pytest.mark.django_db
def test_a_sound_file_comes_in_and_spends_its_codes():
    made = make_round().open()
    content = kobo(made, ["x,C,no,4.0,tv net,u1,v1", "x,C,0,na,,u2,v1"])
    assert come_in(made, content, dry_run=True) == 2
    assert (PoolAnswer.objects.count(), Unspent.objects.count()) == (0, 60)
    assert come_in(made, b"\xef\xbb\xbf" + content.replace(b",", b";")) == 2
    found = {data["p_health_part"]: data for data in PoolAnswer.objects.values_list("data", flat=True)}
    assert found == {
        "4": {"v_used": False, "v_channels": ["tv", "net"], "p_health_part": "4"},
        "na": {"v_used": False, "p_health_part": "na"},
    }
    with pytest.raises(InvalidInput) as refused:
        come_in(made, content)
    assert [one.facts["row"] for one in refused.value.faults] == [2, 3]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "said", "row"),
    [
        (["x,C,no,4,,u1,v1", "x,C,no,6,,u2,v1"], "is no answer of this question", 3),
        (["x,C,no,04/05/2023,,u1,v1"], "looks like a date", 2),
        (["x,C,no,1.2E+11,,u1,v1"], "shortened", 2),
        (["x,C,,4,,u1,v1"], "has no answer", 2),
        (["x,abc,no,4,,u1,v1"], "is no code of an invitation", 2),
        (["x,2222-2222-2222,no,4,,u1,v1"], "knows no such code", 2),
        (["x,C,no,4,,u1,v1", "x,C,no,4,,u1,v1"], "stands there twice", 3),
        (["x,C,no,4,,u1,v1", "x,C,no,4,,u2,v2"], "is of version", 3),
        (["x,C,no,4,,u1,v1", "x,C,no"], "has %(count)s cells", 3),
    ],
)
def test_a_damaged_row_is_named_and_nothing_comes_in(rows, said, row):
    made = make_round().open()
    with pytest.raises(InvalidInput) as refused:
        come_in(made, kobo(made, rows))
    fault = refused.value.faults[0]
    assert said in fault.sentence and fault.facts["row"] == row
    assert (PoolAnswer.objects.count(), Unspent.objects.count()) == (0, 60)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("code\nđ".encode("utf-16"), "UTF-16"),
        ("code\nđ".encode("cp1258"), "is not UTF-8"),
        (b"PK\x03\x04", "workbook"),
        (b"", "no column"),
        (b"code,code\n", "twice"),
        (b"code,q99\n", "no question"),
        (b"code\n", "no answer"),
        (b"code\n\0", "no text has"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content, said):
    made = make_round().open()
    with pytest.raises(InvalidInput) as refused:
        come_in(made, content)
    assert said in refused.value.faults[0].sentence


@pytest.mark.django_db
def test_only_who_runs_the_round_brings_answers_in():
    made = make_round().open()
    for player in (made.enumerator, made.cast.operator):
        with pytest.raises(Forbidden):
            actions.import_answers(
                survey_id=made.survey.pk, content=b"", reach=made.cast.reach(player), at=AT
            )


@pytest.mark.django_db
def test_the_officer_checks_a_file_on_the_page_then_brings_it_in():
    made = open_round()
    client = signed_in(made.officer)
    client.cookies["django_language"] = "en"
    here = f"/khao-sat/dot/{made.survey.pk}/nap/"

    def send(content: bytes, **more):
        return client.post(here, {"file": SimpleUploadedFile("kobo.csv", content), **more})

    told = send(kobo(made, ["x,C,no,6,,u1,v1"]))
    assert told.status_code == 422
    assert "Row 2, p_health_part: “6” is no answer of this question." in told.content.decode()
    sound = kobo(made, ["x,C,no,4,,u1,v1"])
    assert "1 answer would come in" in send(sound, check="1").content.decode()
    assert PoolAnswer.objects.count() == 0
    assert send(sound).status_code == 302
    assert PoolAnswer.objects.count() == 1
    assert client.post(here).status_code == 422
