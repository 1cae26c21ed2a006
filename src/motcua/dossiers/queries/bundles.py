"""Several dossiers under one receipt, as their owner, the receipt's holder and an officer of one part see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.dossiers import sealing
from motcua.dossiers.models import Bundle, Dossier, Paper
from motcua.dossiers.queries.offer import form_of, offices
from motcua.dossiers.rules import bundles as rules
from motcua.dossiers.rules import lists as list_rules
from motcua.dossiers.rules import lookup
from motcua.dossiers.rules.bundles import BundleKind, NoOfficeForPart
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.states import ENDED, State
from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Form
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition, NoSuchProcedure

_NOBODYS_SALT = b"\0" * 16
NO_RESULT = frozenset({State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED})


@dataclass(frozen=True)
class Part:
    """One dossier of a bundle, as everybody who may see the bundle sees it: where it stands, nothing of its content."""

    dossier: Dossier
    name: str
    state: State
    waits_for: tuple[str, ...]  # names of the parts whose result it waits for
    lacks: tuple[str, ...]  # names of the parts that ended without the result it needs
    note: str
    label: str = ""  # of a list: by what the person knows it; for whom the gate lets in to it

    @property
    def number(self) -> str:
        return self.dossier.number or ""

    @property
    def has_ended_without(self) -> bool:
        return self.state in NO_RESULT


@dataclass(frozen=True)
class Whole:
    bundle: Bundle
    parts: tuple[Part, ...]

    @property
    def done(self) -> int:
        """Parts that need nothing more: with a result, or ended."""
        return sum(needs_nothing(part.state) for part in self.parts)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.parts)

    @property
    def is_linked(self) -> bool:
        return self.bundle.kind == BundleKind.LINKED

    @property
    def simulated(self) -> bool:
        return any(part.dossier.simulated for part in self.parts)


def needs_nothing(state: int) -> bool:
    return State(state) in ENDED or state == State.DONE


def listed(among: "QuerySet[Dossier]", *, code: str) -> "QuerySet[Dossier]":
    """The requests of a list that are among these, in the order of its rows."""
    found = among.filter(bundle__number=code, bundle__kind=BundleKind.MANY)
    return found.select_related("agency", "step_agency").order_by("id")[: list_rules.ROWS_MAX]


def whole(bundle: Bundle, *, language: str) -> Whole:
    """Every part in the order of the bundle."""
    found = list(Dossier.objects.filter(bundle=bundle).select_related("agency", "step_agency").order_by("id"))
    if bundle.kind == BundleKind.MANY:
        form = form_of(procedures.definition(bundle.version_id), found[0].case) if found else None
        return Whole(
            bundle,
            tuple(_plain(one, n, form, language, is_each=bundle.for_each) for n, one in enumerate(found, 1)),
        )
    definition = procedures.definition(bundle.version_id)
    order = [part.code for part in definition.parts]
    found.sort(key=lambda one: order.index(one.part))
    by_part = {one.part: one for one in found}
    names = {one.part: _name(one, language) for one in found}
    return Whole(bundle, tuple(_part(one, definition, by_part, names, language) for one in found))


def papers_handed_in(bundle: Bundle) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """The papers that came with a list, and by request those of them that it came without."""
    names: dict[str, str] = {}
    had: dict[int, set[str]] = {}
    papers = Paper.objects.filter(dossier__bundle=bundle, wait=None).order_by("id")
    for dossier_id, code, name in papers.values_list("dossier_id", "code", "name"):
        names.setdefault(code, name)
        had.setdefault(dossier_id, set()).add(code)
    ids = Dossier.objects.filter(bundle=bundle).values_list("id", flat=True)
    lacks = {pk: tuple(name for code, name in names.items() if code not in had.get(pk, ())) for pk in ids}
    return tuple(names.values()), lacks


def _plain(dossier: Dossier, number: int, form: Form | None, language: str, *, is_each: bool) -> Part:
    # Where each request is another's, by the name of whose it is; else by what the form says first.
    label = dossier.applicant_name if is_each else list_rules.label(form, dossier.data, language)
    return Part(dossier, str(number), State(dossier.state), (), (), "", label)


def _part(
    dossier: Dossier,
    definition: Definition,
    by_part: Mapping[str, Dossier],
    names: Mapping[str, str],
    language: str,
) -> Part:
    part = definition.part(dossier.part)
    needs = [by_part[code] for code in part.needs if code in by_part] if part else []
    return Part(
        dossier=dossier,
        name=names[dossier.part],
        state=State(dossier.state),
        waits_for=tuple(names[one.part] for one in needs if dossier.awaits_part),
        lacks=tuple(names[one.part] for one in needs if State(one.state) in NO_RESULT),
        note=part.note.in_language(language) if part and dossier.awaits_part else "",
    )


def _name(dossier: Dossier, language: str) -> str:
    return procedures.definition(dossier.version_id).name.in_language(language)


# Doors -------------------------------------------------------------------------------------------------------


def of_dossier(dossier: Dossier, *, language: str) -> Whole | None:
    """The bundle a dossier belongs to; its caller has been let in to that dossier."""
    if dossier.bundle_id is None:
        return None
    return whole(Bundle.objects.get(pk=dossier.bundle_id), language=language)


def own(number: str, *, reach: Reach) -> Bundle:
    """One's own: as applicant, or as the person who sent it. For everybody else it does not exist."""
    if reach.person_id is None:
        raise NotFound()
    mine = Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)
    found = Bundle.objects.filter(mine, number=number).select_related("agency").first()
    if found is None:
        raise NotFound()
    return found


def at_desk(number: str, *, reach: Reach) -> Bundle:
    """For the desk that received it: whoever is at work there prints its receipt again."""
    found = Bundle.objects.filter(number=number).select_related("agency").first()
    if found is None or not any(found.agency.path.startswith(grant.path) for grant in reach.grants):
        raise NotFound()
    return found


def found_by_secret(*, number: str, typed: str) -> str:
    """The code when both fit, else nothing. Unknown and wrong cost one query and one comparison alike."""
    found = Bundle.objects.filter(number=tidy(number)).values_list("number", "salt").first()
    known, salt = found or ("", _NOBODYS_SALT)
    fits = lookup.matches(typed=typed, salt=bytes(salt), key=sealing.lookup_key())
    return known if fits and known else ""


def by_number(number: str) -> Bundle:
    """For whoever has shown the secret a moment ago; the caller checked that."""
    found = Bundle.objects.filter(number=number).select_related("agency").first()
    if found is None:
        raise NotFound()
    return found


def of_list(number: str) -> tuple[Dossier, ...]:
    """The requests of a list, for whoever has shown its secret a moment ago; none when it is no list."""
    return tuple(listed(Dossier.objects.all(), code=number))


def secret_of(bundle: Bundle) -> str:
    return lookup.secret(salt=bytes(bundle.salt), key=sealing.lookup_key())


def of_submission(submission: UUID) -> Bundle | None:
    return Bundle.objects.filter(submission=submission).first()


# Who receives which part -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placed:
    """A part with the version in force and the office that receives it."""

    code: str
    version_id: int
    definition: Definition
    office: people.AgencyFacts


def placed(bundle: Definition, agency: people.AgencyFacts, *, at: datetime) -> tuple[Placed, ...]:
    """Every part with its office in the same province; a refusal names the part that has none."""
    province = "/".join(agency.path.split("/")[:3]) + "/"
    found = []
    for part in bundle.parts:
        try:
            version = procedures.in_force(part.procedure, at.astimezone(TZ).date())
        except NoSuchProcedure:
            raise NoOfficeForPart(part=part.procedure) from None
        definition = version.definition
        fitting = {office.id: office for office in offices(definition, at=at, under=province)}
        office_id = rules.nearest(
            {one: office.name for one, office in fitting.items()},
            own_id=agency.id,
            own_name=agency.name,
            wanted=definition.agencies[0].name.vi,
        )
        if office_id is None:
            raise NoOfficeForPart(part=definition.name.vi)
        found.append(Placed(part.code, version.id, definition, fitting[office_id]))
    return tuple(found)


def waiting(limit: int) -> Sequence[Dossier]:
    """Parts that wait for the result of another."""
    rows = Dossier.objects.filter(awaits_part=True, state=State.NEW)
    return rows.select_related("bundle", "agency", "step_agency", "applicant").order_by("id")[:limit]


def lists_to_tell(limit: int, *, at: datetime, undo: timedelta) -> Sequence[Bundle]:
    """Lists whose person has not been told yet what the desk said, and of which nothing can be taken back any more."""
    of_list = Dossier.objects.filter(bundle=OuterRef("pk"))
    waits, fresh = of_list.filter(state=State.NEW), of_list.filter(received_at__gt=at - undo)
    rows = Bundle.objects.filter(~Exists(waits), ~Exists(fresh), kind=BundleKind.MANY, told_at=None)
    return rows.order_by("id")[:limit]
