"""`motcua exchange conformance URL`: whether a receiver of states/1 keeps the contract, whoever wrote it."""

import shlex
import subprocess
import time
from argparse import _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.exchange.conformance import RULES, Broken, NoReply, Outcome, Speaker, public_text, run
from motcua.foundation.outgoing import NotAsked

RESTART_SECONDS_MAX = 120
WORDS = {Outcome.PASSED: "passed ", Outcome.FAILED: "FAILED ", Outcome.NOT_RUN: "not run"}
CODE_WIDTH = max(len(rule.code) for rule in RULES)


def add_conformance(words: "_SubParsersAction[Any]") -> None:
    word = words.add_parser(
        "conformance", help="try whether a receiver of states/1 keeps docs/reference/exchange.md"
    )
    word.add_argument("url", nargs="?", default="", help="what the receiver calls its own address")
    word.add_argument("--node", default="X99", help="the test node, as registered there")
    word.add_argument("--scope", help="whose dossiers it may send (default: NODE)")
    word.add_argument("--key", type=Path, help="its private key: Ed25519, PEM")
    word.add_argument("--keyid", default="test-node-1", help="the name of the key, as registered there")
    word.add_argument("--restart", help="a command that kills the receiver and starts it again")
    word.add_argument("--only", default="", metavar="RULE", help="one rule alone")
    word.add_argument("--list", action="store_true", help="list the rules and try nothing")


def conformance(
    command: BaseCommand,
    *,
    url: str,
    node: str,
    scope: str | None,
    key: Path | None,
    keyid: str,
    restart: str | None,
    only: str,
    list: bool,
    **options: object,
) -> None:
    if only and only not in {rule.code for rule in RULES}:
        raise CommandError(f"There is no rule {only}; motcua exchange conformance --list names them.")
    if list:
        for rule in RULES:
            command.stdout.write(f"{rule.code:{CODE_WIDTH}}  {rule.says}")
        return
    if not url or key is None:
        raise CommandError("Say the address of the receiver, and with --key the file of the test node's key.")
    private = _private(key)
    command.stdout.write(f"{node} signs as {keyid}={public_text(private)}")
    speaker = Speaker(url, node, keyid, private, timezone.now())
    again = _restarting(restart, speaker) if restart else None
    try:
        failed = _play(command, speaker, scope=scope or node, restart=again, only=only)
    except Broken as broken:
        raise CommandError(str(broken)) from None
    except NotAsked as error:
        raise CommandError(
            f"{url} is not asked ({error.code}): https anywhere, or http on this machine."
        ) from None
    if failed:
        raise CommandError(f"{failed} rules are not kept.")


def _play(
    command: BaseCommand, speaker: Speaker, *, scope: str, restart: Callable[[], None] | None, only: str
) -> int:
    failed = 0
    for result in run(speaker, scope=scope, restart=restart, only=only):
        said = f": {result.reason}" if result.reason else ""
        command.stdout.write(
            f"{WORDS[result.outcome]}  {result.rule.code:{CODE_WIDTH}}  {result.rule.says}{said}"
        )
        command.stdout.flush()
        failed += result.outcome is Outcome.FAILED
    return failed


def _private(file: Path) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"{file} cannot be read as a key: {error}") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise CommandError(f"{file} holds no Ed25519 key.")
    return found


def _restarting(typed: str, speaker: Speaker) -> Callable[[], None]:
    """The operator's command, and then a wait until the receiver answers."""

    def restart() -> None:
        try:
            subprocess.run(shlex.split(typed), check=True, timeout=RESTART_SECONDS_MAX)
        except (OSError, subprocess.SubprocessError) as error:
            raise Broken(f"--restart failed: {error}") from None
        until = time.monotonic() + RESTART_SECONDS_MAX
        while True:
            try:
                speaker.ask("cursor", {"lineage": [[1, 0]]})
            except NoReply:
                if time.monotonic() > until:
                    raise Broken("the receiver did not answer again after --restart") from None
                time.sleep(0.2)
            else:
                return

    return restart
