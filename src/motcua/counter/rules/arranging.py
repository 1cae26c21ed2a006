"""Queues and windows of an office: what may be written for them."""

from enum import StrEnum

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop

NAME_MAX, WINDOW_MAX = 80, 40
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Kind(StrEnum):
    QUEUE_ADDED = "counter.queue-added"
    WINDOW_ADDED = "counter.window-added"
    WINDOW_CHANGED = "counter.window-changed"


def check_queue(*, letter: str, name: str, name_en: str) -> None:
    faults = []
    if len(letter.strip()) != 1 or letter.strip().upper() not in LETTERS:
        faults.append(Fault("letter", gettext_noop("Write one letter from A to Z.")))
    for field, words in (("name", name), ("name_en", name_en)):
        if not 2 <= len(words.strip()) <= NAME_MAX:
            faults.append(Fault(field, gettext_noop("Write what people come for, in a few words.")))
    if faults:
        raise InvalidInput(faults=faults)


def check_window(*, name: str) -> None:
    if not 1 <= len(name.strip()) <= WINDOW_MAX:
        raise InvalidInput(
            faults=[Fault("window", gettext_noop("Write how the window is called, for example “Window 3”."))]
        )
