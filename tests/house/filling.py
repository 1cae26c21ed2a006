"""Reads the forms of a page as a browser would and fills each field with a string one can find again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.documents.samples import PDF

MARK = "Zqx"
# Numbers cannot hold letters; these are as easy to find.
IDENTITY, PHONE = "079190987654", "0905777123"
TYPED = {"text", "search", "email", "tel", "password", "textarea"}


def marks() -> Iterator[str]:
    """Zqxaa Nguyễn, Zqxab Nguyễn, …: each field its own."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    while True:
        yield from (f"{MARK}{a}{b} Nguyễn" for a in letters for b in letters)


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    actions: list[str]  # where its buttons send it; nothing: to the page itself
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Forms of a page, with the controls that belong to them, and every address on it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.addresses: list[str] = []
        self._open: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.addresses += [given[name] for name in ("href", "src", "action", "formaction") if given.get(name)]
        if tag == "form":
            action = given.get("action", "").split("#")[0]
            self._open = Form([action] if action else [], given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._control(tag, given, self._open)

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, given.get("value", "")))
            if elsewhere := given.get("formaction", "").split("#")[0]:
                form.actions.append(elsewhere)
        elif tag == "textarea" and name:
            form.fields.append(Field(name, "textarea"))
        elif tag == "select" and name:
            self._select = Field(name, "select")
            form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
        elif tag == "input" and name:
            form.fields.append(Field(name, given.get("type", "text"), given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None


def read(html: str, *, only_main: bool = True) -> Reader:
    reader = Reader()
    reader.feed(html)
    if only_main and "<main" in html:
        main = Reader()
        main.feed(html.split("<main", 1)[1].split("</main>")[0])
        reader.forms = main.forms
    return reader


def filled(form: Form, marked: Iterator[str], sound: dict[str, str]) -> dict[str, object]:
    """What a person would send: words where words go, the last choice, every tick; `sound` says what must be right."""
    data: dict[str, object] = {}
    for one in form.fields:
        if one.name == "csrfmiddlewaretoken":
            continue
        if one.name in sound:
            data[one.name] = sound[one.name]
        elif one.kind == "hidden":
            data[one.name] = one.value
        elif one.kind == "file":
            data[one.name] = SimpleUploadedFile(f"{next(marked)}.pdf", PDF)
        elif one.kind in ("radio", "checkbox"):
            data[one.name] = one.value or "on"
        elif one.kind == "select":
            data[one.name] = next((choice for choice in one.choices if choice), "")
        elif one.kind in TYPED:
            data[one.name] = next(marked)
    named = [
        (name, value) for name, value in form.buttons if name and not name.startswith(("_add", "_remove"))
    ]
    if named:
        data[named[-1][0]] = named[-1][1] or "1"
    return data
