from motcua.documents import actions
from motcua.foundation.jobs import Job

JOBS = (
    Job("documents.clean", 3600, lambda at: actions.clean(at=at)),
    Job("documents.scan", 300, lambda at: actions.scan_waiting(at=at)),
    Job("documents.copy", 5, lambda at: actions.make_copy(at=at)),
)
