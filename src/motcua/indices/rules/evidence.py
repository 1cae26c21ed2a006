"""Which component a file belongs to, by the code in its name, and how many files are taken at once."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from motcua.foundation.refusal import InvalidInput, gettext_noop

FILES_MAX = 20  # of one component
ARCHIVE_FILES_MAX = 300
ARCHIVE_BYTES_MAX = 200 * 1024 * 1024  # unpacked


class TooManyFiles(InvalidInput):
    code = "indices.too-many-files"
    sentence = gettext_noop("There are more than %(most)s files.")
    next_step = gettext_noop("Send fewer at a time, or join what belongs together in one PDF.")


class ArchiveTooLarge(InvalidInput):
    code = "indices.archive-too-large"
    sentence = gettext_noop("Unpacked, the archive is larger than %(most)s MB.")
    next_step = gettext_noop("Send its files in several parts.")


class ArchiveUnreadable(InvalidInput):
    code = "indices.archive-unreadable"
    sentence = gettext_noop("The archive %(name)s cannot be read. Nothing of it was attached.")
    next_step = gettext_noop("Pack the files again as a ZIP without a password, or send them one by one.")


@dataclass(frozen=True)
class Matched:
    codes: Mapping[str, str]  # file name → component
    unmatched: tuple[str, ...]


def match(names: Sequence[str], *, codes: Collection[str]) -> Matched:
    """A name belongs to the longest code that it begins with, or holds as a word of its own: “1.3.2 Kế hoạch.pdf”.

    The folder a file lies in may carry the code as well. Dots may be written as “-” or “_”.
    """
    found, left = {}, []
    for name in names:
        code = _code_in(name, codes)
        if code is None:
            left.append(name)
        else:
            found[name] = code
    return Matched(found, tuple(left))


_CODE = re.compile(r"(?<![0-9])[0-9]{1,2}(?:[._-][0-9]{1,2}){1,3}(?![0-9]|[._-][0-9])")


def _code_in(name: str, codes: Collection[str]) -> str | None:
    """From the file's own name outwards through its folders; the first that names a known code."""
    stem = re.sub(r"\.[A-Za-z]{1,5}$", "", name)
    for part in reversed(stem.split("/")):
        for written in _CODE.findall(part):
            code = re.sub(r"[_-]", ".", written)
            if code in codes:
                return code
    return None


def check_archive(entries: Sequence[tuple[str, int, bool]]) -> None:
    """Name, size unpacked, whether it has a password: what is too much or shut is not unpacked at all."""
    if len(entries) > ARCHIVE_FILES_MAX:
        raise TooManyFiles(most=ARCHIVE_FILES_MAX)
    if sum(size for _name, size, _shut in entries) > ARCHIVE_BYTES_MAX:
        raise ArchiveTooLarge(most=ARCHIVE_BYTES_MAX // 1024 // 1024)
    shut = next((name for name, _size, is_shut in entries if is_shut), None)
    if shut is not None:
        raise ArchiveUnreadable(name=shut)
