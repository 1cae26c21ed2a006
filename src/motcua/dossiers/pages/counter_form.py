"""The counter's one screen as fields and rows to draw."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.documents.words import Note
from motcua.dossiers.pages import defect_forms, defect_words, noted, uploads
from motcua.dossiers.pages.act_forms import KIND_WORDS, WAY_WORDS, whole_number
from motcua.dossiers.pages.applying import CAPACITY_WORDS
from motcua.dossiers.pages.counter_screen import Screen
from motcua.dossiers.pages.defect_words import Ticks
from motcua.dossiers.queries import at_counter
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.inputs import Capacity
from motcua.dossiers.rules.states import CHANNEL_NAMES
from motcua.procedures import drawing
from motcua.procedures.rules import Paper, PaperWay

DELIVERY_WORDS: dict[inputs.Delivery, Promise] = {
    inputs.Delivery.AT_COUNTER: gettext_lazy("Collected at the counter"),
    inputs.Delivery.BY_POST: gettext_lazy("By public post"),
    inputs.Delivery.ONLINE: gettext_lazy("As a file online"),
}


@dataclass(frozen=True)
class PaperRow:
    """One paper on the counter's list."""

    code: str
    key: str
    name: str
    hint: str
    ticked: bool
    quantity: int
    kind: DrawnField
    file: DrawnField
    kept: DrawnField | None
    held: DrawnField | None  # what of the applicant's store may take its place
    notes: tuple[Note, ...]
    ticks: Ticks
    without: DrawnField | None  # of a list: the rows that came without it
    is_lacking: bool


def applicant_fields(screen: Screen) -> list[DrawnField]:
    """Who came, in the order in which the card is read."""
    ask = _Asking(screen)
    return [
        ask.text(
            "ap-name", _("Full name"), value=screen.applicant("name"), maxlength=120, autocomplete="off"
        ),
        ask.text(
            "ap-birth", _("Date of birth"), value=screen.applicant("birth"), kind=Kind.DATE, required=False
        ),
        ask.text("ap-phone", _("Phone"), value=screen.applicant("phone"), inputmode="tel", required=False),
        ask.text("ap-email", _("E-mail"), value=screen.applicant("email"), inputmode="email", required=False),
        ask.text(
            "ap-address", _("Address"), value=screen.applicant("address"), required=False, maxlength=300
        ),
    ]


def organisation_fields(screen: Screen) -> list[DrawnField]:
    """For whom, when somebody comes for an organisation; its code stands on the page itself, with its key."""
    ask = _Asking(screen)
    capacities = tuple(DrawnChoice(value, str(words)) for value, words in CAPACITY_WORDS.items())
    return [
        ask.text(
            "org-name",
            _("Name of the organisation"),
            value=screen.for_whom.organisation("name"),
            required=False,
            maxlength=200,
            autocomplete="off",
        ),
        ask.text(
            "org-post",
            _("Post of whoever came"),
            value=screen.for_whom.organisation("post"),
            required=False,
            maxlength=200,
        ),
        ask.select("org-capacity", _("Acts as"), capacities, screen.typed("org-capacity", Capacity.LEGAL)),
    ]


def other_fields(screen: Screen) -> list[DrawnField]:
    """For whom, when somebody comes for another person; the number stands on the page itself."""
    ask = _Asking(screen)
    capacities = tuple(DrawnChoice(value, str(words)) for value, words in CAPACITY_WORDS.items())
    said = screen.for_whom.person
    return [
        ask.text(
            "behalf-name",
            _("Full name of the person"),
            value=said("name"),
            required=False,
            maxlength=120,
            autocomplete="off",
        ),
        ask.text(
            "behalf-birth",
            _("Date of birth of the person"),
            kind=Kind.DATE,
            value=said("birth"),
            required=False,
        ),
        ask.text(
            "behalf-relation",
            _("What whoever came is to this person"),
            value=said("relation"),
            required=False,
            maxlength=200,
        ),
        ask.select(
            "behalf-capacity", _("Acts as"), capacities, screen.typed("behalf-capacity", Capacity.LEGAL)
        ),
    ]


def way_fields(screen: Screen) -> list[DrawnField]:
    """Case, office, channel: shown only where there is a choice."""
    ask = _Asking(screen)
    channels = at_counter.channels_of(screen.case)
    found = []
    if len(screen.offices) > 1:
        places = tuple(DrawnChoice(str(one.id), one.named(screen.language)) for one in screen.offices)
        found.append(ask.select("office-id", _("Office that decides"), places, str(screen.office.id)))
    if len(channels) > 1:
        ways = tuple(DrawnChoice(str(int(one)), _(CHANNEL_NAMES[one])) for one in channels)
        found.append(ask.select("channel-way", _("Came in"), ways, str(int(screen.channel))))
    return found


def last_fields(screen: Screen) -> list[DrawnField]:
    """How many sets, and how the result comes."""
    ask = _Asking(screen)
    ways = tuple(
        DrawnChoice(way, str(DELIVERY_WORDS[way]))
        for way in inputs.deliveries_offered(is_document=screen.definition.result.is_document)
    )
    collect = DrawnField(
        kind=Kind.TICK,
        name="collect-here",
        label=_("Decided elsewhere: the result is collected at this desk"),
        value="on" if screen.collects_here else "",
        required=False,
    )
    return [
        *([collect] if screen.may_be_elsewhere else []),
        ask.text(
            "sets-number",
            _("Number of sets"),
            value=screen.typed("sets-number", "1"),
            inputmode="numeric",
            width="xs",
        ),
        ask.select(
            "delivery-way", _("Result"), ways, screen.typed("delivery-way", inputs.Delivery.AT_COUNTER)
        ),
    ]


def answer_fields(screen: Screen) -> list[DrawnField]:
    """What the desk writes when it does not take the request in."""
    ask = _Asking(screen)
    reason, ground = screen.typed("answer-reason"), screen.typed("answer-ground")
    return [
        ask.text(
            "answer-reason",
            _("Reason"),
            kind=Kind.TEXTAREA,
            value=reason,
            hint=_("When something is missing, or when refused. The applicant reads it."),
            required=False,
            maxlength=2000,
        ),
        ask.text(
            "answer-ground",
            _("Legal ground"),
            value=ground,
            hint=_("When refused: article, clause and instrument."),
            required=False,
            maxlength=500,
        ),
    ]


def form_fields(screen: Screen) -> list[tuple[str, list[DrawnField]]]:
    """The procedure's own questions, under the titles of their pages."""
    if screen.form is None or screen.page is None:
        return []
    drawn = {
        one.name: one
        for one in drawing.draw(screen.form, screen.page, screen.data, screen.form_faults, screen.language)
    }
    sections = []
    for page in screen.form.pages:
        found = [drawn[item.code] for item in page.items if item.code in drawn]
        if found:
            sections.append((page.title.in_language(screen.language) if page.when is None else "", found))
    return sections


def paper_rows(screen: Screen) -> list[PaperRow]:
    ask = _Asking(screen)
    kinds = tuple(DrawnChoice(kind, str(words)) for kind, words in KIND_WORDS.items())
    rows = []
    bases = defect_forms.bases_of(screen.definition)
    found = noted.notes_of(kept.file_id for files in screen.kept.values() for kept in files)
    for number, paper in enumerate(screen.papers, start=1):
        files = screen.kept.get(paper.code, [])
        name = f"file-{paper.code}"
        file = ask.text(
            name,
            _("File"),
            kind=Kind.FILE,
            required=False,
            accept=".pdf,.jpg,.jpeg,.png",
        )
        rows.append(
            PaperRow(
                code=paper.code,
                key=str(number) if number < 10 else "",
                name=paper.name.in_language(screen.language),
                hint=_hint(paper, screen.language),
                ticked=paper.code in screen.ticked or (not screen.posted and paper.way is PaperWay.LOOKED_UP),
                quantity=whole_number(screen.typed(f"quantity-{paper.code}"), paper.quantity),
                kind=ask.select(f"kind-{paper.code}", _("Form of the paper"), kinds, screen.typed(f"kind-{paper.code}", paper.kind.value)),
                file=file,
                kept=_kept(name, files),
                held=screen.from_store.choice(paper),
                notes=tuple(note for kept in files for note in found.get(kept.file_id, ())),
                ticks=defect_words.ticks(screen.request.POST, code=paper.code, name=paper.name.in_language(screen.language), bases=bases),
                without=screen.without_field(paper),
                is_lacking=bool(screen.posted) and paper in screen.papers_lacking,
            )
        )  # fmt: skip
    return rows


def _kept(name: str, files: list[uploads.Kept]) -> DrawnField | None:
    """The files that are there, each with a tick: what is not ticked any more is not taken in."""
    if not files:
        return None
    return DrawnField(
        kind=Kind.CHECKS,
        name=uploads.kept_name(name),
        label=_("Files attached"),
        choices=tuple(DrawnChoice(kept.token, kept.name) for kept in files),
        values=tuple(kept.token for kept in files),
    )


def _hint(paper: Paper, language: str) -> str:
    parts = [str(WAY_WORDS[paper.way])] if paper.way in WAY_WORDS else []
    if not paper.required:
        parts.append(_("not required"))
    if paper.note:
        parts.append(paper.note.in_language(language))
    return " · ".join(parts)


@dataclass(frozen=True)
class _Asking:
    screen: Screen

    def text(self, name: str, label: str, *, kind: Kind = Kind.TEXT, **more: object) -> DrawnField:
        return DrawnField(kind=kind, name=name, label=label, error=self.screen.faults.get(name, ""), **more)  # type: ignore[arg-type]

    def select(self, name: str, label: str, choices: tuple[DrawnChoice, ...], value: str) -> DrawnField:
        return self.text(name, label, kind=Kind.SELECT, choices=choices, value=value)
