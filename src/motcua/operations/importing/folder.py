"""The files that come with a table of papers: a folder or a ZIP, found by the names that a table writes; never outside of it.

Names are only ever compared. A file is opened as what it was when the folder was walked: no links, nothing but files.
"""

import os
import re
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import nfc
from motcua.operations.importing import old_fonts

FILES_MAX = 200_000
DEPTH_MAX = 20
BLOCK_BYTES = 1024 * 1024
NOT_THERE = gettext_noop("The folder or ZIP of files cannot be opened.")
NO_ZIP = gettext_noop("The files are neither in a folder nor in a ZIP that can be read.")
TOO_MANY = gettext_noop(
    "There are more than %(most)s files, or folders more than %(deep)s deep. Bring them in parts."
)
OVERLAPS = gettext_noop("The ZIP holds files that lie over each other, as no honest ZIP does. Pack it anew.")
NEEDED = gettext_noop(
    "A table of papers comes with its files: choose them on the page, or motcua import TABLE --files FOLDER on the server."
)
LEAVES = gettext_noop("leads out of the folder. Write the path as it is below it.")
MISSING = gettext_noop("names no file of the folder.")
SEVERAL = gettext_noop("names %(count)s files. Write the folder before the name, too.")
LINK = gettext_noop("names a link, or something that is no file. Put the file itself in its place.")
LOCKED = gettext_noop(
    "names a file of the ZIP that is locked with a password. Unpack it, or pack it without one."
)
UNREADABLE = gettext_noop("names a file that cannot be read.")
_IGNORED = re.compile(r"(^|/)(\.(?!\.)[^/]*|__MACOSX|Thumbs\.db|desktop\.ini|~\$[^/]*)(/|$)", re.IGNORECASE)
_LEAVES = re.compile(r"^([A-Za-z]:|/|~)|(^|/)\.\.(/|$)")


class NotFound(Exception):
    """Why a path of the table gives no file: a sentence and its facts."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


@dataclass(frozen=True, slots=True, eq=False)
class Lying:
    """One file below the folder: its path there, what keeps it out, and how it is opened."""

    path: str  # NFC, with “/”
    where: str | zipfile.ZipInfo | int  # below the folder, in a ZIP, or as a file that was put aside
    trouble: str = ""
    within: zipfile.ZipFile | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def deceives(self) -> bool:
        """Whether its name leads somewhere else, or it is a link."""
        return self.trouble == LINK or bool(_LEAVES.search(self.path))


class Files:
    """A folder or ZIP, walked once. Memory grows with the number of files, which has an end, not with what they hold."""

    def __init__(self, root: Path, *, without: tuple[Path, ...] = ()) -> None:
        self._begin()
        self._root = root
        with ExitStack() as unless_known:
            unless_known.push(self._held)
            if root.is_dir():
                self._root = root.resolve()
                tables = {path.resolve() for path in without}
                found: Iterator[Lying] = filter(
                    lambda one: self._root / str(one.where) not in tables, self._walk()
                )
            else:
                found = self._entries(self._opened(root))
            self._note(found)
            unless_known.pop_all()

    def _begin(self) -> None:
        self._held = ExitStack()
        self._named: set[Lying] = set()
        self.all: list[Lying] = []
        self._by: dict[str, list[Lying]] = {}

    def _note(self, found: Iterable[Lying]) -> None:
        for one in found:
            if len(self.all) >= FILES_MAX:
                raise _refused(TOO_MANY, most=FILES_MAX, deep=DEPTH_MAX)
            self.all.append(one)
            for key in _keys(one):
                self._by.setdefault(key, []).append(one)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    # Walked ---------------------------------------------------------------------------------------------------

    def _walk(self) -> Iterator[Lying]:
        waiting = [("", 0)]
        while waiting:
            folder, depth = waiting.pop()
            if depth > DEPTH_MAX:
                raise _refused(TOO_MANY, most=FILES_MAX, deep=DEPTH_MAX)
            with self._scanned(folder) as entries:
                for entry in entries:
                    path = f"{folder}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((f"{path}/", depth + 1))
                    else:
                        trouble = "" if entry.is_file(follow_symlinks=False) else LINK
                        yield Lying(_read(os.fsencode(path)), path, trouble)

    def _scanned(self, folder: str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        try:
            return os.scandir(self._root / folder)
        except OSError:
            raise _refused(NOT_THERE) from None

    def _opened(self, path: Path) -> zipfile.ZipFile:
        try:
            file = self._held.enter_context(path.open("rb"))
        except OSError:
            raise _refused(NOT_THERE) from None
        return self._zip_of(file)

    def _zip_of(self, file: IO[bytes], *, most: int = FILES_MAX) -> zipfile.ZipFile:
        try:
            count = _entry_count(file)
        except OSError:
            raise _refused(NOT_THERE) from None
        if count is None:
            raise _refused(NO_ZIP)
        if count > most:
            raise _refused(TOO_MANY, most=most, deep=DEPTH_MAX)
        try:
            return self._held.enter_context(zipfile.ZipFile(file))
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
            raise _refused(NO_ZIP) from None

    def _entries(self, packed: zipfile.ZipFile) -> Iterator[Lying]:
        end = 0
        for one in sorted(packed.infolist(), key=lambda one: one.header_offset):
            if one.header_offset < end:
                raise _refused(OVERLAPS)
            end = one.header_offset + one.compress_size
            if not one.is_dir():
                yield Lying(_name_in_zip(one), one, _trouble_in_zip(one), packed)

    # Found ----------------------------------------------------------------------------------------------------

    def find(self, said: str, *, number: str) -> Lying:
        """The file that a row means: by its path, or by its name in a folder called as the request, or by its name alone."""
        path = nfc(said).replace("\\", "/").strip()
        if _LEAVES.search(path):
            raise NotFound(LEAVES)
        path = "/".join(part for part in path.split("/") if part not in ("", "."))
        folders = dict.fromkeys((number, number.replace("/", "-"), number.replace("/", "_")))
        for key in (path, *(f"{folder}/{path}" for folder in folders), f"*/{path}"):
            for spelling in (key, key.casefold()):
                found = self._by.get(spelling, [])
                self._named.update(found)
                if len(found) > 1:
                    raise NotFound(SEVERAL, count=len(found))
                if found and found[0].trouble:
                    raise NotFound(found[0].trouble)
                if found:
                    return found[0]
        raise NotFound(MISSING)

    def note(self, said: str, *, number: str) -> None:
        """A row names this, whether it is looked at in this run or was brought in before."""
        with suppress(NotFound):
            self.find(said, number=number)

    def unnamed(self) -> Iterator[str]:
        """Files that no row asked for, but for what systems leave lying about."""
        for one in self.all:
            if one not in self._named and not _IGNORED.search(one.path):
                yield one.path

    @contextmanager
    def opened(self, one: Lying) -> Iterator[BinaryIO]:
        """Its bytes, to be read once in blocks; `NotFound` where they cannot be."""
        try:
            if one.within is not None:
                assert isinstance(one.where, zipfile.ZipInfo)
                with one.within.open(one.where) as stream:
                    yield stream  # type: ignore[misc]
            else:
                with os.fdopen(self._descriptor(str(one.where)), "rb") as file:
                    yield file
        except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error):
            raise NotFound(UNREADABLE) from None

    def _descriptor(self, where: str) -> int:
        path = self._root / where
        try:
            if path.parent.resolve(strict=True) != path.parent:
                raise NotFound(LINK)
            found = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            raise NotFound(UNREADABLE) from None
        if not stat.S_ISREG(os.fstat(found).st_mode):
            os.close(found)
            raise NotFound(LINK)
        return found


class Packed(Files):
    """One ZIP, looked through before it is taken in."""

    def __init__(self, file: IO[bytes], *, most: int) -> None:
        self._begin()
        with ExitStack() as unless_known:
            unless_known.push(self._held)
            self._note(self._entries(self._zip_of(file, most=most)))
            unless_known.pop_all()

    @property
    def unpacked_bytes(self) -> int:
        """As it says itself: nothing more of an entry is ever read."""
        return sum(one.where.file_size for one in self.all if isinstance(one.where, zipfile.ZipInfo))


@contextmanager
def copied(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Its bytes in a file of this machine, gone afterwards."""
    with tempfile.TemporaryFile(prefix="motcua-import-") as file:
        shutil.copyfileobj(stream, file, BLOCK_BYTES)
        yield file


def _keys(one: Lying) -> list[str]:
    """Its path as it is and in small letters; and its name alone, wherever it lies."""
    paths = (one.path, f"*/{one.name}")
    return list(dict.fromkeys(key for path in paths for key in (path, path.casefold())))


def _name_in_zip(one: zipfile.ZipInfo) -> str:
    if one.flag_bits & 0x800:
        return nfc(one.filename)
    # As the library read bytes that say nothing of themselves.
    return _read(one.filename.encode("cp437", "replace"))


def _read(raw: bytes) -> str:
    """A name as UTF-8, or as one of the old Vietnamese codes; in NFC, with “/”."""
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        western = raw.decode("cp1252", "replace")
        is_old = any(
            old_fonts.leaning(part) is old_fonts.Leaning.OLD for part in re.split(r"[\W_]+", western)
        )
        name = old_fonts.read(western) if is_old else raw.decode("cp1258", "replace")
    return nfc(name).replace("\\", "/")


def _trouble_in_zip(one: zipfile.ZipInfo) -> str:
    if one.flag_bits & 1:
        return LOCKED
    mode = one.external_attr >> 16
    return LINK if stat.S_IFMT(mode) not in (0, stat.S_IFREG) else ""


_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_BYTES, _LOCATOR_BYTES = 22, 20


def _entry_count(file: IO[bytes]) -> int | None:
    """How many files a ZIP says that it holds, read from its end before anything of it is; None where there is none."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_BYTES - 0xFFFF - _LOCATOR_BYTES))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        return None
    count = int(struct.unpack("<H", tail[place + 10 : place + 12])[0])
    if count != 0xFFFF or tail[max(0, place - _LOCATOR_BYTES) :][:4] != _LOCATOR_64:
        return count
    file.seek(struct.unpack("<Q", tail[place - 12 : place - 4])[0])
    end = file.read(56)
    return int(struct.unpack("<Q", end[32:40])[0]) if end[:4] == _END_64 and len(end) == 56 else None


def _refused(sentence: str, **facts: object) -> InvalidInput:
    return InvalidInput(faults=[Fault("file", sentence, facts)])
