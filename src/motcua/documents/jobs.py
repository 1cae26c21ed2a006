from motcua.documents import actions
from motcua.foundation.jobs import Job

JOBS = (Job("documents.clean", 3600, lambda at: actions.clean(at=at)),)
