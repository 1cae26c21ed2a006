"""What this room wants done by itself; of states and submissions, nothing where no nation is set."""

from motcua.exchange.jobs.states import STATE_JOBS
from motcua.exchange.jobs.submissions import SUBMISSION_JOBS
from motcua.exchange.jobs.webhooks import WEBHOOK_JOBS

JOBS = (*STATE_JOBS, *SUBMISSION_JOBS, *WEBHOOK_JOBS)
