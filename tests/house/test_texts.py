"""What is written down: one normal form, no traces of a machine, and documents that keep up with the code."""

import ast
import re
import unicodedata

from django.apps import apps
from django.core.management import get_commands

from tests.house import source
from tests.house.source import ROOT

# Tables that are inner workings, not nouns of the administration.
INNER_TABLES = {"Cursor", "Sealer"}
DECISION_PARTS = ("**Situation.**", "**Decision.**", "**What we gave up.**", "**Look again**")


def written(path):
    return path.read_text(encoding="utf-8")


def test_all_text_is_in_one_normal_form():
    wrong = [
        str(path.relative_to(ROOT))
        for path in source.texts()
        if not unicodedata.is_normalized("NFC", written(path))
    ]
    assert wrong == []


def test_no_text_names_a_place_on_somebodys_machine():
    place = re.compile(r"(?<![\w.~<>{}$*:-])/(?:home|root|Users|mnt|work)/\w")
    wrong = [str(path.relative_to(ROOT)) for path in source.texts() if place.search(written(path))]
    assert wrong == []


def test_locks_name_packages_and_hashes_but_no_address():
    for path in (ROOT / "locks").glob("*.txt"):
        text = written(path)
        assert "://" not in text and "--hash=sha256:" in text, path.name


def decisions():
    return sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def test_decisions_have_one_number_series_and_one_form():
    numbers = [int(path.name[:4]) for path in decisions()]
    assert numbers == sorted(set(numbers)), "a number is taken once; one that was reserved may come later"
    for path in decisions():
        text = written(path)
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert [part for part in DECISION_PARTS if part not in text] == [], path.name


def test_decisions_that_are_named_are_there():
    known = {path.name[:4] for path in decisions()}
    named = {
        (path.name, number)
        for path in source.texts()
        for number in re.findall(r"docs/decisions/(\d{4})", written(path))
    }
    assert [place for place in named if place[1] not in known] == []


def settings_read():
    """Every MOTCUA_… that the code reads from the environment."""
    found = set()
    for module in source.modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^MOTCUA_[A-Z_]+$", node.value))
    return found


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    text = written(ROOT / "docs" / "reference" / "settings.md")
    documented = set(re.findall(r"^\| `(MOTCUA_[A-Z_]+)` \|", text, re.MULTILINE))
    assert documented == settings_read()


def test_every_command_is_documented():
    text = written(ROOT / "docs" / "reference" / "commands.md")
    ours = {name.replace("_", "-") for name, room in get_commands().items() if room.startswith("motcua.")}
    documented = set(re.findall(r"^## `motcua ([a-z-]+)`", text, re.MULTILINE))
    assert documented == ours


def test_every_noun_we_keep_a_table_of_is_in_the_glossary():
    terms = written(ROOT / "docs" / "reference" / "glossary.md").lower()
    missing = set()
    for model in apps.get_models():
        if model.__module__.startswith("motcua.") and model.__name__ not in INNER_TABLES:
            noun = " ".join(re.findall(r"[A-Z][a-z]*", model.__name__)).lower()
            if not re.search(rf"\b{noun}", terms):
                missing.add(model.__name__)
    assert missing == set()
