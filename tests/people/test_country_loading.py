"""Agencies of the country come into a database that has none."""

from django.core.management import call_command


def test_the_command_says_what_it_did(db, capsys):
    call_command("people", "load")
    call_command("people", "load")
    assert capsys.readouterr().out.splitlines() == [
        "112 agencies added, 0 corrected",
        "0 agencies added, 0 corrected",
    ]
