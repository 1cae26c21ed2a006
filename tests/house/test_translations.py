"""All rooms speak through one catalogue: a sentence means the same in each of them, or carries a context."""

from collections import defaultdict
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
