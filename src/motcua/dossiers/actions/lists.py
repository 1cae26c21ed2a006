"""A list (one procedure, many requests): handed in at once, each a dossier with its own number, one receipt for all.

The person is told once that the list has come, and once when the desk has answered every request of it. Whatever a
single request asks of them (a supplement, a duty, its result) they are told of that request.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid5

from django.db import IntegrityError, transaction

from motcua.dossiers import queries
from motcua.dossiers.actions import parties, telling
from motcua.dossiers.actions.bundles import Sent, begun, ended, sent
from motcua.dossiers.actions.counter import with_person
from motcua.dossiers.actions.hand_in import Within, actor_of, check_listed, submit_into
from motcua.dossiers.actions.listed import Listed
from motcua.dossiers.actions.store import InTheWay
from motcua.dossiers.actions.take_in import take_in
from motcua.dossiers.models import Bundle, Dossier
from motcua.dossiers.queries import bundles as asked
from motcua.dossiers.rules import inputs, lists, refusals
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules.bundles import BundleKind
from motcua.dossiers.rules.states import TABLE, Act, State
from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Form
from motcua.foundation.refusal import Fault, InvalidInput, Said, gettext_noop
from motcua.notices import actions as notices
from motcua.notices.rules import moment
from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures

LISTS_AT_ONCE_MAX = 50


def submit_list(*, reach: Reach, at: datetime, given: inputs.SubmitList) -> Sent:
    """A dossier for each row, or none. Sent twice, it is still one list."""
    try:
        with transaction.atomic():
            return _submit(reach=reach, at=at, given=given)
    except (IntegrityError, InTheWay, refusals.Refusal):
        earlier = asked.of_submission(given.request.submission)
        if earlier is None:
            raise
        return sent(earlier)


def _submit(*, reach: Reach, at: datetime, given: inputs.SubmitList) -> Sent:
    request = given.request
    agency = people.hold_agency(request.agency_id)
    if agency is None:
        raise refusals.NotOffered()
    definition = procedures.definition(request.version_id)
    case = queries.case_of(definition, request.case)
    if case is None:
        raise refusals.NoSuchCase()
    if not lists.can_be_listed(definition, case):
        raise lists.CannotBeListed()
    if not 1 <= len(given.rows) <= lists.ROWS_MAX:
        sentence = gettext_noop("A list has at most %(most)s rows. Divide it into several lists.")
        raise InvalidInput(faults=[Fault(lists.FIELD, sentence, {"most": lists.ROWS_MAX})])
    for_each = any(row.person is not None for row in given.rows)
    if for_each and (wrong := persons.lacking(given)):
        raise InvalidInput(faults=wrong)
    each = _checked(given, agency, reach=reach, at=at)
    bundle = begun(
        request, kind=BundleKind.MANY, name=definition.name.vi, agency_id=agency.id, at=at, for_each=for_each
    )
    known = parties.known(request.applicant, actor=actor_of(reach, agency, request), at=at)
    within = Within(bundle.pk, bundle.key, "", awaits=False, desk=None, known=known)
    register = _register_of(each) if for_each else {}
    store = Listed()
    for one in each:
        if one.applicant.behalf is not None and for_each:
            found = parties.Known(person_id=register.get(one.applicant.behalf.identity_number))
            within = replace(within, known=found, tells="dossiers/submitted-for-you")
        submit_into(store, agency=agency, reach=reach, at=at, given=one, is_checked=True, within=within)
    done = store.write(agency, at=at)
    number = ended(bundle, request, first=done[0].number)
    _tell_sent(bundle, number, agency, given, at=at)
    return Sent(number=number, dossiers=done)


def _register_of(each: Sequence[inputs.Submit]) -> dict[str, int]:
    """Whom the register knows by a number that an officer has compared; asked once for all rows."""
    numbers = [one.applicant.behalf.identity_number for one in each if one.applicant.behalf]
    return people.persons_checked(numbers)


def _checked(
    given: inputs.SubmitList, agency: people.AgencyFacts, *, reach: Reach, at: datetime
) -> list[inputs.Submit]:
    """Every row as a request of its own; what is wrong is told of all rows at once, each with its number."""
    form = queries.form_of(procedures.definition(given.request.version_id), given.request.case)
    faults: list[Fault] = []
    found = []
    for row in given.rows:
        one = replace(
            given.request,
            submission=uuid5(given.request.submission, str(row.row)),
            data=row.data,
            papers=(*(one for one in given.request.papers if one.code not in row.without), *row.papers),
            draft_id=None,
        )
        if row.person is not None:
            one = _for_person(one, row.person, given)
        try:
            if row.person is not None and (
                wrong := persons.faults(row.person, today=at.astimezone(TZ).date())
            ):
                raise InvalidInput(faults=wrong)
            found.append(replace(one, data=check_listed(agency, reach=reach, at=at, given=one)))
        except (InvalidInput, refusals.PapersMissing) as refusal:
            if not all(_is_of_row(fault, form, row) for fault in refusal.faults):
                raise  # about whoever asks, so wrong for all alike
            faults += [replace(fault, field=f"{row.row}.{fault.field}") for fault in refusal.faults]
    said = [
        lists.ListRow(one.row, one.data, {"": tuple(map(repr, (one.person, *one.papers)))})
        for one in given.rows
    ]
    faults += [Fault(str(one.row), one.sentence, one.facts) for one in lists.twice(said)]
    if faults:
        raise InvalidInput(faults=faults)
    return found


def _for_person(one: inputs.Submit, person: inputs.RowPerson, given: inputs.SubmitList) -> inputs.Submit:
    """A row that is another person's: the sender of all acts for them."""
    sender = given.request.applicant
    return replace(
        one,
        applicant=persons.applicant(person, sender, relation=given.relation),
        submitted_by_id=given.request.submitted_by_id or sender.person_id,
    )


def _is_of_row(fault: Fault, form: Form | None, row: inputs.ListedRow) -> bool:
    """Whether a row says it: a question of the form, a paper, or a name that the form does not know."""
    head = fault.field.split(".")[0]
    if row.person is not None and head in persons.CODES:
        return True
    return head.startswith("paper-") or head in row.data or (form is not None and head in form.fields)


def _tell_sent(
    bundle: Bundle, number: str, agency: people.AgencyFacts, given: inputs.SubmitList, *, at: datetime
) -> None:
    applicant = given.request.applicant
    notices.queue(
        to=notices.Recipient(
            email=applicant.email.strip(),
            name=applicant.name.strip(),
            language=applicant.language,
            phone=applicant.phone,
            person_id=bundle.sender_id or bundle.applicant_id,
        ),
        template="dossiers/list-submitted",
        values={
            "number": number,
            "procedure": bundle.name,
            "office": agency.name,
            "phone": agency.phone,
            "count": len(given.rows),
            "for_each": bundle.for_each,
        },
        subject=f"bundle:{bundle.key}",
        at=at,
    )


# At the counter ----------------------------------------------------------------------------------------------


def register_list(
    *,
    reach: Reach,
    at: datetime,
    given: inputs.Register,
    rows: Sequence[inputs.ListedRow],
    relation: str = "",
) -> Sent:
    """At the counter: handed in at once and taken in at once, each with its own day of return, or none."""
    try:
        with transaction.atomic():
            return _register(reach=reach, at=at, given=given, rows=rows, relation=relation)
    except (IntegrityError, InTheWay):
        earlier = asked.of_submission(given.request.submission)
        if earlier is None:
            raise
        return sent(earlier)


def _register(
    *,
    reach: Reach,
    at: datetime,
    given: inputs.Register,
    rows: Sequence[inputs.ListedRow],
    relation: str,
) -> Sent:
    request = given.request
    agency = people.agency_if(request.agency_id)
    grant = reach.grant(Role.RECEPTION, agency.path) if agency else None
    if grant is None:
        raise refusals.NotYourRole(number="", act=Said(TABLE[Act.SUBMIT].name))
    earlier = asked.of_submission(request.submission)
    if earlier is not None:
        return sent(earlier)
    request = with_person(given, by=f"mandate:{grant.mandate_id}", at=at)
    found = _submit(reach=reach, at=at, given=inputs.SubmitList(request, tuple(rows), relation))
    if isinstance(given.then, inputs.TakeIn):
        for done, row in zip(found.dossiers, rows, strict=True):
            checked = tuple(code for code in given.then.papers_checked if code not in row.without)
            then = replace(given.then, papers_checked=checked)
            take_in(number=done.number, reach=reach, at=at, given=then)
    return found


# One message when every request has its answer -----------------------------------------------------------------


def tell_lists(*, at: datetime) -> int:
    """Lists of which no request waits at the desk any more: what became of them, in one message. Returns how many."""
    undo = timedelta(minutes=queries.limit("undo-minutes", on=at))
    told = 0
    for bundle in asked.lists_to_tell(LISTS_AT_ONCE_MAX, at=at, undo=undo):
        with transaction.atomic():
            if Bundle.objects.filter(pk=bundle.pk, told_at=None).update(told_at=at):
                _tell_answered(bundle, at=at)
                told += 1
    return told


def _tell_answered(bundle: Bundle, *, at: datetime) -> None:
    rows = list(
        Dossier.objects.filter(bundle=bundle).select_related("applicant", "sender", "agency").order_by("id")
    )
    taken = [row for row in rows if row.received_at is not None]
    if not taken:
        return  # each refusal was told by itself
    last = max((row.due_at for row in taken if row.due_at), default=None)
    first = rows[0]
    to = telling.sender_of(bundle, first)
    if to is None:
        return
    notices.queue(
        to=to,
        template="dossiers/list-received",
        values={
            "number": bundle.number,
            "procedure": bundle.name,
            "office": first.agency.name,
            "phone": first.agency.phone,
            "count": len(rows),
            "taken": len(taken),
            "refused": sum(row.state == State.NOT_RECEIVED for row in rows),
            "due": moment(last) if last else "",
        },
        subject=f"bundle:{bundle.key}",
        at=at,
    )
