"""`motcua exchange portal-password` and `portal-send`: the national portal's first format (docs/reference/portal-format.md)."""

import sys
from argparse import _SubParsersAction
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.dossiers import queries as dossiers
from motcua.exchange import actions, queries
from motcua.exchange.ways.portal import NoSession, ToThePortal


def add_words(words: "_SubParsersAction[Any]") -> None:
    words.add_parser("portal-password", help="make the line of MOTCUA_PORTAL_SENDERS out of a password")
    send = words.add_parser("portal-send", help="tell dossiers in the national portal's first format")
    send.add_argument("numbers", nargs="+", metavar="NUMBER")


def password(command: BaseCommand) -> None:
    typed = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(typed) < 12:
        raise CommandError("Take a password of at least 12 characters.")
    command.stdout.write(make_password(typed))


def send(command: BaseCommand, *, numbers: list[str], **options: object) -> None:
    if not settings.PORTAL_URL or not settings.PORTAL_AUTH_URL:
        raise CommandError("MOTCUA_PORTAL_URL and MOTCUA_PORTAL_AUTH_URL say where; they are not set.")
    if len(numbers) > dossiers.PORTAL_ROWS_MAX:
        raise CommandError(f"At most {dossiers.PORTAL_ROWS_MAX} at once.")
    at = timezone.now()
    keys = [str(dossiers.by_number(number).key) for number in numbers]
    way = ToThePortal(
        settings.PORTAL_URL, settings.PORTAL_AUTH_URL, settings.PORTAL_USER, settings.PORTAL_PASSWORD,
        settings.PORTAL_UNIT, settings.PORTAL_DST,
    )  # fmt: skip
    try:
        told = actions.tell_portal(
            keys=keys, codes=queries.portal_codes(timezone.localdate(at)), call=way, at=at
        )
    except NoSession as error:
        raise CommandError(f"The bus does not answer as it should ({error}).") from None
    for one in told:
        why = f"missing {', '.join(one.missing)}" if one.missing else f"{one.failed} answered {one.code}"
        command.stdout.write(f"{one.number}: {'told' if one.done else why}")
    if not all(one.done for one in told):
        raise CommandError("Not all of them were told.")
