"""Rows of our models, written and read by statements made once a table; beside `motcua/database.py`, for acts."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache, lru_cache
from json import dumps
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import DateTimeField, Field, JSONField, Model, QuerySet, UUIDField
from django.db.models.base import ModelState

from motcua.database import SHAPES_MAX, Found, Later, change, is_postgresql

Row = TypeVar("Row", bound=Model)


def new(model: type[Row], **values: Any) -> Row:
    """The row that `model(**values)` makes, of columns by their names (`dossier_id`); for those that every act writes."""
    usual, made = _defaults(model)
    assert values.keys() <= usual.keys(), values.keys() - usual.keys()
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = ModelState()
    held.update(usual)
    held.update(values)
    for name, make in made:
        if name not in values:
            held[name] = make()
    return row


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The columns with their defaults; and what makes those that every row has its own of."""
    fields = model._meta.concrete_fields
    made = [(field.attname, field.get_default) for field in fields if callable(field.default)]
    own = {name for name, _ in made}
    return {f.attname: None if f.attname in own else f.get_default() for f in fields}, made


def insert(row: Model, *, returning: str = "") -> Found:
    """Insert a row as it stands, its key left to the database."""
    held, shape, values = row.__dict__, "", []
    for name, prepare in _columns(type(row)):
        value = held[name]
        # What is empty stands in the statement: an act leaves many columns so, and always the same ones.
        if value is None:
            shape += "n"
        elif value == "":
            shape += "e"
        else:
            shape += "v"
            values.append(prepare(value) if prepare else value)
    return change(insert_of(type(row), shape), values, returning=returning)


_WRITTEN = {"n": "NULL", "e": "''", "v": "%s"}


@lru_cache(maxsize=SHAPES_MAX)
def insert_of(model: type[Model], shape: str) -> str:
    names = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.primary_key)
    values = ", ".join(_WRITTEN[sign] for sign in shape)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({values})'  # noqa: S608  own names


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """Columns to insert, and what prepares their values; most go as they are."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return tuple((field.attname, preparation(field)) for field in fields)


def preparation(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What makes of a value of this column what the ORM would send, asked once a column; None: it goes as it is."""
    if isinstance(field, JSONField):
        return _json
    if not is_postgresql() and isinstance(field, DateTimeField):
        return _moment
    if not is_postgresql() and isinstance(field, UUIDField):
        return _hex
    return None


def _json(value: Any) -> Any:
    """JSON text; an object may hold a value that is known later."""
    later = [name for name, one in value.items() if type(one) is Later] if type(value) is dict else ()
    if not later:
        return dumps(value, ensure_ascii=False)
    (name,) = later
    one: Later = value[name]
    rest = {key: held for key, held in value.items() if key != name}
    return Later(
        one.found,
        f"jsonb_set(%s, '{{{{{name}}}}}', to_jsonb({one.sql}))",
        (dumps(rest, ensure_ascii=False), *one.values),
        lambda found: dumps({**rest, name: one.python(found)}, ensure_ascii=False),
    )


def _moment(value: datetime | None) -> object:
    return connection.ops.adapt_datetimefield_value(value)


def _hex(value: UUID | None) -> str | None:
    return value.hex if value is not None else None


def one(found: QuerySet[Row]) -> Row | None:
    """The row of a question that has one answer or none; `first()` pays for an order of it."""
    return next(iter(found[:1]), None)


def loaded(
    model: type[Row], names: Collection[str], values: Collection[Any], *, db: str | None = DEFAULT_DB_ALIAS
) -> Row:
    """The row that `Model.from_db` makes of these columns; any other is fetched when it is asked for.

    `from_db` goes through every column of the table to find which are there, three times an act.
    """
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = state = ModelState()
    state.adding, state.db = False, db
    held.update(zip(names, values, strict=True))
    return row


class Listed(Model):
    """A table of many columns whose rows are read by the hundred, few columns each."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Without the signals of `Model.__init__`, which nobody here listens to."""
        return loaded(cls, field_names, values, db=db)


def fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    """Columns of a table by their names."""
    return [known for name in names if isinstance(known := model._meta.get_field(name), Field)]


def reader(fields: "Sequence[Field[Any, Any]]") -> Callable[[Sequence[Any]], list[Any]]:
    """Makes values that come from these columns what the model's fields hold."""
    conversions = []
    for index, field in enumerate(fields):
        expression = field.get_col(field.model._meta.db_table)
        for convert in (*connection.ops.get_db_converters(expression), *field.get_db_converters(connection)):
            conversions.append((index, convert, expression))

    def read(values: Sequence[Any]) -> list[Any]:
        held = list(values)
        for index, convert, expression in conversions:
            held[index] = convert(held[index], expression, connection)
        return held

    return read
