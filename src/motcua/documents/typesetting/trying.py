"""Tries the templates of an office with made-up values, before somebody waits for a paper."""

import re
from dataclasses import dataclass
from pathlib import Path

from motcua.documents.typesetting import templates
from motcua.documents.typesetting.draw import fault

# A procedure may have a result of its own: "dossiers/result-1.000656".
SPECIAL = "dossiers/result-"


@dataclass(frozen=True)
class Problem:
    """What is wrong with a template of an office."""

    template: str
    path: Path
    what: str


def check_own() -> list[Problem]:
    """Try every template of the office with made-up values; what it cannot draw, or leaves out, is a problem."""
    folder = templates.own_folder()
    if folder is None:
        return []
    if not folder.is_dir():
        return [Problem("", folder, "There is no such folder.")]
    problems = []
    known = set(templates.names())
    for path in sorted(folder.glob("*/*.typ"))[: templates.FILES_MAX * 10]:
        name = f"{path.parent.name}/{path.stem}"
        if name.startswith(SPECIAL):
            known.add(name)
        elif name != "documents/house" and name not in known:
            problems.append(
                Problem(name, path, f"No paper has this name. There are: {', '.join(sorted(known))}.")
            )
    for template in sorted(known):
        source = templates.own(template)
        if source is None or source.own is None:
            continue
        what = fault(source, templates.sample(template)) or _left_out(template, source)
        if what:
            problems.append(Problem(template, source.own, what))
    return problems


def _left_out(template: str, source: templates.Source) -> str:
    """A paper that does not print what the law asks for is no such paper; each value must at least be named."""
    text = source.files["main.typ"] + source.files["house.typ"]
    missing = [key for key in templates.sample(template) if not re.search(rf"\.{key}\b|\"{key}\"", text)]
    return f"It never prints: {', '.join(missing)}." if missing else ""
