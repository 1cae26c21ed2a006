"""`motcua restore`: bring a backup back into an empty database."""

import tarfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.operations import restore


class Command(BaseCommand):
    help = "bring a backup back into an empty database; stop serve and work first"
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="a file that motcua backup made")
        parser.add_argument("--keys", type=Path, help="the file of the keys, made by motcua backup --keys")

    def handle(self, *, source: Path, keys: Path | None, **options):
        for path in filter(None, (source, keys)):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        try:
            done = restore.bring_back(source=source, keys=keys, at=timezone.now())
        except tarfile.TarError as problem:
            raise CommandError(f"The backup cannot be read: {problem}") from problem
        self.stdout.write(f"Restored as it was at {done.made_at}:")
        for table, count in done.rows.items():
            if count:
                self.stdout.write(f"  {count:>9}  {table}")
        self.stdout.write(f"  {done.files:>9}  files")
        if done.in_bucket:
            self.stdout.write(
                "The papers stay in the bucket of MOTCUA_FILES_S3; what was handed in after the backup has no row any more, "
                "what was removed since is missing: motcua documents verify names both."
            )
        self.stdout.write(f"The chronicle goes on behind position {done.position} in epoch {done.epoch}.")
        if done.seals_kept:
            self.stdout.write(
                "The published seals that were here stay: motcua chronicle verify --against compares them."
            )
        if keys is None:
            self.stdout.write(
                "No keys were brought back. If they are not in MOTCUA_KEYS, put them there before serving."
            )
        self.stdout.write(
            "Next: motcua doctor, then motcua documents verify, then motcua serve and motcua work."
        )
