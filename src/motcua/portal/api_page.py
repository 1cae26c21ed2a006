"""The page about the open interface: the same description that programs read, for people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.design import wire
from motcua.foundation.refusal import gettext_noop
from motcua.portal.api_document import METHODS, SCOPES

DEPTH_MAX = 8
GROUPS = {
    "procedures": gettext_noop("What is offered"),
    "dossiers": gettext_noop("Requests"),
    "acts": gettext_noop("Acts on a request"),
    "tracking": gettext_noop("Following without an account"),
    "webhooks": gettext_noop("Being told"),
}
PATHS = {"code": "1.001193", "number": "000.00.15.H15-260318-0001"}


@dataclass(frozen=True)
class Operation:
    """One thing a program may ask for."""

    id: str
    method: str
    address: str
    summary: str
    description: str
    scope: str
    is_public: bool
    is_act: bool
    request: str
    answer: str
    status: str
    curl: str


@dataclass(frozen=True)
class Group:
    code: str
    name: str
    operations: tuple[Operation, ...]


def groups(document: Mapping[str, Any]) -> list[Group]:
    found: dict[str, list[Operation]] = {}
    for address, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                code = item[method]["tags"][-1]
                found.setdefault(code, []).append(_operation(document, address, method, item[method]))
    order = [*GROUPS, *(code for code in found if code not in GROUPS)]
    return [Group(code, _(GROUPS.get(code, code)), tuple(found[code])) for code in order if code in found]


def _operation(document: Mapping[str, Any], address: str, method: str, said: Mapping[str, Any]) -> Operation:
    body = said.get("requestBody", {}).get("content", {})
    media_type = next(iter(body), "")
    sent = example(document, body[media_type]["schema"]) if media_type else None
    status = min(status for status in said["responses"] if status.startswith("2"))
    content = said["responses"][status].get("content", {})
    answered = example(document, next(iter(content.values()))["schema"]) if content else None
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        address=address,
        summary=_(said["summary"]),
        description=_(said["description"]) if said.get("description") else "",
        scope=said.get(SCOPES, ""),
        is_public={} in said.get("security", []),
        is_act="If-Match" in {one["name"] for one in said["parameters"]},
        request=_written(sent) if media_type == wire.JSON else "",
        answer=_written(answered),
        status=status,
        curl="\n".join(_curl(address, method, said, sent, media_type)),
    )


def _written(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _curl(address: str, method: str, said: Mapping[str, Any], sent: Any, media_type: str) -> Iterator[str]:
    """A line that can be pasted; a token stands in a variable, never in the history of a shell."""
    path = address.format_map(PATHS)
    if said.get("tags") == ["procedures"] and method == "get" and "{" not in address:
        path += "?q=khai+sinh"
    yield f"curl {settings.BASE_URL}{path} \\"
    if {} not in said.get("security", []):
        yield '  -H "Authorization: Bearer $TOKEN" \\'
    names = {one["name"] for one in said["parameters"]}
    if "Idempotency-Key" in names:
        yield '  -H "Idempotency-Key: $(uuidgen)" \\'
    if "If-Match" in names:
        yield "  -H 'If-Match: \"3\"' \\"
    if media_type == "multipart/form-data":
        yield "  -F file=@giay-to.pdf \\"
    elif media_type:
        yield f'  -H "Content-Type: {wire.OURS}" \\'
        yield f"  -d '{json.dumps(sent, ensure_ascii=False)}' \\"
    yield f'  -H "Accept: {wire.OURS}"'


def example(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = DEPTH_MAX) -> Any:
    """A value that fits a schema, made of the examples that stand in it."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] | {
            name: value for name, value in schema.items() if name != "$ref"
        }
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "allOf" in schema:
        return example(document, schema["allOf"][0], depth)
    if "anyOf" in schema:
        return example(document, schema["anyOf"][0], depth)
    return _plain_example(document, schema, depth)


def _plain_example(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object" and depth:
        properties = schema.get("properties", {})
        return {name: example(document, part, depth - 1) for name, part in properties.items()}
    if kind == "array":
        return [example(document, schema["items"], depth - 1)] if depth else []
    if kind == "string":
        return _text(schema)
    if kind in ("integer", "number"):
        return schema.get("default") or schema.get("minimum", 1)
    return schema.get("default", False) if kind == "boolean" else {}


def _text(schema: Mapping[str, Any]) -> str:
    by_format = {"date": "2026-03-18", "date-time": "2026-03-18T09:30:00+07:00", "binary": "@giay-to.pdf"}
    return by_format.get(schema.get("format", ""), str(schema.get("default", "…")))
