"""An expression of XLSForm in pieces, and the steps that reading takes over them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from motcua.foundation.forms import Kind

LENGTH_MAX = 2_000
Kinds = Mapping[str, tuple[Kind, Sequence[str]]]  # question → its kind, and the codes of its answers
_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^{}\s]+\s*\})|(?P<text>'[^']*'|"[^"]*")|(?P<number>-?\d+(?:\.\d+)?)"""
    r"""|(?P<sign>!=|>=|<=|=|>|<)|(?P<mark>[(),])|(?P<op>[+*-])|(?P<word>[a-z][a-z-]*))"""
)


class Unreadable(Exception):
    """An expression that is not one of ours; `piece` is where reading ended."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


class Reader:
    """The pieces of an expression, one after the other. `kinds` says of each question its kind and its codes."""

    def __init__(self, text: str, kinds: Kinds) -> None:
        if len(text) > LENGTH_MAX:
            raise Unreadable(text[:40])
        self.tokens, self.kinds, self.at = list(_tokens(text)), kinds, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.at += 1
        return found

    def next(self, kind: str, token: str) -> bool:
        if self.peek() != (kind, token):
            return False
        self.at += 1
        return True

    def need(self, mark: str) -> None:
        if not self.next("mark", mark):
            raise self.lost()

    def name(self) -> str:
        kind, token = self.take()
        name = token[2:-1].strip() if kind == "ref" else ""
        if name not in self.kinds:
            raise Unreadable(token)
        return name

    def sign(self) -> str:
        kind, token = self.take()
        if kind != "sign":
            raise Unreadable(token)
        return token

    def text(self) -> str:
        if self.next("word", "date"):
            self.need("(")
            text = self.text()
            self.need(")")
            return text
        kind, token = self.take()
        if kind == "text":
            return token[1:-1].strip()
        if kind == "number":
            return token
        raise Unreadable(token)

    def lost(self) -> Unreadable:
        return Unreadable(" ".join(token for _kind, token in self.tokens[self.at : self.at + 4]) or "…")

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise self.lost()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            raise Unreadable(text[at : at + 40].strip())
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
