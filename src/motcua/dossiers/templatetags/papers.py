"""Words of the printed forms in the reader's language."""

from django import template
from django.utils.translation import gettext_lazy

from motcua.documents import words as files
from motcua.dossiers.pages import defect_words, pictures
from motcua.dossiers.pages.papers import DELIVERY_WORDS
from motcua.dossiers.queries.papers import Pace
from motcua.dossiers.rules.inputs import Delivery

register = template.Library()

PACE_WORDS = {
    Pace.EARLY: gettext_lazy("early"),
    Pace.ON_TIME: gettext_lazy("on time"),
    Pace.LATE: gettext_lazy("late"),
    Pace.RUNNING: gettext_lazy("under way"),
    Pace.NOT_COUNTED: gettext_lazy("not counted"),
}


@register.filter
def pace_name(pace):
    """Early, on time, late: how a step used its share."""
    return PACE_WORDS[Pace(pace)]


@register.filter
def delivery_name(delivery):
    """At the desk, by post, as a file."""
    return DELIVERY_WORDS[Delivery(delivery)]


@register.filter
def scan_words(scan):
    """What the virus scanner said, in words."""
    return files.scan_words(scan)


@register.filter
def short_name(name):
    """The name of an office as it fits beside a picture."""
    return pictures.short_name(name)


@register.filter
def what_is_wrong_by_law(item):
    return defect_words.what_of(item, with_basis=True)
