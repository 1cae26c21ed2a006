"""Questions about dossiers; answers are values. Nothing here changes a row."""

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.asking import Asked, Office, Window, people_at_places, people_by_agency
from motcua.dossiers.queries.came_of import numbers_of_subjects, numbers_of_submissions, numbers_seen
from motcua.dossiers.queries.counted import CountedLine, counted_lines
from motcua.dossiers.queries.drafts import answers, as_it_stands, draft, drafts_of, is_draft
from motcua.dossiers.queries.follow import by_number, own
from motcua.dossiers.queries.former import former_numbers, place_of_step
from motcua.dossiers.queries.former_papers import KnownPapers, digests_of_papers, former_papers_of
from motcua.dossiers.queries.found import of_submission, sql
from motcua.dossiers.queries.gate import (
    at_work,
    found_for,
    is_at_work,
    is_shown,
    opened,
    opened_at_work,
    owners,
    shown_by_role,
    standing,
    visible_to,
)
from motcua.dossiers.queries.handed_on import Carried, carried, handed_on
from motcua.dossiers.queries.history import FormerRequest, former_requests, names_of_carried
from motcua.dossiers.queries.history import identity as identity_of_former
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.queries.offer import (
    agencies_for_step,
    case_of,
    fits,
    form_of,
    is_office,
    may_receive_for,
    offered_on,
    offices,
    papers_missing,
)
from motcua.dossiers.queries.offers import Offer, is_only_stated, next_acts
from motcua.dossiers.queries.overview import public_figures
from motcua.dossiers.queries.paging import newest
from motcua.dossiers.queries.portal import PORTAL_ROWS_MAX, portal_records
from motcua.dossiers.queries.post import goes_by_post, parcels_of, parcels_to_send, posting_list
from motcua.dossiers.queries.reserved import Kept, kept_numbers
from motcua.dossiers.queries.settled import (
    Settled,
    SettledCount,
    settled_counts,
    settled_of,
    settled_since,
)
from motcua.dossiers.queries.sync import (
    SyncRecord,
    changed_between,
    first_day,
    keys_of,
    last_entries,
    said_by_day,
    sync_records,
)
from motcua.dossiers.queries.terms import (
    acknowledge_by,
    count_of,
    due_after_wait,
    officer_of_act,
    officer_of_step,
    pauses_of,
    step_minutes,
    term_for,
    term_minutes,
    term_of,
)
from motcua.dossiers.queries.told import ToldState, told_states
from motcua.dossiers.queries.without_line import CaseWithoutLine, offered_without_line
from motcua.dossiers.queries.workload import barred

__all__ = [
    "PORTAL_ROWS_MAX",
    "Asked",
    "Carried",
    "CaseWithoutLine",
    "CountedLine",
    "Dossier",
    "FormerRequest",
    "Kept",
    "KnownPapers",
    "Offer",
    "Office",
    "Settled",
    "SettledCount",
    "SyncRecord",
    "ToldState",
    "Window",
    "acknowledge_by",
    "agencies_for_step",
    "answers",
    "as_it_stands",
    "at_work",
    "barred",
    "by_number",
    "carried",
    "case_of",
    "changed_between",
    "count_of",
    "counted_lines",
    "digests_of_papers",
    "draft",
    "drafts_of",
    "due_after_wait",
    "first_day",
    "fits",
    "form_of",
    "former_numbers",
    "former_papers_of",
    "former_requests",
    "found_for",
    "goes_by_post",
    "handed_on",
    "identity_of_former",
    "is_at_work",
    "is_draft",
    "is_office",
    "is_only_stated",
    "is_shown",
    "kept_numbers",
    "keys_of",
    "last_entries",
    "limit",
    "may_receive_for",
    "names_of_carried",
    "newest",
    "next_acts",
    "numbers_of_subjects",
    "numbers_of_submissions",
    "numbers_seen",
    "of_submission",
    "offered_on",
    "offered_without_line",
    "officer_of_act",
    "officer_of_step",
    "offices",
    "opened",
    "opened_at_work",
    "own",
    "owners",
    "papers_missing",
    "parcels_of",
    "parcels_to_send",
    "pauses_of",
    "people_at_places",
    "people_by_agency",
    "place_of_step",
    "portal_records",
    "posting_list",
    "public_figures",
    "said_by_day",
    "settled_counts",
    "settled_of",
    "settled_since",
    "shown_by_role",
    "sql",
    "standing",
    "step_minutes",
    "sync_records",
    "term_for",
    "term_minutes",
    "term_of",
    "told_states",
    "visible_to",
]
