"""Makes the text of a notice from the template of the room that speaks, with the values it left.

A template is `templates/notices/<room>/<name>.<language>.txt`: first line "Subject: …", a blank line, the body.
Both parts are Django templates; nothing is escaped, for this is plain text. `{{ base_url }}` is the node's address.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template import Context, Engine, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.utils import translation

from motcua.foundation import secret_text
from motcua.notices import rules
from motcua.notices.rules import Error

_LINK = re.compile(r"https?://\S+")


class CannotSay(Exception):
    """The template is missing or broken; holds why."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.value)
        self.error = error


ABOUT = "notice"


def sealed(said: str) -> dict[str, object]:
    """What only the reader of a message may know, among its values: locked until the message is written out."""
    return {"locked": secret_text.lock(said, about=ABOUT, folder=settings.KEYS_DIR)}


def _opened(value: object) -> object:
    match value:
        case {"locked": str(locked), **rest} if not rest:
            return secret_text.unlock(locked, about=ABOUT, folder=settings.KEYS_DIR)
    return value


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def text(*, template: str, language: str, values: dict[str, object], name: str) -> Text:
    """What the person will read."""
    try:
        head, body = _parts(template, language)
        said = {key: rules.said(_opened(value), language=language) for key, value in values.items()}
        context = {"base_url": settings.BASE_URL, "name": name, **said}
        with translation.override(language):
            # A value with a line break must not add headers: the subject is one line.
            subject = " ".join(head.render(Context(context, autoescape=False)).split())
            return Text(subject=subject, body=body.render(Context(context, autoescape=False)).strip() + "\n")
    except TemplateDoesNotExist as missing:
        raise CannotSay(Error.TEMPLATE_MISSING) from missing
    except CannotSay:
        raise
    except Exception as broken:  # whatever a template of another room may do wrong, the other notices go on
        raise CannotSay(Error.TEMPLATE_BROKEN) from broken


def brief(said: Text) -> str:
    """The same for a telephone: the subject, which holds number, state and date, and where to read on. No name."""
    link = _LINK.search(said.body)
    return f"{said.subject}. {link[0]}" if link else said.subject


@lru_cache(maxsize=256)
def _parts(template: str, language: str) -> tuple[Template, Template]:
    engine = Engine.get_default()
    head, blank, body = str(engine.get_template(f"notices/{template}.{language}.txt").source).partition(
        "\n\n"
    )
    if not blank or not head.startswith("Subject: ") or "\n" in head or not body.strip():
        raise TemplateSyntaxError(
            f"{template}.{language}: first line “Subject: …”, a blank line, then the text"
        )
    return engine.from_string(head.removeprefix("Subject: ")), engine.from_string(body)
