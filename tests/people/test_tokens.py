"""Tokens: who makes and ends them, how many, for how long, and that the secret is nowhere."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.people import actions, queries
from motcua.people.actions import NewToken
from motcua.people.models import AnsweredKey, Token
from motcua.people.rules import (
    TOKENS_MAX,
    KeyUsedElsewhere,
    Scope,
    TokenOver,
    TooManyTokens,
)

from .cast import NOW

READ = (Scope.DOSSIERS_READ,)


def made(cast, player, *, at=NOW, days=30, scopes=READ, name="Phần mềm"):
    form = NewToken(name=name, scopes=tuple(scopes), days=days)
    return actions.make_token(form=form, reach=cast.reach(player), at=at)


def test_a_secret_opens_its_account_until_the_token_expires(cast):
    secret = made(cast, cast.hoa)
    found = queries.bearer(secret, NOW)
    assert found.account == cast.hoa.account and found.scopes == frozenset(READ)
    assert queries.bearer(secret + "x", NOW) is None
    assert queries.bearer(secret, NOW + timedelta(days=30)) is None
    assert secret not in str(list(Token.objects.values()))


def test_what_is_left_out_is_said(cast):
    for changes in ({"name": " "}, {"scopes": ()}, {"scopes": ("everything",)}, {"days": 10_000}):
        with pytest.raises(InvalidInput) as refused:
            made(cast, cast.hoa, **changes)
        assert [fault.field for fault in refused.value.faults] == list(changes)
    assert not Token.objects.exists()


def test_so_many_tokens_hold_at_once_and_no_more(cast):
    for _ in range(TOKENS_MAX):
        made(cast, cast.hoa)
    with pytest.raises(TooManyTokens):
        made(cast, cast.hoa)
    made(cast, cast.nam)
    actions.end_token(token_id=Token.objects.first().pk, reach=cast.reach(cast.hoa), at=NOW)
    made(cast, cast.hoa)


def test_its_owner_and_the_operator_of_their_office_end_it_and_nobody_else(cast):
    made(cast, cast.case)
    token = Token.objects.get()
    for player in (cast.hoa, cast.head, cast.auditor, cast.stranger):
        with pytest.raises(NotFound):
            actions.end_token(token_id=token.pk, reach=cast.reach(player), at=NOW)
    actions.end_token(token_id=token.pk, reach=cast.reach(cast.operator), at=NOW)
    with pytest.raises(TokenOver):
        actions.end_token(token_id=token.pk, reach=cast.reach(cast.case), at=NOW)


def test_an_operator_sees_tokens_of_officers_and_none_of_citizens(cast):
    made(cast, cast.case, name="Của cán bộ")
    made(cast, cast.hoa, name="Của dân")
    seen = [token.name for token in queries.tokens_within(cast.reach(cast.operator), NOW)]
    assert seen == ["Của cán bộ"]
    assert [token.name for token in queries.tokens_of(cast.hoa.account.pk, NOW)] == ["Của dân"]


def test_the_page_shows_the_secret_once(client, cast):
    client.force_login(cast.hoa.account)
    address = reverse("people:tokens")
    typed = {"name": "Phần mềm", "scopes": ["dossiers:read"], "days": "30"}
    page = client.post(address, typed).content.decode()
    assert "mctk_" in page
    assert "mctk_" not in client.get(address).content.decode()
    assert client.post(address, {"name": "", "days": "7"}).status_code == 422
    token = Token.objects.get()
    client.force_login(cast.nam.account)
    assert client.post(reverse("people:token-end", args=[token.pk])).status_code == 404
    client.force_login(cast.hoa.account)
    assert client.post(reverse("people:token-end", args=[token.pk])).status_code == 302


@pytest.mark.parametrize("form", ["before", "within"])
def test_a_key_is_answered_for_as_long_as_it_is_kept_and_no_longer(cast, form):
    """Both forms: the key written before the act, and written by the act with what it answers."""
    done = []

    def act(at):
        with transaction.atomic():
            done.append(at)
            if form == "within":
                actions.note_answer(answer={"n": len(done)})
            return {"n": len(done)}

    def once(at, asked="a"):
        key = actions.Key.read(
            account_id=cast.hoa.account.pk, key="k", asked=asked, at=at, kept_for=timedelta(hours=48)
        )
        return (actions.once if form == "before" else actions.once_noted)(key=key, act=lambda: act(at))

    assert once(NOW) == ({"n": 1}, False)
    assert once(NOW + timedelta(hours=47)) == ({"n": 1}, True)
    with pytest.raises(KeyUsedElsewhere):
        once(NOW, asked="b")
    done[1:] = []
    assert once(NOW + timedelta(hours=49), asked="b") == ({"n": 2}, False)
    assert actions.forget_answered_keys(before=NOW + timedelta(days=3)) == 1
    assert not AnsweredKey.objects.exists()


def test_an_act_refused_for_what_was_done_before_is_answered_as_it_was_then(cast):
    asked = {"account_id": cast.hoa.account.pk, "key": "k", "asked": "a", "kept_for": timedelta(hours=48)}
    key = actions.Key.read(at=NOW, **asked)

    def refuse():
        raise TokenOver

    with pytest.raises(TokenOver):
        actions.once_noted(key=key, act=refuse)
    assert actions.once_noted(key=key, act=lambda: actions.note_answer(answer={"n": 1}) or {"n": 1}) == (
        {"n": 1},
        False,
    )
    assert actions.once_noted(key=key, act=refuse) == ({"n": 1}, True)
    other = actions.Key.read(at=NOW, **asked | {"asked": "b"})
    with pytest.raises(KeyUsedElsewhere):
        actions.once_noted(key=other, act=refuse)
