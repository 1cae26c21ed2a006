"""A score sheet follows from what it holds, and whoever changes a figure in it is told which one."""

import copy
import json
import os
import subprocess
import sys
from base64 import b64encode
from decimal import Decimal
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command

from motcua.foundation.refusal import InvalidInput
from motcua.indices import frameworks, par_sheets, recounting, sheet_files, shipped
from motcua.indices.frameworks import workbooks
from motcua.indices.par_sheets import Award, BadSheet, Unit
from motcua.indices.rules import Index
from motcua.indices.rules.points import BadGiven, Given
from tests.indices.framework_cast import full_marks, half_marks

D = Decimal
ABOUT = {"index": "PAR_INDEX", "year": 2023, "level": "province", "status": "simulated", "announce_at": None}


@cache
def sheet() -> dict:
    of = frameworks.shipped("teaching-province")
    units = []
    for at, sipas in enumerate(("91.5", "84", "84", "70")):
        given = (full_marks(of) if at == 0 else half_marks(of)) | {
            "8.1": Given(value=D(sipas), standard_error=D("1.5")),
            "1.3.2": Given(applicable=False),
            "3.2.3": Given(ticks=()),
        }
        units.append(
            Unit(f"{at + 1:02}", f"Tỉnh {at + 1}", given, {"1.1.1": Award(D("0.25"), "council")}, "x")
        )
    bands = shipped.bands(index=Index.PAR, level="province")
    return par_sheets.document(of, list(reversed(units)), about=ABOUT, bands=bands)


def changed(path: str, value: object) -> dict:
    """The sheet with one leaf changed, found by its path."""
    found = copy.deepcopy(sheet())
    *way, last = path.strip("/").split("/")
    here = found
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    key = int(last) if isinstance(here, list) else last
    assert here[key] != value
    here[key] = value
    return found


def test_a_sheet_counted_again_from_its_own_text_is_the_same() -> None:
    text, digest = par_sheets.canonical(sheet())
    again = json.loads(text)
    assert par_sheets.recompute(again) is None
    assert par_sheets.canonical(again) == (text, digest)
    results = again["results"]
    assert [results[code]["rank"] for code in sorted(results)] == [1, 2, 2, 4]
    assert (
        results["01"]["total"]["counted"] == "99" and results["01"]["components"]["1.1.1"]["points"] == "0.25"
    )
    assert results["01"]["band"] == "A" and results["04"]["band"] is None
    assert results["01"]["own_set"] == [1, 1] and results["02"]["own_set"][1] == 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("results/02/index", "99.99"),
        ("results/02/rank", 1),
        ("results/02/own_set/0", 1),
        ("results/03/criteria/3.4/points", "3.00"),
        ("results/03/components/2.1.1/points", "1.00"),
        ("results/03/blocks/leaders/percent", "1.00"),
        ("framework_digest", "0" * 64),
        ("mean", "80.00"),
        ("regions/0/mean", "80.00"),
    ],
)  # fmt: skip
def test_a_figure_that_does_not_follow_is_named_by_its_path(path: str, value: object) -> None:
    found = par_sheets.recompute(changed(path, value))
    assert found is not None
    assert (found.path, found.said) == (f"/{path}", value)


@pytest.mark.parametrize(
    ("path", "value", "first"),
    [
        ("units/1/given/1.1.2/numerator", "840", "/results/02/components/1.1.2/points"),
        ("units/1/set/1.1.1/points", "0.5", "/results/02/components/1.1.1/points"),
        ("units/1/name", "Tỉnh khác", None),  # a name is what it is: only the hash tells
        ("bands/0/lowest", "99", "/results/01/band"),
    ],
)  # fmt: skip
def test_what_was_given_cannot_be_changed_without_its_figures(path, value, first) -> None:
    document = changed(path, value)
    found = par_sheets.recompute(document)
    assert (found.path if found else "").startswith(first or "")
    assert (found is None) == (first is None)
    assert par_sheets.canonical(document)[1] != par_sheets.canonical(sheet())[1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "par-sheet/9"),
        ("units/0/given/1.1.2/numerator", "-1"),
        ("units/0/given/1.1.2/numerator", 840),
        ("units/0/given/1.1.2/denominator", "0"),
        ("units/0/set/1.1.1/points", "7"),
        ("units/0/given/1.1.2", {"numerater": "1"}),
        ("units/0", "x"),
        ("framework/total", "101"),
        ("framework/domains", None),
        ("method/draws", 10**12),
        ("method", None),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_refused_and_breaks_nothing(path: str, value: object) -> None:
    with pytest.raises((BadSheet, BadGiven)):
        par_sheets.recompute(changed(path, value))


def keys_of(key: Ed25519PrivateKey, name: str) -> dict:
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"keys": [{"id": name, "algorithm": "Ed25519", "public": b64encode(public).decode()}]}


def test_a_signed_file_is_by_its_key_or_is_refused() -> None:
    text, digest = par_sheets.canonical(sheet())
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    content = sheet_files.pack(
        text.decode(), digest=digest, signature=sheet_files.sign(digest, key=key, key_id="k1")
    )
    file = sheet_files.unpack(content)
    assert (file.digest, file.document) == (digest, sheet())
    assert sheet_files.check_signature(file, keys=keys_of(key, "k1")) == "k1"
    with pytest.raises(sheet_files.UnknownKey):
        sheet_files.check_signature(file, keys=keys_of(key, "k2"))
    for keys in (keys_of(other, "k1"), {"keys": [{"id": "k1", "algorithm": "Ed25519", "public": "?"}]}, {}):
        with pytest.raises(sheet_files.BadSignature):
            sheet_files.check_signature(file, keys=keys)
    with pytest.raises(sheet_files.SheetChanged):
        sheet_files.unpack(content.replace(b'"rank":1,', b'"rank":2,', 1))
    bare = sheet_files.unpack(text)
    assert (bare.digest, bare.signature) == (digest, None)
    with pytest.raises(sheet_files.BadSignature):
        sheet_files.check_signature(bare, keys=keys_of(key, "k1"))
    for broken in (b"", b"[]", b"{", b'{"a":NaN}', b'{"a":1,"a":2}', b'{"sheet":1}', b"[" * 100_000):
        with pytest.raises(BadSheet):
            sheet_files.unpack(broken)


def test_one_command_says_same_or_the_first_leaf_on_a_machine_with_nothing_but_the_package(
    tmp_path: Path,
) -> None:
    text, digest = par_sheets.canonical(sheet())
    key = Ed25519PrivateKey.generate()
    signature = sheet_files.sign(digest, key=key, key_id="k1")
    (tmp_path / "sheet.json").write_bytes(sheet_files.pack(text.decode(), digest=digest, signature=signature))
    (tmp_path / "keys.json").write_text(json.dumps(keys_of(key, "k1")))
    (tmp_path / "other.json").write_bytes(par_sheets.canonical(changed("results/02/rank", 1))[0])
    same = command(tmp_path, "recompute", "sheet.json", "--keys", "keys.json", "--digest", digest)
    assert same.returncode == 0, same.stderr
    said = same.stdout.splitlines()
    assert said[0] == "same" and "Simulated data." in said and digest in same.stdout and "k1" in said[-1]
    assert not [path for path in tmp_path.rglob("*") if "sqlite" in path.name]
    with pytest.raises(CommandError, match="/results/02/rank – the sheet says 1, counted 2"):
        call_command("indices", "--lang", "en", "recompute", str(tmp_path / "other.json"))
    # In a file that says its hash, both are told: that it was changed, and which figure does not follow, if one does not.
    for path, value, words in (
        ("results/02/rank", 1, "/results/02/rank – the sheet says 1, counted 2"),
        ("units/0/name", "Khác", "All its figures follow from what it says was given."),
    ):
        other = par_sheets.canonical(changed(path, value))[0].decode()
        (tmp_path / "torn.json").write_bytes(sheet_files.pack(other, digest=digest, signature=signature))
        with pytest.raises(CommandError) as refused:
            call_command("indices", "--lang", "en", "recompute", str(tmp_path / "torn.json"))
        assert "was changed after it was frozen" in str(refused.value) and words in str(refused.value)


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program as a reader runs it: no database, no keys, in a folder of their own."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA", "DJANGO"))}
    program = [sys.executable, "-m", "motcua.cli", "indices", "--lang", "en", *words]
    return subprocess.run(program, cwd=folder, env=bare, capture_output=True, text=True, timeout=120)


def test_a_workbook_of_a_framework_comes_back_as_it_was_and_its_faults_name_their_rows() -> None:
    for code in ("teaching-commune", "par-ministry-2022"):
        of = frameworks.shipped(code)
        assert workbooks.read(workbooks.write(of)) == of
    from openpyxl import load_workbook

    def edited(sheet_name: str, cell: str, value: object) -> bytes:
        from io import BytesIO

        book = load_workbook(BytesIO(workbooks.write(frameworks.shipped("teaching-commune"))))
        book[sheet_name][cell] = value
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    with pytest.raises(frameworks.UnsoundFramework) as refused:
        workbooks.read(edited("tree", "E2", "23"))
    assert {fault.field for fault in refused.value.faults} == {"", "tree 2"}
    from datetime import date

    with pytest.raises(InvalidInput) as dated:
        workbooks.read(edited("tree", "B3", date(2024, 1, 1)))
    assert dated.value.faults[0].facts["cell"] == "B3"
    with pytest.raises(InvalidInput):
        workbooks.read(edited("tree", "A2", "component"))


def test_a_framework_that_goes_into_a_file_of_a_workbooks_name_is_a_workbook(tmp_path: Path) -> None:
    for name, begins in (("khung.xlsx", b"PK"), ("khung.yaml", b"code")):
        call_command(
            "indices", "framework", "export", "teaching-commune", str(tmp_path / name), stdout=StringIO()
        )
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_sheet_of_sipas_is_counted_again_as_far_as_it_goes_and_says_what_is_not_in_it() -> None:
    row = {"value": "index", "kind": "index", "n": 500, "design_effect": 2.0, "own_error": None}
    said = [("01", 84.37), ("02", 83.88), ("04", 80.47)]
    rows = [
        {**row, "domain": code, "estimate": value, "standard_error": 1.5, "degrees": 60.0}
        for code, value in said
    ]
    import numpy

    from motcua.indices import scoring
    from motcua.surveys.estimation import quantile
    from motcua.surveys.ranks import band_probabilities, rank_sets

    values, errors = numpy.array([value for _code, value in said]), numpy.full(3, 1.5)
    same = {"standard_errors": errors, "degrees": numpy.full(3, 60.0), "draws": 200, "seed": 3}
    own, joint = rank_sets(values, **same), rank_sets(values, simultaneous=True, **same)
    chances = band_probabilities(values, errors, bounds=(70.0, 80.0, 90.0), degrees=numpy.full(3, 60.0))
    half = 1.5 * quantile(0.975, 60.0)
    for at, one in enumerate(rows):
        one |= {"rank": at + 1, "bands": [round(p, 6) for p in chances[at].tolist()]}
        one |= {
            "own_set": [int(own.lower[at]), int(own.upper[at])],
            "joint_set": [int(joint.lower[at]), int(joint.upper[at])],
        }
        one |= {"lower": round(one["estimate"] - half, 6), "upper": round(one["estimate"] + half, 6)}
    document = {
        "format": scoring.VERSION, "about": {"index": "SIPAS", "year": 2022, "status": "computed"},
        "method": {"draws": 200, "seed": 3, "bands": [70.0, 80.0, 90.0], "strata": "stratum", "clusters": []}, "rows": rows,
    }  # fmt: skip
    found = recounting.recount(document)
    assert (found.difference, found.units, found.index) == (None, 3, "SIPAS")
    assert "answers of people are not in this sheet" in found.left
    rows[2]["rank"] = 2
    wrong = recounting.recount(document).difference
    assert wrong and (wrong.path, wrong.said, wrong.counted) == ("/rows/2/rank", 2, 3)
    with pytest.raises(BadSheet):
        recounting.recount({"format": "other"})
