"""The words of `motcua indices` that need no database: frameworks as files, and sheets counted again."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _

from motcua.foundation.refusal import Refusal
from motcua.foundation.text_files import decoded
from motcua.foundation.workbooks import is_workbook
from motcua.indices import frameworks, recounting, sheet_files
from motcua.indices.frameworks import workbooks
from motcua.indices.par_sheets import Difference
from motcua.indices.rules.frameworks import Framework

BYTES_MAX = 4 * 1024 * 1024
WORDS = ("framework", "recompute")


def add(words: Any) -> None:
    """The parsers of these words, beside the others."""
    framework = words.add_parser("framework", help="frameworks of criteria as files: YAML and XLSX")
    acts: Any = framework.add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help="say line by line what does not agree")
    check.add_argument("file", metavar="FILE")
    export = acts.add_parser("export", help="write a framework that ships, or that a file holds")
    export.add_argument(
        "code", metavar="CODE", help="one of " + ", ".join(frameworks.SHIPPED) + ", or a file"
    )
    export.add_argument("file", metavar="FILE", help="where to; - writes to the screen")
    export.add_argument("--xlsx", action="store_true", help="as a workbook; so is a file whose name ends so")
    brought: ArgumentParser = acts.add_parser(
        "import", help="read a workbook and write it as YAML, if it is sound"
    )
    brought.add_argument("file", metavar="FILE")
    brought.add_argument("--to", metavar="FILE", default="-", help="where to; - writes to the screen")
    again = words.add_parser(
        "recompute", help="count a published score sheet again: same, or the first leaf that differs"
    )
    again.add_argument(
        "sheet", metavar="SHEET", help="a JSON file, as it was published; - reads what is piped in"
    )
    again.add_argument(
        "--keys", metavar="FILE", help="keys of the node, as motcua-keys.json; then the signature is checked"
    )
    again.add_argument("--digest", help="the hash that was announced; then it is compared")


def run(word: str, given: dict[str, Any], out: OutputWrapper) -> None:
    if word == "recompute":
        _recompute(given, out)
    elif given["act"] == "check":
        found = _framework(given["file"])
        said = _(
            "%(file)s: %(code)s is sound: %(domains)s domains, %(components)s components, %(total)s points."
        )
        out.write(said % _facts(given["file"], found))
    elif given["act"] == "export":
        code = given["code"]
        found = frameworks.shipped(code) if code in frameworks.SHIPPED else _framework(code)
        wanted = given["xlsx"] or given["file"].lower().endswith(".xlsx")
        content = workbooks.write(found) if wanted else frameworks.to_yaml(found).encode()
        _write(given["file"], content, out)
    else:
        _write(given["to"], frameworks.to_yaml(_framework(given["file"])).encode(), out)


def _facts(name: str, found: Framework) -> dict[str, Any]:
    return {
        "file": name,
        "code": found.code,
        "domains": len(found.domains),
        "components": len(list(found.components)),
        "total": found.total,
    }


def _framework(name: str) -> Framework:
    content = _read(name, BYTES_MAX)
    if is_workbook(content):
        return workbooks.read(content)
    text, fault = decoded(content, bytes_max=BYTES_MAX)
    if fault is not None:
        raise CommandError(f"{name}: {_(fault.sentence) % fault.facts}")
    framework, problems = frameworks.read(text)
    if framework is None:
        raise CommandError(
            "\n".join(f"{name}:{line}: {one.place}: {_(one.sentence) % one.facts}" for line, one in problems)
        )
    return framework


def _recompute(given: dict[str, Any], out: OutputWrapper) -> None:
    try:
        sheet = sheet_files.unpack(_read(given["sheet"], sheet_files.BYTES_MAX))
        if given["digest"] and given["digest"].lower() != sheet.digest:
            raise sheet_files.SheetChanged(found=sheet.digest, said=given["digest"], document=sheet.document)
    except sheet_files.SheetChanged as changed:
        raise CommandError("\n".join((*_words(changed), *_where(changed.document)))) from None
    signed = ""
    if given["keys"]:
        try:
            keys = json.loads(_read(given["keys"], BYTES_MAX))
        except ValueError:
            raise CommandError(_("%(file)s holds no keys.") % {"file": given["keys"]}) from None
        signed = sheet_files.check_signature(sheet, keys=keys)
    found = recounting.recount(sheet.document)
    if found.difference:
        raise CommandError(_different(found.difference))
    out.write(_("same"))
    if found.simulated:
        out.write(_("Simulated data."))
    facts = {"index": found.index, "year": found.year, "units": found.units, "digest": sheet.digest}
    out.write(_("%(index)s %(year)s, %(units)s units, hash %(digest)s") % facts)
    if signed:
        out.write(_("Signed by the key %(key)s.") % {"key": signed})
    elif sheet.signature:
        out.write(
            _("The sheet is signed; the signature was not checked, because no keys were given (--keys).")
        )
    if found.left:
        out.write(_(found.left))


def _different(one: Difference) -> str:
    said = _("different: %(path)s – the sheet says %(said)s, counted %(counted)s")
    return said % {"path": one.path, "said": json.dumps(one.said), "counted": json.dumps(one.counted)}


def _where(document: Mapping[str, Any]) -> list[str]:
    """The first leaf of a changed sheet that does not follow from the others; what was given may have been changed too."""
    try:
        found = recounting.recount(document).difference
    except Refusal as refusal:
        return _words(refusal)
    return [_different(found) if found else _("All its figures follow from what it says was given.")]


def _words(refusal: Refusal) -> list[str]:
    return [_(refusal.sentence) % refusal.facts, _(refusal.next_step)]


def refused(refusal: Refusal) -> CommandError:
    """All faults in words, one a line."""
    faults = [f"{fault.field}: {_(fault.sentence) % fault.facts}" for fault in refusal.faults]
    return CommandError("\n".join(faults or _words(refusal)))


def _read(name: str, most: int) -> bytes:
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
    if len(content) > most:
        raise CommandError(_("%(file)s is larger than %(most)s MB.") % {"file": name, "most": most >> 20})
    return content


def _write(name: str, content: bytes, out: OutputWrapper) -> None:
    if name != "-":
        Path(name).write_bytes(content)
        out.write(name)
    elif content.startswith(b"PK"):
        raise CommandError(_("A workbook is written into a file: name one."))
    else:
        out.write(content.decode(), ending="")
