"""The product's commands: which of them ask Django's checks of the source before they begin."""

import pytest

from motcua.cli import CHECKED, Commands


@pytest.mark.parametrize("word", ["work", "chronicle", "demo", "backup", "sample"])
def test_a_command_of_ours_begins_without_the_checks_of_the_source(word):
    assert not asked(word)


@pytest.mark.parametrize("word", [*CHECKED, "makemigrations", "dumpdata"])
def test_the_server_and_djangos_own_commands_ask_them(word):
    assert asked(word)


def asked(word: str) -> bool:
    return bool(Commands(["motcua", word]).fetch_command(word).requires_system_checks)
