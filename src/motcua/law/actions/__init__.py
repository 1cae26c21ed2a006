"""Every change of the law on this node: load what ships, set a value, confirm one, decide a day, set hours, bring a table in."""

from .decide import DayForm, HoursForm, ValueForm, check_day, decide_day, set_hours, set_value, verify_value
from .load import Loaded, load
from .tables import Brought, TableForm, bring_table

__all__ = [
    "Brought",
    "DayForm",
    "HoursForm",
    "Loaded",
    "TableForm",
    "ValueForm",
    "bring_table",
    "check_day",
    "decide_day",
    "load",
    "set_hours",
    "set_value",
    "verify_value",
]
