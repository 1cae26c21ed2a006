"""What this room wants done by itself."""

from datetime import datetime

from motcua.chronicle import actions as chronicle
from motcua.documents.rules import Kind
from motcua.dossiers.actions import (
    bulk,
    bundles,
    counting,
    covers,
    digests,
    drafts,
    electronic,
    holding,
    keeping,
    lists,
    recounting,
    reminding,
    resuming,
    stuck,
    watching,
)
from motcua.dossiers.sample.electronic import count_lately_issued, stamp_lately_signed
from motcua.dossiers.sample.held import reuse_lately_held
from motcua.foundation.jobs import Job


def carry_on(at: datetime) -> int:
    """Move on what was signed since the last time."""
    return chronicle.read_on(follower=electronic.FOLLOWER, kinds=[Kind.SIGNED], handle=electronic.carry_on)


JOBS = (
    Job("dossiers.carry-on", 2, carry_on),
    Job("dossiers.begin-parts", 5, lambda at: bundles.begin_parts(at=at)),
    Job("dossiers.tell-lists", 30, lambda at: lists.tell_lists(at=at)),
    Job("dossiers.read-decisions", 2, lambda at: recounting.read_decisions()),
    Job("dossiers.count-again", 1, lambda at: recounting.go_on(at=at)),
    Job("dossiers.bulk", 1, lambda at: bulk.go_on(at=at)),
    Job("dossiers.bulk-clear", 3600, lambda at: bulk.clear(at=at)),
    Job("dossiers.stamp-sample", 5, stamp_lately_signed),
    Job("dossiers.count-sample", 5, count_lately_issued),
    Job("dossiers.reuse-sample", 15, reuse_lately_held),
    # They begin before the counting, which counts what they have found by then; nothing waits for them.
    Job("dossiers.watch-steps", 10 * 60, lambda at: watching.watch_steps(at=at)),
    Job("dossiers.watch-stuck", 10 * 60, lambda at: stuck.watch_stuck(at=at)),
    Job("dossiers.count-open", 5 * 60, lambda at: counting.count_open(at=at)),
    Job("dossiers.count-settled", 3600, lambda at: counting.count_settled(at=at)),
    Job("dossiers.digest", 5 * 60, lambda at: digests.send_digests(at=at)),
    Job("dossiers.expire-drafts", 3600, lambda at: drafts.expire(at=at) + resuming.forget_codes(at=at)),
    Job("dossiers.fill-store", 60, lambda at: holding.fill_store()),
    Job("dossiers.remind", 3600, lambda at: reminding.remind(at=at)),
    Job("dossiers.remind-offices", 900, lambda at: reminding.remind_offices(at=at)),
    Job("dossiers.tell-covers", 30, lambda at: covers.tell_covers(at=at)),
    Job("dossiers.note-keeping", 600, lambda at: keeping.note_keeping()),
)
