"""`motcua law`: bring the shipped law into the tables, say what was never verified, and bring a named table in."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from motcua.foundation.refusal import Refusal
from motcua.foundation.text_files import decoded
from motcua.law import actions, queries, reading, shipped
from motcua.law.reading import TABLE_BYTES_MAX


class Command(BaseCommand):
    help = "load: bring the shipped values and days into the tables; check: list what is not verified; table: bring a named table in"

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser(
            "load", help="bring the shipped values and days into the tables; asked again it changes nothing"
        )
        words.add_parser(
            "check", help="read the shipped files and list what holds today without being verified"
        )
        table = words.add_parser(
            "table", help="the lines of a table that forms take answers from, as they are from a day on"
        )
        table.add_argument("key", help="name of the table: provinces, communes, or one of your own")
        table.add_argument(
            "file", type=Path, help="CSV in UTF-8 with the columns ma, ten and, if need be, thuoc"
        )
        table.add_argument("--from", dest="starts_on", required=True, metavar="2025-07-01", help="first day")
        table.add_argument("--basis", required=True, help="the decision or the source the lines rest on")
        table.add_argument("--verified", action="store_true", help="each line was compared with that text")
        table.add_argument("--name", default="", help="of a new table, in Vietnamese")
        table.add_argument("--name-en", default="", help="of a new table, in English")

    def handle(self, *, word: str, **options: Any) -> None:
        try:
            values, days = shipped.values(), shipped.days()
            shipped.default_hours()
            shipped.tables()
        except shipped.BadData as problem:
            raise CommandError(str(problem)) from problem
        if word == "table":
            self._bring(options)
            return
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

    def _bring(self, given: dict[str, Any]) -> None:
        try:
            text, fault = decoded(given["file"].read_bytes(), bytes_max=TABLE_BYTES_MAX)
            starts_on = date.fromisoformat(given["starts_on"])
        except OSError as problem:
            raise CommandError(f"{given['file']}: {problem.strerror}") from problem
        except ValueError as problem:
            raise CommandError(
                _("--from: %(text)s is no day like 2025-07-01") % {"text": given["starts_on"]}
            ) from problem
        found = reading.read(text)
        if faults := (fault,) if fault else found.faults:
            raise CommandError("\n".join(_(one.sentence) % one.facts for one in faults))
        made = actions.TableForm(
            key=given["key"],
            lines=found.lines,
            starts_on=starts_on,
            basis=given["basis"],
            verified=given["verified"],
            name=given["name"],
            name_en=given["name_en"],
        )
        try:
            did = actions.bring_table(form=made, by="system:law", at=timezone.now())
        except Refusal as refusal:
            told = [_(one.sentence) % one.facts for one in (refusal, *refusal.faults)]
            raise CommandError("\n".join(told)) from refusal
        said = _("Lines that begin: %(added)s, that end: %(ended)s, that stay as they were: %(kept)s.")
        self.stdout.write(said % {"added": did.added, "ended": did.ended, "kept": did.kept})
