"""Answers of other programs: each damage is named with its row, and a file comes in whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from motcua.foundation.refusal import Forbidden, InvalidInput
from motcua.surveys import actions, importing, questionnaires
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "head",
    [
        # Letters and digits only; arrays with brackets or, for its expressions, an underscore; the text may follow.
        'id,submitdate,"code","vused","phealthpart","vchannels[tv]","vchannels[net]"',
        'id,submitdate,"code","vused","phealth[part]","vchannels_tv","vchannels_net"',
        'id,submitdate,"code. Mã","vused. Có làm thủ tục?","phealth[part]. Ông, bà hài lòng? [Cơ hội]","vchannels[tv]. Qua đâu? [Tivi]","vchannels[net]. Qua đâu? [Mạng]"',
        'id,submitdate,"token","vused","phealth_part","vchannels_tv","vchannels_net"',
    ],
)
@pytest.mark.parametrize("cells", ["N,4,Y,", "Không,Hài lòng,Yes,No", "No,Satisfied,Có,N/A"])
def test_limesurvey_s_heads_and_answers_come_in_as_codes_or_in_full(head, cells):
    made = make_round().open()
    content = kobo(made, [f"7,1980-01-01 00:00:00,C,{cells}"], head)
    assert come_in(made, content) == 1
    data = PoolAnswer.objects.get().data
    assert data == {"v_used": False, "p_health_part": "4", "v_channels": ["tv"]}


LIME = "id,submitdate,code,vused,phealthpart,vchannels[tv]"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("head", "rows", "said"),
    [
        (LIME, ["7,,C,N,4,Y"], "never sent"),
        (LIME, ["7,x,C,N,4,2"], "is no answer of this question"),
        (LIME, ["7,x,C,N,Hài lòng lắm,Y"], "is no answer of this question"),
        (LIME + ",p_health_part", ["7,x,C,N,4,Y,4"], "are columns of one question"),
        (LIME + ",Ông bà hài lòng?", ["7,x,C,N,4,Y,4"], "has no question"),
        ("service/code,vused", ["C,N", "C,N"], "stands there twice"),
    ],
)
def test_what_limesurvey_leaves_open_is_named(head, rows, said):
    made = make_round().open()
    lines = [row.replace("C", codes.shown(made.codes[0]), 1) for row in rows]
    with pytest.raises(InvalidInput) as refused:
        come_in(made, "\n".join([head, *lines]).encode())
    assert said in refused.value.faults[0].sentence
    assert PoolAnswer.objects.count() == 0


@pytest.mark.django_db
def test_columns_that_say_who_took_part_are_left_out_told_and_kept_nowhere():
    made = make_round(opens=timezone.localdate(), closes=timezone.localdate()).open(at=timezone.now())
    head = LIME + ",firstname,Last name,email,attribute_1,submitterid"
    content = f"{head}\n7,x,{codes.shown(made.codes[0])},N,4,Y,An,Hồ,a@b.vn,Ea Mẫu,9\n".encode()
    client, address = signed_in(made.officer), reverse("surveys:import", args=[made.survey.pk])
    client.cookies["django_language"] = "en"
    refused = client.post(address, {"file": SimpleUploadedFile("a.csv", content)})
    assert refused.status_code == 422 and "no question submitterid" in refused.content.decode()
    content = content.replace(b",submitterid", b",lastpage")
    for more in ({"check": "1"}, {}):
        page = client.post(address, {"file": SimpleUploadedFile("a.csv", content), **more}, follow=True)
        assert (
            "since it tells who took part: firstname, Last name, email, attribute_1." in page.content.decode()
        )
    assert PoolAnswer.objects.get().data == {"v_used": False, "p_health_part": "4", "v_channels": ["tv"]}


@pytest.mark.parametrize(
    ("head", "cell"),
    [("Giới tính của ông, bà?", "Nữ"), ("Your  gender", "female"), ("gender. Giới tính", "femal")],
)
def test_a_question_is_known_by_its_words_alone_and_an_answer_by_the_five_letters_that_limesurvey_takes(
    head, cell
):
    document, _problems = questionnaires.read(questionnaires.shipped("sipas-2022"))
    instrument, _problems = questionnaires.parse(document)
    code = codes.code_from(b"0123456789abcdef0123456789abcdef")
    lines, faults = importing.read(f'code,v_used,"{head}"\n{code},N,{cell}\n'.encode(), instrument.form)
    assert not faults and lines[0].data["gender"] == "female"


def test_words_that_several_questions_share_name_none_of_them():
    document, _problems = questionnaires.read(questionnaires.shipped("sipas-2022"))
    instrument, _problems = questionnaires.parse(document)
    twin = instrument.items[0].label.vi
    document["after"][0]["fields"][0]["label"]["vi"] = twin
    instrument, _problems = questionnaires.parse(document)
    _lines, faults = importing.read(f'code,"{twin}"\nX,1\n'.encode(), instrument.form)
    assert "has no question" in faults[0].sentence
