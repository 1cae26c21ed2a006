"""Words of the law for templates."""

from django import template

from motcua.law import words

register = template.Library()
register.filter("rule_name", words.key_name)


@register.filter
def rule_value(value):
    """The value of a `Value` with its unit."""
    return words.value_words(value.value, value.unit)
