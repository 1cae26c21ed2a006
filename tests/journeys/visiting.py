"""One look at one page, and what is done on pages of any room before they are looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.people.cast import Player


@dataclass(frozen=True)
class Visit:
    """One look at one page: which route it is of, where, who looks, what it answers, what is done there first."""

    name: str
    route: str
    path: str
    player: Player | None = None
    status: int = 200
    then: Callable[[Any], None] | None = None


def sent_empty(page: Any, form: str = "main form[method=post]:not(.plainly)") -> None:
    """The page's form sent as it would be by somebody in a hurry: nothing filled in."""
    with page.expect_navigation():
        page.evaluate(
            """(form) => { const f = [...document.querySelectorAll(form)].find((f) => !f.closest("header")); f.noValidate = true;
              for (const e of f.elements) if (["text", "textarea", "password", "email", "tel"].includes(e.type)) e.value = "";
              const b = [...f.querySelectorAll("button:not([name^=_]):not(.said)")].pop(); f.requestSubmit(b); }""",
            form,
        )


def sent_without_its_token(page: Any) -> None:
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((e) => (e.value = 'x'.repeat(64)))"
    )
    sent_empty(page)


def of_form(form: str) -> Callable[[Any], None]:
    return lambda page: sent_empty(page, form)
