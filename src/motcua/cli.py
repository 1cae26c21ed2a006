"""`motcua`: Django's management commands under the product's name."""

import os
import sys

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
    from django.core.management import execute_from_command_line

    command, *rest = sys.argv[1:] or ["help"]
    # Our commands are words with hyphens; a Python module cannot be: `due-date` is due_date.py.
    if not command.startswith("-"):
        command = command.replace("-", "_")
    execute_from_command_line(["motcua", command, *rest])


if __name__ == "__main__":
    main()
