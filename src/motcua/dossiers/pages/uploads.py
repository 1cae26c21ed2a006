"""Files that come with an officer's form. What was uploaded once is kept while the rest of the form is corrected.

A file that was stored is named in the form by a signed token, bound to the account: nobody attaches a file by its id.
"""

from dataclasses import dataclass, replace

from django.core import signing
from django.http import HttpRequest

from motcua.documents import actions as documents
from motcua.documents.rules import MediaType

SALT = "dossiers.upload"
KEPT_SECONDS = 12 * 60 * 60
OF_A_FIELD_MAX = 60  # files kept for one field


@dataclass(frozen=True)
class Kept:
    """One stored file and the token by which the form names it."""

    file_id: int
    name: str
    token: str
    is_new: bool = False  # chosen in this very request


def kept_name(name: str) -> str:
    """The hidden field beside the file field."""
    return f"{name}-kept"


def taken(request: HttpRequest, name: str, *, accept: frozenset[MediaType]) -> Kept | None:
    """The file of this field: the one just chosen, or the one kept from before. Raises a refusal for a bad file."""
    return chosen(request, name, accept=accept) or kept(request, name)


def chosen(request: HttpRequest, name: str, *, accept: frozenset[MediaType]) -> Kept | None:
    """The file that was chosen in this very request. Raises a refusal for a bad file."""
    upload = request.FILES.get(name)
    if upload is None:
        return None
    stored = documents.store(
        content=upload.file, name=upload.name or "", accept=accept, by=request.reach.actor, at=request.at
    )
    return _kept(request, stored.id, stored.name)


def kept(request: HttpRequest, name: str) -> Kept | None:
    """The file kept from an earlier try, if its token is sound."""
    return _read(request, request.POST.get(kept_name(name), ""))


def all_kept(request: HttpRequest, name: str) -> list[Kept]:
    """Of a field that holds several: every file that is still ticked, once."""
    tokens = request.POST.getlist(kept_name(name))[:OF_A_FIELD_MAX]
    found = {one.file_id: one for one in (_read(request, token) for token in tokens) if one is not None}
    return list(found.values())


def _read(request: HttpRequest, token: str) -> Kept | None:
    try:
        file_id, file_name = signing.loads(token, salt=_salt(request), max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return Kept(int(file_id), str(file_name), token)


def again(request: HttpRequest, file_id: int, name: str) -> Kept:
    """A file that came another way and was looked at there, named in the form like one that was chosen."""
    return replace(_kept(request, file_id, name), is_new=False)


def _kept(request: HttpRequest, file_id: int, name: str) -> Kept:
    return Kept(file_id, name, signing.dumps([file_id, name], salt=_salt(request)), is_new=True)


def _salt(request: HttpRequest) -> str:
    return f"{SALT}:{request.reach.account_id}"
