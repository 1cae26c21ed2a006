"""Sends what is due.

At least once: when a worker dies between the mail server's yes and our note of it, the notice goes out again
after the lease. Two workers never send one notice at the same time: the one whose claim changed the row sends.
"""

import logging
import smtplib
import time
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from motcua.foundation.jobs import Job
from motcua.notices import actions, queries
from motcua.notices.models import Notice
from motcua.notices.rules import ATTEMPTS_MAX, BATCH_SECONDS_MAX, Error
from motcua.notices.texts import CannotSay, text

logger = logging.getLogger(__name__)
BATCH = 100


class CannotReach(Exception):
    """The mail server does not answer: the rest of the batch waits for the next run."""


def deliver(at: datetime, limit: int = BATCH) -> int:
    """Try the notices that are due; returns how many went out."""
    sent = 0
    connection, began = get_connection(), time.monotonic()
    try:
        for notice in queries.due(at, limit=limit):
            if time.monotonic() - began > BATCH_SECONDS_MAX:
                break
            if notice.attempts >= ATTEMPTS_MAX:
                actions.give_up(notice=notice, at=at)
                continue
            if not actions.claim(notice=notice, at=at):
                continue
            try:
                sent += _deliver_one(notice, connection, at)
            except CannotReach:
                actions.try_later(notice=notice, error=Error.UNREACHABLE, at=at)
                break
    finally:
        _hang_up(connection)
    return sent


def _deliver_one(notice: Notice, connection: BaseEmailBackend, at: datetime) -> int:
    try:
        validate_email(notice.email)
        said = text(
            template=notice.template, language=notice.language, values=notice.values, name=notice.name
        )
        message = EmailMessage(
            subject=said.subject,
            body=said.body,
            to=[notice.email],
            connection=connection,
            headers={"Auto-Submitted": "auto-generated", "Content-Language": notice.language},
        )
        message.send()
    except ValidationError:
        actions.fail(notice=notice, error=Error.BAD_ADDRESS)
    except CannotSay as cannot:
        # The cause names a template and a place in it; values may be personal, so no traceback.
        logger.error(
            "notice %s: %s %s: %s", notice.pk, notice.template, cannot, type(cannot.__cause__).__name__
        )
        actions.fail(notice=notice, error=cannot.error)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        if all(code >= 500 for code in codes):
            actions.fail(notice=notice, error=Error.REFUSED)
        else:
            actions.try_later(notice=notice, error=Error.LATER, at=at)
    except smtplib.SMTPServerDisconnected as gone:
        connection.close()
        raise CannotReach from gone
    except smtplib.SMTPException:
        actions.try_later(notice=notice, error=Error.LATER, at=at)
    except OSError as gone:
        raise CannotReach from gone
    except ValueError as problem:  # a header or an address that mail cannot carry
        logger.error("notice %s: %s cannot be sent: %s", notice.pk, notice.template, type(problem).__name__)
        actions.fail(notice=notice, error=Error.UNSENDABLE)
    else:
        actions.mark_sent(notice=notice, at=at)
        return 1
    return 0


def _hang_up(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("the mail server had already hung up")


JOBS = (
    Job("notices.deliver", 10, deliver),
    Job("notices.erase-old", 3600, lambda at: actions.erase_old(at=at)),
)
