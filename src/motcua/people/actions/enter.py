"""Accounts: made, opened by signing in, given another password or language, closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound

from .. import queries, rules
from ..models import Account, SignInName
from ..rules import CardFirst, Kind, Look, NameTaken, Reach, Role, WrongSignIn
from .looks import log_access
from .persons import check_at_desk, find_or_add_person, today
from .tries import refund, spend_try

# What is counted, how many tries, in which window. An office shares one address: its limit is wide.
BY_NAME_AND_ADDRESS = ("sign-in", 6, timedelta(minutes=15))
BY_NAME = ("sign-in-name", 40, timedelta(hours=1))
BY_ADDRESS = ("sign-in-address", 200, timedelta(minutes=15))
PASSWORD_CHANGES = ("password", 10, timedelta(minutes=15))
CONFIRMATIONS = ("confirm", 8, timedelta(minutes=15))
SIGN_UPS = ("sign-up-address", 30, timedelta(hours=1))


def sign_in(*, name: str, password: str, address: str, at: datetime) -> Account:
    """The account that this name and password open.

    A wrong password, an unknown name and a closed account get the same answer after the same work.
    """
    name = rules.sign_in_name(name)
    pair = f"{name}\n{address}"
    for (scope, limit, window), key in ((BY_NAME_AND_ADDRESS, pair), (BY_NAME, name), (BY_ADDRESS, address)):
        spend_try(scope=scope, key=key, at=at, limit=limit, window=window)
    account = queries.account_of_name(name)
    if account is None:
        make_password(password)
        raise WrongSignIn
    if not account.check_password(password) or not account.is_active:
        raise WrongSignIn
    refund(scope=BY_NAME_AND_ADDRESS[0], key=pair)
    refund(scope=BY_NAME[0], key=name)
    check_still_in_office(account=account, at=at)
    return account


def check_still_in_office(*, account: Account, at: datetime) -> None:
    """An account for office work opens only while a mandate holds."""
    if account.officers_only and not queries.reach(account, at).grants:
        raise queries.out_of_office(account, at)


@dataclass(frozen=True)
class SignUp:
    full_name: str
    identity_number: str
    birth_date: date | None
    phone: str
    email: str
    password: str
    language: str = "vi"


def sign_up(*, form: SignUp, address: str, at: datetime) -> Account:
    """A person makes an account. The identity number is what they wrote; a desk or the e-identity checks it later."""
    scope, limit, window = SIGN_UPS
    spend_try(scope=scope, key=address, at=at, limit=limit, window=window)
    faults = [
        *rules.person_faults(
            full_name=form.full_name,
            identity_number=form.identity_number,
            birth_date=form.birth_date,
            phone=form.phone,
            email=form.email,
            on=today(at),
        ),
        *rules.missing_faults(birth_date=form.birth_date, phone=form.phone),
        *password_faults(form.password, near=(form.full_name, form.phone, form.email, form.identity_number)),
    ]
    if faults:
        raise InvalidInput(faults=faults)
    with transaction.atomic():
        person_id = find_or_add_person(
            full_name=form.full_name,
            identity_number=form.identity_number,
            birth_date=form.birth_date,
            phone=form.phone,
            email=form.email,
            by="",
            at=at,
        )
        names = [rules.sign_in_name(name) for name in (form.phone, form.email) if name.strip()]
        return make_account(
            person_id=person_id, names=names, password=form.password, language=form.language, by="", at=at
        )


@transaction.atomic
def make_account(
    *,
    person_id: int,
    names: list[str],
    password: str,
    officers_only: bool = False,
    language: str = "vi",
    by: str,
    at: datetime,
) -> Account:
    """An account for a person, opened by any of its names."""
    assert names, "an account needs a name"
    account = Account(
        person_id=person_id, name=names[0], language=language, officers_only=officers_only, made_at=at
    )
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            SignInName.objects.bulk_create([SignInName(account=account, name=name) for name in names])
    except IntegrityError:
        raise NameTaken from None
    subject = _subject(account)
    chronicle.append(
        kind=Kind.ACCOUNT_MADE,
        subject=subject,
        actor=by or subject,
        at=at,
        data={"officers_only": officers_only},
    )
    return account


def change_password(*, account_id: int, old: str, new: str, at: datetime) -> Account:
    """A person chooses another password. Every other session of the account ends with the old one."""
    scope, limit, window = PASSWORD_CHANGES
    spend_try(scope=scope, key=str(account_id), at=at, limit=limit, window=window)
    account = _account(account_id)
    if not account.check_password(old):
        raise InvalidInput(faults=[Fault("old", rules.WRONG_OLD_PASSWORD)])
    faults = password_faults(new, near=(account.full_name, account.name), field="new")
    if faults:
        raise InvalidInput(faults=faults)
    with transaction.atomic():
        mine = Account.objects.filter(pk=account_id, password=account.password)
        if mine.update(password=make_password(new)) != 1:
            raise InvalidInput(faults=[Fault("old", rules.WRONG_OLD_PASSWORD)])
        account.refresh_from_db(fields=["password"])
        subject = _subject(account)
        chronicle.append(kind=Kind.PASSWORD_CHANGED, subject=subject, actor=subject, at=at)
    return account


def confirm(*, account_id: int, password: str, at: datetime) -> None:
    """Whoever is signed in says once more that it is they: before a signature, for example.

    The place for a second factor: an account that has one is asked for it here, and nowhere else.
    Call it outside the transaction of the act it guards.
    """
    scope, limit, window = CONFIRMATIONS
    spend_try(scope=scope, key=str(account_id), at=at, limit=limit, window=window)
    if not _account(account_id).check_password(password):
        raise InvalidInput(faults=[Fault("password", rules.WRONG_OLD_PASSWORD)])
    refund(scope=scope, key=str(account_id))


@transaction.atomic
def reset_password(*, account_id: int, password: str, reach: Reach, at: datetime) -> None:
    """A new password for somebody who forgot theirs and showed the card. All their sessions end.

    Reception does this for citizens; for an account of office work only an operator above one of its mandates may.
    """
    account = _account(account_id)
    _check_above(account, reach)
    assert account.person is not None
    if not account.officers_only and not account.person.identity_checked_at:
        raise CardFirst
    Account.objects.filter(pk=account_id).update(password=make_password(password))
    chronicle.append(kind=Kind.PASSWORD_RESET, subject=_subject(account), actor=reach.actor, at=at)
    log_access(reach=reach, what=Look.RESET, subject="", person_id=account.person.pk, at=at)


def choose_language(*, account_id: int, language: str) -> None:
    """Remember a language with the account. A preference, not an act: no entry."""
    Account.objects.filter(pk=account_id).update(language=language)


@transaction.atomic
def close_account(*, account_id: int, reach: Reach, at: datetime) -> None:
    """Nobody signs in with it any more; what was done with it stays."""
    account = _account(account_id)
    _check_above(account, reach)
    if Account.objects.filter(pk=account_id, is_active=True).update(is_active=False) == 1:
        chronicle.append(kind=Kind.ACCOUNT_CLOSED, subject=_subject(account), actor=reach.actor, at=at)


def _check_above(account: Account, reach: Reach) -> None:
    """Reception helps citizens; an account of office work belongs to an operator above one of its mandates."""
    if account.person is None:
        raise NotFound
    check_at_desk(person_id=account.person.pk, reach=reach)
    if account.officers_only and not any(
        reach.may(Role.OPERATOR, path) for path in queries.paths_of_mandates(account.person.pk)
    ):
        raise Forbidden


def password_faults(password: str, *, near: tuple[str, ...], field: str = "password") -> tuple[Fault, ...]:
    """What is wrong with a new password, as our own sentences."""
    try:
        validate_password(password)
    except ValidationError as error:
        code = error.error_list[0].code
        return (Fault(field, rules.PASSWORD_SENTENCES.get(str(code), rules.PASSWORD_SENTENCES[""])),)
    if rules.password_is_near(password, near):
        return (Fault(field, rules.PASSWORD_SENTENCES["password_too_similar"]),)
    return ()


def _subject(account: Account) -> str:
    return f"person:{account.person.public_id}" if account.person else f"account:{account.pk}"


def _account(account_id: int) -> Account:
    account: Account | None = Account.objects.select_related("person").filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return account
