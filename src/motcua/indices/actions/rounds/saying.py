"""How everything said about a component is written: the unit held first, then a new revision, then one entry."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Max

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import text_digest
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import nfc
from motcua.people.rules import Reach

from ...models import Mark, RoundUnit
from ...rounds.gate import Case
from ...rounds.giving import as_json
from ...rounds.opened import component_of
from ...rules.frameworks import Component, Criterion
from ...rules.points import BadGiven, Given, check_awarded, score
from ...rules.round_refusals import ChangedMeanwhile, ReasonMissing
from ...rules.rounds import STEPS, Act, RoundKind, Voice

REASON_CHARACTERS_MAX = 4_000


def hold(case: Case, act: Act, **facts: object) -> None:
    """Take the unit for this transaction, if it still stands where it was read; move it where the act leads.

    On PostgreSQL the row is kept until the end, so what comes after is said one at a time.
    """
    case.check(act)
    step = STEPS[act]
    still = RoundUnit.objects.filter(pk=case.unit.pk, stage=case.unit.stage)
    moved = {"stage": step.to} if step.to else {}
    if still.update(revision=F("revision") + 1, **moved, **facts) != 1:
        # Somebody, or the clock at the deadline, was faster: the refusal says how the unit stands now.
        case.unit.refresh_from_db(fields=["stage", "locked_at", "explains_until"])
        case.check(act)
        raise ChangedMeanwhile


def component(case: Case, code: str) -> tuple[Criterion, Component]:
    found = component_of(case.framework, code)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Word:
    """What a voice gives for a component. `points` only where they are set by hand, against what the rule would give."""

    given: Given
    reason: str = ""
    points: Decimal | None = None


def points_of(case: Case, one: Component, word: Word) -> Decimal | None:
    """Refused by name: a score above its maximum, a denominator of zero, what the rule does not ask for."""
    assert one.rule is not None and one.maximum is not None, "a complete framework"
    decimals = case.framework.decimals
    if not word.given.applicable and not one.waivable:
        raise BadGiven(faults=[Fault("applicable", gettext_noop("This component applies to every unit."))])
    if word.points is not None:
        return check_awarded(word.points, maximum=one.maximum, decimals=decimals)
    found = score(one.rule, maximum=one.maximum, given=word.given, decimals=decimals)
    return found.points if found.applicable else None


def say(
    case: Case, one: Component, *, voice: Voice, word: Word, seen: int | None, reach: Reach, at: datetime
) -> Mark:  # fmt: skip
    """The next revision of one voice. `seen` is the revision that the page showed: another one is not written over."""
    points = points_of(case, one, word)
    assert one.maximum is not None
    marks = Mark.objects.filter(unit=case.unit, component=one.code, voice=voice)
    last = marks.aggregate(last=Max("revision"))["last"] or 0
    if seen is not None and seen != last:
        raise ChangedMeanwhile
    mark = Mark.objects.create(
        unit=case.unit,
        component=one.code,
        voice=voice,
        revision=last + 1,
        given=as_json(word.given),
        points=points,
        maximum=one.maximum,
        by_hand=word.points is not None,
        reason=nfc(word.reason).strip(),
        salt=secrets.token_hex(16),
        said_at=at,
        said_by=reach.actor,
    )
    kind = RoundKind.FILLED_IN if voice is Voice.SELF else RoundKind.APPRAISED
    tell(kind, case, reach.actor, at, **entry_of(mark))
    return mark


def check_words(field: str, words: str, *, wanted: str = "") -> None:
    """Not too long, and there where they are `wanted`: then that is the sentence which says so."""
    if wanted and not words.strip():
        raise ReasonMissing(faults=[Fault(field, wanted)])
    if len(words) > REASON_CHARACTERS_MAX:
        sentence = gettext_noop("Write at most %(most)s characters.")
        raise InvalidInput(faults=[Fault(field, sentence, {"most": REASON_CHARACTERS_MAX})])


def entry_of(mark: Mark) -> Mapping[str, int | str]:
    """Codes and numbers; words only as a salted digest."""
    return {
        "component": mark.component,
        "voice": str(mark.voice),
        "revision": mark.revision,
        "points": "" if mark.points is None else str(mark.points),
        "words": text_digest(text=mark.reason, salt=bytes.fromhex(mark.salt)),
    }


def tell(kind: RoundKind, case: Case, actor: str, at: datetime, **data: int | str) -> None:
    chronicle.append(
        kind=kind, subject=str(case.unit), actor=actor, at=at, agency=case.round.owner.code, data=data
    )
