"""`motcua`: Django's management commands under the product's name."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
    from django.core.management import execute_from_command_line

    command, *rest = sys.argv[1:] or ["help"]
    # Our commands are words with hyphens; a Python module cannot be: `due-date` is due_date.py.
    if not command.startswith("-"):
        command = command.replace("-", "_")
    execute_from_command_line(["motcua", command, *rest])


if __name__ == "__main__":
    main()
