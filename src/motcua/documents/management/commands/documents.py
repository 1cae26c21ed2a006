"""`motcua documents …`: are all files there and whole, do the templates draw?"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.documents import actions, checks, typesetting
from motcua.documents.management import checking


class Command(BaseCommand):
    help = "check files, try templates"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        check = words.add_parser("check", help="compare the rows with the files on disk")
        check.add_argument("--full", action="store_true", help="read every file and compare its SHA-256 too")
        check.add_argument(
            "--remove",
            action="store_true",
            help="remove what nobody has held for 24 hours, and uploads that never ended",
        )

        checking.add_check(check)
        checking.add_keys(words)
        words.add_parser("templates", help="list the templates of official papers and try one's own")

    def handle(self, *, word, **options):
        getattr(self, word)(**options)

    def templates(self, **options):
        for name in typesetting.names():
            source = typesetting.own(name)
            self.stdout.write(f"{name}: {source.own if source else 'as shipped'}")
        problems = typesetting.check_own()
        for problem in problems:
            self.stderr.write(f"{problem.path}: {problem.what}")
        if problems:
            raise CommandError("Until this is mended, these papers are drawn as shipped.")

    def keys(self, *, rotate, revoke, **options):
        checking.list_keys(self, rotate=rotate, revoke=revoke)

    def check(self, *, full=False, remove=False, file=None, json=False, **options):
        if file:
            checking.check(self, file=file, as_json=json)
            return
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
