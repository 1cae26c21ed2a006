"""The machine check of options that depend on another answer: what can never be chosen, and where nothing can be."""

from collections.abc import Mapping

from motcua.foundation.forms.conditions import Test
from motcua.foundation.forms.fields import Field, Page
from motcua.foundation.forms.reading import Notes, Path
from motcua.foundation.forms.worlds import Spot, found, spots
from motcua.foundation.refusal import gettext_noop as _


def check_offers(pages: tuple[Page, ...], notes: Notes, path: Path = ()) -> None:
    """Of a form whose names and conditions are sound: what is reported is certain, as with conditions."""
    every = tuple(spots(pages, path))
    known = {spot.item.code: spot for spot in every if not isinstance(spot.item, Page)}
    for spot in every:
        if isinstance(spot.item, Field) and spot.item.options_by:
            _check(spot, spot.item, known, notes)


def _check(spot: Spot, field: Field, known: Mapping[str, Spot], notes: Notes) -> None:
    first = known[field.options_by].item
    assert isinstance(first, Field)
    given, certain = [], []
    for one in first.options:
        seen, is_all = found(Test(first.code, "is", one.code), spot.conditions, known)
        given += [one] if True in seen or not is_all else []
        certain += [one] if True in seen else []
    for index, option in enumerate(field.options):
        if option.under and not set(option.under) & {one.code for one in given}:
            notes.add(
                (*spot.path, "options", index, "under"),
                _(
                    "“%(option)s” can never be chosen: where this is asked, “%(question)s” has another answer."
                ),
                option=option.name,
                question=first.label,
            )
    for answer in certain:
        if not field.offered({first.code: answer.code}):
            notes.add(
                (*spot.path, "options"),
                _(
                    "With “%(answer)s” (%(question)s) nothing can be chosen here. Offer an option, or ask this with other answers only."
                ),
                answer=answer.name,
                question=first.label,
            )
    unanswered, _all = found(Test(first.code, "filled", False), spot.conditions, known)
    if field.required and not field.offered({}) and True in unanswered:
        notes.add(
            (*spot.path, "options_by"),
            _(
                "This is asked also where “%(question)s” has no answer, and then nothing can be chosen here. Ask it only where that is answered."
            ),
            question=first.label,
        )
