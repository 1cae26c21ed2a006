"""`python -m bench [name …]`: run the benches named (all without a name), print one table, write bench/results/*.json.

A bench is a module here with `run() -> list[Row]`; it belongs to the room it names in `ROOM`, and either name picks
it. FULL=1 in the environment asks for the largest loads.
"""

import importlib
import json
import os
import platform
import re
import sys
import time
import traceback
from pathlib import Path

from bench.rows import Row, table

HERE = Path(__file__).parent
RESULTS = HERE / "results"
NOT_BENCHES = {"__init__", "__main__", "rows"}


def main(names: list[str]) -> int:
    rooms = found()
    picked = [name for name, room in rooms.items() if not names or {name, room} & set(names)]
    unknown = sorted(set(names) - rooms.keys() - set(rooms.values()))
    if unknown or not picked:
        print(f"no bench named {', '.join(unknown) or '–'}; there are: {', '.join(rooms)}")
        return 2
    rows: dict[str, list[Row]] = {}
    failed: dict[str, str] = {}
    for name in picked:
        print(f"… {name}", flush=True)
        began = time.monotonic()
        try:
            rows.setdefault(rooms[name], []).extend(importlib.import_module(f"bench.{name}").run())
        except Exception as error:  # what one bench cannot do must not hide what the others found
            traceback.print_exc()
            failed[name] = f"{type(error).__name__}: {error}".strip()
        print(f"  {time.monotonic() - began:.0f} s", flush=True)
    print("\n" + table([row for lines in rows.values() for row in lines]))
    for room in {rooms[name] for name in picked}:
        here = {name for name, its_room in rooms.items() if its_room == room}
        found_now = [row.as_json() for row in rows.get(room, [])]
        kept = [] if here <= set(picked) else earlier(room, found_now)
        write(room, kept + found_now, {name: why for name, why in failed.items() if name in here})
    for name, why in failed.items():
        print(f"{name} did not finish: {why}")
    return 1 if failed or any(row.met is False for lines in rows.values() for row in lines) else 0


def found() -> dict[str, str]:
    """Benches of this folder and their rooms, read without importing them: each needs peers of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    rooms = {}
    for path in sorted(HERE.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.stem not in NOT_BENCHES and "\ndef run(" in source:
            room = re.search(r'^ROOM = "(\w+)"', source, re.MULTILINE)
            rooms[path.stem] = room[1] if room else path.stem
    return rooms


def earlier(room: str, found_now: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows of the room's other benches as they were measured last, when only some of them ran."""
    path = RESULTS / f"{room}.json"
    known = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    measured = {row["work"] for row in found_now}
    return [row for row in known if row["work"] not in measured]


def write(room: str, rows: list[dict[str, object]], failed: dict[str, str]) -> None:
    """The rows of a room and, by name, the benches of it that did not finish."""
    RESULTS.mkdir(exist_ok=True)
    report = {
        "room": room,
        "machine": {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
        "full": os.environ.get("FULL") == "1",
        "rows": rows,
    } | ({"failed": failed} if failed else {})
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (RESULTS / f"{room}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
