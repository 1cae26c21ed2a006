"""One paper of the demo's citizen used again: a request at the ward's counter, for which the desk takes a stored paper.

The request is made with the sample; the paper is used once the jobs have issued the citizen's first electronic results.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, islice
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from motcua.dossiers import actions
from motcua.dossiers.actions.many import Life
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.queries import held as store
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel
from motcua.foundation.refusal import Refusal
from motcua.people import sample as people_sample
from motcua.people.rules import Role

ASKED_FOR = "Giấy xác nhận tình trạng hôn nhân"  # by the registration of a marriage
CERTIFIED = "Bản sao"
LIVES_MAX = 2_000
TRIES_MAX = 20
SUBMISSION = uuid5(NAMESPACE_URL, "motcua:sample:held")


def make(part: people_sample.Part, lives: Iterable[Life], *, at: datetime) -> int:
    """A request of the demo's citizen at the ward, with papers and without their files."""
    ward, citizen = part.communes[0], part.citizens[0]
    desk = ward.holding(Role.RECEPTION)[0].reach
    applicant = inputs.Applicant(
        name=citizen.full_name, person_id=citizen.id, phone=citizen.phone, address=citizen.address
    )
    brought = [
        like for like in islice(lives, LIVES_MAX) if like.given.agency_id == ward.id and like.given.papers
    ]
    # One that asks for what an office issues tells the story best.
    brought.sort(key=lambda like: not any(paper.name == ASKED_FOR for paper in like.given.papers))
    for like in brought[:TRIES_MAX]:
        given = replace(
            like.given,
            submission=SUBMISSION,
            channel=Channel.COUNTER,
            applicant=applicant,
            submitted_by_id=None,
        )
        try:
            done = actions.submit(reach=desk, at=at - timedelta(hours=1), given=given)
            Dossier.objects.filter(pk=done.dossier_id).update(simulated=True)
            actions.take_in(
                number=done.number, reach=desk, at=at - timedelta(minutes=50), given=inputs.TakeIn()
            )
        except Refusal:
            continue
        return 1
    return 0


def reuse_lately_held(at: datetime) -> int:
    """The desk uses one of the citizen's stored papers: the one asked for, or a certified copy. Only in the demo, and once."""
    if not settings.DEMO:
        return 0
    dossier = Dossier.objects.filter(submission=SUBMISSION, simulated=True).first()
    if dossier is None or Paper.objects.filter(dossier=dossier, held__isnull=False).exists():
        return 0
    held = store.of_applicant(dossier, at=at)
    waiting = list(Paper.objects.filter(dossier=dossier, file_id=None).order_by("pk"))
    if not waiting or not held:
        return 0
    fits = (
        (paper, one) for paper in waiting for one in store.fitting(held, code=paper.code, name=paper.name)[0]
    )
    copies = ((waiting[0], one) for one in held if one.name.startswith(CERTIFIED))
    # Results come one by one: what fits may come with the next.
    chosen = next(chain(fits, copies), None)
    if chosen is None:
        return 0
    paper, found = chosen
    desk = people_sample.read().living.communes[0].holding(Role.RECEPTION)[0].reach
    try:
        actions.reuse_paper(
            number=str(dossier.number), paper_id=paper.pk, key=found.key, has_agreed=True, reach=desk, at=at
        )
    except Refusal:  # a visitor was faster
        return 0
    return 1
