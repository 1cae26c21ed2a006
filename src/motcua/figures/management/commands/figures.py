"""`motcua figures`: bring the extract of the records up to now (`extract`), and say what it holds (`status`)."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.figures import actions, manifest


class Command(BaseCommand):
    help = "extract: read changed months of the records into Parquet; status: what the extract holds"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True)
        extract = words.add_parser("extract", help="read the months that changed since the last time")
        extract.add_argument("--all", action="store_true", dest="again", help="read every month again")
        status = words.add_parser("status", help="what the extract holds, and as of when")
        status.add_argument("--json", action="store_true", help="for machines: the whole manifest")

    def handle(self, *args, word, **options):
        getattr(self, f"_{word}")(**options)

    def _extract(self, *, again, **options):
        done = actions.refresh(at=timezone.now(), again=again, say=self.stderr.write).extracted
        if done.manifest is None:
            raise CommandError("Another run is extracting now. Try again when it has ended.")
        self.stdout.write(f"{len(done.months)} months read; {self._sentence(done.manifest)}")

    def _status(self, *, json: bool, **options):
        found = manifest.read()
        if found is None:
            raise CommandError("Nothing was extracted yet. Run: motcua figures extract")
        if json:
            self._print_json()
            return
        self.stdout.write(self._sentence(found))

    def _print_json(self):
        self.stdout.write(json.dumps(json.loads((manifest.folder() / manifest.NAME).read_text()), indent=1))

    def _sentence(self, found):
        size = sum(part.size_bytes for part in found.parts) / 1024**2
        nature = ", simulated" if found.simulated else ""
        moment = timezone.localtime(found.as_of).strftime("%Y-%m-%d %H:%M")
        return (
            f"{found.rows} requests of {len(found.parts)} months{nature}, {size:.1f} MB, as of {moment}, "
            f"digest {found.digest[:16]}"
        )
