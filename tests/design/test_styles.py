"""The style sheets: one file for readers, many for whoever writes them."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test.utils import override_settings

from motcua.design import styles

STATIC = Path(styles.__file__).parent / "static" / "design"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder that `collectstatic` writes with the storage of the product."""

    folder = tmp_path_factory.mktemp("static")
    backend = {"BACKEND": "motcua.design.styles.BundledStorage", "OPTIONS": {"file_permissions_mode": 0o644}}
    with override_settings(STATIC_ROOT=folder, STORAGES={**settings.STORAGES, "staticfiles": backend}):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_every_sheet_is_listed_and_every_listed_sheet_is_there():
    assert {f"design/css/{path.name}" for path in (STATIC / "css").glob("*.css")} == set(styles.SHEETS)


def test_readers_get_one_sheet_holding_all_in_their_order(collected):
    bundle = (collected / styles.BUNDLE).read_text()
    plain = [
        re.sub(r"/\*.*?\*/\s*", "", (STATIC.parent / name).read_text(), flags=re.S) for name in styles.SHEETS
    ]
    places = [bundle.index(re.sub(r"\n\s+", "\n", text).strip()) for text in plain]
    assert places == sorted(places) and "/*" not in bundle


def test_what_readers_load_carries_its_hash_and_is_compressed(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    sheet = names[styles.BUNDLE]
    assert re.fullmatch(r"design/motcua\.[0-9a-f]{12}\.css", sheet)
    assert (collected / f"{sheet}.gz").exists()
    page = (collected / names["design/js/page.js"]).read_text()
    assert f'import("./{Path(names["design/js/keys.js"]).name}")' in page


def test_the_sheet_loads_nothing_and_is_small(collected):
    bundle = (collected / styles.BUNDLE).read_text()
    assert "url(" not in bundle and "@import" not in bundle
    assert (collected / f"{styles.BUNDLE}.gz").stat().st_size < 15_000


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = (STATIC / "css" / "tokens.css").read_text()
LIGHT = colours(TOKENS.split("/* Dark:")[0])
BY_WISH, BY_CHOICE = (colours(part) for part in TOKENS.split("/* Dark:")[1].split('data-theme="dark"'))
TEXT = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "wash"), ("ink-soft", "paper"), ("ink-soft", "wash"), ("on-ink", "ink"),
    ("on-act", "act"), ("on-act", "act-firm"), ("act-text", "paper"), ("act-text", "act-tint"), ("on-done", "done"),
    ("done-text", "done-tint"), ("soon-text", "soon-tint"), ("info-text", "info-tint"), ("info-text", "paper"),
    *((f"on-seq-{n}", f"seq-{n}") for n in range(1, 6)),
]  # fmt: skip
MARKS = [("line-firm", "sheet"), ("done", "paper"), ("soon", "paper"), ("info", "paper"), ("focus", "paper")]


@pytest.mark.parametrize("palette", [LIGHT, {**LIGHT, **BY_WISH}], ids=["light", "dark"])
def test_text_and_marks_have_the_contrast_that_the_tokens_promise(palette):
    faint = [pair for pair in TEXT if contrast(palette[pair[0]], palette[pair[1]]) < 4.5]
    faint += [pair for pair in MARKS if contrast(palette[pair[0]], palette[pair[1]]) < 3]
    assert faint == []


def test_the_two_dark_palettes_are_the_same():
    assert BY_WISH == BY_CHOICE


def test_the_sprite_has_every_icon_that_a_template_names():
    sprite = Path(finders.find("design/icons.svg")).read_text()
    there = set(re.findall(r'id="i-([a-z0-9]+)"', sprite))
    templates = Path(styles.__file__).parents[1].glob("*/templates/**/*.html")
    named = {name for path in templates for name in re.findall(r'{% icon "([a-z0-9]+)"', path.read_text())}
    assert named - there == set()
