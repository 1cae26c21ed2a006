"""Conditions and computed values as controls on the page of the editor: lines, choices, and the sentence they make."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.foundation.forms import Form, Kind
from motcua.foundation.forms.kinds import NUMERIC
from motcua.procedures import composing, reckoning, saying
from motcua.procedures.asked import Asked
from motcua.procedures.composing import EMPTY, FILLED, LISTING, NO, OTHER, YES, Line, Lines
from motcua.procedures.reckoning import COUNT, OF_DATES, OF_TEXTS, STEP, TODAY, WRITTEN, Reckoned

LABEL_LENGTH_MAX = 70


@dataclass(frozen=True)
class DrawnLine:
    """One line of a condition – a question, how it compares, with what – or a value, and what it is made of."""

    remove: str  # what its button says; "" where nothing can be taken away
    number: int
    fields: tuple[DrawnField, ...]
    when: "DrawnLines | None" = None  # of a choice: the condition of this value
    step: "DrawnStep | None" = None  # worked out first
    is_nested: ClassVar[bool] = False


@dataclass(frozen=True)
class DrawnLines:
    """Lines that count together, with the question of how."""

    name: str
    remove: str
    number: int
    join: DrawnField | None  # None while there is one line
    lines: "tuple[DrawnLine | DrawnLines, ...]"
    can_nest: bool
    is_empty: bool  # nothing is asked: it always holds
    is_nested: ClassVar[bool] = True


@dataclass(frozen=True)
class DrawnStep:
    """A function with what it works on; within it, steps of the same kind."""

    name: str
    fields: tuple[DrawnField, ...]  # which function, and what it asks once
    values: tuple[DrawnLine, ...] = ()
    table: tuple[DrawnLine, ...] = ()
    otherwise: DrawnLine | None = None
    add: str = ""  # what one more value is called on its button
    lines: DrawnLines | None = None  # of rows: those that count
    dead: tuple[str, ...] = ()  # lines of a table for answers that its question does not have
    drop: str = ""  # the value of the button that takes them out


@dataclass(frozen=True)
class Builder:
    """A condition or a computed value. `note`: why it is not edited here."""

    name: str
    label: str
    address: str
    optional: bool
    says: str
    note: str = ""
    lines: DrawnLines | None = None
    step: DrawnStep | None = None
    template: ClassVar[str] = "procedures/_builder.html"
    is_short: ClassVar[bool] = False


@dataclass(frozen=True)
class _Within:
    """What a value can name where it stands: the questions, its group, its own code, and how many steps are around it."""

    scope: Sequence[Asked]
    group: str
    own: str
    deep: int


@dataclass(frozen=True)
class Builders:
    """Draws for one section: what is asked, what is wrong by control, and where a change is drawn anew."""

    every: tuple[Asked, ...]
    errors: Mapping[str, str]
    form: Form | None
    language: str
    address: str

    @property
    def kinds(self) -> dict[str, str]:
        return {each.code: each.kind for each in self.every}

    # Conditions -------------------------------------------------------------------------------------------------

    def condition(
        self, name: str, label: str, value: Any, scope: Sequence[Asked], *, optional: bool = True
    ) -> Builder:
        lines = composing.seen(value, self.kinds)
        words = _sentence(saying.condition(value, self.form, self.language)) if value and self.form else ""
        if lines is None:
            note = _("Nested too deeply to be shown here; it is edited in the text of the file.")
            return Builder(name, label, self.address, optional, words, note=note)
        return Builder(
            name, label, self.address, optional, words, lines=self._lines(name, "", 1, lines, scope, depth=0)
        )

    def _lines(
        self,
        name: str,
        remove: str,
        number: int,
        lines: Lines,
        scope: Sequence[Asked],
        *,
        depth: int,
        must: bool = False,
    ) -> DrawnLines:
        present = lines.lines or (Line("", "is", "", None),)
        several = len(present) > 1
        drawn = tuple(
            self._lines(f"{name}-{index}", f"{name}.{index}", index + 1, line, scope, depth=depth + 1)
            if isinstance(line, Lines)
            else self._line(f"{name}-{index}", f"{name}.{index}" if lines.lines and (several or not must) else "", index + 1, line, scope, several=several or depth > 0 or must)
            for index, line in enumerate(present)
        )  # fmt: skip
        asked = several or depth > 0 or lines.join == composing.NONE
        join = self._field(
            f"{name}-join", _("What has to hold"), lines.join, kind=Drawn.SELECT, width="m",
            choices=((composing.ALL, _("all of these")), (composing.ANY, _("any of these")), (composing.NONE, _("none of these"))),
        )  # fmt: skip
        return DrawnLines(name, remove, number, join if asked else None, drawn, depth == 0, not lines.lines)

    def _line(
        self, name: str, remove: str, number: int, line: Line, scope: Sequence[Asked], *, several: bool
    ) -> DrawnLine:
        nothing = _("– choose –") if several else _("every row") if "-where-" in name else _("always")
        choices = (("", nothing), *self.named(scope))
        question = self._field(f"{name}-field", _("Question"), line.field, kind=Drawn.SELECT, choices=choices)
        if not line.field:
            return DrawnLine(remove, number, (question,))
        kind = self.kinds.get(line.field, "")
        verbs = tuple((verb, saying.verb(verb, kind)) for verb in composing.verbs_for(kind))
        compares = self._field(f"{name}-verb", _("How it compares"), line.verb, kind=Drawn.SELECT, choices=verbs, worded=saying.verbs())  # fmt: skip
        value = self._value(f"{name}-value", line, kind, scope)
        return DrawnLine(remove, number, (question, compares, *((value,) if value else ())))

    def _value(self, name: str, line: Line, kind: str, scope: Sequence[Asked]) -> DrawnField | None:
        label = _("With what")
        if line.verb in (FILLED, EMPTY):
            return None
        if line.verb.endswith(OTHER):
            like = [each for each in scope if _sort(each.kind) == _sort(kind) and each.code != line.field]
            choices = (("", _("– choose –")), *self.named(like))
            return self._field(name, label, line.value, kind=Drawn.SELECT, choices=choices)
        if kind == Kind.YES_NO:
            return self._field(
                name, label, line.value, kind=Drawn.SELECT, choices=((YES, _("Yes")), (NO, _("No")))
            )
        options = self._options(line.field)
        if options and line.verb in LISTING:
            field = self._field(name, label, line.value, kind=Drawn.CHECKS, choices=options)
            # What the file names and the question no longer offers stays in sight, or it would be lost unseen.
            chosen = tuple(filter(None, line.value.split(", ")))
            lost = tuple(DrawnChoice(one, one) for one in chosen if one not in dict(options))
            return replace(field, values=chosen, value="", choices=(*field.choices, *lost))
        if options:
            nothing = () if line.value in dict(options) else (("", _("– choose –")),)
            return self._field(name, label, line.value, kind=Drawn.SELECT, choices=(*nothing, *options))
        hint = _("Several, separated by semicolons") if line.verb in LISTING else ""
        hint = hint or (_("Like 19/04/2023") if kind == Kind.DATE else "")
        return self._field(name, label, line.value, hint=hint, numeric=kind in NUMERIC)

    def _options(self, code: str) -> tuple[tuple[str, str], ...]:
        row = next((each.row for each in self.every if each.code == code and not each.is_computed), {})
        options = row.get("options")
        return tuple(
            (str(one.get("code", "")), _named(one.get("name"), self.language) or str(one.get("code", "")))
            for one in (options if isinstance(options, list) else [])
            if isinstance(one, Mapping)
        )

    # Computed values --------------------------------------------------------------------------------------------

    def computed(self, name: str, label: str, value: Any, group: str, own: str) -> Builder:
        found = reckoning.seen(value, self.kinds)
        words = _sentence(saying.computed(value, self.form, self.language)) if self.form else ""
        if found is None:
            note = _("Composed of more steps than can be shown here; it is edited in the text of the file.")
            return Builder(name, label, self.address, False, words, note=note)
        return Builder(name, label, self.address, False, words, step=self._step(name, found, group, own, 0))

    def _step(self, name: str, found: Reckoned, group: str, own: str, deep: int) -> DrawnStep:
        function = found.function
        fields = [self._field(f"{name}-fn", _("Function"), function, kind=Drawn.SELECT, choices=tuple(saying.functions().items()))]  # fmt: skip
        more: dict[str, Any] = {}
        if function in reckoning.OVER_ROWS:
            fields.append(self._rows(f"{name}-rows", found))
            scope = [each for each in self.every if each.group in ("", found.rows.partition(".")[0])]
            scope = [each for each in scope if not each.is_group and each.code != own]
            lines = composing.seen(found.where, self.kinds)
            more["lines"] = lines and self._lines(f"{name}-where", "", 1, lines, scope, depth=0)
        else:
            # A value can be of this form or of the same row, and never of itself.
            scope = [each for each in self.every if each.group in ("", group) and each.code != own]
            within = _Within(scope, group, own, deep)
            more = self._values(name, found, within)
        if function in ("concat", "concat-rows"):
            choices = (("", _("a space")), ("comma", _("a comma")), ("semicolon", _("a semicolon")), ("dash", _("a dash")), ("none", _("no sign at all")))  # fmt: skip
            fields.append(self._field(f"{name}-separator", _("Between them"), found.separator, kind=Drawn.SELECT, choices=choices))  # fmt: skip
        if function == "round":
            figures = tuple((str(n), str(n)) for n in range(1, reckoning.DECIMALS_MAX + 1))
            choices = (("" if found.decimals != "0" else "0", _("none: a whole number")), *figures)
            fields.append(self._field(f"{name}-decimals", _("Decimals"), found.decimals, kind=Drawn.SELECT, choices=choices))  # fmt: skip
        return DrawnStep(name, tuple(fields), **more)

    def _values(self, name: str, found: Reckoned, within: _Within) -> dict[str, Any]:
        function = found.function
        chooses = function == reckoning.CHOOSE
        several = function in reckoning.OVER_MANY or chooses
        many = several and len(found.values) > 1
        values = []
        for number, one in enumerate(found.values):
            line = self._operand(f"{name}-{number}", number, one, function, within)
            when = composing.seen(found.whens[number], self.kinds) if chooses else None
            if when is not None:
                lines = self._lines(f"{name}-{number}-when", "", 1, when, within.scope, depth=0, must=True)
                line = replace(line, when=lines)
            values.append(replace(line, remove=f"{name}.{number}" if many else ""))
        more: dict[str, Any] = {"values": tuple(values)}
        if several:
            more["add"] = _("Add a choice") if chooses else _("Add a value")
        if chooses:
            more["otherwise"] = self._operand(f"{name}-else", -1, found.otherwise, function, within)
        if function == reckoning.LOOKUP:
            more["table"] = tuple(self._entry(name, number, found) for number in range(len(found.table)))
            dead = self._dead(found)
            more["dead"] = tuple(f"{one.key}: {one.value}" for one in dead)
            more["drop"] = f"{name}-t:{json.dumps([one.key for one in dead])}" if dead else ""
            last = self._field(f"{name}-else-written", _("Otherwise, the value"), found.otherwise.written)
            more["otherwise"] = DrawnLine("", 0, (last,))
        return more

    def _dead(self, found: Reckoned) -> list[reckoning.Entry]:
        """Lines that stayed when the question became another, which never has their answer."""
        kind = reckoning.kind_of(found.values[0], self.kinds)
        options = {code for code, _words in self._options(found.values[0].of)}
        answers = {"yes", "no"} if kind == Kind.YES_NO else options
        return [one for one in found.table if answers and one.key and one.key not in answers]

    def _entry(self, name: str, number: int, found: Reckoned) -> DrawnLine:
        """One line of a table: an answer, by its words where the question has options, and the value for it."""
        here, entry = f"{name}-t-{number}", found.table[number]
        kind = reckoning.kind_of(found.values[0], self.kinds)
        options = self._options(found.values[0].of)
        if kind == Kind.YES_NO:
            options = (("yes", _("Yes")), ("no", _("No")))
        taken = {each.key for each in found.table if each is not entry}
        free = tuple(option for option in options if option[0] not in taken)
        key = (
            self._field(f"{here}-key", _("For the answer"), entry.key, kind=Drawn.SELECT, choices=(("", _("– choose –")), *free))
            if options
            else self._field(f"{here}-key", _("For the answer"), entry.key, numeric=kind in NUMERIC)
        )  # fmt: skip
        value = self._field(f"{here}-value", _("The value"), entry.value)
        remove = f"{name}-t.{number}" if len(found.table) > 1 else ""
        return DrawnLine(remove, number + 1, (key, value))

    def _rows(self, name: str, found: reckoning.Reckoned) -> DrawnField:
        named = reckoning.OVER_ROWS[found.function][1]
        groups = [each for each in self.every if each.is_group]
        if not named:
            return self._field(name, _("Of which group"), found.rows, kind=Drawn.SELECT, choices=(("", _("– choose –")), *self.named(groups)))  # fmt: skip
        columns = [
            (f"{each.group}.{each.code}", f"{self._name(group)}: {self._name(each)}")
            for group in groups
            for each in self.every
            if each.group == group.code and (found.function != "sum-rows" or each.kind in NUMERIC)
        ]
        return self._field(name, _("Of which question"), found.rows, kind=Drawn.SELECT, choices=(("", _("– choose –")), *columns))  # fmt: skip

    def _operand(
        self, name: str, number: int, one: reckoning.Value, function: str, within: _Within
    ) -> DrawnLine:
        wants = _wanted(function)
        fits = [each for each in within.scope if not each.is_group and wants(each.kind)]
        is_second_of_age = function == "age" and number == 1
        nothing = _("the day of filling in") if is_second_of_age else _("no value") if number < 0 else _("– choose –")  # fmt: skip
        choices: list[tuple[str, str]] = [("", nothing), *self.named(fits)]
        if function == "days" or (function == "age" and not is_second_of_age) or one.of == TODAY:
            choices.append((TODAY, _("the day of filling in")))
        if function not in (*OF_DATES, *OF_TEXTS, "field"):
            choices += [
                (f"{COUNT}{each.code}", _("how many: %(group)s") % {"group": self._name(each)})
                for each in within.scope
                if each.is_group
            ]
        if function not in (*OF_DATES, "field", "words", reckoning.LOOKUP) or one.of == WRITTEN:
            either = _("a number or text written here") if function == reckoning.CHOOSE else _("a number written here")  # fmt: skip
            choices.append((WRITTEN, _("a text written here") if function in OF_TEXTS else either))
        if (within.deep < reckoning.STEPS_DEEP and function not in (*OF_DATES, "field")) or one.of == STEP:
            choices.append((STEP, _("a step worked out first")))
        labels = {
            "days": (_("First day"), _("Last day")), "age": (_("Born on"), _("On the day")),
            "difference": (_("Take away from"), _("What is taken away")), "quotient": (_("What is divided"), _("Divided by")),
            "round": (_("What is rounded"),), reckoning.LOOKUP: (_("By the answer to"),),
        }.get(function, ())  # fmt: skip
        label = labels[number] if 0 <= number < len(labels) else _("Value %(n)s") % {"n": number + 1}
        if function == reckoning.CHOOSE:
            label = _("Otherwise, the value") if number < 0 else _("Then the value")
        fields = (self._field(f"{name}-of", label, one.of, kind=Drawn.SELECT, choices=tuple(choices)),)
        if one.of == WRITTEN:
            numeric = function not in (*OF_TEXTS, reckoning.CHOOSE)
            fields += (self._field(f"{name}-written", _("Written"), one.written, numeric=numeric),)
        step = one.step and self._step(name, one.step, within.group, within.own, within.deep + 1)
        return DrawnLine("", number + 1, fields, step=step)

    # Parts ------------------------------------------------------------------------------------------------------

    def named(self, scope: Sequence[Asked]) -> list[tuple[str, str]]:
        """Questions by their words, with the code where two are worded alike."""
        words = [self._name(each) for each in scope]
        return [
            (each.code, f"{said} ({each.code})" if words.count(said) > 1 else said)
            for each, said in zip(scope, words, strict=True)
        ]

    def _name(self, each: Asked) -> str:
        words = _named(each.row.get("label"), self.language) or each.code
        return words if len(words) <= LABEL_LENGTH_MAX else f"{words[: LABEL_LENGTH_MAX - 1].rstrip()}…"

    def _field(
        self, name: str, label: str, value: str, *, kind: Drawn = Drawn.TEXT, choices: Sequence[tuple[str, str]] = (),
        hint: str = "", width: str = "", numeric: bool = False, worded: Mapping[str, str] | None = None,
    ) -> DrawnField:  # fmt: skip
        if kind is Drawn.SELECT and value not in dict(choices):
            # What the file says stays in sight even when it is none of the choices.
            choices = ((value, (worded or {}).get(value, value)), *choices)
        return DrawnField(
            kind=kind,
            name=name,
            label=label,
            hint=hint,
            value=value,
            width=width,
            error=self.errors.get(name, ""),
            choices=tuple(DrawnChoice(code, words) for code, words in choices),
            inputmode="decimal" if numeric else "",
            spellcheck=False,
        )


def _named(said: Any, language: str) -> str:
    return str(said.get(language) or said.get("vi") or "") if isinstance(said, Mapping) else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sort(kind: str) -> str:
    return "number" if kind in NUMERIC else kind if kind == Kind.DATE else "text"


def _wanted(function: str) -> Callable[[str], bool]:
    """Whether answers of a kind fit a function."""
    if function in OF_DATES:
        return lambda kind: kind == Kind.DATE
    if function == reckoning.LOOKUP:
        return lambda kind: kind != Kind.CHOICES
    if function == reckoning.CHOOSE:
        return lambda kind: kind not in (Kind.YES_NO, Kind.CHOICES)
    if function in OF_TEXTS:
        return lambda kind: kind not in (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES)
    if function == "words":
        return lambda kind: kind in NUMERIC or kind == Kind.DATE
    return (lambda kind: kind in NUMERIC) if function != "field" else (lambda kind: True)
