"""The local node asks for what was sent to it, and tells what became of it. The network is asked outside transactions."""

import logging
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol
from uuid import UUID

from django.utils import translation

from motcua.design import errors
from motcua.documents.rules import FileRefused
from motcua.exchange.actions import landing
from motcua.exchange.models import Landing
from motcua.exchange.rules import submissions as rules
from motcua.exchange.rules.submissions import Again, Landed, Next, PaperSent, Sent, Wish
from motcua.foundation.refusal import InvalidInput, Refusal

logger = logging.getLogger(__name__)
FAILED = "exchange.failed"  # something broke here that is no refusal
WORDS_CHARACTERS_MAX = 500
ASKED_BACK = timedelta(days=1)


class NotHeard(Exception):
    """The nation gave no answer, or said not now. What it did is not known; the same is asked again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Nation(Protocol):
    """The questions a local node asks. Each raises `NotHeard` when no answer came."""

    def next(self, wish: Wish) -> Next: ...
    def file(self, key: UUID, paper: PaperSent) -> BinaryIO: ...
    def again(self, landed: Landed) -> Again: ...
    def taken(self, key: UUID, number: str) -> None: ...
    def refused(self, key: UUID, code: str, words: str) -> None: ...


def ask_for_lost(*, nation: Nation, at: datetime) -> int:
    """After a restore: have the nation give again what landed here and is gone. Asked once an epoch; twice is once."""
    epoch, is_asked = landing.lineage_asked()
    if is_asked:
        return 0
    answer = nation.again(landing.landed(margin=ASKED_BACK))
    if answer.erased:
        logger.warning(
            "submissions that were lost here are erased at the nation: %s", ", ".join(answer.erased)
        )
    landing.asked_again(epoch=epoch, answer=answer, at=at)
    return answer.count


def fetch(*, nation: Nation, at: datetime) -> int:
    """Land what waits at the nation, one after another; returns how many were settled with it."""
    settled = sum(_told(nation, row, at=at) for row in _untold(at))
    for _ in range(rules.LANDED_A_RUN_MAX):
        answer = nation.next(Wish(leave_out=_left_out(at)))
        for late in answer.late:
            landing.alarm(late=late, at=at)
        if answer.submission is None:
            break
        settled += _one(nation, answer.submission, at=at)
    return settled


def _untold(at: datetime) -> Iterable[Landing]:
    """Settled here, and the nation may not know."""
    rows = Landing.objects.filter(told_at=None, settled_at__isnull=False)
    ready = rows.exclude(next_at__gt=at).order_by("settled_at", "key")
    return list(ready[: rules.LANDED_A_RUN_MAX])


def _left_out(at: datetime) -> list[UUID]:
    """What is not asked for now: settled here, or waiting for its next try."""
    rows = Landing.objects.filter(told_at=None)
    waiting = rows.filter(next_at__gt=at) | rows.filter(settled_at__isnull=False)
    return list(waiting.order_by("heard_at", "key").values_list("key", flat=True)[: rules.LEFT_OUT_MAX])


def _one(nation: Nation, sent: Sent, *, at: datetime) -> int:
    """One submission, from its papers to the nation's knowing. What breaks puts it off and lets others pass."""
    landing.hear(sent=sent, at=at)
    try:
        if not landing.number_of(sent.key):
            files = _files(nation, sent, at=at)
            landing.land(sent=sent, files=files, at=at)
        else:
            landing.land(sent=sent, files={}, at=at)
    except NotHeard:
        raise
    except Refusal as refusal:
        if not _is_final(refusal):
            _put_off(sent.key, refusal.code, at=at)
            return 0
        landing.refuse(key=sent.key, code=refusal.code, words=_words(refusal, sent), at=at)
    except Exception:
        logger.exception("a submission from the nation could not be landed: %s", sent.code)
        _put_off(sent.key, FAILED, at=at)
        return 0
    return _told(nation, Landing.objects.get(pk=sent.key), at=at)


def _is_final(refusal: Refusal) -> bool:
    """Whether the request itself is refused. A full or missing store of files here says nothing about it, and
    neither does a file that was hurt on its way."""
    about_it = refusal.code.startswith(("exchange.", "dossiers.", "procedures."))
    on_the_way = isinstance(refusal, rules.FileDiffers | rules.FileNotGiven)
    return isinstance(refusal, FileRefused | InvalidInput) or (about_it and not on_the_way)


def _files(nation: Nation, sent: Sent, *, at: datetime) -> dict[int, int]:
    found: dict[int, int] = {}
    for paper in sent.content.papers:
        if paper.seq is not None:
            with nation.file(sent.key, paper) as content:
                found[paper.seq] = landing.keep_file(paper=paper, content=content, at=at)
    return found


def _told(nation: Nation, row: Landing, *, at: datetime) -> int:
    """Say what became of it until the nation has heard it."""
    try:
        if row.number:
            nation.taken(row.key, row.number)
        else:
            nation.refused(row.key, row.refused_code, row.refused_words)
    except Refusal as refusal:  # the nation knows something else: an operator looks
        _put_off(row.key, refusal.code, at=at)
        return 0
    landing.told(key=row.key, at=at)
    return 1


def _put_off(key: UUID, problem: str, *, at: datetime) -> None:
    landing.put_off(key=key, problem=problem, chance=random.random(), at=at)  # noqa: S311  a pause, no secret


def _words(refusal: Refusal, sent: Sent) -> str:
    """What the person reads, in the language of the request."""
    with translation.override(str(sent.content.applicant.get("language", "vi"))):
        said = [errors.sentence(one, refusal.facts) for one in (refusal.sentence, refusal.next_step)]
    return " ".join(said)[:WORDS_CHARACTERS_MAX]
