"""Checking a result: a code, a picture of it or a file in, an answer out. Nothing of the asker is kept.

No cookie is set (languages are addresses here), no session is opened, nothing is written down. A form without a token is
safe on this page: whoever made somebody else send it would change nothing and learn nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from motcua.design import errors
from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.design.languages import in_language_of_address, others
from motcua.design.methods import takes
from motcua.documents import checking, saved
from motcua.documents.pages import answers
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Refusal
from motcua.people.access import everyone

CODE_CHARACTERS_MAX = 2_000


@everyone
@csrf_exempt
@never_cache
@takes("GET", "POST")
@in_language_of_address
def check(request: HttpRequest) -> HttpResponse:
    language = translation.get_language()
    answer = _answered(request) if request.method == "POST" else None
    values = {
        "answer": answer,
        "fields": fields(),
        "language": language,
        "languages": others(),
        "action": f"{reverse('documents:check')}?tieng={language}",
    }
    response = render(request, "documents/check.html", values, status=answer.status if answer else 200)
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response


def _answered(request: HttpRequest) -> answers.Answer:
    file = request.FILES.get("file")
    code = request.POST.get("code", "")[: CODE_CHARACTERS_MAX + 1]
    try:
        if file is not None:
            return answers.of_checked(checking.check_file(file, code=code, at=request.at))
        return answers.of_checked(checking.check_code(code, at=request.at))
    except Refusal as refusal:
        errors.note(refusal)
        return answers.of_refusal(refusal)


@everyone
@never_cache
@takes("GET")
@in_language_of_address
def saved_page(request: HttpRequest) -> HttpResponse:
    """The page that is kept on a phone, with the public keys of today in it."""
    page = saved.page(at=request.at, fields=fields(), language=translation.get_language())
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    name = f"kiem-tra-ket-qua-{request.at.astimezone(TZ):%Y-%m-%d}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def fields() -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.TEXTAREA,
            name="code",
            label=_("Text of the code"),
            hint=_("What the QR code holds, whole, as a scanner shows it."),
            required=False,
            spellcheck=False,
            autocomplete="off",
        ),
        DrawnField(
            kind=Drawn.FILE,
            name="file",
            label=_("File of the result, or a picture of its code"),
            hint=_("PDF, JPG or PNG. It is checked and forgotten."),
            required=False,
            accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png",
        ),
    ]
