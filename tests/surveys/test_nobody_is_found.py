"""Somebody who has every table, every log line and every printed code cannot pair codes with answers better than chance.

Orders of rows on the side of the codes (key, hash, place on disk, transaction) are laid beside orders on the side of the
answers, within each cell, forwards and backwards, and the pairs that come out right are counted. Of a random order one
pair in a cell is right on average (the fixed points of a random permutation); a leak makes nearly all of them right.
"""

import logging
import random
from collections import defaultdict
from itertools import product

import pytest
from django.apps import apps
from django.db import connection

from motcua.surveys import actions
from motcua.surveys.models import Answer, Invitation, PaperSheet, PoolAnswer, SampleUnit, Unspent
from tests.surveys.build import AT, make_round

CELLS, EACH = 6, 20
# Six cells give six right pairs on average; 22 or more come by chance less than once in a million.
RIGHT_MAX = 21
PLACE = {"postgresql": "ctid::text", "sqlite": "rowid"}


def told_apart(number: int) -> dict:
    """An answer that nobody else gave."""
    digits = [number // 5**power % 5 + 1 for power in range(4)]
    names = ("p_health_part", "p_health_quality", "p_water_part", "p_water_quality")
    return {"v_used": False, **{name: str(digit) for name, digit in zip(names, digits, strict=True)}}


def place(row: str) -> tuple:
    return tuple(int(part) for part in str(row).strip("()").split(","))


def orders(model, key: str) -> dict[str, list]:
    """Every order in which rows of a table can be read: keys in the order of the place on disk, of the id, of the transaction."""
    at = PLACE[connection.vendor]
    also = "xmin::text::bigint" if connection.vendor == "postgresql" else "0"
    column = model._meta.get_field(key).column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, {at}, {also}, {model._meta.pk.column} FROM {model._meta.db_table}")
        rows = cursor.fetchall()
    return {
        "place": [row[0] for row in sorted(rows, key=lambda row: place(row[1]))],
        "id": [row[0] for row in sorted(rows, key=lambda row: str(row[3]))],
        "transaction": [row[0] for row in sorted(rows, key=lambda row: (row[2], place(row[1])))],
    }


def right_pairs(codes: list, answers: list, *, cell_of_code: dict, cell_of_answer: dict, truth: dict) -> int:
    """Pairs by rank within each cell that are true."""
    left, right = defaultdict(list), defaultdict(list)
    for code in codes:
        left[cell_of_code[code]].append(code)
    for answer in answers:
        right[cell_of_answer[answer]].append(answer)
    return sum(
        truth.get(code) == answer
        for cell in left
        for code, answer in zip(left[cell], right[cell], strict=False)
    )


def uuid_of(value) -> str:
    return str(value).replace("-", "")


@pytest.mark.django_db(transaction=True)
def test_given_every_table_and_every_code_nobody_pairs_better_than_chance(caplog):
    made = make_round(cells=CELLS, each=EACH).open()
    invitations = list(Invitation.objects.order_by("pk").values_list("pk", "sample_unit__cell_id"))
    asked = list(range(CELLS * EACH))
    random.SystemRandom().shuffle(asked)
    said = {number: told_apart(number) for number in asked}
    sending: list[int] = []
    with caplog.at_level(logging.DEBUG):
        for count, number in enumerate(asked[:100], start=1):
            made.answer(number, said[number])
            sending.append(invitations[number][0])
            if count % 25 == 0 and count < 100:
                actions.shuffle_pools(at=AT)
    assert (PoolAnswer.objects.count(), Answer.objects.count()) == (25, 75)
    by_data = {tuple(sorted(map(str, data.items()))): number for number, data in said.items()}
    cell_of_code = dict(invitations)
    on_the_side_of_codes = orders(Invitation, "id") | {
        "hash": list(Invitation.objects.order_by("code_hash").values_list("pk", flat=True)),
        "left": orders(Unspent, "invitation")["place"],
    }
    for model in (PoolAnswer, Answer):
        rows = list(model.objects.values_list("pk", "cell_id", "data"))
        cells = {uuid_of(pk): cell for pk, cell, _data in rows}
        owner = {
            invitations[by_data[tuple(sorted(map(str, data.items())))]][0]: uuid_of(pk)
            for pk, _cell, data in rows
        }
        answers = {name: [uuid_of(pk) for pk in order] for name, order in orders(model, "id").items()}
        spent = set(owner)  # the strongest reader knows even which codes were used
        for (name, codes), (other, kept), turned in product(
            on_the_side_of_codes.items(), answers.items(), (1, -1)
        ):
            right = right_pairs(
                [code for code in codes if code in spent][::turned],
                kept,
                cell_of_code=cell_of_code,
                cell_of_answer=cells,
                truth=owner,
            )
            assert right <= RIGHT_MAX, f"{model.__name__}: {name} against {other} pairs {right}"
        if model is PoolAnswer:
            # The count does find a leak: whoever stood by and wrote down the order of sending, reads the pool.
            leak = [code for code in sending if code in spent]
            facts = {"cell_of_code": cell_of_code, "cell_of_answer": cells, "truth": owner}
            assert right_pairs(leak, answers["place"], **facts) == len(rows)
    assert not [line for line in caplog.messages if any(code in line for code in made.codes)]


@pytest.mark.django_db(transaction=True)
def test_sheets_typed_in_the_order_of_their_numbers_are_paired_with_answers_no_better_than_chance():
    """The order of typing is known here: it is that of the numbers. So no order of the answers may be that of their coming."""
    made = make_round(cells=5, each=16).open()
    said, by_data = {}, {}
    for count, (sheet, place) in enumerate(
        ((sheet, place) for sheet in range(1, 17) for place in range(5)), start=1
    ):
        data = told_apart(count)
        said[sheet, place] = data
        by_data[tuple(sorted(map(str, data.items())))] = (sheet, place)
        for player in (made.officer, made.enumerator):
            reach = made.cast.reach(player)
            actions.type_sheet(place=made.units[place].pk, sheet=sheet, data=data, reach=reach, at=AT)
        if count % 10 == 0 and count <= 60:  # six lots of one day
            actions.shuffle_pools(at=AT)
    assert (PoolAnswer.objects.count(), Answer.objects.count()) == (20, 60)
    sheets = list(PaperSheet.objects.values_list("pk", "number", "sample_unit__cell_id"))
    cell_of_sheet = {pk: cell for pk, _number, cell in sheets}
    key = {(number, cell): pk for pk, number, cell in sheets}
    on_the_side_of_sheets = orders(PaperSheet, "id") | {
        "number": [pk for pk, _n, _c in sorted(sheets, key=lambda row: row[1])]
    }
    for model in (PoolAnswer, Answer):
        rows = list(model.objects.values_list("pk", "cell_id", "data"))
        cells = {uuid_of(pk): cell for pk, cell, _data in rows}
        owner = {
            key[by_data[tuple(sorted(map(str, data.items())))][0], cell]: uuid_of(pk)
            for pk, cell, data in rows
        }
        answers = {name: [uuid_of(pk) for pk in order] for name, order in orders(model, "id").items()}
        facts = {"cell_of_code": cell_of_sheet, "cell_of_answer": cells, "truth": owner}
        for (name, left), (other, right), turned in product(
            on_the_side_of_sheets.items(), answers.items(), (1, -1)
        ):
            # The strongest reader knows even which sheets are in this table.
            found = right_pairs([pk for pk in left if pk in owner][::turned], right, **facts)
            assert found <= RIGHT_MAX, f"{model.__name__}: {name} against {other} pairs {found}"


@pytest.mark.django_db(transaction=True)
def test_no_row_anywhere_holds_a_code_or_the_transaction_that_stored_an_answer():
    made = make_round(cells=CELLS, each=10).open()
    for number in range(0, 60, 7):
        made.answer(number, told_apart(number))
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = str(cursor.fetchall())
            assert not [code for code in made.codes if code in text], table
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT xmin::text FROM {PoolAnswer._meta.db_table}")
            stored = {row[0] for row in cursor.fetchall()}
            assert len(stored) == 9
            for model in (Invitation, Unspent, SampleUnit):
                cursor.execute(f"SELECT xmin::text, xmax::text FROM {model._meta.db_table}")
                assert not stored & {value for row in cursor.fetchall() for value in row}, model.__name__
