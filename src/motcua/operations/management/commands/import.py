"""`motcua import FILE …`: agencies, officers, open requests with history and papers, and the register of another system."""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from motcua.design import errors
from motcua.dossiers.rules import tidy_number
from motcua.foundation.refusal import Refusal
from motcua.operations.importing import asking, reports, running
from motcua.operations.importing.asking import FATE_WORDS, Line
from motcua.operations.importing.checking import Around
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.dossiers import endings
from motcua.operations.importing.files import Table
from motcua.operations.importing.folder import Files
from motcua.operations.importing.old_fonts import NAMES, Letters
from motcua.operations.importing.rules import Fate, Stage
from motcua.operations.models import Import
from motcua.people.rules import system

SHOWN_MAX = 20
REACH = system("operations")


class Command(BaseCommand):
    help = "bring in agencies, officers, open requests with history, the register and papers of another system; and take them back"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument(
            "--kind", choices=[kind.value for kind in Kind], help="else known by its headings"
        )
        parser.add_argument(
            "--encoding",
            choices=[one.value for one in Letters],
            help="what old files are typed in, where it cannot be told: Unicode, an old TCVN3 (ABC) or VNI font, or VISCII",
        )
        parser.add_argument(
            "--files", type=Path, metavar="FOLDER", dest="folder",
            help="the folder or ZIP with the files that a table of papers names",
        )  # fmt: skip
        parser.add_argument(
            "--dry-run", action="store_true", help="say what each row would do; write nothing"
        )
        parser.add_argument(
            "--good-rows", action="store_true", help="bring in the good rows though others are wrong"
        )
        parser.add_argument("--report", type=Path, metavar="OUT", help="the report by row, .csv or .xlsx")
        parser.add_argument("--undo", type=UUID, metavar="IMPORT", help="take an import back")
        parser.add_argument(
            "--template", choices=[kind.value for kind in Kind], help="write an empty table of this kind"
        )
        parser.add_argument("--list", action="store_true", help="the imports so far")

    def handle(
        self, *, files, kind, encoding, dry_run, good_rows, report, undo, template, list, folder, **options
    ):
        with translation.override("vi"):
            try:
                if list:
                    return self._list()
                if template:
                    return self._template(Kind(template), files)
                if undo:
                    return self._undo(undo, report)
                if not files:
                    raise CommandError("Name a file: motcua import FILE …, or see motcua help import.")
                known = Kind(kind) if kind else None
                with ExitStack() as held:
                    letters = Letters(encoding) if encoding else None
                    tables = [
                        (path, held.enter_context(Table(path, kind=known, letters=letters))) for path in files
                    ]
                    papers = held.enter_context(Files(folder, without=tuple(files))) if folder else None
                    self._bring_in(tables, papers, dry_run, good_rows, report)
            except Refusal as refusal:
                raise CommandError(_words(refusal)) from None

    def _list(self):
        for batch in Import.objects.all()[:SHOWN_MAX]:
            counts = running.counts(batch)
            said = ", ".join(f"{n} {fate.value}" for fate, n in counts.items())
            self.stdout.write(f"{batch.key}  {batch.kind}  {batch.file_name}  {batch.stage.value}: {said}")

    def _template(self, kind, files):
        if len(files) != 1:
            raise CommandError("Name the file to write: motcua import --template agencies out.xlsx")
        files[0].write_bytes(reports.template(kind, english=False))
        self.stdout.write(f"{files[0]}: an empty table of {kind.value}")

    # Bringing in ---------------------------------------------------------------------------------------------

    def _bring_in(self, tables, papers, dry_run, good_rows, report):
        """Files in the order in which they need each other: agencies, officers, requests, register, history, papers."""
        tables.sort(key=lambda one: [*Kind].index(one[1].kind))
        wrong, lines = 0, []
        if dry_run:
            wrong = self._dry_run(tables, papers, lines)
        else:
            for path, table in tables:
                wrong += self._file(path, table, papers, good_rows, lines)
        if papers and (named := [table for _path, table in tables if table.kind is Kind.PAPERS]):
            self._unnamed(papers, named, lines)
        if report:
            _write_report(report, lines)
            self.stdout.write(f"report: {report}")
        if wrong and not good_rows:
            raise CommandError(
                f"{wrong} rows cannot be taken; mend them, or bring in the others with --good-rows."
            )

    def _unnamed(self, papers, tables, lines):
        """Files of the folder that no row asks for, neither now nor before."""
        for table in tables:
            running.note_all(table, papers)
        count = 0
        for count, path in enumerate(papers.unnamed(), 1):
            lines.append(Line(0, path, Fate.UNNAMED, (), ""))
            if count <= SHOWN_MAX:
                self.stdout.write(f"  {path}: {translation.gettext(FATE_WORDS[Fate.UNNAMED])}")
        if count:
            self.stdout.write(f"  {count} {translation.gettext(FATE_WORDS[Fate.UNNAMED])}")

    def _dry_run(self, tables, papers, lines):
        planned, ended, wrong = frozenset(), {}, 0
        for path, table in tables:
            counted, shown = Counter(), 0
            self.stdout.write(f"{path}: {_said(table)}")
            good = set()
            for lot in running.look(table, Around(REACH, timezone.now(), planned, ended, papers)):
                known = running.known_digests([one.digest for one in lot])
                ended |= endings(one.plan for one in lot)
                for one in lot:
                    fate = one.fate(known)
                    line = _line(table.kind, one, fate)
                    counted[fate] += 1
                    good |= {one.label} if fate is not Fate.WRONG else set()
                    shown += self._say(line, shown)
                    lines.append(line)
            if table.kind is Kind.AGENCIES:
                planned |= good
            if table.kind in (Kind.DOSSIERS, Kind.REGISTER):
                planned |= {tidy_number(number) for number in good}
            self._sum(counted)
            wrong += counted[Fate.WRONG]
        self.stdout.write("dry run: nothing was written")
        return wrong

    def _file(self, path, table, papers, good_rows, lines):
        at = timezone.now()
        batch, is_old = self._batch(path, table, at)
        if batch is None:
            return 0
        self.stdout.write(f"{path}: {_said(table)}, import {batch.key}")
        if not is_old:
            running.check(batch, table, REACH, at=at, files=papers)
        found = running.counts(batch)
        if not is_old and (not found.get(Fate.READY) or (found.get(Fate.WRONG) and not good_rows)):
            # Nothing is written of it, so nothing of it stays: the report says why.
            shown = 0
            for line in asking.lines(batch):
                shown += self._say(line, shown)
                lines.append(line)
            self._sum(Counter(found))
            batch.delete()
            self.stdout.write("nothing was brought in")
            return found.get(Fate.WRONG, 0)
        if batch.stage is Stage.CHECKED:
            running.confirm(batch, good_rows=good_rows, at=at)
        done = 0
        for looked in running.write(batch, table, REACH, at=at, files=papers):
            done += looked
            self.stdout.write(f"  {done} rows")
        shown = 0
        for line in asking.lines(batch):
            shown += self._say(line, shown) if line.fate in (Fate.WRONG, Fate.PAST) else 0
            lines.append(line)
        self._sum(Counter(running.counts(batch)))
        self.stdout.write(f"take it back with: motcua import --undo {batch.key}")
        return 0

    def _batch(self, path, table, at):
        """The import of this very file that was not ended, to go on with; or a new one."""
        digest = running.file_digest(path)
        same = Import.objects.filter(digest=digest, account=None, undo_at=None)
        old = same.filter(confirmed_at__isnull=False).first()
        if old is not None and old.stage is Stage.RUNNING:
            return old, True
        # What went with its request when that was taken back may come again with it; of a table of papers the
        # files may be others, so its rows are looked at each time.
        if (
            old is not None
            and table.kind is not Kind.PAPERS
            and not {Fate.WRONG, Fate.TAKEN_BACK} & running.counts(old).keys()
        ):
            self.stdout.write(f"{path}: is here already, import {old.key}")
            return None, True
        same.filter(confirmed_at=None).delete()
        batch = Import.objects.create(
            file_name=path.name[:120], digest=digest, actor=REACH.actor, asked_at=at
        )
        return batch, False

    # Taking back ---------------------------------------------------------------------------------------------

    def _undo(self, key, report):
        batch = Import.objects.filter(key=key).first()
        if batch is None:
            raise CommandError(f"There is no import {key}; see motcua import --list")
        if batch.stage is not Stage.UNDOING:
            running.ask_back(batch, at=timezone.now())
        for _looked in running.take_back(batch, REACH):
            pass
        lines = [*asking.lines(batch)]
        shown = 0
        for line in lines:
            shown += self._say(line, shown) if line.fate is Fate.KEPT else 0
        self._sum(Counter(running.counts(batch)))
        if report:
            _write_report(report, lines)

    # Saying --------------------------------------------------------------------------------------------------

    def _say(self, line: Line, shown: int) -> int:
        """Rows that somebody must look at, the first ones; the report has all."""
        if line.fate not in (Fate.WRONG, Fate.KEPT, Fate.PAST) or shown > SHOWN_MAX:
            return 0
        if shown == SHOWN_MAX:
            self.stdout.write("  …")
        else:
            self.stdout.write(f"  row {line.number} {line.label}: {reports.said(line)}")
        return 1

    def _sum(self, counted):
        said = ", ".join(f"{n} {translation.gettext(FATE_WORDS[fate])}" for fate, n in counted.items() if n)
        self.stdout.write(f"  {said}" if said else "  no rows")


def _line(kind, one, fate):
    notes = [] if fate is Fate.SAME else running.notes_of(one)
    row = running.ImportRow(number=one.number, label=one.label, fate=fate, notes=notes)
    return asking.line(row, kind)


def _said(table):
    headings = "; ".join(table.read.unknown)
    letters = table.decoded or table.letters
    turned = f", {NAMES[letters]} → Unicode" if letters in NAMES else ""
    return f"{table.kind.value}{turned}{f' (not taken over: {headings})' if headings else ''}"


def _words(refusal):
    said = [errors.sentence(refusal.sentence, refusal.facts)] if not refusal.faults else []
    return "\n".join([*said, *(errors.fault_sentence(fault) for fault in refusal.faults)])


def _write_report(path, lines):
    if path.suffix.lower() == ".xlsx":
        with path.open("wb") as file:
            file.writelines(reports.xlsx_report(lines, title="Báo cáo"))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(reports.csv_report(lines))
