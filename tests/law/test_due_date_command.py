"""`motcua due-date`: the answer, the count, and one clear sentence for whatever cannot be counted."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from motcua.law import actions
from motcua.law.actions import HoursForm
from motcua.people.rules import system
from tests.people.cast import NOW


def say(*arguments: str) -> str:
    out = StringIO()
    call_command("due_date", *arguments, stdout=out)
    return out.getvalue()


def ask(*arguments: str) -> dict:
    return json.loads(say(*arguments, "--json"))


def refused(*arguments: str, lang: str = "en") -> str:
    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("due_date", *arguments, "--lang", lang, stderr=err)
    assert stopped.value.code == 2
    assert len(err.getvalue().strip().splitlines()) == 1
    return err.getvalue().strip()


def test_the_answer_is_one_object_with_due_and_days():
    answer = ask("--received", "2024-04-24T09:00", "--term", "5", "--unit", "working-days")
    assert answer["due"] == "2024-05-04T17:00:00+07:00"
    assert [day["counted"] for day in answer["days"]] == [n in (1, 2, 8, 9, 10) for n in range(11)]
    assert answer["days"][5] == {
        "date": "2024-04-29",
        "counted": False,
        "reason": "holiday",
        "number": None,
        "name": "Ngày nghỉ (thay cho ngày 04/05/2024)",
    }
    assert answer["days"][-1] == {
        "date": "2024-05-04",
        "counted": True,
        "reason": "due",
        "number": 5,
        "name": "Làm bù cho ngày 29/04/2024",
    }


def test_the_count_is_printed_day_by_day_in_both_languages():
    vietnamese = say("--received", "2024-04-24T09:00", "--term", "5")
    assert vietnamese.startswith("Hạn trả: 17:00, thứ Bảy 04/05/2024")
    assert "T2  29/04/2024        Ngày nghỉ (thay cho ngày 04/05/2024)" in vietnamese
    english = say("--received", "2024-04-24T09:00", "--term", "5", "--lang", "en")
    assert english.startswith("Due: 17:00, Saturday 4 May 2024")


def test_pauses_restart_and_hours_are_taken_into_account():
    question = (
        "--received",
        "2023-04-17T09:00",
        "--term",
        "3",
        "--pause",
        "2023-04-19T10:00..2023-04-20T09:00",
    )
    assert ask(*question)["due"] == "2023-04-24T17:00:00+07:00"
    again = ask(*question, "--restart")
    assert again["due"] == "2023-04-25T17:00:00+07:00"
    assert again["days"][1]["reason"] == "dropped"
    assert ask(*question, "--hours", "08:00-12:00,13:00-16:30")["due"] == "2023-04-24T16:30:00+07:00"
    assert ask(
        "--received",
        "2023-04-14T16:00",
        "--term",
        "3",
        "--unit",
        "working-hours",
        "--saturday",
        "07:30-11:30",
    )["due"].startswith("2023-04-15T09:30")


def test_an_open_pause_has_no_due_date():
    answer = ask("--received", "2023-04-17T09:00", "--term", "3", "--pause", "2023-04-19T10:00..")
    assert answer["due"] is None
    assert (
        "đang tạm dừng"
        in say("--received", "2023-04-17T09:00", "--term", "3", "--pause", "2023-04-19T10:00..").lower()
    )


def test_a_same_day_request_needs_no_term():
    assert ask("--received", "2023-04-19T15:01", "--same-day")["due"] == "2023-04-20T17:00:00+07:00"
    assert (
        ask("--received", "2023-04-19T15:01", "--same-day", "--cut-off", "15:30")["due"]
        == "2023-04-19T17:00:00+07:00"
    )


def test_a_moment_may_name_its_offset():
    assert ask("--received", "2024-04-24T02:00Z", "--term", "5")["received"] == "2024-04-24T09:00:00+07:00"


def test_forecasts_and_unverified_days_are_said():
    assert ask("--received", "2027-04-24T09:00", "--term", "5")["notes"] == ["forecast"]
    assert ask("--received", "2025-12-31T09:00", "--term", "3")["notes"] == ["not-verified"]
    assert ask("--received", "1990-04-24T09:00", "--term", "3")["notes"] == ["holidays-unknown"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--received", "2024-02-30T09:00", "--term", "5"], "There is no moment 2024-02-30T09:00"),
        (["--received", "2024-04-24T25:00", "--term", "5"], "There is no moment"),
        (["--received", "yesterday", "--term", "5"], "There is no moment yesterday"),
        (["--term", "5"], "There is no moment"),
        (["--received", "2024-04-24", "--term", "5"], "no time of day"),
        (["--received", "0001-01-01T00:00", "--term", "5"], "the year 1 is outside"),
        (["--received", "9999-12-31T23:59", "--term", "5"], "the year 9999 is outside"),
        (["--received", "2149-12-31T09:00", "--term", "60", "--unit", "months"], "outside"),
        (
            ["--received", "2024-04-24T09:00", "--term", "5", "--unit", "fortnights"],
            "fortnights is not a unit",
        ),
        (["--received", "2024-04-24T09:00", "--term", "0"], "from 1 to 1250, not 0"),
        (["--received", "2024-04-24T09:00", "--term", "-3"], "not -3"),
        (["--received", "2024-04-24T09:00", "--term", "99999999999999"], "from 1 to 1250"),
        (["--received", "2024-04-24T09:00", "--term", "1.5"], "not 1.5"),
        (["--received", "2024-04-24T09:00", "--term", "٣"], "from 1 to 1250"),
        (["--received", "2024-04-24T09:00"], "from 1 to 1250"),
        (["--received", "2024-04-24T09:00", "--term", "5", "--pause", "2024-04-25"], "A pause is written"),
        (
            [
                "--received",
                "2024-04-24T09:00",
                "--term",
                "5",
                "--pause",
                "2024-04-26T09:00..2024-04-25T09:00",
            ],
            "A pause is written",
        ),
        (["--received", "2024-04-24T09:00", "--term", "5", "--hours", "9-5"], "Opening hours are written"),
        (["--received", "2024-04-24T09:00", "--same-day", "--cut-off", "25:99"], "Opening hours are written"),
    ],
)
def test_what_cannot_be_counted_gets_one_clear_sentence(arguments, words):
    assert words in refused(*arguments)


def test_the_sentence_is_in_the_language_asked_for():
    assert refused("--received", "2024-02-30T09:00", "--term", "5", lang="vi").startswith(
        "Không có thời điểm 2024-02-30T09:00"
    )


@pytest.mark.django_db
def test_an_agency_counts_by_its_own_hours(cast):
    form = HoursForm(week=[["08:00-12:00", "13:00-16:00"]] * 5 + [[], []], basis="TB 1")
    actions.set_hours(agency_id=cast.department.pk, form=form, reach=system("law"), at=NOW)
    for code in ("000.00.15.H15", "H15.15"):
        answer = ask("--received", "2024-04-24T09:00", "--term", "5", "--agency", code)
        assert answer["due"] == "2024-05-04T16:00:00+07:00"
    assert "no agency with the code H99" in refused(
        "--received", "2024-04-24T09:00", "--term", "5", "--agency", "H99"
    )


def test_it_counts_where_there_is_no_database(tmp_path):
    """As typed in a terminal, with a database address that nobody answers at."""
    surroundings = os.environ | {
        "MOTCUA_VAR": str(tmp_path),
        "MOTCUA_DATABASE": f"sqlite:///{tmp_path}/no/such/folder/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
    }

    def motcua(*arguments: str) -> subprocess.CompletedProcess:
        words = [
            sys.executable,
            "-m",
            "motcua.cli",
            "due-date",
            "--received",
            "2024-04-24T09:00",
            "--term",
            *arguments,
        ]
        return subprocess.run(
            words, env=surroundings, capture_output=True, text=True, check=False, timeout=60
        )

    counted = motcua("5", "--unit", "working-days", "--json")
    assert json.loads(counted.stdout)["due"] == "2024-05-04T17:00:00+07:00"
    refused = motcua("0", "--lang", "en")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "A term in working-days is a whole number from 1 to 1250, not 0.\n"
    without = motcua("5", "--agency", "H15", "--lang", "en")
    assert without.returncode == 2
    assert "database that cannot be opened" in without.stderr
