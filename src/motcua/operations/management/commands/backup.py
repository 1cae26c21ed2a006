"""`motcua backup`: database, files and seals in one tar; keys apart."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.operations import backup


class Command(BaseCommand):
    help = "put the database, the files and the seals into one tar; people may go on working meanwhile"

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, help="a file that is not there yet, or a folder")
        parser.add_argument(
            "--keys", type=Path, help="put the keys into this file of their own; keep it elsewhere"
        )

    def handle(self, *, target: Path, keys: Path | None, **options):
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        made = backup.make(target=target.resolve(), at=timezone.now())
        megabytes = made.size_bytes / 1024**2
        self.stdout.write(
            f"{made.path}: {made.files} files, {megabytes:.1f} MB, chronicle up to position {made.position}"
        )
        if made.bucket:
            self.stdout.write(
                "The papers lie in a bucket and are NOT in this backup: keep the bucket's versions, or copy it elsewhere, "
                "after each backup. motcua documents verify says whether bucket and database belong together."
            )
        if keys is not None:
            said = backup.make_keys(target=keys.resolve())
            self.stdout.write(
                f"{keys}: {said.files} files of keys, {said.signers} signers among them. "
                "Keep this file apart from the backup, where few can read it."
            )
            if said.in_tokens:
                self.stdout.write(
                    f"Signers whose key lies in a token, which no file can hold: {said.in_tokens}. For these: "
                    "back the token up by the means of its maker, or have a second one."
                )
        else:
            self.stdout.write(
                f"The keys in {settings.KEYS_DIR} are not in it. Without them identity numbers cannot be read: "
                "motcua backup … --keys FILE puts them into a file of their own."
            )
