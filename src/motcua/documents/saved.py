"""The page that is kept on a phone and checks codes without a network: one file with its words, keys, style and script.

Its content policy stands in the file and allows exactly this style and this script, by their hashes; whoever adds a
line to either gets a page that does nothing. It can fetch nothing and send nothing.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from motcua.design import styles
from motcua.design.context import site
from motcua.design.fields import DrawnField
from motcua.documents import statement
from motcua.foundation.calendar import TZ
from motcua.people import queries as people

SCRIPTS = tuple(f"documents/js/{name}.js" for name in ("statement", "saved", "qr_read", "qr_find", "check"))


@dataclass(frozen=True)
class SavedFact:
    name: str  # of the claim that the script puts here
    label: str


@dataclass(frozen=True)
class SavedAnswer:
    """One answer the page may give; the script shows it by its name."""

    name: str
    look: str
    headline: str
    sentences: tuple[str, ...]
    facts: tuple[SavedFact, ...] = ()


def page(*, at: datetime, fields: list[DrawnField], language: str) -> str:
    body = render_to_string(
        "documents/saved.html",
        {
            "answers": saved_answers(),
            "fields": fields,
            "made_at": at,
            "address": settings.BASE_URL + reverse("documents:check"),
            "site": site(language),
            "demo": settings.DEMO,
        },
    )
    style = "\n".join(_text(sheet) for sheet in styles.SHEETS)
    script = "\n".join(_plain(_text(name)) for name in SCRIPTS)
    known = {
        "keys": statement.key_document(),
        "agencies": {
            code: agency.named(language)
            for agency in people.acting_agencies(on=at.astimezone(TZ).date())
            for code in (agency.code, agency.code_new)
            if code
        },
    }
    # A closing tag inside a name would end the element; JSON can write the sign in another way.
    data = json.dumps(known, ensure_ascii=False).replace("<", "\\u003c")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data: blob:; "
        "media-src blob: mediastream:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(_('Check a result without a network'))}</title>\n<style>{style}</style>\n</head>\n"
        f'<body>\n{body}\n<script type="application/json" id="saved">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _text(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), f"{name} is not among the static files"
    return Path(found).read_text(encoding="utf-8")


def _plain(module: str) -> str:
    """A module as part of one script: nothing is exported or imported inside one file."""
    alone = re.sub(r"^import .*\n", "", module, flags=re.MULTILINE)
    return re.sub(r"^export (?=(async )?(function|class|const)\b)", "", alone, flags=re.MULTILINE)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def saved_answers() -> list[SavedAnswer]:
    unknown_since = _("Whether the result was replaced or revoked since is not known without the network.")
    compare = _("Compare this with what is printed on the paper.")
    facts = (
        SavedFact("what", _("What")),
        SavedFact("number", _("Number of the result")),
        SavedFact("issuer", _("Issued by")),
        SavedFact("issuedOn", _("Issued on")),
        SavedFact("expiresOn", _("In force until")),
    )
    own = [
        SavedAnswer("authentic", "done", _("The code is genuine"), (compare, unknown_since), facts),
        SavedAnswer(
            "same-file",
            "done",
            _("The code is genuine, and this file is the one it belongs to"),
            (_("The signatures in the file were not looked at here."), unknown_since),
            facts,
        ),
        SavedAnswer(
            "expired",
            "soon",
            _("The code is genuine, but the result is no longer in force"),
            (compare, unknown_since),
            facts,
        ),
        SavedAnswer(
            "other-file",
            "ink",
            _("The code is genuine, but this file is not the one it belongs to"),
            (_("The file was changed, or the code was taken from another paper."),),
            facts,
        ),
        SavedAnswer(
            "no-code",
            "soon",
            _("This file holds no code that can be read without a network"),
            (
                _("Leave the file chosen, and scan the code on its page or paste its text."),
                _("With the network on, the page of the office reads the file alone."),
            ),
        ),
        SavedAnswer(
            "no-crypto",
            "soon",
            _("This browser cannot check signatures"),
            (_("Open the page in another browser, or check with the network on."),),
        ),
    ]
    refused = [
        SavedAnswer(
            kind.code.removeprefix("documents.statement-"), "ink", _(kind.sentence), (_(kind.next_step),)
        )
        for kind in statement.REFUSALS
    ]
    return own + refused
