"""`motcua law`: bring the shipped law into the tables, and say what of it was never verified."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from motcua.law import actions, queries, shipped


class Command(BaseCommand):
    help = "load: bring the shipped values and days into the tables; check: read the files and list what is not verified"

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser(
            "load", help="bring the shipped values and days into the tables; asked again it changes nothing"
        )
        words.add_parser(
            "check", help="read the shipped files and list what holds today without being verified"
        )

    def handle(self, *, word: str, **options: Any) -> None:
        try:
            values, days = shipped.values(), shipped.days()
            shipped.default_hours()
        except shipped.BadData as problem:
            raise CommandError(str(problem)) from problem
        if word == "load":
            did = actions.load(at=timezone.now())
            self.stdout.write(
                f"{did.added} added, {did.renewed} renewed, {did.removed} removed, {did.kept} left as decided here"
            )
            return
        self.stdout.write(f"{len(values)} values and {len(days)} days in the files; not verified today:")
        for value in queries.values(on=timezone.localdate()):
            if not value.verified:
                self.stdout.write(f"  {value.key:<36} {value.value!s:<10} {value.basis}")
