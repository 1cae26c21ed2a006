"""motcua chronicle seal | verify | export | epoch | keys"""

import json
from argparse import ArgumentParser
from base64 import b64decode
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from motcua.chronicle import actions, jobs, queries
from motcua.foundation.keys import KeyProblem
from motcua.foundation.refusal import Refusal


class Command(BaseCommand):
    help = "Seal, check and export the record of what happened."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("seal", help="seal all that is ready and write the seals to the published file")
        verify = words.add_parser("verify", help="check every entry and seal; names what is wrong")
        verify.add_argument(
            "--against",
            action="append",
            type=Path,
            metavar="FILE",
            help="seals as they were published (default: this node's own file)",
        )
        verify.add_argument(
            "--keys", type=Path, metavar="FILE", help="public keys as published (default: this node's)"
        )
        verify.add_argument(
            "--restored",
            action="append",
            type=int,
            default=[],
            metavar="EPOCH",
            help="an epoch that began with a restore you know of",
        )
        export = words.add_parser("export", help="write all sealed entries, one a line")
        export.add_argument("file", type=Path)
        export.add_argument("--after", type=int, default=0, metavar="POSITION")
        epoch = words.add_parser("epoch", help="begin a new epoch, after a restore")
        epoch.add_argument("reason", help="a code, such as: restore")
        words.add_parser("keys", help="print the public keys that check the seals")

    def handle(self, *args: object, word: str, **options: object) -> None:
        try:
            getattr(self, word)(**options)
        except Refusal as refusal:
            said = f"{gettext(refusal.sentence)} {gettext(refusal.next_step)}"
            raise CommandError(said % refusal.facts) from None
        except KeyProblem as problem:
            raise CommandError(str(problem)) from None

    def seal(self, **_: object) -> None:
        count = jobs.seal(now=timezone.now())
        self.stdout.write(
            ngettext("%(count)s entry sealed.", "%(count)s entries sealed.", count) % {"count": count}
        )

    def verify(self, against: list[Path] | None, keys: Path | None, restored: list[int], **_: object) -> None:
        files = against or [path for path in [queries.seals_path()] if path.exists()]
        with ExitStack() as opened:
            lines = chain.from_iterable([opened.enter_context(path.open("rb")) for path in files])
            report = queries.verify(public_keys=_public_keys(keys), published=lines, restored=restored)
        facts = {"entries": report.entries, "seals": report.seals, "waiting": report.waiting}
        self.stdout.write(
            gettext("%(entries)s entries under %(seals)s seals; %(waiting)s wait to be sealed.") % facts
        )
        for path in files:
            self.stdout.write(gettext("Compared with %(file)s.") % {"file": path})
        if not files:
            self.stdout.write(
                gettext("No published seals were given: a cut end or a rewritten history would not show.")
            )
        for finding in report.findings:
            self.stdout.write("✗ " + gettext(finding.sentence) % finding.facts)
        if report.findings:
            raise CommandError(gettext("The record is not what was sealed."))
        self.stdout.write(gettext("✓ The record is what was sealed."))

    def export(self, file: Path, after: int, **_: object) -> None:
        count = 0
        with file.open("wb") as out:
            for line in queries.export(after=after):
                out.write(line + b"\n")
                count += 1
        self.stdout.write(
            ngettext("%(count)s entry written.", "%(count)s entries written.", count) % {"count": count}
        )

    def epoch(self, reason: str, **_: object) -> None:
        number = actions.begin_epoch(reason=reason, at=timezone.now())
        self.stdout.write(gettext("Epoch %(number)s has begun.") % {"number": number})

    def keys(self, **_: object) -> None:
        self.stdout.write(json.dumps(queries.key_document(), indent=1))


def _public_keys(file: Path | None) -> dict[str, bytes]:
    if file is None:
        return {key.id: key.public for key in queries.public_keys()}
    return {key["id"]: b64decode(key["public"]) for key in json.loads(file.read_bytes())["keys"]}
