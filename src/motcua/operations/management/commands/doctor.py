"""`motcua doctor`: what is wrong with this node and how to mend it."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from motcua.operations import doctor

SIGNS = {doctor.Level.OK: "✓", doctor.Level.NOTE: "·", doctor.Level.WARNING: "!", doctor.Level.WRONG: "✗"}


class Command(BaseCommand):
    help = "say what is wrong with this node and how to mend it"
    requires_system_checks: list[str] = []  # a node that is ill must still be able to ask

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="the same as one JSON object")
        parser.add_argument("--language", choices=["vi", "en"], default="vi")

    def handle(self, *, json: bool, language: str, **options):
        with translation.override(language):
            findings = doctor.examine(timezone.now())
        if json:
            self._as_json(findings)
        else:
            for finding in findings:
                self.stdout.write(f"{SIGNS[finding.level]} {finding.said}")
                if finding.mend:
                    self.stdout.write(f"    → {finding.mend}")
        if doctor.worst(findings) is doctor.Level.WRONG:
            sys.exit(1)

    def _as_json(self, findings):
        self.stdout.write(
            json.dumps(
                {"state": doctor.worst(findings), "findings": [asdict(finding) for finding in findings]},
                ensure_ascii=False,
                indent=1,
            )
        )
