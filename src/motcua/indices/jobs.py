"""What this room wants done by itself."""

from motcua.foundation.jobs import Job

from . import actions, rounds

JOBS = (
    Job("indices.now-cast", 24 * 60 * 60, lambda at: actions.cast_now(at=at)),
    Job("indices.count-figures", 60 * 60, lambda at: actions.count_figures(at=at)),
    Job("indices.lock-at-deadline", 60, lambda at: actions.lock_overdue(at=at)),
    Job("indices.work-out-doubts", 5 * 60, lambda at: rounds.work_out_doubts()),
    Job("indices.tell-released", 60, lambda at: actions.tell_released(at=at)),
    Job("indices.remind-leads", 60 * 60, lambda at: actions.remind(at=at)),
)
