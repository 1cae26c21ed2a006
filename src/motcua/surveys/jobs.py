"""What this room wants done by itself."""

from motcua.foundation.jobs import Job

from . import actions

JOBS = (Job("surveys.shuffle", 15 * 60, lambda at: actions.shuffle_pools(at=at)),)
