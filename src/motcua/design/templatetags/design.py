"""Tags and filters that every template may use without loading them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import counting, navigation, states, styles, writing
from motcua.design import fields as fields_module
from motcua.design.qr import path as qr_path
from motcua.foundation.calendar import Due

Values = dict[str, Any]
register = template.Library()
SOON_MINUTES = 8 * 60

# ---- the frame -----------------------------------------------------------------------------------------------


@register.simple_tag(name="styles")
def styles_tag() -> SafeString:
    """Links to the style sheets: one file once the static files are collected, many while they are being written."""
    names = [styles.BUNDLE] if getattr(staticfiles_storage, "bundled", False) else styles.SHEETS
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def sprite() -> str:
    """Address of the icon sprite."""
    return static("design/icons.svg")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words; it says nothing by itself."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite(), name)


@register.simple_tag
def url_if(name: str, *args: object, **kwargs: object) -> str:
    """The address of a route, or nothing when no room answers to that name."""
    return navigation.url_if(name, *args, **kwargs)


@register.inclusion_tag("design/parts/navigation.html", takes_context=True)
def main_navigation(context: template.RequestContext, kind: str) -> Values:
    request = context.get("request")
    reach = getattr(request, "reach", None)
    return {
        "entries": navigation.entries(
            kind,
            path=request.path if request else "",
            signed_in=bool(request and getattr(request, "user", None) and request.user.is_authenticated),
            roles=frozenset(str(grant.role) for grant in reach.grants) if reach else frozenset(),
        )
    }


@register.inclusion_tag("design/parts/crumbs.html")
def crumbs(*pairs: str) -> Values:
    """Where the reader is: title, address, title, address, …; the last one without an address is this page."""
    home = [{"title": _("Home"), "url": navigation.url_if("portal:home")}]
    return {
        "crumbs": home
        + [{"title": title, "url": url} for title, url in zip(pairs[::2], [*pairs[1::2], ""], strict=False)]
    }


# ---- parts ---------------------------------------------------------------------------------------------------


@register.simple_tag
def state(number: int | str) -> SafeString:
    """One of the ten national states: word, shape, colour."""
    number = int(number)
    return format_html(
        '<span class="state" data-state="{}">{}{}</span>', number, icon(f"s{number}"), states.WORDS[number]
    )


@register.inclusion_tag("design/parts/left.html")
def left(minutes: int | None, total_minutes: int = 0, paused_days: int | None = None) -> Values:
    """Working time left: in words and as a bar; ink when late, grey while the clock stands."""
    if paused_days is not None:
        words = ngettext("paused %(n)s day", "paused %(n)s days", paused_days) % {"n": paused_days}
        return {"look": "still", "words": words, "share": 100}
    if minutes is None:
        return {"look": "still", "words": _("no date yet"), "share": 0}
    share = max(0, min(100, round(100 * minutes / total_minutes))) if total_minutes else 0
    look = "late" if minutes < 0 else "soon" if minutes <= SOON_MINUTES else ""
    return {"look": look, "words": writing.time_left(minutes), "share": share}


@register.inclusion_tag("design/parts/count.html")
def count(due: Due) -> Values:
    """How a due date was counted, day by day."""
    return {"count": counting.count(due)}


@register.inclusion_tag("design/parts/qr.html")
def qr(text: str, label: str = "") -> Values:
    """A QR code on white ground; the label says what it opens."""
    side, path = qr_path(str(text))
    return {"side": side, "path": path, "label": label or _("QR code that opens this page on a phone")}


@register.inclusion_tag("design/parts/charts/chart.html")
def chart(drawn: object) -> Values:
    """A chart that `motcua.design.charts` drew, with its caption, legend and table."""
    return {"chart": drawn}


# ---- forms ---------------------------------------------------------------------------------------------------


@register.inclusion_tag("design/parts/field.html")
def field(drawn: fields_module.DrawnField | BoundField, **changes: Any) -> Values:
    """One field: a DrawnField, or a field of a Django form."""
    drawn = fields_module.from_bound(drawn) if isinstance(drawn, BoundField) else drawn
    return {"field": replace(drawn, **changes) if changes else drawn}


@register.inclusion_tag("design/parts/faults.html")
def faults(source: BaseForm | Iterable[Any] | None) -> Values:
    """The summary of what to correct: from a Django form, a list of DrawnFields or of DrawnFaults."""
    if isinstance(source, BaseForm):
        lines = [fields_module.DrawnFault("", str(error)) for error in source.non_field_errors()]
        lines += fields_module.faults_of(fields_module.from_bound(bound) for bound in source)
    else:
        source = list(source or ())
        drawn = [item for item in source if isinstance(item, fields_module.DrawnField)]
        lines = fields_module.faults_of(drawn) if drawn else source
    return {"faults": lines}


@register.inclusion_tag("design/parts/first_button.html")
def first_button(label: str) -> Values:
    """The button that Enter presses: without it, Enter in a field would press the first button of the page, perhaps Remove."""
    return {"label": label}


# ---- as each language writes it -------------------------------------------------------------------------------

for name in (
    "day",
    "short_day",
    "long_day",
    "weekday",
    "short_weekday",
    "clock",
    "moment",
    "short_moment",
    "paper_day",
    "paper_moment",
    "number",
    "percent",
    "dong",
    "duration",
    "working_days",
    "time_left",
):
    register.filter(name, getattr(writing, name))
