"""`motcua procedures load | check | export`: procedure files in and out."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Refusal
from motcua.procedures import actions, queries

SHIPPED = Path(__file__).resolve().parents[2] / "data"
BY = "system:procedures"


class Command(BaseCommand):
    help = "Load, check and export procedure files (YAML, one procedure a file)."

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        load = words.add_parser(
            "load", help="load files and publish what is new; without files: those that ship"
        )
        load.add_argument("files", nargs="*", type=Path)
        load.add_argument("--draft", action="store_true", help="keep as drafts, publish nothing")
        load.add_argument(
            "--starts-on",
            type=date.fromisoformat,
            help="first day in force (default: as the file says, or today)",
        )
        check = words.add_parser("check", help="say what is wrong with files, and change nothing")
        check.add_argument("files", nargs="+", type=Path)
        export = words.add_parser("export", help="write the procedure in force as a file")
        export.add_argument("code")

    def handle(self, **options):
        with translation.override(options.get("language") or translation.get_language() or "en"):
            {"load": self.load, "check": self.check_files, "export": self.export}[options["word"]](options)

    def load(self, options):
        at = timezone.now()
        today = at.astimezone(TZ).date()
        new = 0
        paths = options["files"] or sorted(SHIPPED.glob("*.yaml"))
        for path in paths:
            try:
                if options["draft"]:
                    loaded = actions.load(text=_text(path), by=BY, at=at)
                else:
                    loaded = actions.load_and_publish(
                        text=_text(path), starts_on=options["starts_on"], today=today, by=BY, at=at
                    )
            except Refusal as refusal:
                raise CommandError("\n".join(_refusal_lines(path, refusal))) from None
            new += loaded.is_new
            if loaded.is_new or options["verbosity"] > 1:
                self.stdout.write(
                    f"{path.name}: {loaded.code} v{loaded.number}" + ("" if loaded.is_new else " =")
                )
        said = gettext("Files: %(files)s. New versions: %(new)s.")
        self.stdout.write(said % {"files": len(paths), "new": new})

    def check_files(self, options):
        wrong = 0
        for path in options["files"]:
            checked = actions.check(text=_text(path))
            for fault in checked.faults:
                self.stdout.write(fault_line(path, fault))
            wrong += len(checked.faults)
        if wrong:
            raise CommandError(gettext("Errors: %(count)s.") % {"count": wrong})
        self.stdout.write(gettext("Files: %(files)s. No errors.") % {"files": len(options["files"])})

    def export(self, options):
        today = timezone.now().astimezone(TZ).date()
        try:
            self.stdout.write(queries.exported(queries.in_force(options["code"], today).id), ending="")
        except Refusal as refusal:
            raise CommandError(gettext(refusal.sentence) % refusal.facts) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from None


def fault_line(path: Path, fault: Fault) -> str:
    return f"{path}:{fault.facts['line']}: {fault.field}: {gettext(fault.sentence) % fault.facts}"


def _refusal_lines(path: Path, refusal: Refusal) -> list[str]:
    lines = [fault_line(path, fault) for fault in refusal.faults]
    return [*lines, f"{path}: {gettext(refusal.sentence) % refusal.facts}"]
