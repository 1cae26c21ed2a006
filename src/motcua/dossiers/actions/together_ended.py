"""Taking back at once all that was handed in under one receipt: every part, or none."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua import database
from motcua.dossiers import queries
from motcua.dossiers.actions import telling
from motcua.dossiers.actions.end import withdraw
from motcua.dossiers.actions.moving import case_of
from motcua.dossiers.queries import bundles as asked
from motcua.dossiers.rules import bundles as rules
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act, State
from motcua.notices import actions as notices
from motcua.people.rules import Reach


def withdraw_bundle(*, number: str, reach: Reach, at: datetime, given: inputs.Withdraw) -> int:
    """By the person it belongs to. Answers how many requests were withdrawn; one message tells of all."""
    try:
        with transaction.atomic():
            return _withdraw(number, reach=reach, at=at, given=given)
    except (database.NotAsRead, IntegrityError) as error:
        raise refusals.SomeoneWasFaster(number=number) from error


def _withdraw(number: str, *, reach: Reach, at: datetime, given: inputs.Withdraw) -> int:
    bundle = asked.own(number, reach=reach)
    parts = asked.whole(bundle, language=bundle.language).parts
    rules.check_all_open({part.number: part.state for part in parts}, number=number)
    ended = []
    for part in parts:
        if part.state is State.WITHDRAWN or part.state in asked.NO_RESULT:
            continue
        case = case_of(queries.found_for(part.number, reach=reach), act=Act.WITHDRAW, reach=reach, at=at)
        case.is_told = bundle.for_each  # each of them, whose request it was; the sender of all
        withdraw.on_case(case, given)
        ended.append(case.dossier)
    to = telling.sender_of(bundle, ended[0])
    if to is None:
        return len(ended)
    notices.queue(
        to=to,
        template="dossiers/bundle-withdrawn",
        values={
            "number": number,
            "procedure": bundle.name,
            "office": bundle.agency.name,
            "phone": bundle.agency.phone,
            "count": len(ended),
        },
        subject=f"bundle:{bundle.key}",
        at=at,
    )
    return len(ended)
