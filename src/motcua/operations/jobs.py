"""What this room wants done by itself: files that an operator uploaded are brought in."""

from motcua.foundation.jobs import Job
from motcua.operations.importing import running

JOBS = (
    Job("operations.import", 1, lambda at: running.go_on(at=at)),
    Job("operations.import-clear", 3600, lambda at: running.clear(at=at)),
)
