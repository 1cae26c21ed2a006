"""`motcua surveys load`: the questionnaires that come with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from motcua.surveys import actions


class Command(BaseCommand):
    help = "load: publish the questionnaires that come with the product; asked again it changes nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser(
            "load",
            help="publish the questionnaires that come with the product (SIPAS of 2017–2021, and from 2022)",
        )

    def handle(self, *, word: str, **options: Any) -> None:
        for one in actions.load_shipped(at=timezone.now()):
            self.stdout.write(f"{one.code} v{one.number}" + ("" if one.is_new else " ="))
