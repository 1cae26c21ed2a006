"""Options that depend on the answer to another question: what is said when one does not fit, and how programs see it.

Pure. Which options are offered is the question's own knowledge (`Field.offered`).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from motcua.foundation.forms.kinds import Kind
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _

if TYPE_CHECKING:  # the question knows its schema, which is written here
    from motcua.foundation.forms.fields import Field

NOT_OFFERED = _("“%(option)s” is not offered with “%(answer)s” (%(question)s). Choose again.")
ANSWER_FIRST = _("What can be chosen here depends on “%(question)s”. Answer that first.")
KEYWORD = "x-options-by"  # how programs read it beside the standard words of JSON Schema


def misfit(asked: "Field", first: "Field", value: Any, path: str, values: Mapping[str, Any]) -> Fault | None:
    """What is wrong with sound answers that the answer before them does not call for; None: they fit."""
    given = value if isinstance(value, list) else [value]
    offered = {option.code for option in asked.offered(values)}
    strange = next(
        (option for option in asked.options if option.code in given and option.code not in offered), None
    )
    if strange is None:
        return None
    answer = next((one.name for one in first.options if one.code == values.get(first.code)), None)
    if answer is None:
        return Fault(path, ANSWER_FIRST, {"question": first.label})
    return Fault(path, NOT_OFFERED, {"option": strange.name, "answer": answer, "question": first.label})


def is_misfit(fault: Fault) -> bool:
    """Whether an answer is sound by itself and only no longer goes with another."""
    return fault.sentence in (NOT_OFFERED, ANSWER_FIRST)


def answers_of(asked: "Field") -> list[str]:
    """Every answer to the question before that some option is tied to, in the order of the options."""
    return list(dict.fromkeys(answer for option in asked.options for answer in option.under))


def described(asked: "Field") -> dict[str, Any]:
    """What a program reads of it: by each answer to the question before, the codes that are offered."""
    return {
        KEYWORD: {
            "question": asked.options_by,
            "offered": {answer: _codes(asked, {asked.options_by: answer}) for answer in answers_of(asked)},
            "otherwise": _codes(asked, {}),
        }
    }


def in_schema(fields: Iterable["Field"]) -> dict[str, Any]:
    """The same in the standard's own words, for questions whose question before stands beside them."""
    asked = {field.code: field for field in fields}
    rules = [
        {
            "if": {"properties": {field.options_by: {"const": answer}}, "required": [field.options_by]},
            "then": {"properties": {field.code: _allowed(field, answer)}},
        }
        for field in asked.values()
        if field.options_by in asked
        for answer in (option.code for option in asked[field.options_by].options)
    ]
    return {"allOf": rules} if rules else {}


def _allowed(field: "Field", answer: str) -> Any:
    codes = _codes(field, {field.options_by: answer})
    if not codes:
        return False
    return {"items": {"enum": codes}} if field.kind is Kind.CHOICES else {"enum": codes}


def _codes(field: "Field", values: Mapping[str, Any]) -> list[str]:
    return [option.code for option in field.offered(values)]
