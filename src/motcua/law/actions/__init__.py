"""Every change of the law on this node: load what ships, set a value, confirm one, decide a day, set opening hours."""

from .decide import DayForm, HoursForm, ValueForm, check_day, decide_day, set_hours, set_value, verify_value
from .load import Loaded, load

__all__ = [
    "DayForm",
    "HoursForm",
    "Loaded",
    "ValueForm",
    "check_day",
    "decide_day",
    "load",
    "set_hours",
    "set_value",
    "verify_value",
]
