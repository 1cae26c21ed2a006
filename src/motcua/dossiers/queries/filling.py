"""One draft as its owner fills it in: what is asked, what is answered, what is missing, and what would be sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from motcua.dossiers.models import Bundle, Dossier, Draft, DraftPaper
from motcua.dossiers.queries import guests, lists
from motcua.dossiers.queries.drafts import answers, draft
from motcua.dossiers.queries.gate import visible_to
from motcua.dossiers.queries.offer import (
    case_of,
    offered_on,
    offices,
    papers_missing,
    papers_of_list,
    papers_wanted,
)
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules import lists as list_rules
from motcua.dossiers.rules.differing import AGENCY, CASE, Aside, laid_aside
from motcua.dossiers.rules.filling import Kind, Stop, Way
from motcua.dossiers.rules.parties import RELATION_CHARACTERS_MAX, behalf_faults
from motcua.dossiers.rules.states import Channel
from motcua.foundation import forms
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, NotFound, gettext_noop
from motcua.foundation.text import fold
from motcua.people import queries as people
from motcua.people.rules import BadDate, Reach, person_faults, read_date
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Case, Definition, NoSuchProcedure, Paper

OFFICES_SHOWN_MAX = 12


@dataclass(frozen=True)
class Filling:
    """A draft opened for its owner."""

    draft: Draft
    definition: Definition
    person: people.PersonFacts
    answers: dict[str, object] = field(repr=False)
    papers: tuple[DraftPaper, ...]
    at: datetime
    language: str = "vi"  # in which rows of a list are named

    @cached_property
    def case(self) -> Case | None:
        return case_of(self.definition, self.draft.case)

    @property
    def cases(self) -> list[Case]:
        """What may be chosen: of a list only what one row of a table can hold."""
        cases = online_cases(self.definition)
        if not self.draft.many:
            return cases
        return [case for case in cases if list_rules.can_be_listed(self.definition, case)]

    @cached_property
    def form(self) -> forms.Form | None:
        return self.definition.form(self.case) if self.case else None

    @cached_property
    def data(self) -> dict[str, object]:
        """Answers to the form as they were typed; what nobody has touched yet is filled from the person."""
        return {**self._prefilled, **rules.own_answers(self.answers)}

    @cached_property
    def settled(self) -> dict[str, object]:
        """The answers the form would keep."""
        return self.form.clean(self.data, today=self.today) if self.form else {}

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        return self.form.check(self.data, today=self.today) if self.form else ()

    @cached_property
    def apart(self) -> dict[str, Aside]:
        """Answers that another device wrote differently: nothing is sent before their owner has chosen."""
        return laid_aside({**self.answers, CASE: self.draft.case, AGENCY: self.draft.agency_id or ""})

    @property
    def is_guests(self) -> bool:
        """Whether it was begun without an account and belongs to none."""
        return self.draft.person_id is None

    @property
    def today(self) -> date:
        return self.at.astimezone(TZ).date()

    @cached_property
    def pages(self) -> tuple[forms.Page, ...]:
        return self.form.visible_pages(self.data, today=self.today) if self.form else ()

    @property
    def party(self) -> inputs.Party | None:
        """For whom this person acts; None when for nobody else."""
        found = self.answers.get(rules.PARTY)
        return inputs.Party(str(found)) if found in set(inputs.Party) else None

    @property
    def for_each(self) -> bool:
        """Whether each row of the list is another person's."""
        return bool(self.draft.many) and self.answers.get(rules.PARTY) == rules.EACH

    @property
    def relation(self) -> str:
        return str(self.answers.get(rules.RELATION, "")).strip()

    @property
    def behalf_of_any(self) -> inputs.Behalf | None:
        """What decides on the papers that show that one may act for somebody."""
        return persons.behalf(self.relation, self.person.full_name) if self.for_each else self.behalf

    @cached_property
    def behalf(self) -> inputs.Behalf | None:
        """What is stated about whoever this person acts for."""
        if self.party is None:
            return None
        said = {name: str(self.answers.get(name, "")).strip() for name in rules.STATED}
        capacity, code = said[rules.CAPACITY], said[rules.PARTY_CODE]
        of_firm = self.party is inputs.Party.ORGANISATION
        return inputs.Behalf(
            party=self.party,
            capacity=inputs.Capacity(capacity)
            if capacity in set(inputs.Capacity)
            else inputs.Capacity.AUTHORISED,
            relation=said[rules.RELATION],
            representative=self.person.full_name,
            code=code if of_firm else "",
            identity_number="" if of_firm else code,
            birth_date=_day(said[rules.PARTY_BIRTH]) if not of_firm else None,
        )

    @property
    def applicant_name(self) -> str:
        """Who asks: this person, or whoever this person acts for."""
        if self.party is None:
            return self.person.full_name
        return " ".join(str(self.answers.get(rules.PARTY_NAME, "")).split())

    @cached_property
    def applicant_faults(self) -> tuple[Fault, ...]:
        if self.for_each:
            wrong = not 2 <= len(self.relation) <= RELATION_CHARACTERS_MAX
            return (Fault("relation", persons.RELATION),) if wrong else ()
        if self.behalf is None:
            return ()
        stated = inputs.Applicant(name=self.applicant_name)
        faults = list(behalf_faults(stated, self.behalf, on=self.today))
        if self.answers.get(rules.CAPACITY) not in set(inputs.Capacity):
            faults.append(Fault("capacity", gettext_noop("Choose as what you act.")))
        return tuple(faults)

    @cached_property
    def papers_wanted(self) -> tuple[Paper, ...]:
        """Every paper of the case that applies to these answers, whatever way it comes."""
        if self.case is not None and self.draft.many:  # whichever row may ask for it
            return papers_of_list(self.case, behalf=self.behalf_of_any)
        return papers_wanted(self.case, data=self.settled, behalf=self.behalf) if self.case else ()

    @cached_property
    def papers_missing(self) -> list[Paper]:
        if self.case is None or self.draft.many:  # of a list each row is asked
            return []
        return papers_missing(
            self.case,
            data=self.settled,
            given=[paper.code for paper in self.papers],
            behalf=self.behalf,
        )

    def attached(self, code: str) -> list[DraftPaper]:
        return [paper for paper in self.papers if paper.code == code]

    @cached_property
    def contact(self) -> dict[str, str]:
        """Phone, e-mail and address for this request, from the person until something else is written."""
        known = {
            rules.PHONE: self.person.phone,
            rules.EMAIL: self.person.email,
            rules.ADDRESS: self.person.address,
        }
        return {name: str(self.answers.get(name, known[name]) or "") for name in known}

    @property
    def delivery(self) -> inputs.Delivery | None:
        found = self.answers.get(rules.DELIVERY)
        return inputs.Delivery(str(found)) if found in set(inputs.Delivery) else None

    @cached_property
    def way(self) -> Way:
        return Way(tuple(self._stops()))

    def _stops(self) -> list[Stop]:
        passed = rules.passed(self.answers)
        # Whoever asks for themselves need not be asked; the way back from the first page leads there.
        stops = [Stop(Kind.APPLICANT, answered=not self.applicant_faults)]
        if len(self.cases) > 1:
            stops.append(Stop(Kind.CASE, answered=self.case is not None))
        if not self.answers.get(rules.ONLY_OFFICE):
            stops.append(Stop(Kind.OFFICE, answered=self.draft.agency_id is not None))
        for page in self.pages if not self.draft.many else ():
            stop = Stop(Kind.FORM, page.code)
            codes = [item.code for item in page.items]
            wrong = any(rules.is_on_page(fault.field, codes) for fault in self.faults)
            stops.append(Stop(Kind.FORM, page.code, answered=stop.key in passed and not wrong))
        if self.papers_wanted:
            seen = str(Kind.PAPERS) in passed
            stops.append(Stop(Kind.PAPERS, answered=seen and not self.papers_missing))
        if self.draft.many:
            stops.append(Stop(Kind.LIST, answered=self.checked_list.is_sound))
        stops.append(Stop(Kind.DELIVERY, answered=self.delivery is not None))
        sound = not contact_faults(self.contact, delivery=self.delivery, person=self.person, at=self.at)
        stops.append(Stop(Kind.CONTACT, answered=str(Kind.CONTACT) in passed and sound))
        return [*stops, Stop(Kind.CHECK)]

    @cached_property
    def checked_list(self) -> lists.Checked:
        """Each row of the table as it would be sent, or what is wrong with it."""
        if self.case is None:
            return lists.Checked()
        own = {paper.name: paper.file_id for paper in self.attached(list_rules.OWN_FILE)}
        return lists.check(
            list_rules.as_kept(self.answers.get(rules.ROWS)),
            form=self.form,
            case=self.case,
            today=self.today,
            language=self.language,
            behalf=self.behalf_of_any,
            for_each=self.for_each,
            common=[paper.code for paper in self.papers],
            files=own,
        )

    @property
    def _birth_date_stated(self) -> str:
        found = self.behalf.birth_date if self.behalf else None
        return found.isoformat() if found else ""

    @cached_property
    def _prefilled(self) -> dict[str, object]:
        if self.form is None:
            return {}
        known = (
            {"person.full_name": self.applicant_name, "person.birth_date": self._birth_date_stated}
            if self.party is inputs.Party.PERSON
            else person_answers(self.person)
        )
        fields = (
            item for item in self.form.fields.values() if isinstance(item, forms.Field) and item.prefill
        )
        return {item.code: known[item.prefill] for item in fields if known.get(item.prefill)}

    def submission(self, *, language: str) -> inputs.Submit:
        """What is sent: the draft's own id makes a second click the same submission."""
        assert self.draft.agency_id is not None and self.delivery is not None
        names = {paper.code: paper.name.vi for paper in self.papers_wanted}
        return inputs.Submit(
            submission=self.draft.pk,
            version_id=self.draft.version_id,
            agency_id=self.draft.agency_id,
            case=self.draft.case,
            channel=Channel.ONLINE,
            applicant=inputs.Applicant(
                name=self.applicant_name,
                person_id=self.person.id if self.behalf is None else None,
                behalf=self.behalf,
                phone=self.contact[rules.PHONE],
                email=self.contact[rules.EMAIL],
                address=self.contact[rules.ADDRESS],
                language=language,
            ),
            data=self.settled,
            papers=tuple(
                inputs.PaperGiven(
                    code=paper.code,
                    name=names[paper.code],
                    kind=inputs.PaperKind.ELECTRONIC,
                    file_id=paper.file_id,
                    issued_on=paper.issued_on,
                    held_id=paper.held_id,
                )
                for paper in self.papers
                if paper.code in names
            ),
            delivery=self.delivery,
            submitted_by_id=self.person.id,
            draft_id=self.draft.pk,
        )


def list_submission(found: Filling, *, language: str) -> inputs.SubmitList:
    """What a list sends: what all have in common, and a row for each."""
    names = {paper.code: paper.name.vi for paper in found.papers_wanted}
    common = replace(found.submission(language=language), data={})
    relation = found.relation if found.for_each else ""
    return inputs.SubmitList(common, lists.listed(found.checked_list, names=names), relation)


def filling(*, draft_id: UUID, reach: Reach, at: datetime, language: str = "vi") -> Filling:
    """One's own draft, opened; anybody else's does not exist."""
    found = draft(draft_id=draft_id, reach=reach, at=at)
    said = answers(found)
    person = guests.as_person(said) if found.person_id is None else people.person(found.person_id)
    if person is None:
        raise NotFound()
    return Filling(
        draft=found,
        definition=procedures.definition(found.version_id),
        person=person,
        answers=said,
        papers=tuple(DraftPaper.objects.filter(draft=found).order_by("id")),
        at=at,
        language=language,
    )


def _day(typed: str) -> date | None:
    try:
        return read_date(typed)
    except BadDate:
        return None


def version_now(found: Filling) -> int | None:
    """The version of the procedure in force today; None when it is no longer offered."""
    try:
        return procedures.in_force(found.definition.code, found.today).id
    except NoSuchProcedure:
        return None


def sent_from(*, draft_id: UUID, reach: Reach, at: datetime) -> str:
    """The number of the dossier, or the code of the bundle, that this draft became, if it is this person's."""
    if reach.draft:
        return ""
    bundle = Bundle.objects.filter(submission=draft_id, sender_id=reach.person_id).first()
    if bundle is not None and reach.person_id is not None:
        return bundle.number or ""
    found: Dossier | None = visible_to(reach, at=at).filter(submission=draft_id).only("number").first()
    return (found.number or "") if found else ""


def online_cases(definition: Definition) -> list[Case]:
    return [case for case in definition.cases if offered_on(case, Channel.ONLINE)]


def person_answers(person: people.PersonFacts) -> dict[str, object]:
    """What a form may be filled with first. The identity number is typed each time: it is not opened for comfort."""
    return {
        "person.full_name": person.full_name,
        "person.birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "person.gender": person.gender,
        "person.phone": person.phone,
        "person.email": person.email,
        "person.address": person.address,
    }


def contact_faults(
    contact: dict[str, str], *, delivery: inputs.Delivery | None, person: people.PersonFacts, at: datetime
) -> tuple[Fault, ...]:
    """What is wrong with phone, e-mail and address, one fault a field, in the order of the page."""
    names = {"phone": rules.PHONE, "email": rules.EMAIL, "address": rules.ADDRESS}
    found = person_faults(
        full_name=person.full_name,
        identity_number=None,
        birth_date=None,
        phone=contact[rules.PHONE],
        email=contact[rules.EMAIL],
        # Several lines are fine in an address that goes on an envelope.
        address=" ".join(contact[rules.ADDRESS].split()),
        on=at.astimezone(TZ).date(),
    )
    faults = [
        Fault(names[fault.field], fault.sentence, fault.facts) for fault in found if fault.field in names
    ]
    if not contact[rules.PHONE].strip():
        faults.insert(
            0, Fault(rules.PHONE, gettext_noop("Write a phone number, so that the desk can reach you."))
        )
    if (
        rules.ADDRESS not in {fault.field for fault in faults}
        and delivery is inputs.Delivery.BY_POST
        and len(contact[rules.ADDRESS].strip()) < 8
    ):
        faults.append(
            Fault(rules.ADDRESS, gettext_noop("Write the whole address: the post brings the result there."))
        )
    return tuple(faults)


@dataclass(frozen=True)
class OfficeChoice:
    """What the page of offices shows: a few at a time, the one used last first."""

    shown: tuple[people.AgencyFacts, ...]
    more: int  # found, but not shown
    total: int  # offices there are


def office_choice(
    definition: Definition, *, text: str, chosen_id: int | None, reach: Reach, at: datetime
) -> OfficeChoice:
    """Offices whose name, old or new, holds what was typed; without a text, the first of the alphabet."""
    every = offices(definition, at=at)
    wanted = fold(text).split()
    found = [office for office in every if all(part in _folded(office) for part in wanted)]
    known = [chosen_id, *last_offices(reach)] if not wanted else [chosen_id]
    first = [office for wanted_id in dict.fromkeys(known) for office in every if office.id == wanted_id]
    rest = [office for office in found if office not in first]
    shown = [*first, *rest][:OFFICES_SHOWN_MAX]
    hidden = len({office.id for office in found} - {office.id for office in shown})
    return OfficeChoice(shown=tuple(shown), more=hidden, total=len(every))


def last_offices(reach: Reach) -> Sequence[int]:
    """Where this person handed in before, the latest first."""
    if reach.person_id is None or reach.helping is not None or reach.draft:
        return []
    mine = Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)
    rows = Dossier.objects.filter(mine, number__isnull=False)
    return list(rows.order_by("-submitted_at", "-pk").values_list("agency_id", flat=True)[:3])


def _folded(office: people.AgencyFacts) -> str:
    return fold(f"{office.name} {office.name_en} {office.code} {office.code_new}")
