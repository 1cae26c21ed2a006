"""The forms engine: fields, pages, conditions, repeats and computed values as data. For procedures and questionnaires.

The data is described by JSON Schema (draft 2020-12), the pages by a small layout. Nothing of a form is ever
evaluated as code, and a form is proved sound when it is loaded.
"""

from motcua.foundation.forms.conditions import Condition, is_empty
from motcua.foundation.forms.fields import Field, Group, Item, Option, Page, Rule
from motcua.foundation.forms.form import Form, Place, Row, Settled, is_left_out, missing
from motcua.foundation.forms.kinds import Kind, retype
from motcua.foundation.forms.loading import FormProblem, examine, load
from motcua.foundation.forms.reading import Notes, Problem
from motcua.foundation.forms.wording import NO_WORDING, Wording

__all__ = [
    "NO_WORDING",
    "Condition",
    "Field",
    "Form",
    "FormProblem",
    "Group",
    "Item",
    "Kind",
    "Notes",
    "Option",
    "Page",
    "Place",
    "Problem",
    "Row",
    "Rule",
    "Settled",
    "Wording",
    "examine",
    "is_empty",
    "is_left_out",
    "load",
    "missing",
    "retype",
]
