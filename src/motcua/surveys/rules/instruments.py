"""What a questionnaire is: blocks → factors → items on one scale, and what is asked around them. Plain values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.foundation.forms import Form
from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import Refusal, gettext_noop


@dataclass(frozen=True)
class Item:
    """One thing that is rated. `recalled`: its wording was not found in a source and is ours."""

    code: str
    label: Wording
    recalled: bool


@dataclass(frozen=True)
class Factor:
    code: str
    name: Wording
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Block:
    code: str
    name: Wording
    factors: tuple[Factor, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for factor in self.factors for item in factor.items)


@dataclass(frozen=True)
class Instrument:
    """One edition of a questionnaire, read from its document."""

    code: str
    name: Wording
    first_year: int
    last_year: int | None
    basis: str
    note: Wording
    about: Wording  # what people are told before they begin
    minutes: int
    scale: tuple[tuple[str, Wording], ...]  # code → words; codes that are numbers count
    satisfied: tuple[str, ...]
    blocks: tuple[Block, ...]
    form: Form

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for block in self.blocks for item in block.items)

    @property
    def index(self) -> dict[str, dict[str, list[str]]]:
        """Block → factor → items, as `estimation.Index` takes them."""
        return {
            block.code: {factor.code: [item.code for item in factor.items] for factor in block.factors}
            for block in self.blocks
        }

    def holds(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


class NotOneSeries(Refusal):
    code = "surveys.not-one-series"
    sentence = gettext_noop("%(first)s and %(second)s are two questionnaires, so nothing is computed across.")
    next_step = gettext_noop("Compare rounds of one questionnaire.")


def check_one_series(codes: Sequence[str]) -> None:
    """Refuses figures of two instruments in one series."""
    found = sorted(set(codes))
    if len(found) > 1:
        raise NotOneSeries(first=found[0], second=found[1])


def form_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The questionnaire as a document of the forms engine: what comes before, a page a factor, what comes after."""
    pages = list(document.get("before", ()))
    options = [{"code": one["code"], "name": one["name"]} for one in document["scale"]]
    for block in document["blocks"]:
        for factor in block["factors"]:
            page = {
                "code": f"{block['code']}-{factor['code']}",
                "title": factor["name"],
                "text": factor.get("ask", block["ask"]),
                "fields": [
                    {"code": item["code"], "kind": "choice", "label": item["label"], "required": False, "options": options}
                    for item in factor["items"]
                ],
            }  # fmt: skip
            if when := factor.get("when", block.get("when")):
                page["when"] = when
            pages.append(page)
    return {"title": document["name"], "pages": pages + list(document.get("after", ()))}
