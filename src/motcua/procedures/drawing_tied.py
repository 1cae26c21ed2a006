"""Choices that depend on another answer, as they are drawn: those that fit, or all of them with what each is offered with.

What was answered on an earlier page decides here. What stands on the same page (or on one that came along) may still
change: then every option is drawn under the answers it goes with, and a script narrows the list at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField
from motcua.foundation.forms import Field, Form


@dataclass(frozen=True)
class Tied:
    """What is open while a page is drawn: questions whose answers can still change in the browser."""

    form: Form
    open: Collection[str]
    language: str

    def narrowed(
        self,
        drawn: DrawnField,
        asked: Field,
        values: Mapping[str, Any],
        *,
        here: Collection[str] = (),
        prefix: str = "",
    ) -> DrawnField:
        """`here` and `prefix`: of a row, the columns beside this one and what stands before their names."""
        if not asked.options_by:
            return drawn
        first = self.form.question(asked.options_by)
        label = first.label.in_language(self.language)
        hint = " ".join(filter(None, (drawn.hint, _("What is offered here depends on “%(question)s”.") % {"question": label})))  # fmt: skip
        if asked.options_by not in {*self.open, *here}:
            offered = {"", *(option.code for option in asked.offered(values))}
            choices = tuple(one for one in drawn.choices if one.value in offered)
            return replace(drawn, choices=choices, hint=hint)
        return replace(
            drawn,
            hint=hint,
            choices=self._parted(drawn, asked, first),
            by=(prefix if asked.options_by in here else "") + asked.options_by,
            lost=_("“{}” is not offered with the new answer. Choose again."),
        )

    def _parted(self, drawn: DrawnField, asked: Field, first: Field) -> tuple[DrawnChoice, ...]:
        """Options with the same answers stand together, in the order of those answers; last what goes with any."""
        known = {option.code: option for option in asked.options}
        order = [option.code for option in first.options]
        parts: dict[tuple[str, ...], list[DrawnChoice]] = {}
        for answer in order:
            parts |= {option.under: [] for option in asked.options if answer in option.under and option.under not in parts}  # fmt: skip
        blank = [choice for choice in drawn.choices if not choice.value]
        for choice in drawn.choices:
            if choice.value:
                under = known[choice.value].under
                shown = replace(choice, under=" ".join(under), only=self._words(under, first))
                parts.setdefault(under, []).append(shown)
        free = parts.pop((), [])
        return (*blank, *(choice for choices in parts.values() for choice in choices), *free)

    def _words(self, under: tuple[str, ...], first: Field) -> str:
        names = (option.name.in_language(self.language) for option in first.options if option.code in under)
        return ", ".join(names)
