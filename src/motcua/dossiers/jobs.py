"""What this room wants done by itself."""

from motcua.dossiers.actions import counting, drafts, keeping
from motcua.foundation.jobs import Job

JOBS = (
    Job("dossiers.count-open", 5 * 60, lambda at: counting.count_open(at=at)),
    Job("dossiers.count-settled", 3600, lambda at: counting.count_settled(at=at)),
    Job("dossiers.expire-drafts", 3600, lambda at: drafts.expire(at=at)),
    Job("dossiers.note-keeping", 600, lambda at: keeping.note_keeping()),
)
