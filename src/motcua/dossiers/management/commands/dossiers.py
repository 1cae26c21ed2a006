"""`motcua dossiers export`: requests with what is known of their papers, one line of JSON each, as one officer may see them."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.dossiers.pages import exporting, register
from motcua.dossiers.queries import export
from motcua.dossiers.queries.register import By, Wanted
from motcua.people import queries as people


class Command(BaseCommand):
    help = "export: requests with what is known of their papers, as one officer may see them"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        taken_out = words.add_parser("export", help="one line of JSON for each request, to standard output")
        taken_out.add_argument(
            "--as",
            dest="name",
            required=True,
            help="sign-in name of the officer who takes this out: it reaches as far as theirs, and is written down",
        )
        day = {"type": date.fromisoformat, "required": True}
        taken_out.add_argument("--from", dest="start", help="first day, for example 2026-01-31", **day)
        taken_out.add_argument("--to", dest="end", help="last day, that day included", **day)
        taken_out.add_argument(
            "--finished", action="store_true", help="by the day of the result, not of handing in"
        )

    def handle(self, *, word, **options):
        getattr(self, f"do_{word}")(**options)

    def do_export(self, *, name, start, end, finished, **options):
        at = timezone.now()
        reach = people.reach(people.account_of_name(name), at)
        if not reach.holds(*register.ROLES):
            raise CommandError(
                f"{name} does not keep the register of an office today. Name an officer who does."
            )
        wanted = Wanted(start=start, end=end, by=By.FINISHED if finished else By.HANDED_IN)
        exporting.log(reach, wanted, at=at)
        count = 0
        for line in exporting.written(export.lines(reach, at=at, wanted=wanted)):
            self.stdout.write(line, ending="")
            count += 1
        self.stderr.write(f"{count} requests")
