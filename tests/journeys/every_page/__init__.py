"""Where each page of the product is found, who looks at it, and what is done there first: a module a room.

For the walk of `test_every_page_reads_well.py` and the forms of `tests/house/test_leaks.py`. A new route that answers HTML
has at least one visit in the module named after its room (`tests/journeys/every_page/<room>.py`; a room without one gets
one with `visits(scene)`); one that only answers a form, a file or a machine says so there in `WITHOUT_PAGE`. Nothing has to
be entered anywhere else: the modules are found by the names of the rooms that have addresses.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from motcua.urls import ROOMS
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

__all__ = ["MODULES", "WITHOUT_PAGE", "Visit", "visits"]
# From the top of the house down: the forms of law and people, sent last, change who may do what on the pages above.
MODULES: dict[str, ModuleType] = {
    room: import_module(f"{__name__}.{room}") for room in reversed(ROOMS) if find_spec(f"{__name__}.{room}")
}
# Routes that answer something other than a page, and what.
WITHOUT_PAGE: dict[str, str] = {}
for module in MODULES.values():
    WITHOUT_PAGE |= getattr(module, "WITHOUT_PAGE", {})


def visits(scene: Scene) -> Iterator[Visit]:
    for module in MODULES.values():
        yield from module.visits(scene)
