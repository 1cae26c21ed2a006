"""`motcua exchange …`: the registry of nodes, and this node's own public keys."""

import json
from argparse import ArgumentParser
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from motcua.chronicle import queries as chronicle
from motcua.design import errors
from motcua.exchange import actions, queries
from motcua.exchange.management import conforming, portal_words, webhook_words
from motcua.exchange.rules import Kind, registry
from motcua.foundation import keys
from motcua.foundation.keys import KeyProblem
from motcua.foundation.refusal import Refusal
from motcua.people.rules import system


class Command(BaseCommand):
    help = "key: this node's public keys; register, nodes: the nation's registry of nodes; conformance: try a receiver"

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        key = words.add_parser("key", help="print this node's public keys, to be registered at the nation")
        key.add_argument("--json", action="store_true", help="for machines")
        key.add_argument(
            "--rotate",
            action="store_true",
            help="begin a new key; the old one is used until the nation knows it",
        )
        nodes = words.add_parser(
            "nodes", help="list the registered nodes and how much of the country is connected"
        )
        nodes.add_argument("--json", action="store_true", help="for machines")
        register = words.add_parser("register", help="from now on the nation takes what this node signs")
        register.add_argument("code", help="MOTCUA_NODE of the node, for example H15")
        register.add_argument("--kind", choices=[kind.value for kind in Kind], default=Kind.PROVINCE.value)
        register.add_argument("--name", required=True, help="what people read")
        register.add_argument("--name-en", default="")
        register.add_argument("--agency", help="identifier of the province or ministry (default: CODE)")
        register.add_argument(
            "--scope", action="append", metavar="CODE", help="whose dossiers it sends (default: CODE)"
        )
        register.add_argument(
            "--key",
            action="append",
            required=True,
            metavar="NAME=BASE64",
            help="as motcua exchange key prints it",
        )
        register.add_argument("--seal-key", action="append", default=[], metavar="NAME=BASE64")
        register.add_argument("--contact", default="", help="whom to write to")
        register.add_argument("--address", default="", help="where people reach its pages: https://…")
        register.add_argument("--simulated", action="store_true", help="its dossiers are made up")

        conforming.add_conformance(words)
        portal_words.add_words(words)
        webhook_words.add_words(words)

    def handle(self, *args: object, word: str, **options: object) -> None:
        with translation.override("vi"):
            try:
                getattr(self, f"_{word.replace('-', '_')}")(**options)
            except Refusal as refusal:
                said = [errors.sentence(refusal.sentence, refusal.facts)]
                said += [errors.fault_sentence(fault) for fault in refusal.faults]
                said += [errors.sentence(refusal.next_step, refusal.facts)]
                raise CommandError("\n".join(said)) from None
            except KeyProblem as problem:
                raise CommandError(str(problem)) from None

    def _portal_password(self, **options: object) -> None:
        portal_words.password(self)

    def _portal_send(self, **options: object) -> None:
        portal_words.send(self, **options)  # type: ignore[arg-type]

    def _webhook_keys(self, **options: object) -> None:
        webhook_words.webhook_keys(self, **options)  # type: ignore[arg-type]

    def _conformance(self, **options: object) -> None:
        conforming.conformance(self, **options)  # type: ignore[arg-type]

    def _key(self, **options: object) -> None:
        folder = Path(settings.KEYS_DIR)
        for use in ("exchange", "seal"):
            keys.private_ed25519(use, folder=folder)  # made now if there is none yet
        if options["rotate"]:
            keys.rotate("exchange", folder=folder)
        own = [
            (
                found.id,
                b64encode(
                    keys.ed25519(found).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
                ).decode(),
            )
            for found in keys.registry(folder=folder)
            if found.use == "exchange" and found.revoked_at is None and found.ended_at is None
        ]
        seals = [
            (found.id, b64encode(found.public).decode())
            for found in chronicle.public_keys()
            if found.ended_at is None
        ]
        if options["json"]:
            self._print({"node": settings.NODE, "exchange": dict(own), "seal": dict(seals)})
            return
        for word, found in (("--key", own), ("--seal-key", seals)):
            for name, public in found:
                self.stdout.write(f"{word} {name}={public}")

    def _nodes(self, **options: object) -> None:
        found, lines = queries.connected(at=timezone.now()), queries.nodes()
        if options["json"]:
            self._print({
                "provinces": [found.provinces.connected, found.provinces.all],
                "ministries": [found.ministries.connected, found.ministries.all],
                "nodes": [
                    {"code": line.code, "kind": line.kind, "name": line.name, "software": line.software,
                     "since": line.connected_at and line.connected_at.isoformat(), "seen": line.seen_at and line.seen_at.isoformat(),
                     "suspended": line.suspended_at is not None}
                    for line in lines
                ],
            })  # fmt: skip
            return
        self.stdout.write(
            f"{found.provinces.connected} of {found.provinces.all} provinces, "
            f"{found.ministries.connected} of {found.ministries.all} ministries"
        )
        for line in lines:
            state = "suspended" if line.suspended_at else "connected" if line.connected_at else "registered"
            self.stdout.write(f"  {line.code:<8} {state:<11} {line.name}  {line.software}")

    def _register(self, *, code: str, key: list[str], seal_key: list[str], **options: object) -> None:
        form = actions.NewNode(
            code=code,
            kind=Kind(str(options["kind"])),
            agency=str(options["agency"] or code),
            name=str(options["name"]),
            name_en=str(options["name_en"]),
            scopes=tuple(options["scope"] or [code]),  # type: ignore[call-overload]
            keys=(
                *(_new_key(typed, "exchange") for typed in key),
                *(_new_key(typed, "seal") for typed in seal_key),
            ),
            contact=str(options["contact"]),
            address=str(options["address"]),
            simulated=bool(options["simulated"]),
        )
        actions.register(form=form, reach=system("exchange"), at=timezone.now())
        self.stdout.write(f"The node {code} is registered.")

    def _print(self, content: object) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=1))


def _new_key(typed: str, use: str) -> actions.NewKey:
    name, _, public = typed.partition("=")
    found = registry.public_key(public)
    if found is None:
        raise CommandError(f"{name}: after the = come the 44 characters that motcua exchange key prints.")
    return actions.NewKey(key=name, public=found, use=use)
