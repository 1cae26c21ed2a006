"""`motcua exchange webhook-keys`: the keys that sign events for other systems."""

from argparse import _SubParsersAction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from motcua.exchange import queries
from motcua.foundation import keys

USE = "webhook"


def add_words(words: "_SubParsersAction[Any]") -> None:
    parser = words.add_parser(
        "webhook-keys", help="the keys that sign events, as /.well-known/motcua-keys.json lists them"
    )
    parser.add_argument("--rotate", action="store_true", help="begin a new key; earlier ones stay listed")
    parser.add_argument(
        "--revoke", default="", metavar="ID", help="others may have it; one in force gets a successor"
    )


def webhook_keys(command: BaseCommand, *, rotate: bool, revoke: str, **_: object) -> None:
    folder = Path(settings.KEYS_DIR)
    keys.key(USE, folder=folder)  # made now if there is none yet
    if revoke:
        if keys.key_by_id(revoke, folder=folder).use != USE:
            raise keys.KeyProblem(f"{revoke} does not sign events.")
        keys.revoke(revoke, folder=folder, at=timezone.now())
    if rotate:
        keys.rotate(USE, folder=folder)
    for key in queries.webhook_keys():
        state = "revoked" if key["revoked"] else "ended" if key["to"] else "in force"
        command.stdout.write(f"{key['id']}  {key['public']}  {key['from']}  {state}")
