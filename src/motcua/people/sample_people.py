"""Invented persons by the thousand: names of the peoples of the highlands and the coast, households, addresses."""

from base64 import b32encode
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from . import sample_names as names
from .actions.many import NewPerson
from .rules import Gender

# How many in a hundred.
KINH, EDE, JRAI = 64, 18, 8
HOUSEHOLD_SIZES = ((1, 20), (2, 24), (3, 22), (4, 22), (5, 12))
WITH_EMAIL = 55
BORN_FROM, BORN_UNTIL = date(1938, 1, 1), date(2007, 12, 31)


class Chance:
    """Draws persons from one seed; a number it has given is not given again. One of two takes the odd numbers."""

    def __init__(self, seed: str, *, odd: bool = False):
        self.odd = int(odd)
        self.random = Random(seed)  # noqa: S311  a sample, not a secret
        self._numbers: set[str] = set()
        self._phones: set[str] = set()

    def person(self, *, address: str, household_key: str = "", email: bool = True) -> NewPerson:
        random = self.random
        gender = random.choice((Gender.FEMALE, Gender.MALE))
        born = BORN_FROM + timedelta(days=random.randrange((BORN_UNTIL - BORN_FROM).days))
        phone = self._phone()
        return NewPerson(
            public_id=b32encode(random.randbytes(10)).decode().lower(),
            full_name=self.full_name(gender),
            identity_number=self._number(gender, born),
            birth_date=born,
            gender=gender.value,
            phone=phone,
            email=f"dan{phone[4:]}@mo-phong.invalid" if email and random.randrange(100) < WITH_EMAIL else "",
            address=address,
            household_key=household_key,
        )

    def full_name(self, gender: Gender) -> str:
        random, female = self.random, gender is Gender.FEMALE
        people = random.randrange(100)
        if people < KINH:
            family = random.choices([f for f, _ in names.FAMILIES], [w for _, w in names.FAMILIES])[0]
            middle = random.choice(names.MIDDLES_FEMALE if female else names.MIDDLES_MALE)
            return f"{family} {middle} {random.choice(names.GIVEN_FEMALE if female else names.GIVEN_MALE)}"
        if people < KINH + EDE:
            clan = random.choice(names.CLANS_EDE)
            if female:
                return f"H’{random.choice(names.GIVEN_EDE_FEMALE)} {clan}"
            return f"Y {random.choice(names.GIVEN_EDE_MALE)} {clan}"
        if people < KINH + EDE + JRAI:
            given = random.choice(names.GIVEN_JRAI_FEMALE if female else names.GIVEN_JRAI_MALE)
            return f"{random.choice(names.CLANS_JRAI)} {given}"
        middle = random.choice(("Thị", "Thị Bích", "Thị Mỹ") if female else ("Văn", "Văn", "Quốc"))
        given = random.choice(names.GIVEN_FEMALE if female else names.GIVEN_MALE)
        return f"{random.choice(names.FAMILIES_NORTH)} {middle} {given}"

    def _number(self, gender: Gender, born: date) -> str:
        """Shaped like a real one, but no province has the code 000."""
        century = (born.year // 100 - 19) * 2 + (gender is Gender.FEMALE)
        while True:
            number = f"000{century}{born.year % 100:02}{self._serial(1_000_000):06}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _serial(self, below: int) -> int:
        return self.random.randrange(below // 2) * 2 + self.odd

    def _phone(self) -> str:
        """Nobody's: no network begins with 0000."""
        while True:
            phone = f"0000{self._serial(10_000_000):07}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone


def households(chance: Chance, *, places: Sequence[tuple[str, str]], count: int) -> Iterator[NewPerson]:
    """`count` persons in households, over places (key, name); wards get three times as many as communes."""
    weights = [3 if _is_ward(key) else 1 for key, _name in places]
    made = number = 0
    while made < count:
        key, name = chance.random.choices(places, weights)[0]
        size = chance.random.choices([s for s, _ in HOUSEHOLD_SIZES], [w for _, w in HOUSEHOLD_SIZES])[0]
        number += 1
        address = f"{_street(chance, key)}, {name}"
        for _member in range(min(size, count - made)):
            yield chance.person(address=address, household_key=f"{key}/{number}")
            made += 1


def _street(chance: Chance, key: str) -> str:
    if _is_ward(key):
        return f"{chance.random.randrange(1, 240)} {chance.random.choice(names.STREETS)}"
    return f"{chance.random.choice(('Thôn', 'Buôn'))} {chance.random.randrange(1, 13)}"


def _is_ward(key: str) -> bool:
    return "/phuong-" in key
