"""Papers: stored first, named in a request by a token that only the account which uploaded them can use."""

from typing import Any

from django.core import signing

from motcua.documents.queries import StoredFile
from motcua.documents.rules import MediaType
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop

SALT = "dossiers.api-upload"
KEPT_SECONDS = 12 * 60 * 60
TOKEN_CHARACTERS_MAX = 400
NO_SUCH_UPLOAD = gettext_noop(
    "No upload of yours has this token, or it is older than 12 hours. Upload it again."
)
NOT_PDF = gettext_noop("This must be a PDF.")


def token(request: Any, stored: StoredFile) -> str:
    return signing.dumps([stored.id, str(stored.media_type)], salt=_salt(request))


def read(request: Any, given: str | None, *, field: str, pdf_only: bool = False) -> int | None:
    """The file that a token names."""
    if given is None:
        return None
    try:
        file_id, media_type = signing.loads(given, salt=_salt(request), max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError):
        raise InvalidInput(faults=[Fault(field, NO_SUCH_UPLOAD)]) from None
    if pdf_only and media_type != MediaType.PDF:
        raise InvalidInput(faults=[Fault(field, NOT_PDF)])
    return int(file_id)


def _salt(request: Any) -> str:
    return f"{SALT}:{request.reach.account_id}"
