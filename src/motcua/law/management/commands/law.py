"""`motcua law`: bring the shipped law into the tables, and say what of it was never verified."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

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
            said = _(
                "Added: %(added)s, renewed: %(renewed)s, removed: %(removed)s, left as decided here: %(kept)s."
            )
            facts = {"added": did.added, "renewed": did.renewed, "removed": did.removed, "kept": did.kept}
            self.stdout.write(said % facts)
            return
        said = _("Values in the files: %(values)s, days: %(days)s. Of what holds today, not verified:")
        self.stdout.write(said % {"values": len(values), "days": len(days)})
        for value in queries.values(on=timezone.localdate()):
            if not value.verified:
                self.stdout.write(f"  {value.key:<36} {value.value!s:<10} {value.basis}")
