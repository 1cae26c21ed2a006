"""`motcua documents check FILE` and `motcua documents keys`: what the page answers, in words or JSON, with an end of its own.

0: to be relied on · 3: not to be relied on · 4: this office cannot tell · 1: the file could not be read
"""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone, translation

from motcua.documents import checking, statement
from motcua.documents.checking import Verdict
from motcua.documents.pages import answers
from motcua.foundation import keys
from motcua.foundation.refusal import Refusal

WELL, NOT_TO_BE_RELIED_ON, CANNOT_TELL = 0, 3, 4
FALSE = ("forged", "key-revoked", "key-not-in-force")


def add_check(parser):
    parser.add_argument("file", nargs="?", help="a PDF, a picture of a code, or the text of a code itself")
    parser.add_argument("--json", action="store_true", help="the answer about FILE for programs")


def add_keys(words):
    parser = words.add_parser("keys", help="the keys that sign the codes of results")
    parser.add_argument("--rotate", action="store_true", help="begin a new key; earlier ones stay good")
    parser.add_argument("--revoke", metavar="ID", help="say that a key is no longer to be believed")


def check(command, *, file, as_json):
    with translation.override("en"):
        try:
            checked = _checked(file)
            answer, end = answers.of_checked(checked), _end(checked)
        except Refusal as refusal:
            checked, answer = None, answers.of_refusal(refusal)
            end = NOT_TO_BE_RELIED_ON if refusal.code.endswith(FALSE) else CANNOT_TELL
        if as_json:
            command.stdout.write(json.dumps(_plain(checked, answer), ensure_ascii=False, indent=1))
        else:
            command.stdout.write("\n".join(_words(answer)))
    if end:
        raise CommandError(answer.headline, returncode=end)


def _checked(file):
    at = timezone.now()
    if "#" in file or not Path(file).suffix:
        return checking.check_code(file, at=at)
    try:
        with Path(file).open("rb") as stream:
            return checking.check_file(stream, code="", at=at)
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}") from None


def _end(checked):
    if checked.verdict not in (Verdict.VALID, Verdict.UNKNOWN):
        return NOT_TO_BE_RELIED_ON
    if checked.same_file is not None and not checked.trusted:
        revoked = any(one.problem == "revoked" for one in checked.signatures)
        return NOT_TO_BE_RELIED_ON if revoked else CANNOT_TELL
    return WELL if checked.verdict is Verdict.VALID else CANNOT_TELL


def _words(answer):
    yield answer.headline
    yield from answer.sentences
    for fact in answer.facts:
        yield f"  {fact.label}: {fact.value}"
    for finding in answer.findings:
        yield f"  - {finding}"
    if answer.code:
        yield f"  {answer.code}"


def _plain(checked, answer):
    if checked is None:
        return {"verdict": "refused", "code": answer.code, "sentence": answer.headline}
    return {
        "verdict": checked.verdict.value,
        "sentence": answer.headline,
        "statement": _stated(checked.statement) if checked.statement else None,
        "file_sha256": checked.original.file_sha256 if checked.original else None,
        "same_file": checked.same_file,
        "signatures": [
            {**asdict(one), "said_at": _iso(one.said_at), "stamped_at": _iso(one.stamped_at)}
            for one in checked.signatures
        ],
        "active": list(checked.active),
    }


def _stated(said):
    return {
        "id": str(said.id),
        "what": said.what,
        "number": said.number,
        "issuer": said.issuer,
        "issued_on": said.issued_on.isoformat(),
        "expires_on": said.expires_on.isoformat() if said.expires_on else None,
        "signed_at": said.signed_at.isoformat(),
        "content_sha256": said.digest.hex(),
    }


def _iso(at):
    return at.isoformat() if at else None


def list_keys(command, *, rotate, revoke):
    folder = Path(settings.KEYS_DIR)
    try:
        if revoke:
            if keys.key_by_id(revoke, folder=folder).use != "statement":
                raise CommandError(f"{revoke} signs no statements; nothing was changed.")
            keys.revoke(revoke, folder=folder, at=timezone.now())
        if rotate:
            keys.rotate("statement", folder=folder)
    except keys.KeyProblem as problem:
        raise CommandError(str(problem)) from None
    for key in statement.public_keys():
        until = f"revoked {timezone.localdate(key.revoked_at)}" if key.revoked_at else (
            f"until {timezone.localdate(key.ended_at)}" if key.ended_at else "in force"
        )  # fmt: skip
        command.stdout.write(
            f"{key.id}  {key.number.hex()}  from {timezone.localdate(key.starts_at)}  {until}"
        )
