"""`python -m bench [name …]`: run the benches named (all without a name), print one table, write bench/results/*.json.

A bench is a module here with `run() -> list[Row]`; it belongs to the room it names in `ROOM`, and either name picks
it. FULL=1 in the environment asks for the largest loads.
"""

import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path
from types import ModuleType

from bench.rows import Row, table

HERE = Path(__file__).parent
RESULTS = HERE / "results"
NOT_BENCHES = {"__init__", "__main__", "rows"}


def main(names: list[str]) -> int:
    benches = found()
    picked = {
        name: bench for name, bench in benches.items() if not names or {name, room(name, bench)} & set(names)
    }
    unknown = set(names) - {word for name, bench in benches.items() for word in (name, room(name, bench))}
    if unknown or not picked:
        print(f"no bench named {', '.join(sorted(unknown)) or '–'}; there are: {', '.join(sorted(benches))}")
        return 2
    rows: dict[str, list[Row]] = {}
    for name, bench in picked.items():
        print(f"… {name}", flush=True)
        began = time.monotonic()
        rows.setdefault(room(name, bench), []).extend(bench.run())
        print(f"  {time.monotonic() - began:.0f} s", flush=True)
    print("\n" + table([row for lines in rows.values() for row in lines]))
    for of_room, lines in rows.items():
        write(of_room, lines)
    return 1 if any(row.met is False for lines in rows.values() for row in lines) else 0


def found() -> dict[str, ModuleType]:
    """Modules of this folder that can run; one whose peers are not installed says so and stops the whole run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    modules = {}
    for path in sorted(HERE.glob("*.py")):
        if path.stem in NOT_BENCHES or "\ndef run(" not in path.read_text(encoding="utf-8"):
            continue
        modules[path.stem] = importlib.import_module(f"bench.{path.stem}")
    return modules


def room(name: str, bench: ModuleType) -> str:
    return getattr(bench, "ROOM", name)


def write(of_room: str, rows: list[Row]) -> None:
    RESULTS.mkdir(exist_ok=True)
    report = {
        "room": of_room,
        "machine": {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
        "full": os.environ.get("FULL") == "1",
        "rows": [row.as_json() for row in rows],
    }
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (RESULTS / f"{of_room}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
