"""What this room wants done by itself."""

from motcua.foundation.jobs import Job

from . import actions

JOBS = (Job("indices.now-cast", 24 * 60 * 60, lambda at: actions.cast_now(at=at)),)
