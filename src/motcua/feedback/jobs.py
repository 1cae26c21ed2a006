"""What this room wants done by itself."""

from motcua.foundation.jobs import Job

from . import actions

JOBS = (Job("feedback.show", 60 * 60, lambda at: actions.show_lots(at=at)),)
