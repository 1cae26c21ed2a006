"""Which template draws a paper: the office's own, if it has one, or ours."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ROOMS = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z]+/[a-z0-9.-]{1,60}")
FILE_BYTES_MAX = 512 * 1024
PICTURES = (".svg",)  # an arms or a stamp drawn by the office; text, so that it travels with the template
FILES_MAX = 40


@dataclass(frozen=True)
class Source:
    """The files that draw one paper: `main.typ` is the template, the others are what it may import."""

    files: dict[str, str]
    own: Path | None  # the office's template, if it is that which draws


def ours(template: str) -> Source:
    assert NAME.fullmatch(template), f"a template is named room/name, not {template!r}"
    return Source({"main.typ": _text(_shipped(template, "typ")), **_shared()}, own=None)


def _shipped(template: str, ending: str) -> Path:
    """A special template ("dossiers/result-1.000656") that does not ship is drawn, and tried, as the general one."""
    room, _, name = template.partition("/")
    path = ROOMS / room / "typst" / f"{name}.{ending}"
    return path if path.is_file() else path.with_name(f"{name.partition('-')[0]}.{ending}")


def own(template: str) -> Source | None:
    """The office's own template of this name, with its own shared parts and pictures; None if it has none."""
    folder = own_folder()
    room, _, name = template.partition("/")
    path = folder / room / f"{name}.typ" if folder else None
    if folder is None or path is None or not path.is_file():
        house = folder / "documents" / "house.typ" if folder else None
        if house is None or not house.is_file():
            return None
        # Only the shared parts (the letterhead, say) are the office's own.
        return Source({**ours(template).files, "house.typ": _own_text(house)}, own=house)
    files = {"main.typ": _own_text(path), **_shared()}
    for beside in sorted([*(folder / "documents").glob("*"), *path.parent.glob("*")])[:FILES_MAX]:
        if beside.suffix in PICTURES or beside.name == "house.typ":
            files[beside.name] = _own_text(beside)
    return Source(files, own=path)


def own_folder() -> Path | None:
    return Path(settings.TEMPLATES_DIR) if settings.TEMPLATES_DIR else None


def names() -> list[str]:
    """Every template the rooms ship, except parts that only others import."""
    found = (path for path in ROOMS.glob("*/typst/*.typ") if path.name != "house.typ")
    return sorted(f"{path.parents[1].name}/{path.stem}" for path in found)


def sample(template: str) -> dict[str, object]:
    """Made-up values that a template of this name must be able to draw."""
    found = json.loads(_text(_shipped(template, "json")))
    assert isinstance(found, dict)
    return found


def _shared() -> dict[str, str]:
    return {"house.typ": _text(ROOMS / "documents" / "typst" / "house.typ")}


@lru_cache(maxsize=64)
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _own_text(path: Path) -> str:
    """Read anew each time: the office may be writing it."""
    if path.stat().st_size > FILE_BYTES_MAX:
        raise ValueError(f"{path.name} is larger than {FILE_BYTES_MAX // 1024} KB")
    return path.read_text(encoding="utf-8")


def exists(template: str) -> bool:
    """Whether a paper of this name can be drawn, from a template of ours or of the office."""
    room, _, name = template.partition("/")
    folders = [ROOMS / room / "typst", *([own_folder() / room] if own_folder() else [])]  # type: ignore[operator]
    return any((folder / f"{name}.typ").is_file() for folder in folders)
