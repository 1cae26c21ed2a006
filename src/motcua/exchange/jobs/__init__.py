"""What this room wants done by itself. Nothing where no nation is set."""

from motcua.exchange.jobs.states import STATE_JOBS
from motcua.exchange.jobs.submissions import SUBMISSION_JOBS

JOBS = (*STATE_JOBS, *SUBMISSION_JOBS)
