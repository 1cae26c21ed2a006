"""Home, language, and the pages that say how the site treats people."""

from django.shortcuts import render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from motcua.people.access import everyone


@everyone
def home(request):
    return render(request, "portal/home.html")


@everyone
@require_POST
def language(request):
    """Remember the language a person chose; then back to where they were."""
    return set_language(request)
