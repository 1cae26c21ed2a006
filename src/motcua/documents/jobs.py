"""What this room wants done by itself: files nobody holds go, signatures that were asked for are made."""

import errno
import logging
import time
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from motcua.documents import actions, queries
from motcua.documents.models import Signing
from motcua.documents.rules import Problem, StoreFull, StoreUnreachable
from motcua.foundation.jobs import Job
from motcua.foundation.refusal import Refusal

logger = logging.getLogger(__name__)
BATCH = 50
BATCH_SECONDS_MAX = 20.0
# When one of these keeps a signature from being made, it keeps the next one too: the batch ends and tries again later.
ENDS_BATCH = frozenset({Problem.TIME_SERVER, Problem.TOKEN_AWAY, Problem.DISK})


def sign(at: datetime) -> int:
    """Make the signatures that are due; answers how many. Safe with any number of workers (actions.claim)."""
    made, began = 0, time.monotonic()
    for row in queries.due(at, limit=BATCH):
        if time.monotonic() - began > BATCH_SECONDS_MAX:
            break
        token = actions.claim(row=row, at=max(at, timezone.now()))
        if token is None:
            continue
        problem = _sign_one(row, token)
        made += problem is None
        if problem in ENDS_BATCH:
            break
    return made


def _sign_one(row: Signing, token: UUID) -> Problem | None:
    # Imported when there is something to sign: pages and other jobs do not pay for it.
    from motcua.documents.signing import keys, work
    from motcua.documents.signing.problems import CannotSign
    from motcua.documents.typesetting import Unsettable

    problem = Problem.INTERRUPTED
    try:
        made = work.make(row, at=timezone.now())
        if not actions.record(row=row, token=token, made=made, at=timezone.now()):
            logger.info("signing %s was dropped, or taken over by another worker", row.key)
        return None
    except CannotSign as cannot:
        problem = cannot.problem
        logger.warning("signing %s: %s", row.key, cannot)
        if problem is Problem.TOKEN_AWAY:
            keys.forget(row.signer)
    except (StoreFull, StoreUnreachable) as away:
        problem = Problem.DISK
        logger.warning("signing %s: %s", row.key, away)
    except (Unsettable, Refusal) as wrong:
        problem = Problem.FILE_UNUSABLE
        logger.error("signing %s: %s", row.key, wrong)
    except OSError as error:
        problem = Problem.DISK if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS) else problem
        logger.warning("signing %s: %s", row.key, error)
    except Exception:
        logger.exception("signing %s failed", row.key)
    actions.put_off(row=row, token=token, problem=problem, at=timezone.now())
    return problem


JOBS = (
    Job("documents.clean", 3600, lambda at: actions.clean(at=at)),
    Job("documents.scan", 300, lambda at: actions.scan_waiting(at=at)),
    Job("documents.copy", 5, lambda at: actions.make_copy(at=at)),
    Job("documents.sign", 2, sign),
)
