"""What this room wants done by itself."""

from datetime import datetime

from motcua.foundation.jobs import Job

from . import actions

REFRESH_SECONDS = 60 * 60


def refresh(at: datetime) -> int:
    return len(actions.refresh(at=at).extracted.months)


JOBS = (Job("figures.refresh", REFRESH_SECONDS, refresh),)
