"""Official papers: what is drawn, from which template, within which limits."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from motcua.documents import typesetting
from motcua.documents.typesetting import process, templates
from tests.documents.papers import pages_text, valid_pdf_a

ON = date(2026, 3, 2)


@pytest.fixture
def own(settings, tmp_path):
    """A folder of the office's own templates; gives a function that writes one."""
    settings.TEMPLATES_DIR = str(tmp_path / "own")
    (tmp_path / "own").mkdir()

    def write(name: str, text: str) -> None:
        path = tmp_path / "own" / f"{name}.typ"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    return write


@pytest.mark.parametrize("name", typesetting.names())
def test_every_template_draws_its_sample_as_valid_pdf_a(name, tmp_path):
    paper = typesetting.render(name, templates.sample(name), on=ON)
    assert paper.startswith(b"%PDF-1.4")
    assert valid_pdf_a(paper, tmp_path)


def test_the_same_values_on_the_same_day_give_the_same_bytes():
    values = templates.sample("dossiers/result")
    first = typesetting.render("dossiers/result", values, on=ON)
    process.PROCESS.end()  # another process says the same
    assert typesetting.render("dossiers/result", values, on=ON) == first
    assert typesetting.render("dossiers/result", {**values, "about": "Khác"}, on=ON) != first


def test_vietnamese_letters_are_in_the_paper_as_letters(tmp_path):
    words = "Ỷ lại, ễnh ương, nghĩa vụ, thưở ấy, Đặng Thị Ngọc Huỳnh, ngoằn ngoèo, quỵt, ỡm ờ"
    paper = typesetting.render(
        "dossiers/result", {**templates.sample("dossiers/result"), "about": words}, on=ON
    )
    assert words in pages_text(paper, tmp_path)


def test_words_that_look_like_a_program_stay_words(tmp_path):
    words = '*đậm* #eval("1+1") $x$ #read("/etc/passwd") \\ @nhan <label>'
    paper = typesetting.render(
        "dossiers/result", {**templates.sample("dossiers/result"), "about": words}, on=ON
    )
    assert words in pages_text(paper, tmp_path)


def test_an_own_template_is_used_and_ours_when_it_breaks(own, tmp_path, caplog):
    values = templates.sample("dossiers/result")
    ours = templates.ours("dossiers/result").files["main.typ"]
    own(
        "dossiers/result",
        ours.replace("#strong(upper(d.signer.title))", "#strong[THAY MẶT: ]#upper(d.signer.title)"),
    )
    assert "THAY MẶT: CHỦ TỊCH" in pages_text(typesetting.render("dossiers/result", values, on=ON), tmp_path)
    own("dossiers/result", "#let d = (")
    assert "THAY MẶT" not in pages_text(typesetting.render("dossiers/result", values, on=ON), tmp_path)
    assert "own template dossiers/result cannot be used" in caplog.text


def test_an_own_letterhead_is_on_every_paper(own, tmp_path):
    house = templates.ours("dossiers/result").files["house.typ"]
    own("documents/house", house.replace("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI"))
    paper = typesetting.render("dossiers/result", templates.sample("dossiers/result"), on=ON)
    assert "CỘNG HOÀ XÃ HỘI" in pages_text(paper, tmp_path)
    assert typesetting.check_own() == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("#let d = json(bytes(sys.inputs.data))\n#d.nothing", "nothing"),
        ('#read("/etc/passwd")', "not found"),
        ('#read("../../etc/passwd")', ""),
        ('#import "@preview/cetz:0.3.1"', "package"),
        ("#while true { }", "infinite|true"),
        ("= Trống", "never prints"),
    ],
)
def test_the_check_says_what_is_wrong_with_a_template(own, text, what):
    own("dossiers/result", "#set document(date: datetime(year: 2026, month: 1, day: 1), title: [x])\n" + text)
    (problem,) = typesetting.check_own()
    assert problem.template == "dossiers/result"
    assert any(word in problem.what for word in what.split("|")), problem.what
    with pytest.raises(CommandError):
        call_command("documents", "templates")


def test_a_template_that_no_paper_asks_for_is_named(own):
    own("dossiers/resutl", "x")
    assert "No paper has this name" in typesetting.check_own()[0].what


def test_a_template_that_hangs_or_eats_memory_is_ended_and_the_next_paper_is_drawn(monkeypatch):
    monkeypatch.setattr(process, "SECONDS_MAX", 2.0)
    slow = "#let n = 0\n#for i in range(100000) { for j in range(100000) { n = calc.rem(n + i * j, 7) } }"
    with pytest.raises(typesetting.Unsettable, match="limits"):
        process.PROCESS.ask({"files": {"main.typ": slow}, "values": {}, "standard": "1.7", "moment": 0})
    greedy = '#let a = "x" * 1000000\n#let b = range(4000).map(i => a + str(i))\n#b.map(s => s.len()).sum()'
    with pytest.raises(typesetting.Unsettable):
        process.PROCESS.ask({"files": {"main.typ": greedy}, "values": {}, "standard": "1.7", "moment": 0})
    monkeypatch.undo()
    assert typesetting.render("dossiers/result", templates.sample("dossiers/result"), on=ON)


def test_the_typesetter_sees_no_setting_and_no_secret(monkeypatch):
    monkeypatch.setenv("MOTCUA_DATABASE", "postgresql://user:secret@host/name")
    monkeypatch.setenv("MOTCUA_EMAIL_PASSWORD", "secret")
    environment = process._plain_environment()
    assert "secret" not in json.dumps(environment)
    assert not [name for name in environment if name.startswith(("MOTCUA", "DJANGO"))]


def test_the_worker_ends_when_nobody_asks_any_more():
    process.PROCESS.end()
    typesetting.render("dossiers/result", templates.sample("dossiers/result"), on=ON)
    worker = process.PROCESS.running
    worker.stdin.close()
    assert worker.wait(timeout=60) == 0
    assert typesetting.render("dossiers/result", templates.sample("dossiers/result"), on=ON)
