"""Tables of the room, by noun; docs/reference/walk.md draws how they belong together."""

from motcua.dossiers.models.bulk import BulkAct, BulkLine
from motcua.dossiers.models.bundles import Bundle
from motcua.dossiers.models.clock import Recount, RecountDay, StepAlert
from motcua.dossiers.models.corrections import Correction
from motcua.dossiers.models.defects import FoundDefect
from motcua.dossiers.models.digests import Digest
from motcua.dossiers.models.dossier import NUMBER_END, Dossier, NumberSeries
from motcua.dossiers.models.drafts import Draft, DraftPaper, Representation
from motcua.dossiers.models.former import FormerEvent, FormerNumber, FormerPaper
from motcua.dossiers.models.held import Held, Reuse
from motcua.dossiers.models.helping import Assistance
from motcua.dossiers.models.moves import Extension, Movement, Passage
from motcua.dossiers.models.opinions import Opinion
from motcua.dossiers.models.originals import Original
from motcua.dossiers.models.papers import Digitisation, Paper
from motcua.dossiers.models.post import Parcel
from motcua.dossiers.models.reserved import ReservedNumber
from motcua.dossiers.models.results import HandOver, Result, ResultDraft
from motcua.dossiers.models.resuming import DraftCode
from motcua.dossiers.models.snapshots import Snapshot, SnapshotKind
from motcua.dossiers.models.stuck import Stuck
from motcua.dossiers.models.views import SavedView
from motcua.dossiers.models.waits import Wait, WaitKind

__all__ = [
    "NUMBER_END",
    "Assistance",
    "BulkAct",
    "BulkLine",
    "Bundle",
    "Correction",
    "Digest",
    "Digitisation",
    "Dossier",
    "Draft",
    "DraftCode",
    "DraftPaper",
    "Extension",
    "FormerEvent",
    "FormerNumber",
    "FormerPaper",
    "FoundDefect",
    "HandOver",
    "Held",
    "Movement",
    "NumberSeries",
    "Opinion",
    "Original",
    "Paper",
    "Parcel",
    "Passage",
    "Recount",
    "RecountDay",
    "Representation",
    "ReservedNumber",
    "Result",
    "ResultDraft",
    "Reuse",
    "SavedView",
    "Snapshot",
    "SnapshotKind",
    "StepAlert",
    "Stuck",
    "Wait",
    "WaitKind",
]
