"""The words of an answer to a check, ready for the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.writing import day
from motcua.documents.checking import Checked, Verdict
from motcua.foundation.refusal import Refusal, gettext_noop
from motcua.people import queries as people


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    vietnamese: bool = False


@dataclass(frozen=True)
class Answer:
    """`look` is the colour of its meaning: done, soon, or ink when the paper must not be relied on."""

    look: str
    icon: str
    headline: str
    sentences: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    facts_title: str = ""
    findings: tuple[str, ...] = field(default=())
    code: str = ""
    status: int = 200


def of_checked(checked: Checked) -> Answer:
    look, icon, headline = _HEADS[checked.verdict]
    sentences = list(_sentences(checked))
    if checked.same_file and checked.statement is not None:
        sentences.append(_("The file begins, byte for byte, with what its leader signed."))
    return Answer(
        look,
        icon,
        _(headline),
        tuple(sentences),
        facts=tuple(_facts(checked)),
        facts_title=_("What the office's record says") if checked.original else _("What the code says"),
        findings=tuple(_findings(checked)),
    )


_HEADS = {
    Verdict.VALID: ("done", "check", gettext_noop("This result is genuine and in force")),
    Verdict.EXPIRED: ("soon", "clock", gettext_noop("This result is genuine, but no longer in force")),
    Verdict.REPLACED: ("soon", "next", gettext_noop("This result was replaced by another")),
    Verdict.REVOKED: ("ink", "alert", gettext_noop("This result was revoked")),
    Verdict.UNKNOWN: ("soon", "info", gettext_noop("The code is genuine, but this office has no record of the result")),
    Verdict.OTHER_FILE: ("ink", "alert", gettext_noop("The code is genuine, but this file is not the one it belongs to")),
    Verdict.BROKEN: ("ink", "alert", gettext_noop("The code is genuine, but a signature in this file does not fit what is in it")),
}  # fmt: skip


def _sentences(checked: Checked) -> Iterator[str]:
    known = checked.original
    if checked.verdict is Verdict.OTHER_FILE:
        yield _("The file was changed, or the code was taken from another paper.")
    elif checked.verdict is Verdict.BROKEN:
        yield _("The file was changed after it was signed.")
    elif checked.verdict is Verdict.UNKNOWN:
        yield _("Whether the result was replaced or revoked since is not known here.")
    elif known is not None and checked.verdict in (Verdict.REPLACED, Verdict.REVOKED):
        yield _("Since %(day)s it has no force.") % {"day": day(known.status_at)}
        if checked.replacement is not None:
            yield _("In its place stands number %(number)s of %(day)s.") % {
                "number": checked.replacement.number,
                "day": day(checked.replacement.issued_on),
            }
        if known.ended_on_ground:
            yield _("Legal ground: %(ground)s") % {"ground": known.ended_on_ground}


def _facts(checked: Checked) -> list[Fact]:
    """The office's record where there is one: its words are whole, the code's may be cut."""
    said = checked.original or checked.statement
    assert said is not None
    if checked.original:
        issuer = f"{checked.original.issuer_name} ({checked.original.issuer})"
    else:
        names = people.names_of_codes([said.issuer])
        issuer = names[said.issuer].named(get_language() or "vi") if said.issuer in names else ""
        issuer = f"{issuer} ({said.issuer})" if issuer else said.issuer
    facts = [
        Fact(_("What"), said.what, vietnamese=True),
        Fact(_("Number of the result"), said.number),
        Fact(_("Issued by"), issuer, vietnamese=bool(checked.original)),
        Fact(_("Issued on"), day(said.issued_on)),
        Fact(_("In force until"), day(said.expires_on) if said.expires_on else ""),
    ]
    return [fact for fact in facts if fact.value]


TRUST = {
    "": gettext_noop("Signed by %(signer)s, by a certificate that this office trusts."),
    "revoked": gettext_noop("Signed by %(signer)s, by a certificate that was revoked."),
    "expired": gettext_noop("Signed by %(signer)s, by a certificate that has expired."),
    "not-yet-valid": gettext_noop("Signed by %(signer)s, by a certificate that is not valid yet."),
    "unknown": gettext_noop("Signed by %(signer)s, by a certificate that this office does not know."),
}
ACTIVE = gettext_noop("The file holds a script, an action or an attachment, which a result has no need of.")


def _findings(checked: Checked) -> list[str]:
    if checked.same_file is None:
        return []
    found = []
    for signature in checked.signatures:
        if not signature.untouched:
            found.append(_("Signed by %(signer)s, and changed after that.") % {"signer": signature.signer})
        else:
            found.append(_(TRUST[signature.problem]) % {"signer": signature.signer})
    if not found:
        found.append(_("The file holds no digital signature."))
    return found + ([_(ACTIVE)] if checked.active else [])


def of_refusal(refusal: Refusal) -> Answer:
    grave = refusal.code.endswith(("forged", "key-revoked", "key-not-in-force"))
    return Answer(
        look="ink" if grave else "soon",
        icon="alert" if grave else "info",
        headline=_(refusal.sentence) % refusal.facts,
        sentences=(_(refusal.next_step) % refusal.facts,),
        code=refusal.code,
        status=refusal.status,
    )
