"""Hand-written SQL of the room: one question or change a file, each for both databases unless its name says which."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def statement(name: str) -> str:
    """The text of sql/<name>.sql."""
    return (FOLDER / f"{name}.sql").read_text()


def statements(name: str) -> list[str]:
    """Several statements in one file, separated by empty lines."""
    return [part for part in statement(name).split("\n\n") if part.strip()]
