"""R's survey and this module say the same of random samples, drawn anew at each run; a failure prints the seed.

R is a program of its own (Debian's r-cran-survey), called once for all samples.
"""

import csv
import os
import subprocess
import time
from pathlib import Path

import numpy
import pytest

from motcua.surveys.estimation import Index, PostStratify, Rake, Ratio, Share, estimate, quantile
from tests import programs
from tests.surveys.samples import Case, draw

CASES = 14
CALIBRATED = 3
CLOSE = 1e-9
# Raking ends when weights stand still; what is left of the way shows in the last digits only.
CLOSE_RAKED = 1e-6
INDEX = Index(
    {"one": {"f": ["a"]}, "two": {"g": ["b"]}}, combine="blocks", block_weights={"one": 0.3, "two": 0.7}
)
VALUES = ["y", Share("q", (4, 5)), Ratio("y", "x"), INDEX]


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Samples and what R says of them."""
    program = programs.find("Rscript")
    if not program:
        pytest.skip("R is not installed: apt install r-base-core r-cran-survey")
    seed = int(os.environ.get("MOTCUA_TEST_SEED", time.time_ns() % 2**32))
    print(f"MOTCUA_TEST_SEED={seed}")
    chance = numpy.random.default_rng(seed)
    folder = tmp_path_factory.mktemp("r")
    cases = [draw(chance) for _ in range(CASES)]
    for place, case in enumerate(cases):
        write(folder, place, case)
    with (folder / "cases.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["case", "ids", "fpc", "lonely", "calibrate"])
        for place, case in enumerate(cases):
            ids = "~" + "+".join(case.clusters)
            if len(case.fpc) > len(case.clusters):
                ids += "+row"
            fpc = "~" + "+".join(case.fpc) if case.fpc else ""
            rows.writerow([place, ids, fpc, case.lonely, "TRUE" if place < CALIBRATED else "FALSE"])
    done = subprocess.run(
        [program, "--vanilla", str(Path(__file__).with_name("compare.R")), str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return cases, folder


def write(folder: Path, place: int, case: Case) -> None:
    case.people["row"] = numpy.arange(len(case.people["h"]))
    with (folder / f"{place}.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(case.people)
        for row in zip(*(column.tolist() for column in case.people.values()), strict=True):
            rows.writerow(["NA" if value != value else value for value in row])
    with (folder / f"{place}-totals.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["by", "label", "total"])
        rows.writerows(
            [by, label, total] for by, totals in case.totals.items() for label, total in totals.items()
        )


def read(path: Path) -> list[dict[str, str]]:
    with path.open() as stream:
        return [{key: cell.strip() for key, cell in row.items()} for row in csv.DictReader(stream)]


def answers(folder: Path) -> dict[tuple[int, str, str], dict[str, float]]:
    """(case, what, domain) → what R found there; what it could not find is NaN."""
    found = {}
    for row in read(folder / "answers.csv"):
        numbers = {
            key: float("nan") if row[key] in ("NA", "NaN") else float(row[key])
            for key in ("estimate", "se", "deff", "df")
        }
        found[int(row["case"]), row["what"], row["domain"]] = numbers
    return found


def differ(mine: float | None, theirs: float, close: float = CLOSE) -> bool:
    """Whether two numbers differ by more than this share. No number is only like no number."""
    if mine is None or theirs != theirs:
        return not (mine is None and theirs != theirs)
    return abs(mine - theirs) > close * max(abs(mine), abs(theirs)) + 1e-13


def test_estimates_errors_and_design_effects_agree_with_r(compared):
    cases, folder = compared
    theirs = answers(folder)
    wrong, seen = [], 0
    for place, case in enumerate(cases):
        for domains in (None, "d"):
            for row in estimate(case.people, values=VALUES, domains=domains, **case.told):
                r = theirs[place, row["value"], row["domain"] or ""]
                pairs = {"estimate": (row["estimate"], r["estimate"]), "se": (row["standard_error"], r["se"])}
                effect = row["design_effect"]
                if effect is not None and r["deff"] == r["deff"] and abs(r["deff"]) != float("inf"):
                    pairs["deff"] = (effect, r["deff"])
                for what, (mine, other) in pairs.items():
                    seen += 1
                    if differ(mine, other):
                        wrong.append((place, case.told, row["value"], row["domain"], what, mine, other))
    assert not wrong, wrong[:5]
    assert seen > CASES * 4 * 3 * 2


def test_degrees_of_freedom_and_their_quantile_agree_with_r(compared):
    cases, folder = compared
    theirs = answers(folder)
    for place, case in enumerate(cases):
        mine = estimate(case.people, values="a", **case.told)
        assert mine.degrees[0] == theirs[place, "index", ""]["df"]
    for row in read(folder / "t.csv"):
        assert not differ(quantile(0.975, float(row["df"])), float(row["t"]), 1e-10), row


def test_post_stratification_agrees_with_r_and_raking_meets_the_same_estimates(compared):
    cases, folder = compared
    theirs = answers(folder)
    wrong = []
    for place, case in enumerate(cases[:CALIBRATED]):
        steps = {
            "post": [PostStratify("s", case.totals["s"])],
            "rake": [Rake([("s", case.totals["s"]), ("g", case.totals["g"])])],
        }
        for kind, weighting in steps.items():
            for domains in (None, "d"):
                for row in estimate(
                    case.people, values="a", domains=domains, weighting=weighting, **case.told
                ):
                    r = theirs[place, kind, row["domain"] or ""]
                    if differ(row["estimate"], r["estimate"], CLOSE if kind == "post" else CLOSE_RAKED):
                        wrong.append((place, kind, row, r))
                    # R takes means without weights out of a raked total; ours are weighted, as in its post-strata.
                    if kind == "post" and differ(row["standard_error"], r["se"]):
                        wrong.append((place, kind, row, r))
    assert not wrong, wrong[:5]
