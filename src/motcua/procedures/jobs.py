"""What this room wants done by itself."""

from motcua.foundation.jobs import Job
from motcua.procedures import actions

JOBS = (Job("procedures.put-in-force", 300, lambda at: actions.put_in_force(at=at)),)
