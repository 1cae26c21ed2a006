"""What this room wants done by itself."""

from motcua.counter import actions
from motcua.foundation.jobs import Job

JOBS = (
    Job("counter.remind", 15 * 60, lambda at: actions.remind(at=at)),
    Job("counter.close-missed", 15 * 60, lambda at: actions.close_missed(at=at)),
)
