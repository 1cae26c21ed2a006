"""The forms engine: fields, pages, conditions, repeats and computed values as data. For procedures and questionnaires."""

from motcua.foundation.forms.conditions import Condition
from motcua.foundation.forms.reading import Notes, Problem
from motcua.foundation.forms.wording import NO_WORDING, Wording

__all__ = ["NO_WORDING", "Condition", "Notes", "Problem", "Wording"]
