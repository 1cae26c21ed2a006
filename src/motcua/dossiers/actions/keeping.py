"""When a request has ended, the law says how long its papers and its result are kept; noted by a job, not by the act."""

from motcua.chronicle.actions import read_on
from motcua.chronicle.queries import Sealed
from motcua.documents import actions as documents
from motcua.dossiers.models import Correction, Dossier, Opinion, Paper, ResultDraft
from motcua.dossiers.queries.former_papers import ended_on
from motcua.dossiers.rules.importing import Kind
from motcua.dossiers.rules.states import OPEN, Act
from motcua.foundation.calendar import TZ
from motcua.procedures import queries as procedures

FOLLOWER = "dossiers.keeping"
ENDING = (Act.REFUSE, Act.WITHDRAW, Act.STOP, Act.MARK_DONE)
CARRIED = Kind.PAPERS  # papers that came to a request which had ended, here or in the system before


def note_keeping(*, limit: int = 500) -> int:
    """Read on in the chronicle from where the last run stopped; returns how many requests had ended."""
    return read_on(follower=FOLLOWER, kinds=[*map(str, ENDING), str(CARRIED)], handle=_ended, limit=limit)


def _ended(entry: Sealed) -> None:
    dossier = Dossier.objects.filter(key=entry.subject.removeprefix("dossier:")).first()
    if dossier is None or dossier.state in OPEN:
        return  # unknown here, or its end was taken back
    papers = Paper.objects.filter(dossier=dossier).values_list("pk", flat=True)
    holders = [f"dossiers.paper:{pk}" for pk in papers]
    holders += [f"dossiers.scan:{pk}" for pk in papers]  # also of a scan that nobody signed off
    drafts = ResultDraft.objects.filter(dossier=dossier).values_list("pk", flat=True)
    holders += [f"dossiers.draft:{pk}" for pk in drafts]
    holders += [f"dossiers.result:{dossier.pk}"]
    opinions = Opinion.objects.filter(dossier=dossier, file_id__isnull=False).values_list("pk", flat=True)
    holders += [f"dossiers.opinion:{pk}" for pk in opinions]
    sheets = Correction.objects.filter(dossier=dossier, sheet_file_id__isnull=False)
    holders += [f"dossiers.correction:{pk}" for pk in sheets.values_list("pk", flat=True)]
    code = procedures.definition(dossier.version_id).code
    day = entry.at.astimezone(TZ).date()
    # Where the system before did not say when it ended, it counts from the day on which its papers came: never too short.
    on = (ended_on(dossier) or day) if entry.kind == CARRIED else day
    documents.finish(holders=holders, on=on, of=code, today=day)
