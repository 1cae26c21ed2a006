"""`motcua`: Django's management commands under the product's name."""

import gc
import os
import sys

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand

# Django's checks of models, addresses and templates are of the source, which an office does not write: every change is
# asked for them before it comes in. Of our commands the server asks once more, and Django's own; the others begin in
# half the time.
CHECKED = frozenset({"serve"})
# Loading the program makes some hundred thousand things that stay. By Python's own numbers all of them are gone through
# for dead rings again and again meanwhile; the server sees to that itself (wsgi.py).
COLLECT = (20_000, 20, 20)
DEMO_PLACE = "var/demo"
# Where real data may lie: the demo does not look there unless it was said that this is the demo.
PLACES = (
    "MOTCUA_DATABASE",
    "MOTCUA_FILES",
    "MOTCUA_KEYS",
    "MOTCUA_SEALS",
    "MOTCUA_VAR",
    "MOTCUA_BASE_URL",
    "MOTCUA_NATION",
    "MOTCUA_NODE",
)


def main() -> None:
    # What this program writes (database, papers, keys, backups) is nobody else's on this machine.
    os.umask(0o077)
    if sys.argv[1:2] == ["demo"] and "MOTCUA_DEMO" not in os.environ:
        # Before the settings are read: the demo has data, keys and mail of its own.
        for name in PLACES:
            os.environ.pop(name, None)
        os.environ["MOTCUA_DEMO"] = "1"
        os.environ["MOTCUA_VAR"] = os.path.join(os.getcwd(), DEMO_PLACE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
    command, *rest = sys.argv[1:] or ["help"]
    # Our commands are words with hyphens; a Python module cannot be: `due-date` is due_date.py.
    if not command.startswith("-"):
        command = command.replace("-", "_")
    if command != "serve":
        gc.set_threshold(*COLLECT)
    Commands(["motcua", command, *rest]).execute()


class Commands(ManagementUtility):
    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        if type(command).__module__.startswith("motcua.") and subcommand not in CHECKED:
            command.requires_system_checks = []
        return command


if __name__ == "__main__":
    main()
