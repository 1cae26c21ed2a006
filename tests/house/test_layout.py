"""The staircase and the walls: who may import what, how long a file may grow, where the clock is read.

Lists of known exceptions may shrink, never grow: a test fails when an exception is no longer needed.
"""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest

from tests.house import source
from tests.house.source import ROOT, SOURCE, Module, modules, modules_of

FILE_LINES_MAX = 450
FUNCTION_LINES_MAX = 60
STEPS = ("urls", "pages", "api", "jobs", "management", "actions", "queries", "models", "rules")
OUTSIDE = {"pages", "api", "urls", "forms", "jobs", "management"}  # the edge: these read the outside

# file → why it may be longer
LONG_FILES: dict[str, str] = {}
# file:function → why it may be longer
LONG_FUNCTIONS: dict[str, str] = {}
# module → inner modules of other rooms it imports
INNER_IMPORTS: set[tuple[str, str]] = set()
# Functions of `actions` that take their one argument by place.
BY_PLACE = {"chronicle.append_many"}
# Where the clock may be read besides pages, jobs and commands.
CLOCKS = {
    "people/middleware.py": "puts the moment on the request",
    "foundation/keys.py": "a key says when it was made",
    "law/queries.py": "which day's law a process remembers; every answer is for a day that was asked for",
    "documents/signing/development.py": "a development certificate says from when it holds",
    "documents/signing/timestamps.py": "the development authority says when it stamped",
    "exchange/ways/nation.py": "says when a request was signed, which nobody judges",
    "operations/work.py": "gives each job its moment",
}


def room_named(full: str) -> str:
    parts = full.split(".")
    return parts[1] if parts[0] == "motcua" and len(parts) > 1 else ""


def step_named(full: str) -> str:
    parts = full.split(".")
    return parts[2] if parts[0] == "motcua" and len(parts) > 2 and parts[1] != "foundation" else ""


def inside(tree: ast.AST) -> bool:
    return bool(ast.get_docstring(tree))  # type: ignore[arg-type]


def reaches(module: Module, steps: Iterable[str], *, own_room_only: bool = False) -> list[str]:
    """Imports of these steps, of the own room or of any."""
    return [
        f"{module.shown}:{one.line} imports {one.full}"
        for one in module.imports
        if step_named(one.full) in steps and (not own_room_only or room_named(one.full) == module.room)
    ]


def test_every_room_says_what_it_holds_and_stands_in_the_contract():
    assert [
        room.name for room in source.rooms() if not ast.get_docstring(source.parsed(room / "__init__.py"))
    ] == []
    assert sorted(source.contract_rooms()) == [room.name for room in source.rooms()]


def test_every_room_has_tests():
    assert [r.name for r in source.rooms() if not list((ROOT / "tests" / r.name).glob("test_*.py"))] == []


def test_every_rules_module_says_what_it_decides():
    silent = [m.shown for m in modules_of("rules") if m.path.name != "__init__.py" and not inside(m.tree)]
    assert silent == []


def test_rules_and_the_foundation_are_plain_python():
    wrong = [
        f"{module.shown}:{one.line} imports {one.full}"
        for module in modules()
        if module.step == "rules" or module.room == "foundation"
        for one in module.imports
        if one.module.split(".")[0] in ("django", "sqlite3", "psycopg", "whitenoise")
        or (step_named(one.full) not in ("rules", "") and room_named(one.full) != "foundation")
    ]
    assert wrong == []


def test_models_know_nothing_above_them():
    assert [bad for m in modules_of("models") for bad in reaches(m, {*OUTSIDE, "actions", "queries"})] == []


def test_queries_change_nothing_and_know_nothing_above_them():
    assert [bad for m in modules_of("queries") for bad in reaches(m, {*OUTSIDE, "actions"})] == []
    changes = re.compile(r"\.(save|delete|create|bulk_create|update_or_create|get_or_create)\(")
    assert [m.shown for m in modules_of("queries") if changes.search(m.text)] == []


def test_actions_know_no_pages():
    assert [bad for m in modules_of("actions") for bad in reaches(m, OUTSIDE)] == []
    web = [
        f"{m.shown}:{one.line} imports {one.full}"
        for m in modules_of("actions", "queries", "models")
        for one in m.imports
        if one.module.startswith(("django.http", "django.shortcuts", "django.template", "django.urls"))
    ]
    assert web == []


def test_pages_open_no_tables():
    assert [bad for m in modules_of("pages", "api") for bad in reaches(m, {"models"})] == []


def test_tables_are_opened_by_their_own_room_only():
    wrong = [
        f"{module.shown}:{one.line} imports {one.full}"
        for module in modules()
        for one in module.imports
        if step_named(one.full) == "models" and room_named(one.full) != module.room
    ]
    named = re.compile(r"get_model\(\s*[\"'](\w+)")
    wrong += [f"{m.shown} asks for {r}" for m in modules() for r in named.findall(m.text) if r != m.room]
    assert wrong == []


def test_rooms_call_each_other_by_the_front_door():
    """`dossiers.actions.submit`, never the module inside that happens to hold it."""
    found = {
        (module.shown, one.module)
        for module in modules()
        for one in module.imports
        if room_named(one.module) not in (module.room, "foundation", "design")
        and step_named(one.module) in ("actions", "queries", "rules", "pages")
        and len(one.module.split(".")) > 3
    }
    assert found == INNER_IMPORTS


def public_actions():
    """What each room offers: the functions that `<room>.actions` shows."""
    for room in source.rooms():
        if (room / "actions.py").exists() or (room / "actions").is_dir():
            offered = import_module(f"motcua.{room.name}.actions")
            for name in getattr(offered, "__all__", None) or vars(offered):
                function = getattr(offered, name)
                if (
                    inspect.isfunction(function)
                    and function.__module__.startswith(offered.__name__)
                    and name[0] != "_"
                ):
                    yield f"{room.name}.{name}", function


def arguments(function):
    """Of the function that callers meet: through wrappers that pass everything on, like `transaction.atomic`."""
    found = inspect.signature(function, follow_wrapped=False).parameters.values()
    passes_on = all(a.kind in (a.VAR_POSITIONAL, a.VAR_KEYWORD) for a in found) and found
    inner = inspect.getclosurevars(function).nonlocals.get("func")  # what contextlib's decorators hold
    return arguments(inner) if passes_on and inner else found


def test_actions_take_their_arguments_by_name():
    found = {
        name
        for name, function in public_actions()
        for argument in arguments(function)
        if argument.kind not in (argument.KEYWORD_ONLY, argument.VAR_KEYWORD)
    }
    assert found == BY_PLACE


def test_the_clock_is_read_at_the_edge():
    asks = re.compile(
        r"timezone\.(now|localdate)\(|localtime\(\)|datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\("
    )
    found = {m.shown for m in modules() if m.step not in OUTSIDE and asks.search(m.text)}
    assert found - set(CLOCKS) == set()


def test_files_stay_short_enough_to_read():
    long = {m.shown for m in modules() if m.text.count("\n") > FILE_LINES_MAX}
    assert long == set(LONG_FILES)


def test_functions_stay_short_enough_to_see():
    long = {
        f"{m.shown}:{f.name}"
        for m in modules()
        for f in m.functions
        if (f.end_lineno or 0) - f.lineno >= FUNCTION_LINES_MAX
    }
    assert long == set(LONG_FUNCTIONS)


def test_imports_go_down_the_house():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "misc"])
def test_no_file_is_named_after_nothing(name):
    assert [path for path in SOURCE.rglob(f"{name}*") if "__pycache__" not in path.parts] == []


def _is_moment(name: ast.expr) -> bool:
    """Whether this is, by its name, a moment: in the database and on the request it is in UTC."""
    said = name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
    return said in ("at", "now", "due") or said.endswith("_at")


def _days_of(module: Module) -> Iterable[int]:
    """Lines that take the day of a moment without saying where."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            if node.func.attr == "date" and (_is_moment(node.func.value) or _asks_now(node.func.value)):
                yield node.lineno
            if node.func.attr == "today":
                yield node.lineno
        if isinstance(node, ast.FormattedValue) and node.format_spec and _is_moment(node.value):
            spec = "".join(str(getattr(one, "value", "")) for one in ast.walk(node.format_spec))
            if "%" in spec:
                yield node.lineno


def _asks_now(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "now"


def test_a_day_is_one_of_vietnam_and_never_that_of_utc():
    """Between midnight and seven the day of UTC is yesterday: say `at.astimezone(TZ).date()` or `localdate(at)`."""
    found = [f"{one.shown}:{line}" for one in modules() for line in _days_of(one)]
    assert found == []
