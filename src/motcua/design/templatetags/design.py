"""Tags and filters that every template may use without loading them."""

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from motcua.design import navigation, styles, writing

register = template.Library()

# ---- the frame -----------------------------------------------------------------------------------------------


@register.simple_tag(name="styles")
def styles_tag():
    """Links to the style sheets: one file once the static files are collected, many while they are being written."""
    names = [styles.BUNDLE] if getattr(staticfiles_storage, "bundled", False) else styles.SHEETS
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def sprite():
    """Address of the icon sprite."""
    return static("design/icons.svg")


@register.simple_tag
def icon(name):
    """An icon beside words; it says nothing by itself."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite(), name)


@register.simple_tag
def url_if(name, *args, **kwargs):
    """The address of a route, or nothing when no room answers to that name."""
    return navigation.url_if(name, *args, **kwargs)


@register.inclusion_tag("design/parts/navigation.html", takes_context=True)
def main_navigation(context, kind):
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
def crumbs(*pairs):
    """Where the reader is: title, address, title, address, …; the last one without an address is this page."""
    home = [{"title": _("Home"), "url": navigation.url_if("portal:home")}]
    return {
        "crumbs": home
        + [{"title": title, "url": url} for title, url in zip(pairs[::2], [*pairs[1::2], ""], strict=False)]
    }


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
    "number",
    "percent",
    "dong",
    "duration",
    "time_left",
):
    register.filter(name, getattr(writing, name))
