"""The people of the sample province: agencies, officers, citizens and the players of the demo. All of it is invented.

Two parts: *living* is Đắk Lắk since 2025-07-01 (communes, no districts), *history* the structure of 2023.
The same seed makes the same rows; numbers begin with 000, telephones with 0000, addresses end in .invalid.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from motcua.foundation.calendar import TZ
from motcua.foundation.sample import Plan
from motcua.foundation.text import fold

from . import actions, files, queries, sample_help
from . import sample_names as names
from .actions.many import NewPlayer, NewPost, add_persons, add_posts, make_players
from .models import Agency, Mandate, Person
from .rules import DEMO_PASSWORD, Grant, Level, Reach, Role, system
from .sample_people import Chance, households
from .sample_staff import (
    AT_COUNTER,
    BESIDE_HATS,
    BESIDE_PLAYERS,
    COMMUNE_STAFF,
    DEPARTMENT_PLAYERS,
    POLICE_STAFF,
    POLICE_TITLES,
    PROVINCE_STAFF,
    ROLE_WORDS,
    STAFF,
    TITLES,
)

PASSWORD = DEMO_PASSWORD
ACTOR = "system:sample"
BASIS = "QĐ 01/QĐ-MP (mô phỏng)"
CITIZENS, CITIZENS_2023 = 12_000, 3_000
LOT = 5_000
POLICE_NUMBER = "01"  # inside the number of their commune


@dataclass(frozen=True)
class Age:
    """A part of the sample in time."""

    part: str  # begins the keys of its agencies
    province: str
    since: datetime  # its mandates and citizens
    until: datetime | None
    valid_from: date | None = None
    valid_until: date | None = None


MERGED_ON = date(2025, 7, 1)
MERGED_AT = datetime(2025, 7, 1, tzinfo=TZ)
LIVING = Age("mau", "province/dak-lak-2025", MERGED_AT, None, valid_from=MERGED_ON)
HISTORY = Age(
    "mau-2023", "province/dak-lak", datetime(2022, 1, 3, 7, tzinfo=TZ), MERGED_AT, valid_until=MERGED_ON
)


@dataclass(frozen=True, slots=True)
class Worker:
    """An officer under one mandate."""

    mandate_id: int
    officer_id: int
    person_id: int
    role: Role
    agency_id: int
    path: str
    desk: str

    @property
    def reach(self) -> Reach:
        """As if this officer had signed in and wore this hat."""
        grant = Grant(self.mandate_id, self.role, self.agency_id, self.path, self.desk)
        return Reach(None, self.person_id, f"mandate:{self.mandate_id}", self.officer_id, (grant,))


@dataclass(frozen=True)
class Office:
    id: int
    key: str
    name: str
    code: str
    path: str
    level: Level
    workers: tuple[Worker, ...]

    def holding(self, role: Role) -> tuple[Worker, ...]:
        return tuple(worker for worker in self.workers if worker.role == role)


@dataclass(frozen=True, slots=True)
class Citizen:
    id: int
    public_id: str
    full_name: str
    phone: str
    email: str
    address: str
    birth_date: date | None
    office_key: str  # of the commune they live in


@dataclass(frozen=True)
class Part:
    """One of the two parts: the province with its offices and citizens."""

    province: Office
    departments: tuple[Office, ...]  # and branches
    districts: tuple[Office, ...]  # of history only
    communes: tuple[Office, ...]
    citizens: tuple[Citizen, ...]
    police: tuple[Office, ...] = ()  # of the communes, in their order
    helped: tuple[sample_help.Helped, ...] = ()  # who lets another act for them

    @property
    def offices(self) -> tuple[Office, ...]:
        """Whoever receives requests."""
        return (*self.departments, *self.districts, *self.communes, *self.police)


@dataclass(frozen=True)
class Sample:
    living: Part
    history: Part


def made() -> bool:
    return exists()


def make(plan: Plan) -> dict[str, int]:
    """The people of the plan's size: one citizen for about two dossiers of the default sample."""
    citizens = max(CITIZENS, plan.dossiers // 8)
    sample = settle(seed=plan.seed, at=plan.at, citizens=citizens)
    parts = (sample.living, sample.history)
    return {
        "citizens": sum(len(part.citizens) for part in parts),
        "offices": sum(len(part.offices) for part in parts),
    }


def move_on(plan: Plan) -> dict[str, int]:
    """People stay as they are."""
    return {}


def settle(
    *,
    seed: int,
    at: datetime,
    citizens: int = CITIZENS,
    citizens_2023: int = CITIZENS_2023,
    communes: int = 30,
) -> Sample:
    """Make the people of the sample, or find those that were made before."""
    if not exists():
        actions.load_agencies(
            lines=[*files.agency_lines(), *_living_agencies(communes), *_agencies_2023()],
            successions=files.succession_lines(),
            reach=system("sample"),
            at=at,
        )
        for age, count in ((HISTORY, citizens_2023), (LIVING, citizens)):
            chance = Chance(f"{age.part}:{seed}", odd=age is HISTORY)
            add_posts(forms=list(_posts(chance, age)), simulated=True, by=ACTOR, at=age.since)
            _settle(chance, age, count)
        _make_players(at)
        _give_help(at)
    return read()


def exists() -> bool:
    return queries.agency_of_key(f"{LIVING.part}/so-tu-phap") is not None


# ---- agencies -------------------------------------------------------------------------------------------------


def _living_agencies(communes: int) -> Iterator[actions.Line]:
    for number, slug, name, en in names.DEPARTMENTS:
        yield _line(LIVING, slug, name, en, Level.DEPARTMENT, number, ministry=names.MINISTRIES.get(slug, ""))
    for number, slug, name, en in names.BRANCHES:
        yield _line(LIVING, slug, name, en, Level.BRANCH, number)
    places = [*(f"Phường {name}" for name in names.WARDS), *(f"Xã {name}" for name in names.COMMUNES)]
    numbered = list(enumerate(places[:communes], start=41))
    for place, name in numbered:
        yield _line(LIVING, _slug(name), name, _latin(name), Level.COMMUNE, str(place))
    number, slug, name, en = names.SOCIAL_INSURANCE
    yield _line(LIVING, slug, name, en, Level.DEPARTMENT, number, ministry=names.MINISTRIES[slug])
    for place, commune in numbered:
        name = f"Công an {commune[0].lower()}{commune[1:]}"
        yield _line(
            LIVING,
            _slug(name),
            name,
            f"{_latin(commune)} Police",
            Level.COMMUNE,
            str(place),
            POLICE_NUMBER,
            ministry=names.MINISTRIES["cong-an-tinh"],
        )


def _agencies_2023() -> Iterator[actions.Line]:
    for number, slug, name, en in names.DEPARTMENTS_2023:
        yield _line(HISTORY, slug, name, en, Level.DEPARTMENT, number)
    for place, (district, en, communes) in enumerate(names.DISTRICTS_2023, start=61):
        slug = _slug(district)
        yield _line(HISTORY, slug, district, en, Level.DISTRICT, str(place))
        for inner, name in enumerate(communes, start=11):
            parent = f"{HISTORY.part}/{slug}"
            yield _line(
                HISTORY, _slug(name), name, _latin(name), Level.COMMUNE, str(place), str(inner), parent
            )


def _line(
    age: Age,
    slug: str,
    name: str,
    en: str,
    level: Level,
    number: str,
    inner: str = "",
    parent: str = "",
    ministry: str = "",
) -> actions.Line:
    """An invented agency under its province, with identifiers of both styles and a telephone nobody has."""
    form = actions.AgencyForm(
        key=f"{age.part}/{slug}",
        name=name,
        name_en=en,
        level=level,
        code=f"000.{inner or '00'}.{number}.H15",
        code_new=".".join(filter(None, ("H15", number, inner))),
        phone=f"0262 000 {inner or '00'}{number}",
        address=f"1 {names.STREETS[int(number) % len(names.STREETS)]} (địa chỉ mô phỏng)",
        valid_from=age.valid_from,
        valid_until=age.valid_until,
        simulated=True,
    )
    return actions.Line(form=form, parent=parent or age.province, ministry=ministry)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _latin(name: str) -> str:
    """Xã Ea Siêk → Ea Siek Commune."""
    kind, _, rest = fold(name).title().partition(" ")
    return f"{rest} {'Ward' if kind == 'Phuong' else 'Commune'}"


# ---- officers and citizens ------------------------------------------------------------------------------------


def _posts(chance: Chance, age: Age) -> Iterator[NewPost]:
    """The staff of each office and of the province itself; a code says role, office and number."""
    offices = [*_agencies(age), Agency.objects.get(key=age.province)]
    for agency in offices:
        for role, count in _staff(agency).items():
            for number in range(1, count + 1):
                code = f"{role.value}.{agency.pk}.{number}"
                yield NewPost(
                    person=chance.person(address="", household_key=f"officer/{code}", email=False),
                    code=code,
                    title=_title(role, agency),
                    agency_id=agency.pk,
                    agency_code=agency.code,
                    role=role,
                    desk=f"Quầy {number}" if role in AT_COUNTER else "",
                    starts_at=age.since,
                    ends_at=age.until,
                    basis=BASIS,
                )


def _staff(agency: Agency) -> Mapping[Role, int]:
    return POLICE_STAFF if _is_commune_police(agency) else STAFF[Level(agency.level)]


def _is_commune_police(agency: Agency | Office) -> bool:
    return agency.level == Level.COMMUNE and agency.key.startswith(f"{LIVING.part}/cong-an-")


def _title(role: Role, agency: Agency) -> str:
    if _is_commune_police(agency):
        return POLICE_TITLES.get(role, TITLES[role])
    if role is Role.LEADER and agency.level in (Level.COMMUNE, Level.DISTRICT):
        return "Phó Chủ tịch"
    return TITLES[role]


def _settle(chance: Chance, age: Age, count: int) -> None:
    places = [
        (agency.key, agency.name)
        for agency in _agencies(age)
        if agency.level == Level.COMMUNE and not _is_commune_police(agency)
    ]
    people = households(chance, places=places, count=count)
    while lot := list(islice(people, LOT)):
        add_persons(forms=lot, simulated=True, by=ACTOR, at=age.since)


def _agencies(age: Age) -> list[Agency]:
    return list(Agency.objects.filter(key__startswith=f"{age.part}/").order_by("pk"))


# ---- the players of the demo ----------------------------------------------------------------------------------


def _make_players(at: datetime) -> None:
    """One account for each role, at one ward, one department and the province; and two citizens of the ward."""
    part = _read(LIVING)
    ward = part.communes[0]
    department = next(office for office in part.departments if office.key.endswith("/cong-an-tinh"))
    cast: list[tuple[str, int]] = [("nguoi-dan-1", part.citizens[0].id), ("nguoi-dan-2", _neighbour(part))]
    cast += [(ROLE_WORDS[role], ward.holding(role)[0].person_id) for role in COMMUNE_STAFF]
    cast += [(f"{ROLE_WORDS[role]}-so", department.holding(role)[0].person_id) for role in DEPARTMENT_PLAYERS]
    beside = {"cong-an-phuong": part.police[0], "bao-hiem": social_insurance(part)}
    for word, office in beside.items():
        cast += [(f"{ROLE_WORDS[role]}-{word}", office.holding(role)[0].person_id) for role in BESIDE_PLAYERS]
    cast += [(ROLE_WORDS[role], part.province.holding(role)[0].person_id) for role in PROVINCE_STAFF]
    players = [
        NewPlayer(f"{queries.DEMO}{name}", person_id, officers_only=not name.startswith("nguoi-dan"))
        for name, person_id in cast
    ]
    make_players(forms=players, password=PASSWORD, at=at)
    _give_hats(ward, Role.UNIT_HEAD, [Role.CASE_OFFICER], at)
    for office in beside.values():
        _give_hats(office, Role.RECEPTION, BESIDE_HATS, at)


def social_insurance(part: Part) -> Office:
    """The office of social insurance of the province."""
    return next(office for office in part.departments if office.key.endswith("/bao-hiem-xa-hoi-tinh"))


def _neighbour(part: Part) -> int:
    """Somebody of another household, who must not see the first citizen's dossiers."""
    first = part.citizens[0]
    return next(
        c.id for c in part.citizens if c.address != first.address and c.office_key == first.office_key
    )


def _give_hats(office: Office, first: Role, more: Iterable[Role], at: datetime) -> None:
    """More mandates for the player of this role: the ward's head of the unit works cases too, so one has hats to pick."""
    player = office.holding(first)[0]
    for role in more:
        form = actions.NewMandate(
            officer_id=player.officer_id,
            agency_id=office.id,
            role=role,
            starts_at=LIVING.since,
            basis=BASIS,
        )
        actions.give_mandate(form=form, reach=system("sample"), at=at)


def _give_help(at: datetime) -> None:
    """In each commune the oldest, one of a household, are helped by two of middle age from other households."""
    part = _read(LIVING)
    at_home: dict[str, dict[str, Citizen]] = {}
    for citizen in part.citizens:
        at_home.setdefault(citizen.office_key, {}).setdefault(citizen.address, citizen)
    for office in part.communes:
        people = sorted(
            at_home.get(office.key, {}).values(), key=lambda one: (one.birth_date or date.max, one.id)
        )
        middle = len(people) // 2
        elders, helpers = people[: min(len(sample_help.PLACES), middle)], people[middle : middle + 2]
        if elders and len(helpers) == 2:
            desk = office.holding(Role.RECEPTION)[0].reach
            sample_help.note(elders, helpers, desk=desk, since=LIVING.since, at=at)


# ---- reading it again -----------------------------------------------------------------------------------------


def read() -> Sample:
    """The people of the sample as they stand in the database."""
    return Sample(living=_read(LIVING), history=_read(HISTORY))


def _read(age: Age) -> Part:
    agencies = [*_agencies(age), Agency.objects.get(key=age.province)]
    held: dict[int, list[Worker]] = {agency.pk: [] for agency in agencies}
    rows = Mandate.objects.filter(agency__in=agencies, officer__simulated=True)
    for row in rows.select_related("officer", "agency").order_by("pk"):
        held[row.agency_id].append(_worker(row))
    offices = [_office(agency, held[agency.pk]) for agency in agencies]
    return Part(
        province=offices[-1],
        departments=tuple(o for o in offices[:-1] if o.level in (Level.DEPARTMENT, Level.BRANCH)),
        districts=tuple(o for o in offices[:-1] if o.level is Level.DISTRICT),
        communes=tuple(o for o in offices[:-1] if o.level is Level.COMMUNE and not _is_commune_police(o)),
        citizens=tuple(_citizens(age)),
        police=tuple(o for o in offices[:-1] if _is_commune_police(o)),
        helped=tuple(sample_help.read(f"{age.part}/")),
    )


def _worker(row: Mandate) -> Worker:
    return Worker(
        row.pk,
        row.officer_id,
        row.officer.person_id,
        Role(row.role),
        row.agency_id,
        row.agency.path,
        row.desk,
    )


def _office(row: Agency, workers: list[Worker]) -> Office:
    return Office(row.pk, row.key, row.name, row.code, row.path, Level(row.level), tuple(workers))


def _citizens(age: Age) -> Iterator[Citizen]:
    rows = Person.objects.filter(simulated=True, household_key__startswith=f"{age.part}/").order_by("pk")
    facts = ("id", "public_id", "full_name", "phone", "email", "address", "birth_date", "household_key")
    for row in rows.values_list(*facts).iterator(chunk_size=LOT):
        yield Citizen(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7].rpartition("/")[0])
