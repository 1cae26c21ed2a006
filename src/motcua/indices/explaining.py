"""The words of a score in the reader's language: sentences of `rules.explaining`, with numbers as that language writes them."""

from decimal import Decimal

from django.utils.translation import get_language, gettext

from motcua.design import writing

from .rules.explaining import Percent, explained
from .rules.points import Name, Points


def in_words(scored: Points) -> str:
    """Why a component has the points it has: numerator, denominator and rule in one or two sentences."""
    return " ".join(
        gettext(one.sentence) % {name: _written(fact) for name, fact in one.facts.items()}
        for one in explained(scored)
    )


def _written(fact: object) -> str:
    match fact:
        case Percent(share):
            exact = round(share, fact.places + 2).normalize()
            return writing.percent(share, max(0, -int(exact.as_tuple().exponent) - 2) if exact else 0)
        case Decimal():
            # Whole numbers stay whole; what has digits keeps as many as count.
            exponent = int(fact.normalize().as_tuple().exponent)
            return writing.number(fact, min(max(-exponent, 0), 6))
        case Name():
            return fact.named(get_language() or "vi")
        case tuple():
            return ", ".join(_written(one) for one in fact)
        case int():
            return writing.number(fact)
    return str(fact)
