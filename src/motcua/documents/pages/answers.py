"""The words of an answer to a check, ready for the page."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
    since = _("Whether the result was replaced or revoked since is not known here.")
    look, icon, headline, sentences = {
        Verdict.GENUINE: ("done", "check", _("The code is genuine"), (since,)),
        Verdict.EXPIRED: (
            "soon",
            "clock",
            _("The code is genuine, but the result is no longer in force"),
            (since,),
        ),
        Verdict.OTHER_FILE: (
            "ink",
            "alert",
            _("The code is genuine, but this file is not the one it belongs to"),
            (_("The file was changed, or the code was taken from another paper."),),
        ),
        Verdict.BROKEN: (
            "ink",
            "alert",
            _("The code is genuine, but a signature in this file does not fit what is in it"),
            (_("The file was changed after it was signed."),),
        ),
    }[checked.verdict]
    if checked.same_file:
        sentences = (_("The file begins, byte for byte, with what its leader signed."), *sentences)
    return Answer(
        look,
        icon,
        headline,
        sentences,
        facts=tuple(_facts(checked)),
        facts_title=_("What the code says"),
        findings=tuple(_findings(checked)),
    )


def _facts(checked: Checked) -> list[Fact]:
    said = checked.statement
    names = people.names_of_codes([said.issuer])
    issuer = names[said.issuer].named(get_language() or "vi") if said.issuer in names else ""
    facts = [
        Fact(_("What"), said.what, vietnamese=True),
        Fact(_("Number of the result"), said.number),
        Fact(_("Issued by"), f"{issuer} ({said.issuer})" if issuer else said.issuer),
        Fact(_("Issued on"), date_format(said.issued_on, "d/m/Y")),
        Fact(_("In force until"), date_format(said.expires_on, "d/m/Y") if said.expires_on else ""),
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
