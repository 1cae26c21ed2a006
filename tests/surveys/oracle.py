"""The same estimates by loops over rows, slow and plain: no arrays, no tricks, nothing shared with the module."""

import math


def there(value):
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def mean(column):
    return lambda row: (row[column], 1.0) if there(row[column]) else None


def share(column, of):
    return lambda row: (float(row[column] in of), 1.0) if there(row[column]) else None


def ratio(above, below):
    return lambda row: (row[above], row[below]) if there(row[above]) and there(row[below]) else None


def person(items, of):
    """The share of satisfied answers among those a person gave."""

    def score(row):
        given = [row[item] for item in items if there(row[item])]
        return (sum(answer in of for answer in given) / len(given), 1.0) if given else None

    return score


def pooled(items, of):
    def score(row):
        given = [row[item] for item in items if there(row[item])]
        return sum(answer in of for answer in given), float(len(given))

    return score


def estimate(rows, parts, inside, *, clusters, fpc, lonely):
    """`parts`: coefficient and what each row says. Gives (estimate, standard error, n) over the rows that are inside."""
    whole, influence = 0.0, [0.0] * len(rows)
    counted = set()
    for coefficient, says in parts:
        said = {place: says(row) for place, row in enumerate(rows) if inside(row)}
        said = {place: pair for place, pair in said.items() if pair is not None}
        above = math.fsum(rows[place]["w"] * y for place, (y, _x) in said.items())
        below = math.fsum(rows[place]["w"] * x for place, (_y, x) in said.items())
        if below == 0:
            return math.nan, math.nan, 0
        whole += coefficient * above / below
        for place, (y, x) in said.items():
            influence[place] += coefficient * rows[place]["w"] * (y - above / below * x) / below
            if x:
                counted.add(place)
    drawn = variance(rows, influence, clusters, fpc, lonely)
    return whole, math.sqrt(drawn), len(counted)


def variance(rows, influence, clusters, fpc, lonely):
    whole = 0.0
    for stratum in sorted({row["h"] for row in rows}):
        places = [place for place, row in enumerate(rows) if row["h"] == stratum]
        whole += within(rows, influence, places, clusters, fpc, lonely, 0)
    return whole


def within(rows, influence, places, clusters, fpc, lonely, stage):
    """What one parent adds: its units against each other, and what each unit adds inside itself."""
    if stage >= max(len(clusters), len(fpc), 1):
        return 0.0
    units = {}
    for place in places:
        name = rows[place][clusters[stage]] if stage < len(clusters) else place
        units.setdefault(name, []).append(place)
    n = len(units)
    fraction = 0.0
    if stage < len(fpc):
        size = rows[places[0]][fpc[stage]]
        fraction = size if size <= 1 else n / size
    left = 1 - fraction if 1 - fraction > 1e-9 else 0.0
    totals = [math.fsum(influence[place] for place in unit) for unit in units.values()]
    middle = math.fsum(totals) / n
    if n == 1:
        mine = left * totals[0] ** 2 if lonely == "adjust" else 0.0
    else:
        mine = left * n / (n - 1) * math.fsum((total - middle) ** 2 for total in totals)
    if fraction == 0:
        return mine
    return mine + fraction * sum(
        within(rows, influence, unit, clusters, fpc, lonely, stage + 1) for unit in units.values()
    )
