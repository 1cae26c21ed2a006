"""What this room wants done by itself."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from motcua.foundation.jobs import Job

from . import actions

# No window of tries is longer than this.
TRIES_KEPT = timedelta(days=7)
# No answer to a program is owed for longer than this (the dated value is shorter).
KEYS_KEPT = timedelta(days=7)

JOBS = (
    Job("people.forget-tries", 24 * 3600, lambda at: actions.forget_old_tries(before=at - TRIES_KEPT)),
    Job("people.forget-keys", 3600, lambda at: actions.forget_answered_keys(before=at - KEYS_KEPT)),
    Job("people.clear-sessions", 24 * 3600, lambda at: SessionStore.clear_expired()),
)
