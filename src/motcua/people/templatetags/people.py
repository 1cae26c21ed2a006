"""Words for roles, levels and looks in the reader's language."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.people.rules import (
    LEVEL_NAMES,
    LOOK_WORDS,
    LOOK_WORDS_OF_OTHERS,
    ROLE_DUTIES,
    ROLE_NAMES,
    SCOPE_WORDS,
    Level,
    Look,
    Role,
    Scope,
)

register = template.Library()


@register.filter
def role_name(role):
    """Case officer."""
    return _(ROLE_NAMES[Role(role)]) if role else ""


@register.filter
def role_duty(role):
    """Examines a request and proposes the result."""
    return _(ROLE_DUTIES[Role(role)]) if role else ""


@register.filter
def level_name(level):
    return _(LEVEL_NAMES[Level(level)])


@register.filter
def look_words(what):
    """What a look was, told to the person; also for words of rooms above."""
    return _(LOOK_WORDS[Look(what)]) if what in set(Look) else _(what)


@register.filter
def look_words_of_others(what):
    """What a look was, told to an auditor."""
    return _(LOOK_WORDS_OF_OTHERS[Look(what)]) if what in set(Look) else _(what)


@register.filter
def agency_name(thing):
    """The name of an agency, or of the agency of a mandate, in the reader's language."""
    english = getattr(thing, "agency_name_en", None) or getattr(thing, "name_en", "")
    vietnamese = getattr(thing, "agency_name", None) or getattr(thing, "name", "")
    return english if get_language() == "en" and english else vietnamese


@register.filter
def scope_words(scope):
    """Read requests that you may see."""
    return _(SCOPE_WORDS[Scope(scope)])
