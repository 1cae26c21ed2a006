"""The nation of the demo: a second node of the same program beside the province, with a place and keys of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from motcua.exchange.rules import NATIONAL

REGISTERED = "province-registered"
# The sample province under the structure in force took in the communes of Phú Yên.
SCOPES = ("H15", "H45")


def place() -> Path:
    return Path(settings.VAR) / "nation"


def environment(url: str) -> dict[str, str]:
    """What makes a child the nation: nothing of the province's own places reaches it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MOTCUA_") or name in ("MOTCUA_LOG", "MOTCUA_DEMO")
    }
    return kept | {
        "MOTCUA_NODE": NATIONAL,
        "MOTCUA_VAR": str(place()),
        "MOTCUA_BASE_URL": url,
        "MOTCUA_NODE_NAME": "Cổng Dịch vụ công quốc gia",
        "MOTCUA_NODE_NAME_EN": "National public service portal",
        "MOTCUA_HELP_PHONE": "1800 0000",
    }


class Preparing:
    """The nation's database is made by a process of its own, while the province's is."""

    def __init__(self, url: str) -> None:
        self.environment = environment(url)
        place().mkdir(parents=True, exist_ok=True)
        self.child = subprocess.Popen(
            [sys.executable, "-m", "motcua.cli", "demo", "--prepare"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, say: Callable[[str], None]) -> None:
        said, _ = self.child.communicate()
        if self.child.returncode:
            raise RuntimeError(f"the nation could not be made ready:\n{said}")
        if not (place() / REGISTERED).exists():
            say("province registered at the nation")
            _register(self.environment)
            (place() / REGISTERED).touch()


def _register(environment: Mapping[str, str]) -> None:
    said = io.StringIO()
    call_command("exchange", "key", "--json", stdout=said)
    own = json.loads(said.getvalue())
    words = [
        "register", own["node"], "--name", settings.NODE_NAMES["vi"], "--name-en", settings.NODE_NAMES["en"], "--simulated",
        "--address", settings.BASE_URL, *(word for scope in SCOPES for word in ("--scope", scope)),
        *(word for name, public in own["exchange"].items() for word in ("--key", f"{name}={public}")),
        *(word for name, public in own["seal"].items() for word in ("--seal-key", f"{name}={public}")),
    ]  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "motcua.cli", "exchange", *words],
        env=dict(environment),
        check=True,
        stdout=subprocess.DEVNULL,
    )
