"""Queueing a notice in the caller's transaction, and sending one again."""

from collections.abc import Mapping
from datetime import datetime

from motcua.notices.models import Notice
from motcua.notices.rules import LANGUAGES, TEMPLATE, Error, Recipient, State

__all__ = ["Recipient", "queue"]


def queue(*, to: Recipient, template: str, values: Mapping[str, object], subject: str, at: datetime) -> int:
    """One row, in the caller's transaction; the text is made and sent by `motcua work`.

    Values are plain JSON: write dates and amounts as the person should read them, addresses as paths ("/ho-so/1").
    Who has no address is recorded as not told, so that an officer sees it; the caller's act goes on.
    """
    assert TEMPLATE.fullmatch(template), template
    reachable = bool(to.email)
    notice = Notice.objects.create(
        template=template,
        subject=subject,
        language=to.language if to.language in LANGUAGES else LANGUAGES[0],
        email=to.email,
        name=to.name,
        values=dict(values) if reachable else {},
        state=State.QUEUED if reachable else State.FAILED,
        last_error="" if reachable else Error.NO_ADDRESS,
        queued_at=at,
        next_try_at=at,
    )
    return notice.pk
