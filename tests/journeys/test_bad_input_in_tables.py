"""Bad input in tables: a firm's list and moving in, as CSV and as a workbook, with the same wrong things as everywhere.

Each wrong cell is one line of the report, in the reader's language, beside its row; nothing is written but what was
sent; what looks wrong and is not is kept whole; and nothing of it stands in a log or in the chronicle.
"""

import io
import logging
from abc import ABC, abstractmethod
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import Workbook

from motcua.chronicle.models import Entry
from motcua.design import errors
from motcua.dossiers.models import Dossier, FormerNumber
from motcua.dossiers.queries.whole import data_of
from motcua.foundation.refusal import Fault
from motcua.operations.importing import files, running
from motcua.operations.models import Import, ImportRow
from motcua.people import queries as people
from motcua.procedures import actions as procedures
from tests.dossiers import listed
from tests.dossiers.build import World, make_world
from tests.journeys import bad_tables, bad_values
from tests.journeys.bad_tables import BadTable
from tests.journeys.bad_values import Means, Wrong
from tests.journeys.wrong import HTML, everything, signed_in
from tests.operations.importing import tables as moving

LISTED = "1.000003"
KINDS = {"csv": bad_tables.plain, "xlsx": bad_tables.workbook}
MAY_CHANGE = {"operations_import", "operations_importrow", "dossiers_draft"}


@pytest.fixture
def world(db) -> World:
    world = make_world()
    world.at = timezone.now()  # pages read the real clock
    return world


@pytest.fixture
def firm(world) -> World:
    """The same office, where a firm may hand in a list."""
    text = listed.TEXT.replace('"1.000001"', f'"{LISTED}"', 1)
    text = text.replace("        kind: copy\n", "        kind: copy\n        required: false\n", 1)
    loaded = procedures.load(text=text, by="system:tests", at=world.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
    )
    return World(world.cast, loaded.version_id, world.at)


# What each row says --------------------------------------------------------------------------------------------

IN_LIST = {Means.NAME: 1, Means.IDENTITY: 2, Means.DAY: 3, Means.CHOICE: 4, Means.WORDS: 5}
CODES = {1: "worker", 2: "identity", 3: "born", 4: "purpose", 5: "school"}
IN_IMPORT = {
    Means.PARTY: "Họ tên người nộp",
    Means.IDENTITY: "Số CCCD",
    Means.DAY: "Ngày tiếp nhận",
    Means.CHOICE: "Trạng thái",
    Means.WORDS: "Lý do",
    Means.AMOUNT: "Số tiền phải nộp",
}


def list_row(number: int, one: Wrong | None = None) -> list[str]:
    cells = [str(cell) for cell in listed.line(number, purpose="Học tập", school="Trường Mẫu")]
    if one is not None:
        cells[IN_LIST[one.means]] = one.text
    return cells


def moving_row(number: int, one: Wrong | None = None) -> list[str]:
    row = moving.dossier(f"H15-{number:03}") | MORE
    if one is not None:
        row[IN_IMPORT[one.means]] = one.text
        if one.means is Means.WORDS:  # asked of those that wait only
            row |= {"Trạng thái": "chờ bổ sung", "Ngày yêu cầu bổ sung": "12/03/2026"}
    return list(row.values())


MORE = {"Số CCCD": "", "Lý do": "", "Số tiền phải nộp": "", "Ngày yêu cầu bổ sung": ""}
LIST_HEAD = [str(cell) for cell in listed.HEADING]
MOVING_HEAD = list(moving.dossier() | MORE)


# How they are sent ---------------------------------------------------------------------------------------------


class Way(ABC):
    """One page that reads tables, asked by whoever may."""

    def __init__(self, world: World, language: str) -> None:
        self.world, self.language = world, language
        self.client: Client
        self.may_change = MAY_CHANGE

    @abstractmethod
    def send(self, content: bytes, ending: str) -> Any:
        """What the page answers to a file."""

    def file(self, content: bytes, ending: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(f"bang.{ending}", content)


class ToList(Way):
    head, row, means = LIST_HEAD, staticmethod(list_row), tuple(IN_LIST)

    def __init__(self, world: World, language: str) -> None:
        super().__init__(world, language)
        self.client = signed_in(world.cast.hoa, language)
        self.draft = listed.ready_draft(world)
        self.address = reverse("dossiers:draft-list", args=[self.draft])

    def send(self, content: bytes, ending: str) -> Any:
        data = {"table": self.file(content, ending), "_add": "1"}
        answer = self.client.post(self.address, data)
        return self.client.get(self.address) if answer.status_code == 302 else answer

    def report(self, answer: Any) -> tuple[dict[int, list[Fault]], dict[int, Any]]:
        """What is wrong by row, and what is kept of rows of which nothing is."""
        checked = answer.context["checked"]
        wrong = {one.row.number: [Fault("", t.sentence, t.facts) for t in one.troubles] for one in checked.rows if not one.is_sound}  # fmt: skip
        return wrong, {one.row.number: one.data for one in checked.rows if one.is_sound}

    def why(self, answer: Any) -> str:
        """What is said of the file as a whole."""
        return str(answer.context["table"].error)

    def place(self, means: Means) -> str:
        return CODES[IN_LIST[means]]

    def finish(self, answer: Any) -> list[dict[str, Any]]:
        """Sent, and read back as officers would."""
        assert self.client.post(self.address, {"_next": "1"}).status_code == 302
        check = reverse("dossiers:draft-check", args=[self.draft])
        assert self.client.post(check, {"declared": "on"}).status_code == 302
        return [data_of(one) for one in Dossier.objects.order_by("pk")]


class ToImport(Way):
    head, row, means = MOVING_HEAD, staticmethod(moving_row), tuple(IN_IMPORT)

    def __init__(self, world: World, language: str) -> None:
        super().__init__(world, language)
        self.client = signed_in(world.cast.operator, language)

    def send(self, content: bytes, ending: str) -> Any:
        answer = self.client.post("/quan-tri/nhap/", {"file": self.file(content, ending), "kind": ""})
        running.go_on(at=timezone.now())  # large files are left to the job
        return self.client.get(answer["Location"]) if answer.status_code == 302 else answer

    def report(self, answer: Any) -> tuple[dict[int, list[Fault]], dict[int, Any]]:
        rows = ImportRow.objects.filter(of=Import.objects.latest("pk"))
        wrong = {
            row.number: [Fault("", note["sentence"], note["facts"]) for note in row.notes if note["wrong"]]
            for row in rows
            if row.fate == "wrong"
        }
        return wrong, {row.number: row for row in rows if row.fate == "ready"}

    def why(self, answer: Any) -> str:
        return " ".join(answer.context["why"])

    def place(self, means: Means) -> str:
        return means.name

    def finish(self, answer: Any) -> list[dict[str, Any]]:
        """Said yes to, and read back."""
        assert self.client.post(answer.request["PATH_INFO"], {"do": "all"}).status_code == 302
        found = [former.dossier for former in FormerNumber.objects.order_by("number")]
        return [
            {
                "PARTY": one.applicant_name,
                "IDENTITY": people.identity_number(one.applicant_id) if one.applicant_id else "",
                "WORDS": "".join(wait.reason for wait in one.waits.all()),
            }
            for one in found
        ]


WAYS = {"list": ToList, "import": ToImport}


def said(fault: Fault, language: str) -> str:
    with translation.override(language):
        return errors.fault_sentence(fault)


def clean(before: dict[str, list[str]], way: Way, caplog: Any, values: list[str]) -> list[str]:
    """What was changed that may not be, and what of it stands where everybody can read it."""
    after = everything()
    found = [table for table in after if after[table] != before[table] and table not in way.may_change]
    everywhere = "\n".join(
        [*caplog.messages, *(str(one) for one in Entry.objects.values_list("data", flat=True))]
    )
    return found + [value for value in values if len(value) > 9 and value in everywhere]  # fmt: skip


@pytest.mark.parametrize(("kind", "language"), [("csv", "vi"), ("xlsx", "en")])
@pytest.mark.parametrize("name", WAYS)
def test_every_wrong_cell_is_told_beside_its_row_and_nothing_else_is_kept_out(
    firm, name, kind, language, caplog
):
    caplog.set_level(logging.INFO)
    way = WAYS[name](firm, language)
    wrongs = bad_values.of(*way.means, in_tables=True)
    content = KINDS[kind]([way.head, way.row(0), *(way.row(n, one) for n, one in enumerate(wrongs, 1))])
    before = everything()
    answer = way.send(content, kind)
    page = unescape(answer.content.decode())
    wrong, kept = way.report(answer)
    assert 2 in kept or (2 in wrong and name == "list"), "the first row is sound"
    troubles = []
    for number, one in enumerate(wrongs, 3):
        what = f"{one.means.name} {one.name}"
        if (number in wrong) != (one.stays is None):
            troubles.append(f"{what}: {wrong.get(number, 'is taken')}")
        for fault in wrong.get(number, ()):
            words = said(fault, language)
            if words == said(fault, "en" if language == "vi" else "vi"):
                troubles.append(f"{what} is not said in both languages: {words}")
            if name == "list" and words not in page:
                troubles.append(f"{what} is not told: {words}")
    assert not troubles, "\n".join(troubles)
    assert not clean(before, way, caplog, [one.text for one in wrongs])
    assert HTML not in answer.content.decode()


@pytest.mark.parametrize("name", WAYS)
def test_what_only_looks_wrong_is_kept_whole_and_is_text_wherever_it_is_shown(firm, name, caplog):
    caplog.set_level(logging.INFO)
    way = WAYS[name](firm, "vi")
    sound = [one for one in bad_values.of(*way.means, in_tables=True) if one.stays is not None]
    answer = way.send(bad_tables.plain([way.head, *(way.row(n, one) for n, one in enumerate(sound))]), "csv")
    wrong, kept = way.report(answer)
    assert not wrong and len(kept) == len(sound)
    stored = way.finish(answer)
    for number, one in enumerate(sound):
        assert stored[number][way.place(one.means)] == one.stays, (one.means, one.name)
    numbers = list(Dossier.objects.order_by("pk").values_list("number", flat=True))
    officer = signed_in(firm.cast.head, "vi")
    shown = 0
    for address in (
        reverse("dossiers:desk") + "?xem=tat-ca",
        *(reverse("dossiers:dossier", args=[n]) for n in numbers),
    ):
        page = officer.get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page
        shown += "&lt;script&gt;alert" in page
    assert shown or name == "list"
    told = "\n".join([*caplog.messages, *(str(one) for one in Entry.objects.values_list("data", flat=True))])
    assert not [one.name for one in sound if str(one.stays) in told or one.text in told]


# Whole files ---------------------------------------------------------------------------------------------------


def refused(way: Way, one: BadTable, caplog: Any) -> list[str]:
    """What is not as it must be when this file is sent."""
    caplog.clear()
    before, sent = everything(), [one.content[:80].decode(errors="ignore"), bad_tables.SECRET]
    answer = way.send(one.content, one.ending)
    page = unescape(answer.content.decode())
    wrong, kept = way.report(answer)
    found = [f"{one.name}: {what}" for what in clean(before, way, caplog, sent)]
    if answer.status_code >= 500 or wrong or kept:
        found.append(f"{one.name}: {answer.status_code} {wrong} {kept}")
    why = way.why(answer)
    # Vietnamese has letters of its own; an English sentence begins with a plain word.
    if (
        not why
        or why not in page
        or (why.isascii() if way.language == "vi" else not why.split()[0].isascii())
    ):
        found.append(f"{one.name} does not say why: {why}")
    if bad_tables.SECRET in page:
        found.append(f"{one.name} shows what the server keeps")
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", WAYS)
def test_a_file_that_is_no_sound_table_is_refused_as_a_whole_with_the_way_out(
    firm, name, language, caplog, monkeypatch
):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(files, "ROWS_MAX", 2_000)
    way = WAYS[name](firm, language)
    found = [what for one in bad_tables.texts(way.head, way.row(0)) for what in refused(way, one, caplog)]
    assert not found, "\n".join(found)


def test_a_number_without_end_is_no_name(firm):
    way = ToImport(firm, "vi")
    row = [*way.row(0)[:6], 777_777, *way.row(0)[7:]]
    answer = way.send(bad_tables.infinite(bad_tables.workbook([way.head, row]), 777_777), "xlsx")
    wrong, kept = way.report(answer)
    assert not kept and "lỗi" in said(wrong[2][0], "vi")


def test_a_formula_whose_value_is_not_in_the_file_is_named_by_its_cell(firm):
    book = Workbook()
    for row in (LIST_HEAD, list_row(0)):
        book.active.append(row)
    book.active["F2"] = '=CONCATENATE("Trường ","Mẫu")'
    out = io.BytesIO()
    book.save(out)
    answer = ToList(firm, "vi").send(out.getvalue(), "xlsx")
    assert answer.status_code == 422 and "F2" in answer.context["table"].error


@pytest.mark.parametrize("name", WAYS)
def test_a_hostile_workbook_is_refused_and_reads_nothing_of_the_server(firm, name, caplog, tmp_path):
    caplog.set_level(logging.INFO)
    way, secret = WAYS[name](firm, "vi"), tmp_path / "kho"
    secret.write_text(bad_tables.SECRET)
    books = bad_tables.workbooks(way.head, way.row(0), str(secret))
    found = [what for one in books for what in refused(way, one, caplog)]
    assert not found, "\n".join(found)
