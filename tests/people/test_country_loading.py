"""Agencies of the country come into a database that has none."""

from django.core.management import call_command


def test_the_command_says_what_it_did(db, capsys):
    call_command("people", "load")
    call_command("people", "load")
    assert capsys.readouterr().out.splitlines() == [
        "Cơ quan: thêm 112, sửa 0.",
        "Cơ quan: thêm 0, sửa 0.",
    ]
