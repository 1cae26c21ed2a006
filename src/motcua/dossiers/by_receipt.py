"""The page with the two fields of a receipt, number and secret, wherever something is followed without an account."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.dossiers import receipts

Words = str | Promise
SECRET_CHARACTERS_MAX = 40


LEAD = gettext_lazy(
    "Write the number and the eight characters that stand on your receipt. You need no account."
)
LABEL = gettext_lazy("Number of the request")
HINT = gettext_lazy("On the receipt, for example 000.00.15.H15-260318-0001")
ERROR = gettext_lazy("Check that this is the number on your receipt.")
SECRET_HINT = gettext_lazy("Beside the QR code on the receipt. Capital or small letters make no difference.")
SECRET_ERROR = gettext_lazy("Check these eight characters: they or the number do not fit.")


@dataclass(frozen=True)
class Receipt:
    """What differs between receipts: the words about the number, and how long one may be."""

    title: Words
    lead: Words = LEAD
    label: Words = LABEL
    hint: Words = HINT
    error: Words = ERROR
    secret_hint: Words = SECRET_HINT
    secret_error: Words = SECRET_ERROR
    characters_max: int = 80


def asked(
    request: HttpRequest,
    *,
    receipt: Receipt,
    template: str,
    tidy: Callable[[str], str],
    find: Callable[[str, str], str],
    then: str,
) -> HttpResponse:
    """Ask for both; who has them goes on to the page named `then`. A wrong secret and an unknown number get one answer.

    `find(number, secret)` answers the number when both fit, else nothing.
    """
    number = request.POST.get("number", request.GET.get("ma", ""))[: receipt.characters_max]
    typed = request.POST.get("secret", "")[:SECRET_CHARACTERS_MAX]
    wrong = False
    if request.method == "POST":
        receipts.spend_try(number=tidy(number), address=request.address, at=request.at)
        known = find(number, typed)
        if known:
            receipts.remember(request.session, known, at=request.at)
            return redirect(then, known)
        wrong = True
    values = {
        "title": receipt.title,
        "lead": receipt.lead,
        "fields": fields(receipt, number=number, typed=typed, wrong=wrong),
        "wrong": wrong,
    }
    return render(request, template, values, status=422 if wrong else 200)


def fields(receipt: Receipt, *, number: str, typed: str, wrong: bool) -> Sequence[DrawnField]:
    return (
        DrawnField(
            kind=Drawn.TEXT,
            name="number",
            label=str(receipt.label),
            hint=str(receipt.hint),
            value=number,
            maxlength=receipt.characters_max,
            spellcheck=False,
            autocomplete="off",
            error=str(receipt.error) if wrong else "",
        ),
        DrawnField(
            kind=Drawn.TEXT,
            name="secret",
            label=_("Eight characters for looking up"),
            hint=str(receipt.secret_hint),
            value=typed,
            maxlength=SECRET_CHARACTERS_MAX,
            width="m",
            spellcheck=False,
            autocomplete="off",
            error=str(receipt.secret_error) if wrong else "",
        ),
    )
