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


def make_person(*, full_name: str, **facts) -> Person:
    facts.setdefault("added_at", SINCE)
    return Person.objects.create(
        full_name=full_name, full_name_folded=fold(full_name), simulated=True, **facts
    )


def make_account(*, person: Person, name: str, officers_only: bool = False) -> Account:
    account = Account.objects.create(
        person=person,
        name=name,
        password=_password(),
        officers_only=officers_only,
        simulated=True,
        made_at=SINCE,
    )
    SignInName.objects.create(account=account, name=name)
    return account


def make_citizen(*, full_name: str, phone: str, **facts) -> Player:
    person = make_person(full_name=full_name, phone=phone, phone_digits=phone, **facts)
    return Player(person, make_account(person=person, name=phone))


def make_officer(
    *, full_name: str, code: str, role: Role, agency: Agency, desk: str = "", title: str = "", ends_at=None
) -> Player:
    person = make_person(full_name=full_name)
    account = make_account(person=person, name=code, officers_only=True)
    officer = Officer.objects.create(person=person, code=code, title=title, simulated=True)
    mandate = give(officer=officer, agency=agency, role=role, desk=desk, ends_at=ends_at)
    return Player(person, account, officer, mandate)


def give(*, officer: Officer, agency: Agency, role: Role, desk: str = "", ends_at=None) -> Mandate:
    return Mandate.objects.create(
        officer=officer,
        agency=agency,
        role=role,
        desk=desk,
        starts_at=SINCE,
        ends_at=ends_at,
        basis="QĐ thử nghiệm",
    )


def make_cast() -> Cast:
    nation = make_agency(name="Cả nước (mô phỏng)", level=Level.NATION)
    province = make_agency(
        name="Tỉnh Mẫu",
        name_en="Sample Province",
        parent=nation,
        level=Level.PROVINCE,
        code="000.00.00.H15",
        code_new="H15",
    )
    department = make_agency(
        name="Sở Tư pháp", name_en="Department of Justice", parent=province, code="000.00.15.H15", code_new="H15.15",
        phone="0262 3000 015", address="1 đường Mẫu", email="so-tu-phap@example.vn",
    )  # fmt: skip
    unit = make_agency(
        name="Phòng Hành chính tư pháp", name_en="Judicial Affairs Unit", parent=department, level=Level.UNIT
    )
    commune = make_agency(
        name="Xã Ea Mẫu", name_en="Ea Mau commune", parent=province, level=Level.COMMUNE, code="000.00.77.H15", code_new="H15.77",
        phone="0262 3000 077",
    )  # fmt: skip

    def officer(name: str, code: str, role: Role, agency: Agency, **facts) -> Player:
        return make_officer(full_name=name, code=code, role=role, agency=agency, **facts)

    cast = Cast(
        province=province,
        department=department,
        unit=unit,
        commune=commune,
        hoa=make_citizen(full_name="Nguyễn Thị Hoa", phone="0905000001", email="hoa@example.vn"),
        nam=make_citizen(full_name="Trần Văn Nam", phone="0905000002", email="nam@example.vn"),
        reception=officer("Lê Thị Tâm", "tiepnhan", Role.RECEPTION, department, desk="Quầy 3"),
        case=officer("Phạm Văn Dũng", "thuly", Role.CASE_OFFICER, department),
        head=officer("Đỗ Thị Hạnh", "truongphong", Role.UNIT_HEAD, department),
        leader=officer("Y Bhiăng Niê", "lanhdao", Role.LEADER, department, title="Phó Giám đốc"),
        clerk=officer("Vũ Thị Vân", "vanthu", Role.CLERK, department),
        cashier=officer("Bùi Thị Thu", "thungan", Role.CASHIER, department),
        returner=officer("Hồ Văn Trí", "traketqua", Role.RETURN, department),
        watcher=officer("H'Linh Ayun", "theodoi", Role.WATCHER, province),
        auditor=officer("Ngô Văn Kiểm", "thanhtra", Role.AUDITOR, province),
        operator=officer("Đinh Thị Quản", "quantri", Role.OPERATOR, province),
        stranger=officer("Mai Văn Xa", "tiepnhanxa", Role.RECEPTION, commune),
        stranger_case=officer("Rơ Châm Hân", "thulyxa", Role.CASE_OFFICER, commune),
        former=officer("Tạ Văn Cũ", "danghi", Role.RECEPTION, department, ends_at=NOW - timedelta(days=30)),
    )
    cast.everyone = [value for value in vars(cast).values() if isinstance(value, Player)]
    return cast


_made: dict[str, str] = {}


def _password() -> str:
    """Hashed once a process: the cast signs in, the hasher has its own tests."""
    return _made.setdefault(PASSWORD, make_password(PASSWORD))
