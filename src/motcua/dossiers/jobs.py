from motcua.dossiers.actions import drafts
from motcua.foundation.jobs import Job

JOBS = (Job("dossiers.expire-drafts", 3600, lambda at: drafts.expire(at=at)),)
