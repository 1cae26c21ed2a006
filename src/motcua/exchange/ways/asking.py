"""What a local node asks the nation about the catalogue and about submissions, through the one outgoing door."""

import hashlib
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Protocol, TypeVar
from uuid import UUID

import msgspec

from motcua.exchange.actions.fetching import NotHeard
from motcua.exchange.rules import refusals
from motcua.exchange.rules import submissions as rules
from motcua.exchange.rules.catalogue import Changes, Offers
from motcua.foundation import outgoing
from motcua.foundation.outgoing import Answer, NoAnswer, NotAsked

CATALOGUE, OFFERS = "/exchange/v1/catalogue", "/exchange/v1/offers"
NEXT, FILE = "/exchange/v1/submissions/next", "/exchange/v1/submissions/file"
AGAIN = "/exchange/v1/submissions/again"
TAKEN, REFUSED = "/exchange/v1/submissions/taken", "/exchange/v1/submissions/refused"
ANSWER_BYTES_MAX = 16 * 1024 * 1024
# Refusals of whoever asks, not of what is asked.
OF_THE_NODE = tuple(one.code for one in (refusals.Suspended, refusals.OtherNode, refusals.BadSignature))
LATER = (408, 425, 429, 500, 502, 503, 504)
Shape = TypeVar("Shape")


class Way(Protocol):
    """Brings a signed question to the nation and its answer back. Raises `NoAnswer` or `NotAsked`."""

    def __call__(
        self, path: str, body: bytes, *, batch: bool, bytes_max: int = ..., into: BinaryIO | None = ...
    ) -> Answer: ...


class Asking:
    """The questions of a local node; each raises `NotHeard` when no answer came."""

    def __init__(self, *, node: str, address: str, way: Way) -> None:
        self.node, self.address, self.way = node, address, way

    def changes(self, after: int) -> Changes:
        try:
            answer = outgoing.send(
                "GET", f"{self.address}{CATALOGUE}?after={after}", trusted=True, bytes_max=ANSWER_BYTES_MAX
            )
        except (NoAnswer, NotAsked) as error:
            raise NotHeard(error.code) from None
        return _read(answer, Changes)

    def offer(self, said: Offers) -> None:
        _good(self._ask(OFFERS, msgspec.to_builtins(said)))

    def next(self, wish: rules.Wish) -> rules.Next:
        return _read(self._ask(NEXT, msgspec.to_builtins(wish)), rules.Next)

    def again(self, landed: rules.Landed) -> rules.Again:
        return _read(self._ask(AGAIN, msgspec.to_builtins(landed)), rules.Again)

    def file(self, key: UUID, paper: rules.PaperSent) -> BinaryIO:
        """One paper, in a file of its own that is gone when it is closed: a worker holds little of it in memory."""
        most = min(paper.size_bytes, rules.FILE_BYTES_MAX)
        said = {"key": str(key), "seq": paper.seq}
        with ExitStack() as unless_whole:
            found = unless_whole.enter_context(TemporaryFile(prefix="motcua-landing-"))
            answer = self._ask(FILE, said, bytes_max=most, into=found)
            if answer.status in LATER:
                raise NotHeard(_code(answer))
            if answer.status != 200:
                raise rules.FileNotGiven()
            found.seek(0)
            if hashlib.file_digest(found, "sha256").hexdigest() != paper.sha256:
                raise rules.FileDiffers()
            found.seek(0)
            unless_whole.pop_all()
            return found

    def taken(self, key: UUID, number: str) -> None:
        _settled(self._ask(TAKEN, {"key": str(key), "taken": {"number": number}}))

    def refused(self, key: UUID, code: str, words: str) -> None:
        _settled(self._ask(REFUSED, {"key": str(key), "refused": {"code": code, "words": words}}))

    def _ask(
        self,
        path: str,
        said: dict[str, Any],
        *,
        bytes_max: int = ANSWER_BYTES_MAX,
        into: BinaryIO | None = None,
    ) -> Answer:
        body = msgspec.json.encode({"node": self.node, **said})
        try:
            return self.way(path, body, batch=False, bytes_max=bytes_max, into=into)
        except (NoAnswer, NotAsked) as error:
            raise NotHeard(error.code) from None


def _good(answer: Answer) -> None:
    if answer.status != 200:
        raise NotHeard(_code(answer))


def _settled(answer: Answer) -> None:
    """What the nation does not take of this one is a refusal, which others pass; everything else is asked again."""
    if answer.status in (400, 403, 404, 409, 413, 422) and _code(answer) not in OF_THE_NODE:
        raise rules.NotSettled(code=_code(answer))
    _good(answer)


def _read(answer: Answer, kind: type[Shape]) -> Shape:
    _good(answer)
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotHeard("shape") from None


def _code(answer: Answer) -> str:
    """The nation's own code for refusing, as far as it says one."""
    try:
        return str(msgspec.json.decode(answer.body)["code"])[:60]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
        return f"exchange.status-{answer.status}"
