"""The source as the house tests read it: files, rooms, imports, functions. Nothing is imported, only parsed."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "motcua"


def contract_rooms() -> list[str]:
    """The rooms in the order of the import contract, top first."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(entry["layers"] for entry in contract if entry["type"] == "layers")
    return [name.strip().removeprefix("motcua.") for layer in layers for name in layer.split("|")]


def rooms() -> list[Path]:
    return sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


@dataclass(frozen=True)
class Import:
    """One imported name: `motcua.people.models` and, for `from … import`, the name taken out of it."""

    module: str
    name: str
    line: int

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def shown(self) -> str:
        return self.path.relative_to(SOURCE).as_posix()

    @property
    def room(self) -> str:
        return self.path.relative_to(SOURCE).parts[0] if self.path.parent != SOURCE else ""

    @property
    def step(self) -> str:
        """Which step of the staircase it is: `rules`, `models`, `queries`, `actions`, `pages` …, or "" for another file."""
        parts = self.path.relative_to(SOURCE).parts
        return parts[1].removesuffix(".py") if len(parts) > 1 else ""

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    @property
    def imports(self) -> list[Import]:
        package = ["motcua", *self.path.relative_to(SOURCE).parts[:-1]]
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [Import(alias.name, "", node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                module = ".".join([*base, *([node.module] if node.module else [])])
                found += [Import(module, alias.name, node.lineno) for alias in node.names]
        return found

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(p) for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts)


def modules_of(*steps: str) -> list[Module]:
    return [module for module in modules() if module.step in steps]


def texts() -> Iterator[Path]:
    """Every text file of the repository that people wrote."""
    kinds = {
        ".py",
        ".md",
        ".html",
        ".txt",
        ".css",
        ".js",
        ".yaml",
        ".yml",
        ".toml",
        ".sql",
        ".csv",
        ".po",
        ".svg",
        ".json",
        "",
    }
    left_out = {".git", ".venv", ".tools", "var", "node_modules", "__pycache__", "shots"}
    for folder in ("src", "tests", "docs", "bench", "locks", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in kinds and not left_out & set(path.relative_to(ROOT).parts):
                yield path
    yield from (
        path
        for path in sorted(ROOT.glob("*"))
        if path.is_file() and path.suffix in kinds and path.name != ".git"
    )
