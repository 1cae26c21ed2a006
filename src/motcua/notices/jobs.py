"""Sends what is due.

At least once: when a worker dies between the server's yes and our note of it, the notice goes out again after the
lease. Two workers never send one notice at the same time: the one whose claim changed the row sends. What somebody is
to be told goes out in order: while one notice waits, later ones to the same person wait too.
"""

import logging
import smtplib
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from motcua.foundation.jobs import Job
from motcua.notices import actions, gateways, queries, rules
from motcua.notices.models import Notice
from motcua.notices.rules import AS_USUAL, ATTEMPTS_MAX, BATCH_SECONDS_MAX, Channel, Error, Reaching
from motcua.notices.texts import CannotSay, Text, brief, text

logger = logging.getLogger(__name__)
BATCH = 100
# A gateway says yes or no and never why: after so many in a row it rests until the next run.
NOES_IN_A_ROW_MAX = 3


def deliver(at: datetime, limit: int = BATCH) -> int:
    """Try the notices that are due; returns how many went out."""
    found = queries.due(at, limit=limit)
    run = Run(at, found)
    try:
        return sum(run.handle(notice) for notice in found)
    finally:
        run.hang_up()


class Run:
    """One round: the connection to the mail server, the ways that rest, and the people whose turn is over."""

    def __init__(self, at: datetime, found: Iterable[Notice]) -> None:
        self.at = at
        self.began = time.monotonic()
        self.connection: BaseEmailBackend = get_connection()
        self.open = gateways.open_channels()
        self.resting: set[Channel] = set()
        self.noes: Counter[Channel] = Counter()
        self.held: set[int | str] = set()
        self.wanted = queries.reaching_of(notice.person_id for notice in found)

    def handle(self, notice: Notice) -> bool:
        """Whether it went out."""
        if time.monotonic() - self.began > BATCH_SECONDS_MAX or whose(notice) in self.held:
            return False
        if notice.attempts >= ATTEMPTS_MAX:
            actions.give_up(notice=notice, at=self.at)
            return False
        reaching = self.wanted.get(notice.person_id, AS_USUAL)
        found = self._addresses(notice, reaching)
        order = rules.ways(reaching, addresses=found)
        channel = rules.way(order, tried=notice.tried)
        if channel in self.resting:
            self.held.add(whose(notice))
        elif channel and (until := rules.quiet_until(reaching, channel, at=self.at)):
            actions.wait_for_morning(notice=notice, until=until)
            self.held.add(whose(notice))
        elif not actions.claim(notice=notice, at=self.at):
            self.held.add(whose(notice))  # another worker has it, and goes on with what follows
        else:
            return self._send(notice, channel, order, found)
        return False

    def _send(
        self,
        notice: Notice,
        channel: Channel | None,
        order: tuple[Channel, ...],
        found: dict[Channel, str],
    ) -> bool:
        language = self.wanted.get(notice.person_id, AS_USUAL).language or notice.language
        error = self._try(notice, channel, found[channel], language) if channel else Error.NO_ADDRESS
        if channel and error is None:
            masked = rules.masked if channel is Channel.EMAIL else rules.masked_end
            actions.mark_sent(
                notice=notice, channel=channel, masked=masked(found[channel]), language=language, at=self.at
            )
            return True
        assert error is not None
        state = actions.settle_failed(notice=notice, channel=channel, order=order, error=error, at=self.at)
        if state is rules.State.QUEUED:
            self.held.add(whose(notice))
        return False

    def _addresses(self, notice: Notice, reaching: Reaching) -> dict[Channel, str]:
        told = {Channel.EMAIL: notice.email, Channel.SMS: notice.phone, Channel.CHAT: reaching.chat}
        return {channel: address for channel, address in told.items() if address and channel in self.open}

    def _try(self, notice: Notice, channel: Channel, address: str, language: str) -> Error | None:
        """What stood in the way, if anything did."""
        try:
            said = text(template=notice.template, language=language, values=notice.values, name=notice.name)
        except CannotSay as cannot:
            # The cause names a template and a place in it; values may be personal, so no traceback.
            logger.error(
                "notice %s: %s %s: %s", notice.pk, notice.template, cannot, type(cannot.__cause__).__name__
            )
            return cannot.error
        if channel is Channel.EMAIL:
            return self._mail(notice, said, address, language)
        if gateways.send(channel, to=address, text=brief(said)):
            self.noes[channel] = 0
            return None
        self.noes[channel] += 1
        if self.noes[channel] >= NOES_IN_A_ROW_MAX:
            self.resting.add(channel)
            logger.warning("the gateway for %s takes nothing and rests until the next round", channel)
        logger.info("notice %s: the gateway for %s did not take it", notice.pk, channel)
        return Error.NOT_TAKEN

    def _mail(self, notice: Notice, said: Text, address: str, language: str) -> Error | None:
        try:
            validate_email(address)
            message = EmailMessage(
                subject=said.subject,
                body=said.body,
                to=[address],
                connection=self.connection,
                headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
            )
            message.send()
        except ValidationError:
            return Error.BAD_ADDRESS
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            return Error.REFUSED if all(code >= 500 for code in codes) else Error.LATER
        except smtplib.SMTPServerDisconnected:
            self.connection.close()
            return self._out_of_reach()
        except smtplib.SMTPException:
            return Error.LATER
        except OSError:
            return self._out_of_reach()
        except ValueError as problem:  # a header or an address that mail cannot carry
            logger.error(
                "notice %s: %s cannot be sent: %s", notice.pk, notice.template, type(problem).__name__
            )
            return Error.UNSENDABLE
        return None

    def _out_of_reach(self) -> Error:
        """The mail server does not answer: the rest of this round's mail waits for the next one."""
        self.resting.add(Channel.EMAIL)
        return Error.UNREACHABLE

    def hang_up(self) -> None:
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            logger.info("the mail server had already hung up")


def whose(notice: Notice) -> int | str:
    """Who is told: the person, or for want of one the address."""
    return notice.person_id or notice.email or notice.phone or f"notice {notice.pk}"


JOBS = (
    Job("notices.deliver", 10, deliver),
    Job("notices.erase-old", 3600, lambda at: actions.erase_old(at=at)),
)
