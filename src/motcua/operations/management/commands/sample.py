"""`motcua sample`: a labelled sample province from every room's own acts."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from motcua.foundation.refusal import Refusal
from motcua.foundation.sample import DOSSIERS, SEED, Plan
from motcua.operations import sample


class Command(BaseCommand):
    help = "make the sample province, or move it forward to today (only with MOTCUA_DEMO=1)"

    def add_arguments(self, parser):
        parser.add_argument(
            "--dossiers", type=int, default=DOSSIERS, help="about how many of the last twelve months"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same data")
        parser.add_argument(
            "--processes",
            type=int,
            default=0,
            help="how many draw at once (by itself: as many as are worth it)",
        )
        parser.add_argument(
            "--no-history", action="store_true", help="leave out the closed dossiers of 2022–2023"
        )

        parser.add_argument(
            "--survey", action="store_true", help="only the simulated national survey of 36,000 answers"
        )

    def handle(self, *, dossiers, seed, processes, no_history, survey, **options):
        began = time.monotonic()
        plan = Plan(
            at=timezone.now(),
            seed=seed,
            dossiers=dossiers,
            history=not no_history,
            processes=processes,
            say=lambda words: self._say(words, began),
        )
        try:
            done = sample.make(plan, only=sample.SURVEY if survey else ())
        except Refusal as refusal:
            raise CommandError(
                f"{refusal.sentence % refusal.facts} {refusal.next_step % refusal.facts}"
            ) from None
        for room, counts in done.items():
            for noun, number in counts.items():
                self.stdout.write(f"  {number:>9}  {room}: {noun}")

    def _say(self, words, began):
        self.stdout.write(f"{time.monotonic() - began:6.1f} s  {words}")
