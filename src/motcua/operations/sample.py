"""Makes the labelled sample province, room by room, from the foundation up. Only in the demo."""

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.conf import settings

from motcua.foundation.refusal import Refusal, gettext_noop
from motcua.foundation.sample import Plan


class NotTheDemo(Refusal):
    code = "operations.not-the-demo"
    sentence = gettext_noop("Sample data is made only in the demo, never beside real data.")
    next_step = gettext_noop(
        "Set MOTCUA_DEMO=1 and point MOTCUA_VAR and MOTCUA_DATABASE to a place of its own."
    )


def rooms() -> Iterator[tuple[str, ModuleType]]:
    """The rooms that have sample data, those that others build on first."""
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.sample"
        if config.name.startswith("motcua.") and config.label != "operations" and find_spec(name):
            yield config.label, import_module(name)


# The rooms of the simulated national survey; they need the loaded agencies and nothing of the other samples.
SURVEY = frozenset({"surveys", "indices"})


def make(plan: Plan, *, only: Collection[str] = ()) -> dict[str, Mapping[str, int]]:
    """Make what is not there yet, move forward what is; what was done, by room. `only` names the rooms, if not all."""
    if not settings.DEMO:
        raise NotTheDemo
    done = {}
    for label, room in rooms():
        if only and label not in only:
            continue
        plan.say(label)
        done[label] = room.move_on(plan) if room.made() else room.make(plan)
    return done


def made() -> bool:
    return all(room.made() for _label, room in rooms())
