"""Which linked procedures a change would keep from being sent, as the pages that publish and close say it."""

from django.utils.translation import get_language

from motcua.procedures.drawing import sentence
from motcua.procedures.rules import BundlesWouldBreak


def breaks_of(refusal):
    """The faults in bundles, when these are what a refusal is about."""
    return refusal.faults if isinstance(refusal, BundlesWouldBreak) else ()


def broken_lines(faults):
    """One line for each bundle that could no longer be sent: its version, code and name, and why."""
    lines = {}
    for fault in faults:
        facts, language = fault.facts, get_language()
        line = lines.setdefault(
            facts["version"],
            {
                "id": facts["version"],
                "code": facts["bundle"],
                "name": facts["name"].in_language(language),
                "why": [],
            },
        )
        line["why"].append(sentence(fault, language))
    return list(lines.values())
