"""The counter's one screen: what was typed, what is wrong with it, and what is sent of it.

Fields of the procedure's own form keep their names; ours carry a dash, which no field of a form can have.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnField
from motcua.documents.rules import PAPERS
from motcua.dossiers import queries
from motcua.dossiers.pages import defect_forms, defect_words, noted, uploads
from motcua.dossiers.pages.act_forms import QUANTITY_MAX, whole_number
from motcua.dossiers.pages.counter_behalf import ForWhom
from motcua.dossiers.pages.counter_held import FromStore
from motcua.dossiers.queries import at_counter
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.card import read_card
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.states import Channel
from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Form, Kind, Page, is_empty, is_left_out
from motcua.foundation.forms.kinds import PATTERNS
from motcua.foundation.refusal import Fault, Refusal
from motcua.foundation.typed import integer, read_key
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts, PersonFacts
from motcua.people.rules import BadDate, Role, digits, read_date
from motcua.procedures import queries as procedures
from motcua.procedures.queries import VersionFacts
from motcua.procedures.rules import Case, Definition, Paper, PaperWay

SETS_MAX = 20
PERSONS_NAME = re.compile(PATTERNS[Kind.NAME])
ANSWERS = ("take-in", "ask", "refuse")  # what the desk says
APPLICANT = ("identity", "name", "birth", "phone", "email", "address")


@dataclass
class Screen:
    """One request being written at the counter."""

    request: HttpRequest
    version: VersionFacts
    case: Case
    offices: list[AgencyFacts]
    language: str
    faults: dict[str, str] = field(default_factory=dict)  # by name of the control
    form_faults: tuple[Fault, ...] = ()
    filled: dict[str, str] = field(default_factory=dict)  # by the card or by what is known of the person
    kept: dict[str, list[uploads.Kept]] = field(default_factory=dict)  # files, by code of the paper
    starts: dict[str, str] = field(default_factory=dict)  # what a draft says, until the screen is sent
    drafted: dict[str, Any] | None = None  # its answers, when the screen begins with a draft
    aside: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # typed on the other screens
    is_warned: bool = False  # a file that came just now brought a note: it is shown once before going on

    # What is known ------------------------------------------------------------------------------------------

    @cached_property
    def definition(self) -> Definition:
        return procedures.definition(self.version.id)

    @cached_property
    def form(self) -> Form | None:
        return queries.form_of(self.definition, self.case.code)

    @cached_property
    def page(self) -> Page | None:
        return at_counter.as_one_page(self.form) if self.form else None

    @property
    def posted(self) -> Mapping[str, str]:
        return self.request.POST

    @property
    def today(self) -> date:
        day: date = self.request.at.astimezone(TZ).date()
        return day

    def typed(self, name: str, start: str = "") -> str:
        return self.posted.get(name, start if self.posted else self.starts.get(name, start)).strip()

    def applicant(self, name: str) -> str:
        return self.filled.get(name, self.typed(f"ap-{name}"))

    @property
    def submission(self) -> UUID:
        return read_key(self.typed("submission-id")) or self.begun or uuid4()

    @cached_property
    def begun(self) -> UUID | None:
        """The submission that the window began for the number it serves."""
        return read_key(self.request.GET.get("lan"))

    @cached_property
    def fixed_submission(self) -> UUID:
        return self.submission

    @property
    def office(self) -> AgencyFacts:
        wanted = self.typed("office-id")
        return next((office for office in self.offices if str(office.id) == wanted), self.offices[0])

    @cached_property
    def desk_id(self) -> int | None:
        """This officer's desk, when the office that decides is another."""
        if self.request.reach.may(Role.RECEPTION, self.office.path):
            return None
        return at_counter.desks_of(self.request.reach)[0].id

    @property
    def may_be_elsewhere(self) -> bool:
        return any(not self.request.reach.may(Role.RECEPTION, office.path) for office in self.offices)

    @property
    def collects_here(self) -> bool:
        return not self.posted or bool(self.typed("collect-here"))

    @property
    def channel(self) -> Channel:
        wanted = self.typed("channel-way")
        found = [channel for channel in at_counter.channels_of(self.case) if str(int(channel)) == wanted]
        return found[0] if found else at_counter.channels_of(self.case)[0]

    @cached_property
    def birth_date(self) -> date | None:
        try:
            return read_date(self.applicant("birth")) if self.applicant("birth") else None
        except BadDate as bad:
            self.faults["ap-birth"] = _(str(bad))
            return None

    @cached_property
    def data(self) -> dict[str, Any]:
        """Answers of the form as typed; questions about the applicant left empty take what stands above."""
        if self.form is None or self.page is None:
            return {}
        typed = self.form.read_post(self.page, self.posted) if self.posted else dict(self.drafted or {})
        about = {name: self.applicant(name) for name in APPLICANT} | {"gender": self.filled.get("gender", "")}
        about["identity"] = digits(about["identity"])
        about["phone"] = digits(about["phone"])
        known = self.form.prefill(at_counter.facts_of(about, self.birth_date))
        return {**typed, **{code: value for code, value in known.items() if is_empty(typed.get(code))}}

    @property
    def papers(self) -> tuple[Paper, ...]:
        answers = self.form.clean(self.data, today=self.today) if self.form else {}
        return self.case.papers_for(answers)

    @property
    def ticked(self) -> set[str]:
        return set(self.request.POST.getlist("paper-tick"))

    @property
    def goes_on_anyway(self) -> bool:
        return bool(self.typed("go-anyway"))

    # The card and the person --------------------------------------------------------------------------------

    def read_identity(self) -> str | None:
        """A pasted or scanned card fills the fields; answers the bare number, if there is one."""
        card = read_card(self.typed("ap-identity"))
        if card is not None:
            self.filled |= {"identity": card.number, "name": card.name, "gender": card.gender}
            self.filled |= {"birth": f"{card.birth_date:%d/%m/%Y}"} if card.birth_date else {}
            self.filled |= {"address": card.address} if card.address else {}
        number = digits(self.applicant("identity"))
        return number or None

    def fill_from_known(self, number: str) -> int | None:
        """Facts of the person with this number into the fields left empty; answers whom that is."""
        person = at_counter.known_person(number)
        return self._fill(person) if person is not None else None

    def fill_from_person(self, person_id: int) -> int | None:
        person = people.person(person_id)
        return self._fill(person) if person is not None else None

    def _fill(self, person: PersonFacts) -> int:
        known = {
            "name": person.full_name,
            "birth": f"{person.birth_date:%d/%m/%Y}" if person.birth_date else "",
            "phone": person.phone,
            "email": person.email,
            "address": person.address,
            "gender": person.gender,
        }
        self.filled |= {name: value for name, value in known.items() if value and not self.applicant(name)}
        return person.id

    @cached_property
    def for_whom(self) -> ForWhom:
        return ForWhom(self)

    @cached_property
    def from_store(self) -> FromStore:
        return FromStore(self)

    # What is wrong ------------------------------------------------------------------------------------------

    def without_field(self, paper: Paper) -> DrawnField | None:
        """One request has a paper or has it not; in a list some rows may lack it."""
        return None

    def check(self) -> bool:
        """Whether it may be sent. What is missing may be waived by the officer, what is wrong may not."""
        missing: list[Fault] = []
        if self.birth_date is None and self.applicant("birth"):
            self.faults.setdefault("ap-birth", _("There is no such day. Check day, month and year."))
        if self.form is not None:
            self.form_faults = self.form.check(self.data, today=self.today)
            missing = [fault for fault in self.form_faults if is_left_out(fault, self.data)]
        lacking = self.papers_lacking if self.answer_way == "take-in" else []
        if lacking and not self.goes_on_anyway:
            self.faults["paper-tick"] = _("Not ticked: %(names)s.") % {
                "names": "; ".join(paper.name.in_language(self.language) for paper in lacking)
            }
        self.for_whom.check()
        self.from_store.check()
        self._check_answer()
        self._check_names()
        self._check_choices()
        self._check_numbers()
        blocking = [fault for fault in self.form_faults if fault not in missing]
        waived = not missing or self.goes_on_anyway
        return not self.faults and not blocking and waived

    @property
    def papers_lacking(self) -> list[Paper]:
        given = self.ticked | set(self.kept) | set(self.from_store.chosen)
        return [
            paper
            for paper in self.papers
            if paper.required and paper.way in (PaperWay.HANDED_IN,) and paper.code not in given
        ]

    @property
    def may_go_on_anyway(self) -> bool:
        """Something is missing and nothing is wrong: the officer may decide to go on."""
        return any(is_left_out(fault, self.data) for fault in self.form_faults) or "paper-tick" in self.faults

    def take_files(self) -> None:
        """Store what was chosen, whichever button was pressed; a file that is refused says so at its paper.

        A file that is chosen joins those that are there: which of them count, the ticks beside them say.
        """
        for paper in self.case.papers:
            name = f"file-{paper.code}"
            files = uploads.all_kept(self.request, name)
            try:
                fresh = uploads.chosen(self.request, name, accept=PAPERS)
            except Refusal as refusal:
                self.faults[name] = errors.shown(refusal)
            else:
                if fresh is not None:
                    files.append(fresh)
                    self.is_warned = self.is_warned or bool(noted.notes_of([fresh.file_id])[fresh.file_id])
            if files:
                self.kept[paper.code] = files

    def _check_names(self) -> None:
        """Names of people, as the forms of procedures ask them."""
        typed = {"ap-name": self.applicant("name"), "behalf-name": self.for_whom.person("name")}
        for name, said in typed.items():
            if said and not PERSONS_NAME.match(said):
                self.faults[name] = _("A name has letters only; remove digits and signs.")

    def _check_choices(self) -> None:
        """What is not offered is said: no case, office, way or answer is guessed for it."""
        offered: dict[str, Collection[str]] = {
            "case-code": {self.case.code},
            "office-id": {str(office.id) for office in self.offices},
            "channel-way": {str(int(channel)) for channel in at_counter.channels_of(self.case)},
            "delivery-way": set(inputs.Delivery),
            "answer-way": ANSWERS,
            "org-capacity": set(inputs.Capacity),
            "behalf-capacity": set(inputs.Capacity),
        }
        for name, known in offered.items():
            if self.typed(name) and self.typed(name) not in known:
                self.faults[name] = _("Choose one of the answers shown.")
        for paper in self.papers:
            kind = self.typed(f"kind-{paper.code}")
            if kind and kind not in set(inputs.PaperKind):
                name = paper.name.in_language(self.language)
                self.faults["paper-tick"] = f"{name}: {_('Choose one of the answers shown.')}"

    def _check_numbers(self) -> None:
        """A number that cannot be right is said, not mended: the receipt would show another than was meant."""
        if not _is_count(self.typed("sets-number", "1"), most=SETS_MAX):
            self.faults["sets-number"] = _("Write a whole number from 1 to %(most)s.") % {"most": SETS_MAX}
        for paper in self.papers:
            if not _is_count(self.typed(f"quantity-{paper.code}", "1"), most=QUANTITY_MAX):
                name = paper.name.in_language(self.language)
                number = _("Write a whole number from 1 to %(most)s.") % {"most": QUANTITY_MAX}
                self.faults["paper-tick"] = f"{name}: {number}"

    def _check_answer(self) -> None:
        needed = {
            "take-in": (),
            "ask": ("answer-reason",),
            "refuse": ("answer-reason", "answer-ground"),
        }
        says = bool(self.sent_back) and all(paper.defects or paper.what for paper in self.sent_back)
        for name in needed[self.answer_way]:
            if not self.typed(name) and not (name == "answer-reason" and says):
                self.faults[name] = _("Write this in one or two sentences.")

    @property
    def answer_way(self) -> str:
        wanted = self.typed("answer-way")
        return wanted if wanted in ANSWERS else "take-in"

    @cached_property
    def sent_back(self) -> tuple[inputs.PaperAsked, ...]:
        """What goes back: ticked or said to be wrong; when papers are asked for, what is not there as well."""
        posted, bases = self.request.POST, defect_forms.bases_of(self.definition)
        lacking = self.papers_lacking if self.answer_way == "ask" else []
        found = []
        for paper in self.papers:
            kinds, basis = defect_words.read(posted, paper.code, bases=bases)
            what = self.typed(f"what-{paper.code}")
            if paper in lacking and not kinds and not what:
                kinds, basis = (Defect.MISSING,), bases[0] if bases else ""
            if kinds or what:
                found.append(
                    inputs.PaperAsked(
                        code=paper.code, name=paper.name.vi, what=what, defects=kinds, basis=basis
                    )
                )
        return (*found, *defect_forms.read_answers(posted, self.form, bases=bases))

    # What is sent -------------------------------------------------------------------------------------------

    def given(self) -> inputs.Register:
        delivery = self.typed("delivery-way")
        return inputs.Register(
            request=inputs.Submit(
                submission=self.fixed_submission,
                version_id=self.version.id,
                agency_id=self.office.id,
                case=self.case.code,
                channel=self.channel,
                applicant=inputs.Applicant(
                    name=self.for_whom.applicant_name,
                    behalf=self.for_whom.behalf,
                    phone=digits(self.applicant("phone")),
                    email=self.applicant("email"),
                    address=self.applicant("address"),
                ),
                data=self.data,
                papers=self._papers_given(),
                delivery=inputs.Delivery(delivery)
                if delivery in set(inputs.Delivery)
                else inputs.Delivery.AT_COUNTER,
                sets=integer(self.typed("sets-number")) or 1,
                desk_id=self.desk_id,
                collect_here=self.desk_id is not None and self.collects_here,
                draft_id=self.begun if self.drafted is not None else None,
            ),
            then=self._then(),
            identity_number=digits(self.applicant("identity")),
            birth_date=self.birth_date,
            held=self.from_store.chosen,
            has_agreed=self.from_store.has_agreed,
        )

    def _papers_given(self) -> tuple[inputs.PaperGiven, ...]:
        found = []
        for paper in self.papers:
            files = [kept.file_id for kept in self.kept.get(paper.code, [])]
            if paper.code in self.ticked or files or paper.code in self.from_store.chosen:
                kind = self.typed(f"kind-{paper.code}")
                first = inputs.PaperGiven(
                    code=paper.code,
                    name=paper.name.vi,
                    kind=inputs.PaperKind(kind if kind in set(inputs.PaperKind) else paper.kind.value),
                    quantity=whole_number(self.typed(f"quantity-{paper.code}"), paper.quantity),
                    file_id=files[0] if files else None,
                )
                # What was counted and said of the paper stands with its first file; the others are files beside it.
                beside = replace(first, kind=inputs.PaperKind.ELECTRONIC, quantity=1)
                found += [first, *(replace(beside, file_id=file_id) for file_id in files[1:])]
        return tuple(found)

    def _then(self) -> inputs.TakeIn | inputs.AskSupplement | inputs.Refuse:
        reason = self.typed("answer-reason")
        if self.answer_way == "refuse":
            ground = self.typed("answer-ground")
            return inputs.Refuse(reason=reason, legal_ground=ground, papers=self.sent_back)
        if self.answer_way == "ask":
            return inputs.AskSupplement(reason=reason, papers=self.sent_back)
        return inputs.TakeIn(papers_checked=tuple(sorted(self.ticked)), note=self.typed("answer-reason"))


def _is_count(typed: str, *, most: int) -> bool:
    """Nothing typed is one."""
    return (integer(typed, most=most) or 0) >= 1 if typed else True
