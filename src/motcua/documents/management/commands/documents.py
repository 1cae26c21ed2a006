"""`motcua documents check`: are all files there and whole?"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.documents import actions, checks


class Command(BaseCommand):
    help = "check: compare the rows with the files on disk"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        check = words.add_parser("check", help="compare the rows with the files on disk")
        check.add_argument("--full", action="store_true", help="read every file and compare its SHA-256 too")
        check.add_argument(
            "--remove",
            action="store_true",
            help="remove what nobody has held for 24 hours, and uploads that never ended",
        )

    def handle(self, *, word, full, remove, **options):
        at = timezone.now()
        removed = actions.clean(at=at) if remove else 0
        report = checks.check(at=at, full=full)
        self.stdout.write(
            f"{report.files} files, {report.unheld} that nobody holds, {report.orphans} without a row, "
            f"{report.leftovers} uploads that never ended, {removed} removed"
        )
        if not remove and (report.unheld or report.orphans or report.leftovers):
            self.stdout.write(
                "`motcua work` removes these each hour; to do it now: motcua documents check --remove"
            )
        if not report.well:
            raise CommandError(
                f"missing on disk: {report.missing or 'none'}; changed on disk: {report.changed or 'none'}. "
                "Bring these files back from a backup: motcua restore --help"
            )
