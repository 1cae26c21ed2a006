"""Puts recognised pages into one PDF, in the limited process."""

from typing import Any

import pikepdf


def bind(*, parts: list[str], target: str) -> dict[str, Any]:
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(part) as page:
                whole.pages.extend(page.pages)
        whole.save(target)
        return {"pages": len(whole.pages)}
