"""The gate, a module a room: what each of its routes may show to whom, said by an oracle written without the gate's code.

A new route about an object goes into the module named after its room (`tests/house/gate/<room>.py`; a room without one
gets one): into `ROUTES` with the addresses to ask and who may see them, or with a reason into `WITHOUT_OBJECTS`. What it
needs to be there, the module's `prepare(scene)` lays out. Nothing has to be entered anywhere else: the modules are found by
the names of the rooms that have addresses.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from motcua.urls import ROOMS
from tests.house.gate.scene import Routes, Scene

MODULES: dict[str, ModuleType] = {
    room: import_module(f"{__name__}.{room}") for room in ROOMS if find_spec(f"{__name__}.{room}")
}
ROUTES: Routes = {}
AT_MOST: set[str] = set()
WITHOUT_OBJECTS: dict[str, str] = {}
for module in MODULES.values():
    ROUTES |= getattr(module, "ROUTES", {})
    AT_MOST |= getattr(module, "AT_MOST", set())
    WITHOUT_OBJECTS |= getattr(module, "WITHOUT_OBJECTS", {})


def prepare(scene: Scene) -> None:
    for module in MODULES.values():
        if lay_out := getattr(module, "prepare", None):
            lay_out(scene)
