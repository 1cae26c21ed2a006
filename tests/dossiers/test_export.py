"""Requests taken out with what is known of their papers: what stands in a line, whose lines, and at what cost."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.documents import actions as documents
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.queries import export
from motcua.dossiers.queries.register import Wanted
from motcua.dossiers.rules import inputs
from motcua.people.models import AccessLook
from tests.dossiers.build import MORNING, act, approved, pdf, taken_in
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db
PERIOD = {"tu": "2026-03-01", "den": "2026-03-31"}
WANTED = Wanted(start=MORNING.date(), end=MORNING.date())


def stored(world) -> int:
    return documents.store(
        content=pdf(), name="giay.pdf", accept=("application/pdf",), by="system:tests", at=world.at
    ).id


def lines(world, player, **more):
    return list(export.lines(world.reach(player), at=world.at, wanted=WANTED, **more))


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def test_a_line_names_the_papers_the_result_and_their_files(world):
    paper = inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh", file_id=stored(world))
    done = approved(world, papers=(paper, inputs.PaperGiven(code="khac", name="Giấy khác", quantity=2)))
    given = inputs.MarkDone(number="12/XN", file_id=stored(world))
    act(world, actions.mark_done, done.number, world.cast.clerk, given)
    (line,) = lines(world, world.cast.head)
    first, second = line["papers"]
    assert line["number"] == done.number and line["procedure"] == "1.000001" and line["state"] == "done"
    assert (first["source"], first["digital"], first["file"]["media_type"]) == (
        "handed-in",
        1,
        "application/pdf",
    )
    assert len(first["file"]["sha256"]) == 64 and first["handed_in_at"].endswith("+07:00")
    assert (second["digital"], second["file"], second["quantity"]) == (0, None, 2)
    assert line["result"]["number"] == "12/XN" and line["result"]["file"]["name"] == "giay.pdf"
    assert json.loads(json.dumps(line)) == line, "plain values only"


def test_a_supplement_names_its_round(world):
    done = taken_in(world)
    asked = inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh")
    act(world, actions.ask_supplement, done.number, world.cast.reception, inputs.AskSupplement("Mờ.", (asked,)))  # fmt: skip
    brought = inputs.Supplement(papers=(inputs.PaperGiven("giay-chung-minh", "Giấy chứng minh"),))
    act(world, actions.supplement, done.number, world.cast.reception, brought)
    (line,) = lines(world, world.cast.head)
    assert [paper["supplement"] for paper in line["papers"]] == [None, 1]


def test_the_page_and_the_command_give_what_this_officer_may_see_and_write_it_down(world):
    done = taken_in(world)
    answer = signed_in(world.cast.head).get(reverse("dossiers:register-papers"), PERIOD)
    assert 'filename="so-theo-doi-giay-to-20260301-20260331.jsonl"' in answer["Content-Disposition"]
    out = io.StringIO()
    words = ("export", "--from", "2026-03-01", "--to", "2026-03-31", "--as")
    call_command("dossiers", *words, "truongphong", stdout=out, stderr=io.StringIO())
    assert out.getvalue() == answer.getvalue().decode() and done.number in out.getvalue()
    assert [look.what for look in AccessLook.objects.all()] == ["exported"] * 2
    strange = io.StringIO()
    call_command("dossiers", *words, "tiepnhanxa", stdout=strange, stderr=io.StringIO())
    assert strange.getvalue() == "", "another office sees none of it"
    for name in ("thuly", "danghi", "khong-co-ai"):
        with pytest.raises(CommandError, match="does not keep the register"):
            call_command("dossiers", *words, name, stdout=strange, stderr=strange)


def test_made_up_requests_say_so_in_the_name_and_in_each_line(world):
    taken_in(world)
    Dossier.objects.update(simulated=True)
    answer = signed_in(world.cast.head).get(reverse("dossiers:register-papers"), PERIOD)
    assert 'filename="mo-phong-so-theo-doi-giay-to' in answer["Content-Disposition"]
    assert json.loads(answer.getvalue())["simulated"] is True


def test_the_number_of_questions_grows_with_lots_and_not_with_papers(world, monkeypatch):
    for _n in range(5):
        done = taken_in(world)

    def questions(papers: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            found = lines(world, world.cast.head)
        assert len(found) == 5 and sum(len(line["papers"]) for line in found) == papers
        return len(asked)

    in_one_lot = questions(5)
    monkeypatch.setattr(export, "LOT_ROWS", 2)
    in_three = questions(5)
    assert in_three - in_one_lot <= 2 * 4, "requests, papers, results, files"
    for number in range(20):
        Paper.objects.create(
            dossier_id=done.dossier_id, code=f"p{number}", name="Giấy", kind="copy", file_id=stored(world), added_at=world.at
        )  # fmt: skip
    assert questions(25) <= in_three + 1, "the files there are now"
    assert len(lines(world, world.cast.head, most=3)) == 3
