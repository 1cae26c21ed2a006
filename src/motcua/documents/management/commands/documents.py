"""`motcua documents …`: are all files there and whole, which are past their time, do the templates draw?"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.documents import actions, checks, typesetting, whereabouts
from motcua.documents.management import checking, destroying
from motcua.documents.signing import looking

NAMED_MAX = 50  # of each kind; the counts are of all


class Command(BaseCommand):
    help = "verify: read every file again; check: look without reading; retention: what is past its time; templates: try one's own"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser(
            "verify", help="read every file again and name what is missing, changed or without a row"
        )
        check = words.add_parser("check", help="compare the rows with the files in the store")
        check.add_argument("--full", action="store_true", help="read every file and compare its SHA-256 too")
        check.add_argument(
            "--remove",
            action="store_true",
            help="remove what nobody has held for 24 hours, and uploads that never ended",
        )
        words.add_parser(
            "folder", help="say that the folder of files is the right one from now on, whatever it holds"
        )
        checking.add_check(check)
        checking.add_keys(words)
        destroying.add_retention(words)
        words.add_parser("signers", help="open every registered key and say until when its certificate holds")
        words.add_parser("templates", help="list the templates of official papers and try one's own")

    def handle(self, *, word, **options):
        getattr(self, f"do_{word}")(**options)

    def do_signers(self, **options):
        seen = looking.look(timezone.now())
        for one in seen:
            if one.problem:
                self.stderr.write(f"{one.name}: {one.detail}")
            else:
                trial = " (development, not trusted)" if one.development else ""
                self.stdout.write(f"{one.name}: {one.said}, until {timezone.localdate(one.ends_at)}{trial}")
        if not seen:
            self.stdout.write("No signer is registered; docs/how-to/sign-results.md says how.")
        if any(one.problem for one in seen):
            raise CommandError("What these are asked to sign waits until it is mended.")

    def do_templates(self, **options):
        for name in typesetting.names():
            source = typesetting.own(name)
            self.stdout.write(f"{name}: {source.own if source else 'as shipped'}")
        problems = typesetting.check_own()
        for problem in problems:
            self.stderr.write(f"{problem.path}: {problem.what}")
        if problems:
            raise CommandError("Until this is mended, these papers are drawn as shipped.")

    def do_keys(self, *, rotate, revoke, **options):
        checking.list_keys(self, rotate=rotate, revoke=revoke)

    def do_folder(self, **options):
        """The operator's word, after files were moved or lost: without it nothing is kept in a folder that lacks them."""
        before = whereabouts.state()
        whereabouts.mark_anew()
        said = (
            "it was that already" if before is whereabouts.Marked.OURS else "files are kept in it from now on"
        )
        self.stdout.write(f"{settings.FILES_DIR} bears the mark of node {settings.NODE}; {said}.")

    def do_verify(self, **options):
        self.do_check(full=True, remove=False)

    def do_check(self, *, full=False, remove=False, file=None, json=False, **options):
        if file:
            checking.check(self, file=file, as_json=json)
            return
        if whereabouts.state() is not whereabouts.Marked.OURS:
            raise CommandError(
                f"{settings.FILES_DIR} is not the folder that holds the files of node {settings.NODE}. "
                "motcua doctor says what to do."
            )
        at = timezone.now()
        removed = actions.clean(at=at) if remove else 0
        report = checks.check(at=at, full=full)
        self.stdout.write(
            f"{report.files} files, {report.unheld} that nobody holds, {len(report.orphans)} without a row, "
            f"{report.leftovers} uploads that never ended, {removed} removed"
        )
        if full:
            self.stdout.write(f"{report.bytes_read} bytes were read and compared")
        for sha256 in report.orphans[:NAMED_MAX]:
            self.stdout.write(f"without a row: {sha256}")
        if not remove and (report.unheld or report.orphans or report.leftovers):
            self.stdout.write(
                "`motcua work` removes these each hour; to do it now: motcua documents check --remove"
            )
        if not report.well:
            raise CommandError(
                f"missing in the store: {report.missing[:NAMED_MAX] or 'none'} ({len(report.missing)}); "
                f"changed in the store: {report.changed[:NAMED_MAX] or 'none'} ({len(report.changed)}). "
                "Bring these files back from a backup: motcua restore --help"
            )

    def do_retention(self, *, destroy, decision, name, **options):
        if destroy is None:
            destroying.show(self)
        else:
            destroying.destroy(self, listed=destroy, decision=decision, name=name)
