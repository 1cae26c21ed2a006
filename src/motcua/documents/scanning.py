"""Asks a ClamAV daemon (clamd) about bytes, by its INSTREAM words. Knows no rows.

The daemon sits on this machine or behind a socket the operator named; without one nothing is scanned, and pages say so.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from motcua.documents.rules import BLOCK_BYTES, ScanState

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 3
ANSWER_SECONDS = 30
ANSWER_BYTES_MAX = 4096


class ScannerSilent(Exception):
    """The scanner gave no verdict: not reachable, too slow, or it took the file for too large."""


@dataclass(frozen=True)
class Verdict:
    state: ScanState
    found: str = ""  # the scanner's name for what it found


def ask(address: str, content: BinaryIO) -> Verdict:
    """What the daemon at `address` (a socket's path, or host:port) says of these bytes. Raises ScannerSilent."""
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zINSTREAM\0")
            for block in _blocks(content):
                line.sendall(len(block).to_bytes(4, "big") + block)
            line.sendall(bytes(4))
            answer = _answer(line)
    except OSError as problem:
        raise ScannerSilent(str(problem)) from problem
    return _verdict(answer)


def version(address: str) -> str:
    """The daemon's own words about itself. Raises ScannerSilent."""
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zVERSION\0")
            return _answer(line)
    except OSError as problem:
        raise ScannerSilent(str(problem)) from problem


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(ScanState.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, said.removesuffix(" FOUND")[:120])
    raise ScannerSilent(said[:200])


def _blocks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while block := content.read(BLOCK_BYTES):
        yield block


def _connect(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
    line.settimeout(ANSWER_SECONDS)
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < ANSWER_BYTES_MAX:
        block = line.recv(ANSWER_BYTES_MAX)
        if not block:
            break
        said += block
    return said.split(b"\0")[0].decode(errors="replace").strip()
