"""Acts on working copies: begin one from a version, save what was typed, discard it, put it in force from a day on.

Saving is no act of the administration and leaves no entry; publishing does.
"""

from datetime import date, datetime

from django.db import transaction

from motcua.foundation.refusal import Fault, NotFound
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import nfc
from motcua.procedures import files, queries
from motcua.procedures.actions import versions
from motcua.procedures.actions.versions import By
from motcua.procedures.models import Version, WorkingCopy
from motcua.procedures.rules import CodeOfAnother, EditedMeanwhile, FileRefused


def begin(*, version_id: int, by: By, at: datetime) -> int:
    """The working copy of a procedure: the one that is already open, or a new one from this version."""
    versions.actor_of(by)
    version = Version.objects.select_related("procedure").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    copy, _made = WorkingCopy.objects.get_or_create(
        code=version.procedure.code,
        defaults={
            "text": queries.exported(version_id),
            "based_on": version,
            "changed_by_id": _officer(by),
            "started_at": at,
            "changed_at": at,
        },
    )
    return copy.pk


def save(*, copy_id: int, revision: int, text: str, by: By, at: datetime) -> int:
    """Keep what was typed, right or wrong; the new revision. Refused when somebody else saved in between."""
    versions.actor_of(by)
    text = nfc(text.replace("\r\n", "\n"))
    if len(text) > files.FILE_LENGTH_MAX:
        facts = {"length": len(text), "most": files.FILE_LENGTH_MAX, "line": 1}
        too_long = Fault(
            "text", _("The file has %(length)s characters; at most %(most)s are allowed."), facts
        )
        raise FileRefused(faults=[too_long], count=1)
    changed = WorkingCopy.objects.filter(pk=copy_id, revision=revision).update(
        text=text, revision=revision + 1, changed_by_id=_officer(by), changed_at=at
    )
    if changed != 1:
        raise _edited(copy_id)
    return revision + 1


def discard(*, copy_id: int, revision: int, by: By) -> None:
    versions.actor_of(by)
    gone, _rows = WorkingCopy.objects.filter(pk=copy_id, revision=revision).delete()
    if not gone:
        raise _edited(copy_id)


@transaction.atomic
def publish_copy(
    *, copy_id: int, revision: int, starts_on: date, by: By, at: datetime, anyway: bool = False
) -> int:
    """Make a version of what was written and put it in force from a day on; the copy has done its work."""
    versions.actor_of(by)
    copy = queries.working_copy(copy_id)
    checked = versions.check(text=copy.text)
    if checked.definition is not None and checked.definition.code != copy.code:
        raise CodeOfAnother(code=copy.code, found=checked.definition.code)
    # 1. The copy goes first: of two who publish it, the second finds another revision.
    discard(copy_id=copy_id, revision=revision, by=by)
    # 2. Its text becomes a version; a fault refuses and brings the copy back.
    loaded = versions.load(text=copy.text, by=by, at=at)
    versions.publish(version_id=loaded.version_id, starts_on=starts_on, by=by, at=at, anyway=anyway)
    return loaded.version_id


def _officer(by: By) -> int | None:
    return None if isinstance(by, str) else by.officer_id


def _edited(copy_id: int) -> Exception:
    copy = WorkingCopy.objects.select_related("changed_by__person").filter(pk=copy_id).first()
    if copy is None:
        return NotFound()
    who = copy.changed_by.person.full_name if copy.changed_by else "Một Cửa"
    return EditedMeanwhile(code=copy.code, who=who)
