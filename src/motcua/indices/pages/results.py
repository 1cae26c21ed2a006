"""What a survey's answers gave, computed here: the whole, one province, two beside each other, the gaps to print, files."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.indices import result_charts as drawing
from motcua.indices import result_exports, results, showing
from motcua.indices.pages.announced import headers
from motcua.indices.pages.files import answer_kept
from motcua.indices.pages.now import linked
from motcua.indices.places import in_order, places
from motcua.indices.results import Opened, Row
from motcua.indices.scoring import NATION, POOLED, WHOLE
from motcua.people.access import Request, everyone
from motcua.people.rules import Role
from motcua.surveys.rules import Item

Rows = Mapping[str, Row]
Values = dict[str, Any]


@everyone
@takes("GET")
def listed(request: Request) -> HttpResponseBase:
    found = results.listed(request.reach, at=request.at)
    sheets = [{"sheet": one, "title": title(one)} for one in found]
    known = in_order((place for place in places() if place.ends is None), _language())
    values = {"sheets": sheets, "now": linked(known, request)}
    return headers.page(render(request, "indices/results.html", values), *found, at=request.at)


@everyone
@takes("GET")
def sheet(request: Request, sheet_id: int) -> HttpResponseBase:
    language = _language()
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    rows = results.over_provinces(held)
    wholes = results.of_domains(held, (NATION, POOLED))
    earlier = results.before(held, reach=request.reach, at=request.at)
    nation = wholes[NATION]
    values = {
        **_frame(held),
        "nation": _row(nation[WHOLE]),
        "pooled": _row(wholes[POOLED][WHOLE]),
        "blocks": [(_called(held, block.code, language), _row(nation[block.code])) for block in held.instrument.blocks],
        "rows": [_league(held, row, language) for row in rows],
        "map": drawing.province_map(held, rows, language=language),
        "ranks": drawing.ranks(held, rows, language=language),
        "factors": drawing.factors(held, nation, language=language, nation=nation[WHOLE]),
        "slope": drawing.slope(earlier, results.over_provinces(earlier), held, rows, language=language)
        if earlier
        else None,
        "groups": _groups(held, nation, None, language),
        "assumed": _assumed(held),
        "provinces": [
            (place.slug, place.named(language))
            for place in in_order(held.by_code.values(), language)
            if place.code in {row.domain for row in rows}
        ],
    }  # fmt: skip
    values["may_announce"] = held.announced_at is None and request.reach.holds(Role.HOME_AFFAIRS)
    return headers.page(render(request, "indices/result.html", values), held, at=request.at)


@everyone
@takes("GET")
def province(request: Request, sheet_id: int, slug: str) -> HttpResponseBase:
    language = _language()
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    values = _province(held, slug, language)
    # Those that act today in its place and have ratings to show.
    known = held.known
    today = [
        place
        for place in known
        if place.ends is None and place.code == values["domain"] and place.level == "province"
    ]
    values["now"] = linked(today, request)
    return headers.page(render(request, "indices/result_province.html", values), held, at=request.at)


@everyone
@takes("GET")
def gap(request: Request, sheet_id: int, slug: str) -> HttpResponseBase:
    """The same on a sheet of A4: item by item against the nation and the best, the widest gap first."""
    language = _language()
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    values = _province(held, slug, language)
    items = [item for group in values["groups"] for item in group["items"] if item["below"] is not None]
    values["gaps"] = sorted(items, key=lambda item: item["below"])
    values["at"] = request.at
    return headers.page(render(request, "indices/result_gap.html", values), held, at=request.at)


def _province(held: Opened, slug: str, language: str) -> Values:
    domain = held.domain(slug)
    found = results.of_domains(held, (domain, NATION))
    own, nation = found[domain], found[NATION]
    if WHOLE not in own:
        raise NotFound
    rows = results.over_provinces(held)
    whole = own[WHOLE]
    return {
        **_frame(held),
        "slug": slug,
        "domain": domain,
        "name": held.name(domain, language),
        "own": _row(whole),
        "shared_effect": _effect(held.shared_effect(whole)),
        "place": _place(whole, own=True),
        "joint": _place(whole, own=False),
        "of": sum(row.rank is not None for row in rows),
        "nation": _row(nation[WHOLE]),
        "chances": _chances(whole),
        "blocks": [(_called(held, block.code, language), _row(own[block.code]), _row(nation[block.code])) for block in held.instrument.blocks],
        "near": drawing.near(held, rows, domain, language=language),
        "factors": drawing.factors(held, own, language=language, nation=nation[WHOLE]),
        "map": drawing.province_map(held, rows, language=language, own=domain if domain in held.by_code else ""),
        "groups": _groups(held, own, nation, language, provinces=len(rows)),
    }  # fmt: skip


@everyone
@takes("GET")
def compare(request: Request, sheet_id: int) -> HttpResponseBase:
    language = _language()
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    chosen = [request.GET.get(key, "")[:60] for key in ("mot", "hai")]
    domains = [held.domain(slug) if slug else "" for slug in chosen]
    rows = results.over_provinces(held)
    there = {row.domain for row in rows}
    both = all(domain in there for domain in domains) and domains[0] != domains[1]
    values = {
        **_frame(held),
        "first": chosen[0],
        "second": chosen[1],
        "same": domains[0] == domains[1] and domains[0] in there,
        "provinces": [
            (place.slug, place.named(language))
            for place in in_order(held.by_code.values(), language)
            if place.code in there
        ],
    }
    if both:
        found = results.of_domains(held, domains)
        sides = [found[domain] for domain in domains]
        names = (held.name(domains[0], language), held.name(domains[1], language))
        values |= {
            "names": names,
            "urls": [drawing.url(held, domain) for domain in domains],
            "wholes": [(name, _row(side[WHOLE]), _place(side[WHOLE], own=True)) for name, side in zip(names, sides, strict=True)],
            "apart": _apart(held, sides[0][WHOLE], sides[1][WHOLE]),
            "chart": drawing.two(held, sides[0], sides[1], names),
            "pairs": [
                {"name": _called(held, value, language), "first": _row(sides[0][value]), "second": _row(sides[1][value]), "apart": _apart(held, sides[0][value], sides[1][value])}
                for block in held.instrument.blocks
                for value in (block.code, *(f"{block.code}.{factor.code}" for factor in block.factors))
            ],
        }  # fmt: skip
    return headers.page(render(request, "indices/result_compare.html", values), held, at=request.at)


@everyone
@takes("GET")
def download(request: Request, sheet_id: int, name: str) -> HttpResponseBase:
    """The rows as a table in each format, their dictionary, and the document that was hashed, to the letter."""
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    stem = result_exports.name(held)

    def made() -> HttpResponseBase:
        if name != f"{stem}.json":
            # The digest is over every figure; the name of a sheet and its wording go with the version of the table.
            key = f"{result_exports.VERSION}/{held.id}/{held.digest}"
            return answer_kept(
                lambda: result_exports.table(held, title=title(held)), name, stem=stem, key=key
            )
        body = results.document(sheet_id=sheet_id, reach=request.reach, at=request.at)
        found = HttpResponse(body, content_type="application/json")
        found["Content-Disposition"] = f'attachment; filename="{name}"'
        return found

    tag = f"{result_exports.VERSION}-{_language()}-{name.rpartition('.')[2]}-{len(name)}"
    return headers.file(request, made, held, tag=tag.replace("/", "-"), at=request.at)


def title(held: Opened) -> str:
    plain = f"{held.index} {held.year}"
    return _("%(title)s, simulated survey") % {"title": plain} if held.simulated else plain


def _frame(held: Opened) -> Values:
    name = result_exports.name(held)
    there = showing.downloads("indices:result-file", held.id, name=name)
    proof = reverse("indices:result-file", args=[held.id, f"{name}.json"])
    return {"sheet": held, "title": title(held), "downloads": there, "proof": proof}


def _row(row: Row | None) -> dict[str, object] | None:
    """One figure, written: nothing where it is not shown."""
    if row is None or row.estimate is None:
        return None
    return {
        "text": f"{writing.number(row.estimate, 2)} %",
        "range": f"{writing.number(row.lower, 1)} – {writing.number(row.upper, 1)}" if row.lower is not None else "",
        "n": writing.number(row.n),
        "effect": _effect(row.design_effect),
        "rank": row.rank or "",
    }  # fmt: skip


def _effect(effect: float | None) -> str:
    return writing.number(effect, 1) if effect is not None else ""


def _place(row: Row, *, own: bool) -> str:
    if not row.rank:
        return ""
    best, worst = (row.own_best, row.own_worst) if own else (row.joint_best, row.joint_worst)
    return f"{row.rank} ({best}–{worst})" if best else str(row.rank)


def _league(held: Opened, row: Row, language: str) -> Values:
    return {
        "name": held.name(row.domain, language),
        "url": drawing.url(held, row.domain),
        "place": _place(row, own=False),
        "figure": _row(row),
        "chance": writing.percent(sum(row.bands[2:])) if row.bands else "",
    }


def _chances(row: Row) -> list[tuple[str, str]]:
    """The chance of each band, the best first."""
    if not row.bands:
        return []
    words = [_("below 70"), _("70 to below 80"), _("80 to below 90"), _("90 and more")]
    return [(name, writing.percent(chance)) for name, chance in zip(words, row.bands, strict=True)][::-1]


def _called(held: Opened, value: str, language: str) -> str:
    return str(getattr(held.called[value], language))


def _groups(
    held: Opened, rows: Rows, nation: Rows | None, language: str, *, provinces: int = 0
) -> list[Values]:
    """Blocks → factors → items, with what is below or above the nation (of so many provinces) where that is asked."""
    found: list[Values] = []
    for block in held.instrument.blocks:
        for factor in block.factors:
            named = getattr(factor.name, language)
            items = [
                _item(held, rows.get(item.code), nation, item, language, provinces) | {"factor": named}
                for item in factor.items
            ]
            found.append(
                {
                    "block": getattr(block.name, language),
                    "name": named,
                    "figure": _row(rows.get(f"{block.code}.{factor.code}")),
                    "items": items,
                }
            )
    return found


def _item(
    held: Opened, row: Row | None, nation: Rows | None, item: Item, language: str, provinces: int
) -> Values:
    whole = nation.get(item.code) if nation else None
    found = results.apart(held, row, whole, of=provinces) if row and whole else None
    return {
        "name": getattr(item.label, language),
        "figure": _row(row),
        "nation": _row(whole),
        "below": found[0].points if found else None,
        "apart": _signed(found[0].points) if found else "",
        "sure": bool(found and found[1]),
    }


def _apart(held: Opened, first: Row, second: Row) -> dict[str, object] | None:
    found = results.apart(held, first, second)
    return {"text": _signed(found[0].points), "sure": found[1]} if found else None


def _signed(points: float) -> str:
    return ("−" if points < 0 else "+") + writing.number(abs(points), 2)


def _assumed(held: Opened) -> list[str]:
    """What the sheet says was assumed, in the reader's language."""
    return [_(note["sentence"]) % note["facts"] for note in held.assumed]


def _language() -> str:
    return get_language() or "vi"
