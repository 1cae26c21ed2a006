"""`motcua dossiers`: requests taken out as one officer may see them (`export`), and the account of all numbers (`numbers`)."""

from collections import Counter
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.dossiers.pages import exporting, register
from motcua.dossiers.queries import export, reserved
from motcua.dossiers.queries.register import By, Wanted
from motcua.dossiers.rules.reserved import Fate
from motcua.people import queries as people


class Command(BaseCommand):
    help = "export: requests as one officer may see them; numbers: whether each number of a day has exactly one fate"

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

        numbers = words.add_parser(
            "numbers", help="account for every number of these days; ends with 1 if one is not whole"
        )
        numbers.add_argument("--from", dest="start", help="first day, for example 2026-01-31", **day)
        numbers.add_argument("--to", dest="end", help="last day, that day included", **day)

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

    def do_numbers(self, *, start, end, **options):
        """One line for each agency and day that has a number which is kept, voided or wrong; then the sum."""
        totals, wrong, series = Counter(), 0, 0
        for one in reserved.accounts(since=start, until=end):
            series += 1
            totals.update({fate.value: count for fate, count in one.account.counts.items()})
            faults = [
                f"{word}: {', '.join(map(str, found))}"
                for word, found in (
                    ("MISSING", one.account.missing),
                    ("BEYOND THE LAST", one.account.beyond),
                    ("KEPT OTHERWISE THAN HAD", one.account.torn),
                )
                if found
            ]
            wrong += bool(faults)
            counts = ", ".join(f"{count} {fate.value}" for fate, count in one.account.counts.items() if count)
            if faults or one.account.counts[Fate.OPEN] or one.account.counts[Fate.VOIDED]:
                self.stdout.write("  ".join([f"{one.agency} {one.day} 1–{one.last}", counts, *faults]))
        said = ", ".join(f"{totals[fate.value]} {fate.value}" for fate in Fate)
        self.stdout.write(f"{series} series of numbers: {said}; {wrong} not whole")
        if wrong:
            raise CommandError("Numbers are missing or stand in two places: the lines above name them.")
