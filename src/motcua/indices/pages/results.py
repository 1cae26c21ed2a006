"""What a survey's answers gave, computed here: the whole, one province, two beside each other, the gaps to print, files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.indices import result_charts as drawing
from motcua.indices import result_exports, results, showing
from motcua.indices.pages.files import answer
from motcua.indices.places import in_order
from motcua.indices.scoring import NATION, POOLED, WHOLE
from motcua.people.access import everyone

# Two estimates differ surely at 95 % when they are farther apart than so many of their joint errors.
SURE = 1.96


@everyone
@takes("GET")
def listed(request):
    found = results.listed(request.reach, at=request.at)
    sheets = [{"sheet": one, "title": title(one)} for one in found]
    return render(request, "indices/results.html", {"sheets": sheets})


@everyone
@takes("GET")
def sheet(request, sheet_id):
    language = get_language()
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
    return render(request, "indices/result.html", values)


@everyone
@takes("GET")
def province(request, sheet_id, slug):
    language = get_language()
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    return render(request, "indices/result_province.html", _province(held, slug, language))


@everyone
@takes("GET")
def gap(request, sheet_id, slug):
    """The same on a sheet of A4: item by item against the nation and the best, the widest gap first."""
    language = get_language()
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    values = _province(held, slug, language)
    items = [item for group in values["groups"] for item in group["items"] if item["below"] is not None]
    values["gaps"] = sorted(items, key=lambda item: item["below"])
    values["at"] = request.at
    return render(request, "indices/result_gap.html", values)


def _province(held, slug, language):
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
        "name": held.name(domain, language),
        "own": _row(whole),
        "place": _place(whole, own=True),
        "joint": _place(whole, own=False),
        "of": sum(row.rank is not None for row in rows),
        "nation": _row(nation[WHOLE]),
        "chances": _chances(whole),
        "blocks": [(_called(held, block.code, language), _row(own[block.code]), _row(nation[block.code])) for block in held.instrument.blocks],
        "near": drawing.near(held, rows, domain, language=language),
        "factors": drawing.factors(held, own, language=language, nation=nation[WHOLE]),
        "map": drawing.province_map(held, rows, language=language, own=domain if domain in held.by_code else ""),
        "groups": _groups(held, own, nation, language),
    }  # fmt: skip


@everyone
@takes("GET")
def compare(request, sheet_id):
    language = get_language()
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
        names = tuple(held.name(domain, language) for domain in domains)
        values |= {
            "names": names,
            "urls": [drawing.url(held, domain) for domain in domains],
            "wholes": [(name, _row(side[WHOLE]), _place(side[WHOLE], own=True)) for name, side in zip(names, sides, strict=True)],
            "apart": _apart(*(side[WHOLE] for side in sides)),
            "chart": drawing.two(held, *sides, names),
            "pairs": [
                {"name": _called(held, value, language), "first": _row(sides[0][value]), "second": _row(sides[1][value]), "apart": _apart(sides[0][value], sides[1][value])}
                for block in held.instrument.blocks
                for value in (block.code, *(f"{block.code}.{factor.code}" for factor in block.factors))
            ],
        }  # fmt: skip
    return render(request, "indices/result_compare.html", values)


@everyone
@takes("GET")
def download(request, sheet_id, name):
    """The rows as a table in each format, their dictionary, and the document that was hashed, to the letter."""
    held = results.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    table = result_exports.table(held, title=title(held))
    if name != f"{result_exports.name(held)}.json":
        return answer(table, name)
    body = results.document(sheet_id=sheet_id, reach=request.reach, at=request.at)
    found = HttpResponse(body, content_type="application/json")
    found["Content-Disposition"] = f'attachment; filename="{name}"'
    return found


def title(held):
    plain = f"{held.index} {held.year}"
    return _("%(title)s, simulated survey") % {"title": plain} if held.simulated else plain


def _frame(held):
    name = result_exports.name(held)
    there = showing.downloads("indices:result-file", held.id, name=name)
    proof = reverse("indices:result-file", args=[held.id, f"{name}.json"])
    return {"sheet": held, "title": title(held), "downloads": there, "proof": proof}


def _row(row):
    """One figure, written: nothing where it is not shown."""
    if row is None or row.estimate is None:
        return None
    return {
        "text": f"{writing.number(row.estimate, 2)} %",
        "range": f"{writing.number(row.lower, 1)} – {writing.number(row.upper, 1)}" if row.lower is not None else "",
        "n": writing.number(row.n),
        "effect": writing.number(row.design_effect, 1) if row.design_effect is not None else "",
        "rank": row.rank or "",
    }  # fmt: skip


def _place(row, *, own):
    if not row.rank:
        return ""
    best, worst = (row.own_best, row.own_worst) if own else (row.joint_best, row.joint_worst)
    return f"{row.rank} ({best}–{worst})" if best else str(row.rank)


def _league(held, row, language):
    return {
        "name": held.name(row.domain, language),
        "url": drawing.url(held, row.domain),
        "place": _place(row, own=False),
        "figure": _row(row),
        "chance": writing.percent(sum(row.bands[2:])) if row.bands else "",
    }


def _chances(row):
    """The chance of each band, the best first."""
    if not row.bands:
        return []
    words = [_("below 70"), _("70 to below 80"), _("80 to below 90"), _("90 and more")]
    return [(name, writing.percent(chance)) for name, chance in zip(words, row.bands, strict=True)][::-1]


def _called(held, value, language):
    return getattr(held.called[value], language)


def _groups(held, rows, nation, language):
    """Blocks → factors → items, with what is below or above the nation where that is asked."""
    found = []
    for block in held.instrument.blocks:
        for factor in block.factors:
            value = f"{block.code}.{factor.code}"
            found.append(
                {
                    "block": getattr(block.name, language),
                    "name": getattr(factor.name, language),
                    "figure": _row(rows.get(value)),
                    "items": [
                        _item(held, rows.get(item.code), nation, item, language)
                        | {"factor": getattr(factor.name, language)}
                        for item in factor.items
                    ],
                }
            )
    return found


def _item(held, row, nation, item, language):
    whole = nation.get(item.code) if nation else None
    known = row is not None and row.estimate is not None and whole is not None and whole.estimate is not None
    below = row.estimate - whole.estimate if known else None
    return {
        "name": getattr(item.label, language),
        "figure": _row(row),
        "nation": _row(whole),
        "below": below,
        "apart": _signed(below) if known else "",
        "sure": bool(known and _is_sure(row, whole)),
    }


def _apart(first, second):
    if first.estimate is None or second.estimate is None:
        return None
    return {"text": _signed(first.estimate - second.estimate), "sure": _is_sure(first, second)}


def _is_sure(first, second):
    errors = ((first.standard_error or 0) ** 2 + (second.standard_error or 0) ** 2) ** 0.5
    return errors > 0 and abs(first.estimate - second.estimate) > SURE * errors


def _signed(points):
    return ("−" if points < 0 else "+") + writing.number(abs(points), 2)


def _assumed(held):
    """What the sheet says was assumed, in the reader's language."""
    return [_(note["sentence"]) % note["facts"] for note in held.assumed]
