"""All rooms speak through one catalogue: a sentence means the same in each of them, or carries a context."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests import translations

ROOT = Path(__file__).resolve().parents[2]


def test_one_sentence_has_one_translation_in_all_rooms():
    said = defaultdict(set)
    for room in translations.rooms(ROOT):
        if (room / translations.PO).exists():
            for message in translations.read(room / translations.PO):
                if message.text and not message.obsolete:
                    said[message.key].add((message.words[0], room.name))
    torn = {key: words for key, words in said.items() if len({w for w, _ in words}) > 1}
    assert torn == {}, "give one of them a context, or other words"


WITH_CONTEXT = {"pgettext", "npgettext"}
ASKING = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", *WITH_CONTEXT}


def asked_inside_other_text(source: Path) -> Iterator[str]:
    """Sentences to translate that stand inside an f-string: the program that collects sentences does not look there."""
    for outer in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        for call in ast.walk(outer) if isinstance(outer, ast.JoinedStr) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ASKING:
                said = call.args[1:] if call.func.id in WITH_CONTEXT else call.args
                yield from (one.value for one in said if isinstance(one, ast.Constant))


def test_no_sentence_to_translate_hides_inside_other_text():
    collected = known()
    hidden = {
        f"{source.relative_to(ROOT)}: {words}"
        for source in (ROOT / "src").rglob("*.py")
        for words in asked_inside_other_text(source)
        if words not in collected
    }
    assert not hidden, "translate it before it goes into the f-string"


def known() -> set[str]:
    """Every sentence that some room has in its translations."""
    return {
        message.text
        for room in translations.rooms(ROOT)
        if (room / translations.PO).exists()
        for message in translations.read(room / translations.PO)
    }


def test_people_are_addressed_as_elders_and_officers_as_colleagues_never_as_friends():
    """Ông, bà and anh, chị (as the pages of the look do); “bạn” stands only in words like “bạn bè”."""
    familiar = re.compile(r"\bbạn\b(?! bè)", re.IGNORECASE)
    found = [
        f"{room.name}: {word}"
        for room in translations.rooms(ROOT)
        if (room / translations.PO).exists()
        for message in translations.read(room / translations.PO)
        for word in message.words
        if familiar.search(word)
    ]
    assert not found
