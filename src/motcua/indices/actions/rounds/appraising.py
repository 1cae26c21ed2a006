"""The appraiser reads what a unit gave, twice, with a question between; the council has the last word.

Nobody does so for a unit they serve in, whichever hat they wear (`rules.rounds.check_act`).
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from motcua.chronicle.rules import text_digest
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.foundation.text import nfc
from motcua.people.rules import Reach

from ...models import Explanation, Mark
from ...rounds.gate import Case, case_of
from ...rounds.giving import from_json
from ...rounds.standing import last_marks
from ...rules.round_refusals import (
    ComponentsLeft,
    NothingAsked,
    NotSelfScored,
    NotYourHand,
    QuestionsUnanswered,
)
from ...rules.rounds import VOICES, Act, RoundKind, Stage, Voice, is_self_scored
from .saying import Word, check_words, component, hold, say, tell

NO_REASON = gettext_noop("Say why the points differ; the unit reads it beside its own words.")


def appraise(
    *, round_id: int, unit_id: int, code: str, word: Word, reach: Reach, at: datetime, seen: int | None = None
) -> Mark:  # fmt: skip
    """The appraiser's word about one component: in the first appraisal, or in the second after the explanations."""
    return _judge((Act.APPRAISE, Act.APPRAISE_AGAIN), round_id, unit_id, code, word, reach, at, seen)


def amend(
    *, round_id: int, unit_id: int, code: str, word: Word, reach: Reach, at: datetime, seen: int | None = None
) -> Mark:  # fmt: skip
    """The council changes one component before it decides."""
    return _judge((Act.AMEND,), round_id, unit_id, code, word, reach, at, seen)


@transaction.atomic
def _judge(
    acts: tuple[Act, ...], round_id: int, unit_id: int, code: str, word: Word, reach: Reach, at: datetime, seen: int | None
) -> Mark:  # fmt: skip
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    _criterion, one = component(case, code)
    act = Act.APPRAISE_AGAIN if Act.APPRAISE_AGAIN in acts and case.stage is Stage.EXPLAINED else acts[0]
    hold(case, act)
    if not is_self_scored(one):
        raise NotSelfScored
    voice = VOICE_OF[act]
    before = last_marks(case.unit.pk, code=code, up_to=VOICES[VOICES.index(voice) - 1]).get(code)
    differs = before is None or word.points is not None or from_json(before.given) != word.given
    check_words("reason", word.reason, wanted=NO_REASON if differs else "")
    return say(case, one, voice=voice, word=word, seen=seen, reach=reach, at=at)


VOICE_OF = {Act.APPRAISE: Voice.FIRST, Act.APPRAISE_AGAIN: Voice.SECOND, Act.AMEND: Voice.COUNCIL}


@transaction.atomic
def finish_appraisal(
    *, round_id: int, unit_id: int, reach: Reach, at: datetime, recognise_rest: bool = False
) -> None:
    """The first appraisal ends with a word about every component, the second with what the first left standing.

    `recognise_rest`: components nobody looked at are recognised as the unit scored them.
    """
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    again = case.stage is Stage.EXPLAINED
    hold(case, Act.FINISH_SECOND if again else Act.FINISH_FIRST)
    if not again:
        _first_word_on_all(case, reach, at, recognise_rest)
    tell(RoundKind.STAGE_ENDED, case, reach.actor, at, act="second-appraisal" if again else "first-appraisal")


def _first_word_on_all(case: Case, reach: Reach, at: datetime, recognise_rest: bool) -> None:
    own = last_marks(case.unit.pk, up_to=Voice.SELF)
    said = set(Mark.objects.filter(unit=case.unit, voice=Voice.FIRST).values_list("component", flat=True))
    left = [one for one in case.framework.components if is_self_scored(one) and one.code not in said]
    unscored = [one for one in left if one.code not in own]
    if left and not recognise_rest:
        raise ComponentsLeft(count=len(left))
    if unscored:  # what the unit left empty cannot be recognised: the appraiser says what it is worth
        raise ComponentsLeft(count=len(unscored))
    for one in left:
        word = Word(from_json(own[one.code].given))
        say(case, one, voice=Voice.FIRST, word=word, seen=None, reach=reach, at=at)


@transaction.atomic
def ask(*, round_id: int, unit_id: int, code: str, question: str, reach: Reach, at: datetime) -> None:
    """Ask the unit to explain one component. It reads the question once all are sent."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    component(case, code)
    hold(case, Act.ASK)
    check_words("question", question, wanted=gettext_noop("Write what the unit is to explain."))
    salt = secrets.token_hex(16)
    words = nfc(question).strip()
    Explanation.objects.update_or_create(
        unit=case.unit,
        component=code,
        defaults={"question": words, "question_salt": salt, "asked_at": at},
    )
    digest = text_digest(text=words, salt=bytes.fromhex(salt))
    tell(RoundKind.ASKED, case, reach.actor, at, component=code, words=digest)


@transaction.atomic
def send_questions(*, round_id: int, unit_id: int, reach: Reach, at: datetime) -> datetime:
    """The unit reads what was asked and has the round's days to answer; answers when they end."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    last_day = at.astimezone(TZ) + timedelta(days=case.round.explain_days)
    until = last_day.replace(hour=17, minute=0, second=0, microsecond=0)
    hold(case, Act.SEND_QUESTIONS, explains_until=until)
    if not Explanation.objects.filter(unit=case.unit).exists():
        raise NothingAsked
    tell(RoundKind.STAGE_ENDED, case, reach.actor, at, act="questions", until=until.isoformat())
    return until


@transaction.atomic
def explain(*, round_id: int, unit_id: int, code: str, answer: str, reach: Reach, at: datetime) -> None:
    """The unit's answer about one component; evidence may be attached beside it."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    criterion, _one = component(case, code)
    hold(case, Act.EXPLAIN)
    if not case.may_fill(criterion.code):
        raise NotYourHand
    check_words("answer", answer, wanted=gettext_noop("Write the explanation."))
    salt, words = secrets.token_hex(16), nfc(answer).strip()
    asked = Explanation.objects.filter(unit=case.unit, component=code)
    if asked.update(answer=words, answer_salt=salt, answered_at=at) != 1:
        raise NothingAsked
    digest = text_digest(text=words, salt=bytes.fromhex(salt))
    tell(RoundKind.EXPLAINED, case, reach.actor, at, component=code, words=digest)


@transaction.atomic
def end_explaining(*, round_id: int, unit_id: int, reach: Reach, at: datetime) -> None:
    """The unit's leader sends the explanations; after the deadline the clock does."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    hold(case, Act.END_EXPLAINING)
    left = Explanation.objects.filter(unit=case.unit, answered_at=None).count()
    if left:
        raise QuestionsUnanswered(count=left)
    tell(RoundKind.STAGE_ENDED, case, reach.actor, at, act="explanations")


@transaction.atomic
def decide(*, round_id: int, unit_id: int, reach: Reach, at: datetime) -> None:
    """The council takes the appraisal as it stands, with what it amended."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    hold(case, Act.DECIDE, decided_at=at)
    tell(RoundKind.STAGE_ENDED, case, reach.actor, at, act="council")
