"""The small named cast of all tests: two offices, a citizen and her neighbour, and one officer for each role.

    cast = make_cast()
    client.force_login(cast.hoa.account)
    reach = cast.reach(cast.tam)

Everyone here is invented.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import make_password

from motcua.foundation.text import fold
from motcua.people import queries
from motcua.people.models import Account, Agency, Mandate, Officer, Person, SignInName
from motcua.people.rules import Level, Reach, Role

# A Wednesday morning. Mandates of the cast began long before.
NOW = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)
SINCE = datetime(2023, 1, 3, 1, 0, tzinfo=UTC)
PASSWORD = "mot-cua-thu-nghiem"


@dataclass
class Player:
    """One of the cast: the person, the account, and for officers the mandate that is worn."""

    person: Person
    account: Account
    officer: Officer | None = None
    mandate: Mandate | None = None

    @property
    def actor(self) -> str:
        return f"mandate:{self.mandate.pk}" if self.mandate else f"person:{self.person.public_id}"


@dataclass
class Cast:
    province: Agency  # above both offices
    department: Agency  # Sở Tư pháp: the office of most tests
    unit: Agency  # a unit inside it
    commune: Agency  # another office
    hoa: Player  # a citizen
    nam: Player  # her neighbour
    reception: Player
    case: Player
    head: Player
    leader: Player
    clerk: Player
    cashier: Player
    returner: Player
    watcher: Player  # of the whole province
    auditor: Player  # of the whole province
    operator: Player  # of the whole province
    stranger: Player  # reception officer of the commune
    stranger_case: Player  # case officer of the commune
    former: Player  # reception officer of the department whose mandate ended
    everyone: list[Player] = field(default_factory=list)

    def reach(self, player: Player, *, at: datetime = NOW) -> Reach:
        return queries.reach(player.account, at)


def make_agency(
    *, name: str, parent: Agency | None = None, level: Level = Level.DEPARTMENT, **facts
) -> Agency:
    agency = Agency.objects.create(
        name=name, name_folded=fold(name), parent=parent, level=level, simulated=True, **facts
    )
    agency.path = f"{parent.path if parent else '/'}{agency.pk}/"
    agency.save(update_fields=["path"])
    return agency


@dataclass(frozen=True)
class Part:
    """Somebody who is wanted in the cast; with `code` an officer, who signs in by it, otherwise a citizen by the phone."""

    full_name: str
    phone: str = ""
    email: str = ""
    code: str = ""
    role: Role | None = None
    agency: Agency | None = None
    desk: str = ""
    title: str = ""
    ends_at: datetime | None = None


def make_players(*parts: Part) -> list[Player]:
    """All of them with one statement a table: most tests begin with the whole cast."""
    persons = Person.objects.bulk_create(
        Person(
            full_name=part.full_name,
            full_name_folded=fold(part.full_name),
            phone=part.phone,
            phone_digits=part.phone,
            email=part.email,
            simulated=True,
            added_at=SINCE,
        )
        for part in parts
    )
    accounts = Account.objects.bulk_create(
        Account(
            person=person,
            name=part.code or part.phone,
            password=_password(),
            officers_only=bool(part.code),
            simulated=True,
            made_at=SINCE,
        )
        for part, person in zip(parts, persons, strict=True)
    )
    SignInName.objects.bulk_create(SignInName(account=account, name=account.name) for account in accounts)
    players = [Player(*one) for one in zip(persons, accounts, strict=True)]
    serving = [(part, player) for part, player in zip(parts, players, strict=True) if part.code]
    officers = Officer.objects.bulk_create(
        Officer(person=player.person, code=part.code, title=part.title, simulated=True)
        for part, player in serving
    )
    mandates = Mandate.objects.bulk_create(
        _mandate(officer=officer, agency=part.agency, role=part.role, desk=part.desk, ends_at=part.ends_at)
        for (part, _player), officer in zip(serving, officers, strict=True)
    )
    for (_part, player), officer, mandate in zip(serving, officers, mandates, strict=True):
        player.officer, player.mandate = officer, mandate
    return players


def make_citizen(**facts) -> Player:
    (player,) = make_players(Part(**facts))
    return player


def make_officer(**facts) -> Player:
    (player,) = make_players(Part(**facts))
    return player


def give(**facts) -> Mandate:
    mandate = _mandate(**facts)
    mandate.save()
    return mandate


def _mandate(*, officer: Officer, agency: Agency, role: Role, desk: str = "", ends_at=None) -> Mandate:
    return Mandate(
        officer=officer,
        agency=agency,
        role=role,
        desk=desk,
        starts_at=SINCE,
        ends_at=ends_at,
        basis="QĐ thử nghiệm",
    )


def make_cast(*, code: str = "H15") -> Cast:
    """A sample province under its code; another one than H15 where the province of the sample stands already."""
    nation = make_agency(name="Cả nước (mô phỏng)", level=Level.NATION)
    province = make_agency(
        name="Tỉnh Mẫu",
        name_en="Sample Province",
        parent=nation,
        level=Level.PROVINCE,
        code=f"000.00.00.{code}",
        code_new=code,
    )
    department = make_agency(
        name="Sở Tư pháp", name_en="Department of Justice", parent=province, code=f"000.00.15.{code}", code_new=f"{code}.15",
        phone="0262 3000 015", address="1 đường Mẫu", email="so-tu-phap@example.vn",
    )  # fmt: skip
    unit = make_agency(
        name="Phòng Hành chính tư pháp", name_en="Judicial Affairs Unit", parent=department, level=Level.UNIT
    )
    commune = make_agency(
        name="Xã Ea Mẫu", name_en="Ea Mau commune", parent=province, level=Level.COMMUNE, code=f"000.00.77.{code}", code_new=f"{code}.77",
        phone="0262 3000 077",
    )  # fmt: skip

    parts = {
        "hoa": Part("Nguyễn Thị Hoa", phone="0905000001", email="hoa@example.vn"),
        "nam": Part("Trần Văn Nam", phone="0905000002", email="nam@example.vn"),
        "reception": Part("Lê Thị Tâm", code="tiepnhan", role=Role.RECEPTION, agency=department, desk="Quầy 3"),
        "case": Part("Phạm Văn Dũng", code="thuly", role=Role.CASE_OFFICER, agency=department),
        "head": Part("Đỗ Thị Hạnh", code="truongphong", role=Role.UNIT_HEAD, agency=department),
        "leader": Part("Y Bhiăng Niê", code="lanhdao", role=Role.LEADER, agency=department, title="Phó Giám đốc"),
        "clerk": Part("Vũ Thị Vân", code="vanthu", role=Role.CLERK, agency=department),
        "cashier": Part("Bùi Thị Thu", code="thungan", role=Role.CASHIER, agency=department),
        "returner": Part("Hồ Văn Trí", code="traketqua", role=Role.RETURN, agency=department),
        "watcher": Part("H'Linh Ayun", code="theodoi", role=Role.WATCHER, agency=province),
        "auditor": Part("Ngô Văn Kiểm", code="thanhtra", role=Role.AUDITOR, agency=province),
        "operator": Part("Đinh Thị Quản", code="quantri", role=Role.OPERATOR, agency=province),
        "stranger": Part("Mai Văn Xa", code="tiepnhanxa", role=Role.RECEPTION, agency=commune),
        "stranger_case": Part("Rơ Châm Hân", code="thulyxa", role=Role.CASE_OFFICER, agency=commune),
        "former": Part("Tạ Văn Cũ", code="danghi", role=Role.RECEPTION, agency=department, ends_at=NOW - timedelta(days=30)),
    }  # fmt: skip
    players = dict(zip(parts, make_players(*parts.values()), strict=True))
    return Cast(
        province=province,
        department=department,
        unit=unit,
        commune=commune,
        everyone=list(players.values()),
        **players,
    )


_made: dict[str, str] = {}


def _password() -> str:
    """Hashed once a process: the cast signs in, the hasher has its own tests."""
    return _made.setdefault(PASSWORD, make_password(PASSWORD))
