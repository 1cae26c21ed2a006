"""What the doctor says about signatures: keys, the time-stamp server, templates of one's own, and what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import writing
from motcua.documents import queries as documents
from motcua.documents import typesetting
from motcua.documents.rules import PROBLEM_NAMES, Problem
from motcua.documents.signing import looking, registry
from motcua.operations.findings import Finding, Level, ok

ENDS_SOON = timedelta(days=30)


def signing(at: datetime) -> Iterator[Finding]:
    seen = looking.look(at)
    if not seen:
        said = _("No signer is registered, so results are papers.")
        yield Finding(
            Level.NOTE, "signing", said, _("To issue electronic results: docs/how-to/sign-results.md")
        )
        return
    well = True
    for one in seen:
        if one.problem:
            well = False
            said = f"{one.name}: {_(PROBLEM_NAMES[one.problem])}"
            yield Finding(Level.WRONG, "signing", said, _("Run: motcua documents signers"))
        elif one.ends_at and one.ends_at - at < ENDS_SOON:
            well = False
            said = _("The certificate of %(name)s ends on %(day)s.")
            yield Finding(
                Level.WARNING,
                "signing",
                said % {"name": one.name, "day": writing.day(one.ends_at)},
                _("Have it renewed and replace the key of that signer."),
            )
    if not settings.TIME_STAMP_URL and settings.SIGNATURE_LEVEL != "B-B":
        well = False
        yield Finding(
            Level.WRONG, "signing", _("No time-stamp server is set."), _("Set MOTCUA_TIME_STAMP_URL.")
        )
    waiting = {problem: count for problem, count in documents.waiting().items() if problem}
    for problem, count in waiting.items():
        well = False
        said = ngettext("%(number)s signature waits.", "%(number)s signatures wait.", count)
        words = f"{said % {'number': count}} {_(PROBLEM_NAMES[Problem(problem)])}"
        yield Finding(
            Level.WARNING, "signing", words, _("The table in docs/how-to/sign-results.md says what to do.")
        )
    tokens = sum(registry.in_token(one.name) for one in seen)
    if tokens:
        said = ngettext(
            "The key of %(number)s signer lies in a token, which motcua backup cannot copy.",
            "The keys of %(number)s signers lie in a token, which motcua backup cannot copy.",
            tokens,
        )
        todo = _("Back the token up by the means of its maker: docs/how-to/sign-results.md")
        yield Finding(Level.NOTE, "signing", said % {"number": tokens}, todo)
    if well:
        said = ngettext("%(number)s key can sign.", "%(number)s keys can sign.", len(seen))
        yield ok("signing", said % {"number": len(seen)})


def templates(at: datetime) -> Iterator[Finding]:
    for problem in typesetting.check_own():
        said = _("The template %(path)s cannot be used: %(problem)s")
        first = problem.what.splitlines()[0] if problem.what else ""
        yield Finding(
            Level.WARNING,
            "templates",
            said % {"path": problem.path, "problem": first},
            _("Until this is mended, the paper is drawn as shipped."),
        )
