"""Compares each room's translations with its source: nothing missing, nothing left over, nothing half done."""

import ast
import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGE = "vi"
SHOWN_MAX = 40
PO = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"


@dataclass(frozen=True)
class Message:
    """One entry of a .po file."""

    context: str
    text: str
    plural: str
    words: tuple[str, ...]  # its translations, one for each plural form
    fuzzy: bool
    obsolete: bool

    @property
    def key(self) -> str:
        return f"{self.context}\4{self.text}" if self.context else self.text


def rooms(root: Path) -> list[Path]:
    return sorted(path.parent for path in (root / "src/motcua").glob("*/__init__.py"))


def problems(root: Path) -> list[str]:
    """Everything that is wrong, room by room; needs GNU gettext."""
    found = []
    for room in rooms(root):
        found += [f"{room.name}: {problem}" for problem in [*half_done(room), *stale(room)]]
    return found


def half_done(room: Path) -> Iterator[str]:
    """What can be seen without any program: empty, fuzzy or obsolete entries, and a compiled file that is not its source."""
    source = room / PO
    if not source.exists():
        return
    messages = [message for message in read(source) if message.text]
    for message in messages:
        if message.obsolete:
            yield f"obsolete: {message.text!r}"
        elif message.fuzzy:
            yield f"fuzzy: {message.text!r}"
        elif not all(message.words):
            yield f"not translated: {message.text!r}"
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        yield "no compiled file: run django-admin compilemessages"
        return
    with compiled.open("rb") as stream:
        catalog = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]  # no public way to list it
    wanted: dict[object, str] = {}
    for message in messages:
        if message.plural:
            wanted |= {(message.key, form): words for form, words in enumerate(message.words)}
        else:
            wanted[message.key] = message.words[0]
    if {key: words for key, words in catalog.items() if key} != wanted:
        yield "the compiled file is not made from the source: run django-admin compilemessages"


def stale(room: Path) -> Iterator[str]:
    """What `makemessages` would change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / room.name
        shutil.copytree(room, copy, ignore=shutil.ignore_patterns("__pycache__", "static"))
        (copy / "locale").mkdir(exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "-l",
            LANGUAGE,
            "--no-wrap",
            "--no-location",
        ]
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        if done.returncode:
            yield f"makemessages failed: {done.stderr[-500:]}"
            return
        fresh = _present(copy / PO)
    committed = _present(room / PO)
    for text in sorted(fresh - committed):
        yield f"in the source but not in the translations: {text!r}"
    for text in sorted(committed - fresh):
        yield f"in the translations but no longer in the source: {text!r}"


def _present(source: Path) -> set[str]:
    return {m.key for m in read(source) if m.text and not m.obsolete} if source.exists() else set()


def read(source: Path) -> list[Message]:
    """The entries of a .po file."""
    blocks = source.read_text(encoding="utf-8").split("\n\n")
    return [message for block in blocks if (message := _message(block)) is not None]


def _message(block: str) -> Message | None:
    parts: dict[str, str] = {}
    flags, now, obsolete = "", "", False
    for raw in block.splitlines():
        obsolete = obsolete or raw.startswith("#~")
        line = raw.removeprefix("#~").strip()
        if line.startswith("#,"):
            flags += line
        elif line.startswith('"'):
            parts[now] += ast.literal_eval(line)
        elif line and not line.startswith("#"):
            now, _, value = line.partition(" ")
            parts[now] = ast.literal_eval(value)
    if "msgid" not in parts:
        return None
    words = tuple(value for name, value in sorted(parts.items()) if name.startswith("msgstr"))
    return Message(
        parts.get("msgctxt", ""),
        parts["msgid"],
        parts.get("msgid_plural", ""),
        words,
        "fuzzy" in flags,
        obsolete,
    )


def main() -> None:
    found = problems(Path(__file__).resolve().parent.parent)
    print("\n".join(found[:SHOWN_MAX]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
