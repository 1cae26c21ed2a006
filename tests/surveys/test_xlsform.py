"""XLSForm: what is written is read by the real validator, comes back as the same questionnaire, and damage is named by row."""

import datetime
import io
import json
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from motcua.foundation.forms import Kind
from motcua.foundation.refusal import InvalidInput
from motcua.surveys import actions, importing, questionnaires, xlsform
from motcua.surveys.models import PoolAnswer, QuestionnaireVersion
from motcua.surveys.rules import codes
from motcua.surveys.xlsform import relevant
from tests.surveys.build import AT, make_round
from tests.surveys.test_pages_rounds import signed_in

H = "{http://www.w3.org/1999/xhtml}"


def document_of(code: str) -> dict:
    document, problems = questionnaires.read(questionnaires.shipped(code))
    assert not problems
    return json.loads(questionnaires.sealed(document)[0])


def written(document: dict) -> bytes:
    instrument, problems = questionnaires.parse(document)
    assert instrument and not problems, problems
    return xlsform.write(document, instrument.form, version=1)


def changed(content: bytes, change) -> bytes:
    """The workbook after somebody had it open; `change` is given its sheets by name."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell(book, sheet: str, name: str, column: str):
    """The cell of the row that has this name, in the column of this title."""
    rows = book[sheet]
    titles = {one.value: one.column for one in rows[1]}
    row = next(row for row in rows.iter_rows(min_row=2) if row[titles["name"] - 1].value == name)
    return rows.cell(row[0].row, titles[column])


def told(content: bytes) -> list[tuple[str, int, str, str]]:
    found = xlsform.read(content)
    assert found.document == {} if found.faults else found.document
    return [
        (one.facts["sheet"], one.facts["row"], one.facts["column"], one.sentence % one.facts)
        for one in found.faults
    ]


SHIPPED = pytest.mark.parametrize("code", questionnaires.SHIPPED)


@SHIPPED
def test_a_shipped_questionnaire_comes_back_as_the_very_same(code):
    document = document_of(code)
    found = xlsform.read(written(document))
    assert not found.faults
    again, problems = questionnaires.read(found.text)
    assert not problems
    assert questionnaires.sealed(again) == questionnaires.sealed(document)


@SHIPPED
def test_the_real_validator_reads_what_is_written(code):
    document = document_of(code)
    made = convert(io.BytesIO(written(document)), file_type=".xlsx", validate=False)
    assert not made.warnings, made.warnings
    form = ElementTree.fromstring(made.xform)
    instrument, _problems = questionnaires.parse(document)
    paths = {
        bind.get("nodeset").rpartition("/")[2]: bind for bind in form.iter() if bind.tag.endswith("bind")
    }
    assert set(instrument.form.fields) <= paths.keys()
    languages = [one.get("lang") for one in form.iter() if one.tag.endswith("translation")]
    assert languages == ["Tiếng Việt (vi)", "English (en)"]
    first = document["blocks"][0]["factors"][0]
    assert f"/{first['code']}/{first['items'][0]['code']}" in paths[first["items"][0]["code"]].get("nodeset")
    if code == "sipas-2022":
        assert paths["service"].get("relevant").endswith("/v_used  = 'yes'")


def test_kinds_limits_and_rules_that_no_shipped_questionnaire_has_come_back_too():
    document = document_of("sipas-2017")
    page = document["after"][0]
    both = {"vi": "Câu", "en": "Question"}
    page["fields"] += [
        {"code": "years", "kind": "integer", "label": both, "required": False, "low": 0, "high": 99},
        {"code": "share", "kind": "number", "label": both, "required": False, "decimals": 1},
        {"code": "since", "kind": "date", "label": both, "required": False, "earliest": "2020-01-01"},
        {"code": "born", "kind": "year", "label": both, "required": False},
        {"code": "says", "kind": "paragraph", "label": both, "required": False, "when": {"all": [{"field": "years", "more_than": 3}, {"not": {"field": "gender", "filled": True}}]}},
        {"code": "why", "kind": "text", "label": both, "required": True, "when": {"any": [{"field": "age", "not_in": ["60", "45-59"]}, {"field": "since", "at_least": "2021-02-03"}]}},
        {"code": "wants", "kind": "choices", "label": both, "hint": both, "required": False, "options": page["fields"][0]["options"], "when": {"field": "age", "in": ["60", "45-59"]}},
        {"code": "more_says", "kind": "text", "label": both, "required": False, "when": {"field": "wants", "lacks": "60"}},
    ]  # fmt: skip
    document["blocks"][0]["factors"][0]["ask"] = both
    content = written(document)
    found = xlsform.read(content)
    assert not found.faults
    assert found.document == document
    assert convert(io.BytesIO(content), file_type=".xlsx", validate=False).xform


BOTH = {"vi": "Tính", "en": "Worked out"}
GIVEN = [
    {"code": "years", "kind": "integer", "label": BOTH, "required": False},
    {"code": "fee", "kind": "number", "label": BOTH, "required": False},
    {"code": "born", "kind": "date", "label": BOTH, "required": False},
]  # fmt: skip


def worked_out(kind: str, compute, **more) -> dict:
    """A questionnaire that asks years, fee and born, and works one answer out of them."""
    document = document_of("sipas-2017")
    field = {"code": "result", "kind": kind, "label": BOTH, "compute": compute, **more}
    document["after"][0]["fields"] += [*json.loads(json.dumps(GIVEN)), field]
    return document


F = lambda code: {"field": code}  # noqa: E731
WRITTEN = {
    "sum": ("number", {"sum": [F("years"), F("fee"), 1]}, "coalesce(${years}, 0) + coalesce(${fee}, 0) + 1"),
    "chains": ("number", {"product": [{"difference": [F("years"), 1]}, F("fee")]}, "(${years} - 1) * ${fee}"),
    "quotient": ("number", {"round": {"quotient": [F("fee"), F("years")]}, "decimals": 2}, "round(${fee} div ${years}, 2)"),
    "least": ("number", {"smallest": [F("fee"), {"largest": [F("years"), 0]}]}, "min(${fee}, max(${years}, 0))"),
    "words": ("text", {"concat": [F("years"), "năm"]}, "concat(${years}, ' ', 'năm')"),
    "choose": ("text", {"choose": [{"when": {"field": "years", "at_least": 18}, "then": "lớn"}], "otherwise": "nhỏ"}, "if(${years} >= 18, 'lớn', 'nhỏ')"),
    "lookup": ("number", {"lookup": F("gender"), "table": {"male": 1, "female": 2}}, "if(${gender} = 'male', 1, if(${gender} = 'female', 2, ''))"),
    "days": ("integer", {"days": [F("born"), {"today": True}]}, "decimal-date-time(today()) - decimal-date-time(${born}) + 1"),
    "age": ("integer", {"age": F("born")}, "format-date(today(), '%Y') - format-date(${born}, '%Y') - if(format-date(today(), '%m%d') < format-date(${born}, '%m%d'), 1, 0)"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN)
def test_a_computed_answer_is_written_as_an_expression_that_the_validator_reads_and_comes_back(what):
    kind, compute, expression = WRITTEN[what]
    document = worked_out(kind, compute, when={"field": "years", "filled": True})
    content = written(document)
    assert cell(load_workbook(io.BytesIO(content)), "survey", "result", "calculation").value == expression
    bind = ElementTree.fromstring(convert(io.BytesIO(content), file_type=".xlsx", validate=False).xform).find(
        ".//{http://www.w3.org/2002/xforms}bind[@calculate]"
    )
    assert bind is not None and bind.get("nodeset").endswith("/result")
    found = xlsform.read(content)
    assert not found.faults and found.document == document


@pytest.mark.parametrize(
    ("text", "kind", "compute"),
    [
        ("${years} + ${fee} -1", "number", {"difference": [{"sum": [F("years"), F("fee")]}, 1]}),
        ("coalesce(${years}, 0) + coalesce(${fee}, 0)", "number", {"sum": [F("years"), F("fee")]}),
        ("2 * ${fee} * (${years} - 1) div 4", "number", {"quotient": [{"product": [2, F("fee"), {"difference": [F("years"), 1]}]}, 4]}),
        ("if(${years} < 18 or ${fee} = 0, 'a', if(${born} = '', 'b', 'c'))", "text", {"choose": [
            {"when": {"any": [{"field": "years", "less_than": 18}, {"field": "fee", "is": 0}]}, "then": "a"},
            {"when": {"field": "born", "filled": False}, "then": "b"}], "otherwise": "c"}),
        ("concat('số ', ${years})", "text", {"concat": ["số ", F("years")], "separator": ""}),
    ],
)  # fmt: skip
def test_a_calculation_of_another_hand_is_read_without_what_only_our_file_knows(text, kind, compute):
    def rewritten(book):
        cell(book, "survey", "result", "calculation").value = text
        cell(book, "survey", "result", "more").value = None

    found = xlsform.read(changed(written(worked_out("number", 1)), rewritten))
    assert not found.faults
    field = found.document["after"][0]["fields"][-1]
    assert (field["kind"], field["compute"]) == (kind, compute)


def test_a_calculation_that_says_what_we_have_no_word_for_is_named_and_so_is_one_that_xlsform_has_none_for():
    def rewritten(book):
        cell(book, "survey", "result", "calculation").value = "pulldata('xa', ${years})"

    [(sheet, _row, column, said)] = told(changed(written(worked_out("number", 1)), rewritten))
    assert (sheet, column) == ("survey", "calculation") and "from “pulldata” on" in said
    with pytest.raises(xlsform.NotAnXlsform) as refused:
        written(worked_out("text", {"words": F("years")}))
    assert refused.value.facts == {"name": "Tính", "what": "words"}


def test_what_another_program_worked_out_is_worked_out_again_when_answers_come_in():
    instrument, _problems = questionnaires.parse(worked_out("number", {"sum": [F("years"), F("fee")]}))
    code = codes.code_from(b"0123456789abcdef0123456789abcdef")
    lines, faults = importing.read(f"code,years,fee,result\n{code},3,4,NaN\n".encode(), instrument.form)
    assert not faults and lines[0].data["result"] == 7


def test_what_excel_did_without_harm_is_mended():
    document = document_of("sipas-2022")

    def named(book):
        """`cell` finds names as they are after the damage."""
        for sheet in ("survey", "choices"):
            for row in book[sheet].iter_rows(min_row=2, min_col=2, max_col=2):
                if isinstance(row[0].value, str):
                    row[0].value = row[0].value.strip()

    def damage_cells(book):
        for sheet in book.worksheets:
            for row in sheet.iter_rows(min_row=2):
                for one in row:
                    if isinstance(one.value, str):
                        one.value = unicodedata.normalize("NFD", one.value) + "\u00a0 "
                    if isinstance(one.value, str) and one.value.strip() in (
                        "5",
                        "4",
                        "3",
                        "2",
                        "1",
                        "60",
                        "15",
                        "2022",
                    ):
                        one.value = float(one.value)

    def rest(book):
        cell(book, "survey", "v_used", "required").value = True
        cell(book, "survey", "v_used", "type").value = "select one  yes_no"

    content = changed(changed(changed(written(document), damage_cells), named), rest)
    found = xlsform.read(content)
    assert not found.faults, told(content)
    assert questionnaires.sealed(questionnaires.read(found.text)[0]) == questionnaires.sealed(document)


def put(sheet: str, name: str, column: str, value):
    def change(book):
        cell(book, sheet, name, column).value = value

    return change


def drop(sheet: str):
    def change(book):
        del book[sheet]

    return change


def settings(title: str, value):
    def change(book):
        place = next(one.column for one in book["settings"][1] if one.value == title)
        book["settings"].cell(2, place).value = value

    return change


def more_rows(sheet: str, *rows: list):
    def change(book):
        for row in rows:
            book[sheet].append(row)

    return change


LABEL = "label::English (en)"
FAULTY = {
    "no sheet": (drop("choices"), "choices", "has no sheet"),
    "unknown type": (put("survey", "v_used", "type", "matrix"), "survey", "“matrix” is not known"),
    "a trace": (put("survey", "v_used", "type", "deviceid"), "survey", "Answers are nobody's"),
    "no such list": (put("survey", "v_used", "type", "select_one ja_nein"), "survey", "has no list “ja_nein”"),
    "a rule we cannot read": (put("survey", "v_way", "relevant", "${v_used} = 'yes' and count(.) > 1"), "survey", "cannot be read from"),
    "a rule about nothing": (put("survey", "v_way", "relevant", "${v_nothing} = 'yes'"), "survey", "${v_nothing}"),
    "an answer that is none": (put("survey", "v_way", "relevant", "${v_used} = 'perhaps'"), "survey", "perhaps"),
    "a name twice": (put("survey", "v_way", "name", "v_used"), "survey", "was used already"),
    "an answer twice": (more_rows("choices", ["yes_no", "yes", "Có", "Yes"]), "choices", "in this list already"),
    "no English": (put("survey", "v_used", LABEL, None), "survey", "The English text is missing."),
    "two scales": (put("survey", "s_access_signs", "type", "select_one yes_no"), "survey", "All factors are asked on one scale"),
    "a date": (put("choices", "18-29", "name", datetime.date(2026, 1, 18)), "choices", "Excel made the date 18/01/2026"),
    "a group without end": (more_rows("survey", ["begin_group", "x", "X", "X"]), "survey", "does not end"),
    "an end too many": (more_rows("survey", ["end_group"]), "survey", "No group is open"),
    "a question in no group": (more_rows("survey", ["text", "alone", "Một", "Alone"]), "survey", "stands in no group"),
    "a repeat": (put("survey", "ve-ban", "type", "begin_repeat"), "survey", "“begin_repeat” is not known"),
    "no years": (settings("first_year", None), "settings", "“first_year” is missing"),
    "no satisfied": (settings("satisfied", None), "settings", "“satisfied” is missing"),
    "a satisfied that is none": (settings("satisfied", "4 7"), "settings", "“7” is not known here"),
    "a code in capitals": (settings("form_id", "SIPAS"), "settings", "expected shape"),
    "no beginning": (put("survey", "about_text", "name", "hello"), "survey", "A note named “about_text”"),
    "an item with a rule": (put("survey", "s_access_signs", "relevant", "${v_used} = 'yes'"), "survey", "A skip rule stands at"),
    "an item's bad name": (put("survey", "s_access_signs", "name", "S ACCESS"), "survey", "expected shape"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTY)
def test_what_is_not_sound_is_named_by_sheet_and_row_and_nothing_is_loaded(what):
    change, sheet, said = FAULTY[what]
    found = told(changed(written(document_of("sipas-2022")), change))
    assert found, "it was taken for sound"
    assert any(said in sentence and place == sheet for place, _row, _column, sentence in found), found
    assert all(row > 0 for _place, row, _column, _sentence in found if what != "no sheet"), found


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${used} = 'yes'", {"field": "used", "is": True}),
        ("'no' = ${used}", {"field": "used", "is": False}),
        ("selected(${used}, 'yes')", {"field": "used", "is": True}),
        ("selected( ${many} , 'b')", {"field": "many", "has": "b"}),
        ("not(selected(${many}, 'b'))", {"field": "many", "lacks": "b"}),
        ("${one} = 4.0 or ${one} = '5'", {"field": "one", "in": ["4", "5"]}),
        ("${years} >= 5 and (${one} != '4' or ${says} != '')", {"all": [{"field": "years", "at_least": 5}, {"any": [{"field": "one", "is_not": "4"}, {"field": "says", "filled": True}]}]}),
        ("5.5 < ${years}", {"field": "years", "more_than": 5.5}),
        ("${day} > date('2026-02-03')", {"field": "day", "more_than": "2026-02-03"}),
        ("not(${says} = '')", {"not": {"field": "says", "filled": False}}),
        ("${years} = ${age}", {"field": "years", "is": {"field": "age"}}),
    ],
)  # fmt: skip
def test_skip_rules_are_read(text, condition):
    kinds = {
        "used": (Kind.YES_NO, ("yes", "no")), "many": (Kind.CHOICES, ("a", "b")), "one": (Kind.CHOICE, ("4", "5")),
        "years": (Kind.INTEGER, ()), "age": (Kind.INTEGER, ()), "says": (Kind.TEXT, ()), "day": (Kind.DATE, ()),
    }  # fmt: skip
    assert relevant.parsed(text, kinds) == condition


@pytest.mark.parametrize(
    "text",
    ["", "${used}", "${used} = ", "= 'yes'", "${x} = 1", "${years} = 'many'", "(" * 200 + "${used} = 'yes'" + ")" * 200, "${used} = 'yes' or", "a" * 5000, "${many} = 'a'", "${day} = '31/12/2026'", "selected(${used})", "${used} ~ 'yes'", "once(${used} = 'yes')"],
)  # fmt: skip
def test_whatever_is_no_rule_of_ours_is_refused_with_its_place(text):
    kinds = {"used": (Kind.YES_NO, ("yes", "no")), "years": (Kind.INTEGER, ()), "many": (Kind.CHOICES, ("a",)), "day": (Kind.DATE, ())}  # fmt: skip
    with pytest.raises(relevant.Unreadable):
        relevant.parsed(text, kinds)


@pytest.mark.django_db
def test_answers_of_such_a_form_come_in_by_the_columns_that_odk_gives_them():
    made = make_round().open()
    document = json.loads(made.survey.version.document)
    form = ElementTree.fromstring(
        convert(io.BytesIO(written(document)), file_type=".xlsx", validate=False).xform
    )
    binds = [one.get("nodeset").removeprefix("/data/") for one in form.iter() if one.tag.endswith("bind")]
    said = {"code": codes.shown(made.codes[0]), "v_used": "yes", "v_way": "online", "s_access_signs": "5", "p_water_part": "na", "n_needs": "time online"}  # fmt: skip
    columns = [
        path for path in binds if not path.startswith("meta/") and path.rpartition("/")[2] != "about_text"
    ]
    columns = [
        path for path in columns if not path.endswith(("_text", "_ask")) and path not in ("service", "policy")
    ]
    asked = {path.rpartition("/")[2]: path for path in columns if path.rpartition("/")[2] in {"code", *questionnaires.opened(made.survey.version.document).form.fields}}  # fmt: skip
    assert asked["s_access_signs"] == "service/access/s_access_signs"
    head = ["SubmissionDate", "meta-instanceID", *asked.values(), "KEY"]
    row = ["2026-03-18T09:00:00Z", "uuid:1", *(said.get(name, "") for name in asked), "uuid:1"]
    content = (",".join(head) + "\n" + ",".join(row) + "\n").encode()
    assert actions.import_answers(survey_id=made.survey.pk, content=content, reach=made.reach, at=AT) == 1
    assert PoolAnswer.objects.get().data == {
        "v_used": True, "v_way": "online", "s_access_signs": "5", "p_water_part": "na", "n_needs": ["time", "online"],
    }  # fmt: skip


@pytest.mark.django_db
def test_the_officer_takes_a_form_away_checks_it_and_publishes_it_changed():
    made = make_round()
    client = signed_in(made.officer)
    client.cookies["django_language"] = "en"
    version = QuestionnaireVersion.objects.get()
    answer = client.get(f"/khao-sat/bo-cau-hoi/{version.pk}/xlsform/")
    assert answer["Content-Disposition"] == 'attachment; filename="sipas-2022-v1.xlsx"'

    def send(content, **more):
        file = SimpleUploadedFile("form.xlsx", content)
        return client.post("/khao-sat/bo-cau-hoi/", {"file": file, **more}, follow=True)

    assert "was published before" in send(answer.content).content.decode()
    other = changed(answer.content, settings("minutes", "16"))
    assert "It would be version 2 of sipas-2022" in send(other, check="1").content.decode()
    assert QuestionnaireVersion.objects.count() == 1
    wrong = send(changed(answer.content, put("survey", "v_used", "type", "matrix")))
    assert wrong.status_code == 422
    assert "Sheet survey, row" in wrong.content.decode()
    assert "It is published and sealed" in send(other).content.decode()
    assert QuestionnaireVersion.objects.get(number=2).questionnaire_id == version.questionnaire_id
    assert send(b"PK\x03\x04rest").status_code == 422
    with pytest.raises(InvalidInput):
        xlsform.read(b"\xd0\xcf\x11\xe0old")
