"""`motcua indices`: bring the shipped figures in, import a published table, compute and freeze the scores of a round."""

import sys
from argparse import ArgumentTypeError
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.indices import actions, scoring, sheets, workbooks
from motcua.indices.management import framework_words
from motcua.indices.rules import Index, SheetStatus
from motcua.indices.words import SLUGS
from motcua.people.rules import Grant, Reach, Role

# Whoever has the shell runs every round.
BY_SHELL = Reach(None, None, "system:indices", None, (Grant(0, Role.HOME_AFFAIRS, 0, "/", ""),))
BYTES_MAX = 4 * 1024 * 1024


class Command(BaseCommand):
    requires_system_checks = []  # a sheet is counted again on a machine with nothing but this package
    help = (
        "load: bring the shipped figures in; import: check a published table and bring in its scores and places; "
        "freeze: compute the scores of a closed survey and freeze them with their hash; "
        "framework: check, export and import frameworks of criteria; recompute: count a published sheet again"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("load", help="asked again it changes nothing")
        table = words.add_parser("import", help="all of the table comes in, or nothing")
        table.add_argument(
            "file", metavar="FILE", help="XLSX, CSV, or a table pasted with tabs; - reads what is piped in"
        )
        table.add_argument("--sheet", default="", help="which sheet of a workbook, when several hold a table")
        table.add_argument(
            "--index",
            required=True,
            type=_index,
            metavar="INDEX",
            help=", ".join(SLUGS[one] for one in Index),
        )
        table.add_argument("--year", required=True, type=int)
        table.add_argument("--source", default="", help="who published it, and where; a dry run needs none")
        table.add_argument("--level", default="province", choices=["province", "ministry"])
        table.add_argument("--mean", help="the mean that was printed with it")
        table.add_argument("--partial", action="store_true", help="the table names only some of the units")
        table.add_argument("--dry-run", action="store_true", help="check it and say what would come in")
        frozen = words.add_parser("freeze", help="the same answers and words give the same hash")
        frozen.add_argument("--survey", required=True, type=int, help="number of the closed round")
        plain = scoring.Method()
        frozen.add_argument(
            "--combine", default=plain.combine, choices=["items", "factors", "blocks", "persons", "answers"]
        )
        frozen.add_argument("--nation", default=plain.nation, choices=["mean-of-provinces", "pooled"])
        frozen.add_argument("--errors", default=plain.errors, choices=["pooled", "own"])
        frozen.add_argument(
            "--seed", type=int, default=plain.seed, help="of the drawn errors behind the sets of ranks"
        )
        frozen.add_argument("--announce", metavar="2023-04-19T09:00", help="from when on everybody sees it")
        frozen.add_argument(
            "--dry-run", action="store_true", help="compute and say the hash; nothing is kept"
        )
        framework_words.add(words)
        parser.add_argument("--lang", default="vi", choices=["vi", "en"])

    def handle(self, *, word: str, lang: str, **given: Any) -> None:
        with translation.override(lang):
            if word in framework_words.WORDS:
                try:
                    framework_words.run(word, given, self.stdout)
                except Refusal as refusal:
                    raise framework_words.refused(refusal) from None
                return
            if word == "freeze":
                self._freeze(given)
                return
            try:
                came = actions.load(at=timezone.now()) if word == "load" else self._import(given)
            except Refusal as refusal:
                self._refuse(refusal)
            said = _("%(added)s figures added; %(known)s stood here already.")
            if given.get("dry_run"):
                said = _(
                    "%(added)s figures would be added; %(known)s stand here already. Nothing was changed."
                )
            self.stdout.write(said % {"added": came.added, "known": came.known})

    def _freeze(self, given: dict[str, Any]) -> None:
        method = scoring.Method(
            combine=given["combine"], nation=given["nation"], errors=given["errors"], seed=given["seed"]
        )
        try:
            computed = sheets.compute(survey_id=given["survey"], method=method)
            if not given["dry_run"]:
                actions.freeze(
                    computed=computed,
                    reach=BY_SHELL,
                    at=timezone.now(),
                    announce_at=_moment(given["announce"]),
                )
        except Refusal as refusal:
            self._refuse(refusal)
        nation = next(
            row
            for row in computed.document["rows"]
            if row["value"] == scoring.WHOLE and row["domain"] == computed.document["about"]["nation"]
        )
        said = _("%(answers)s answers, national score %(score)s, hash %(digest)s")
        if computed.document["about"]["status"] == SheetStatus.SIMULATED:
            said = _("Simulated data: %(answers)s answers, national score %(score)s, hash %(digest)s")
        facts = {
            "answers": writing.number(computed.document["about"]["answers"]),
            "score": writing.number(nation["estimate"], 2),
            "digest": computed.digest,
        }
        self.stdout.write(said % facts)
        if given["dry_run"]:
            self.stdout.write(_("Nothing was changed."))

    def _import(self, given: dict[str, Any]) -> actions.Came:
        table = actions.Table(
            index=given["index"],
            year=given["year"],
            level=given["level"],
            source=given["source"],
            lines=workbooks.lines_in(_content(given["file"]), sheet=given["sheet"]),
            mean=_mean(given["mean"]),
            partial=given["partial"],
        )
        return actions.import_table(
            table=table, by=actions.BY_SYSTEM, at=timezone.now(), dry_run=given["dry_run"]
        )

    def _refuse(self, refusal: Refusal) -> NoReturn:
        faults = [_(fault.sentence) % fault.facts for fault in getattr(refusal, "faults", ())]
        faults = faults or [_(refusal.sentence) % refusal.facts]
        raise CommandError("\n".join([*faults, _("Nothing was changed.")]))


def _index(text: str) -> Index:
    """`par`, `par-index` or `PAR_INDEX`."""
    plain = text.lower().replace("_", "-")
    for one in Index:
        if plain in (
            SLUGS[one],
            SLUGS[one].removesuffix("-index"),
            one.value.lower().replace("_", "-"),
        ):
            return one
    raise ArgumentTypeError(f"one of {', '.join(SLUGS[one] for one in Index)}")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("“%(value)s” is no moment: write it like 2023-04-19T09:00.") % {"value": text}
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=TZ)


def _content(name: str) -> bytes:
    try:
        raw = sys.stdin.buffer.read(BYTES_MAX + 1) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
    if len(raw) > BYTES_MAX:
        raise CommandError(_("The table is larger than %(most)s MB.") % {"most": BYTES_MAX >> 20})
    return raw


def _mean(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise CommandError(
            _("“%(value)s” is not a number: the mean is written like 80.08.") % {"value": text}
        ) from None
