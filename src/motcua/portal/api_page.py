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
    "lists": gettext_noop("Many requests at once"),
    "acts": gettext_noop("Acts on a request"),
    "opinions": gettext_noop("Opinions that other offices ask for"),
    "tracking": gettext_noop("Following without an account"),
    "webhooks": gettext_noop("Being told"),
}
# What a program does about each refusal, as docs/how-to/integrate.md says.
REFUSED = (
    ("401", gettext_noop("Get a new token: it expired or was revoked.")),
    ("403", gettext_noop("The token lacks a right, or the account’s role does not include this.")),
    ("404", gettext_noop("It is not there, or not open to this account.")),
    ("409, 412", gettext_noop("Read the request again: its state changed.")),
    ("422", gettext_noop("Correct what “faults” names; nothing was kept.")),
    ("429, 503", gettext_noop("Wait as long as Retry-After says, then send the same again.")),
    ("…", gettext_noop("Do not send again before somebody has looked.")),
)
KEY = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
PATHS = {
    "code": "1.001193",
    "key": "provinces",
    "number": "000.00.15.H15-260318-0001",
    "list_code": "NL-000.00.15.H15-260318-0001",
    "paper_id": "17",
    "opinion_id": "5",
    "id": KEY,
}


# What stands in examples, by the name of the field; data, and so in Vietnamese.
VALUES: Mapping[str, Any] = {
    "list_code": "NL-000.00.15.H15-260318-0001",
    "numbers": ["000.00.15.H15-260318-0001", "000.00.15.H15-260318-0002"],
    "number": "000.00.15.H15-260318-0001",
    "procedure": "1.001193",
    "case": "chung",
    "agency": {"code": "000.00.15.H15", "name": "Sở Tư pháp"},
    "place": {"code": "000.00.15.H15", "name": "Sở Tư pháp"},
    "procedure_name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    "step": {"vi": "Thẩm định", "en": "Examine"},
    "secret": "ABCD2345",
    "entry": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "upload": "WzE3LCJhcHBsaWNhdGlvbi9wZGYiXQ:1vO2aB:…",
    "code": "1.001193",
    "name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    "vi": "Đăng ký khai sinh",
    "en": "Birth registration",
    "reason": "Thiếu bản sao giấy chứng minh.",
    "legal_ground": "Điều 6 Nghị định 61/2018/NĐ-CP",
    "summary": "Hồ sơ đủ điều kiện.",
    "text": "Đã kiểm tra.",
    "note": "Đã kiểm tra.",
    "what": "Bản chụp mờ, không đọc được số.",
    "file": "giay-to.pdf",
    "media_type": "application/pdf",
    "size_bytes": 48213,
    "state": "in-progress",
    "state_code": 4,
    "channel": "online",
    "phone": "0905 000 000",
    "email": "hoa@example.vn",
    "address": "/api/dossiers/000.00.15.H15-260318-0001/acts/take-in",
    "act": "take-in",
    "field": "ho-tich",
    "level": "full",
    "next": "",
    "papers_checked": ["giay-chung-minh"],
    "officer_id": 17,
    "agency_id": 15,
    "due_at": "2026-03-25T17:00:00+07:00",
    "promised_at": "2026-03-25T17:00:00+07:00",
    "done_at": None,
    "late": None,
    "words": "",
    "why_not": "",
    "specversion": "1.0",
    "source": "urn:motcua:node:H15",
    "type": "vn.motcua.dossier.taken-in.v1",
    "types": ["vn.motcua.dossier.taken-in.v1"],
    "subject": "000.00.15.H15-260318-0001",
    "sequence": "000001-0000000000000000497",
    "datacontenttype": "application/json",
    "cursor": "1:497",
    "first": "1:497",
    "last": "1:499",
    "problem": "",
    "failing_since": None,
    "next_at": None,
    "token": "mcwh_…",
}


@dataclass(frozen=True)
class Operation:
    """One thing a program may ask for."""

    id: str
    method: str
    address: str
    summary: str
    description: str
    query: tuple[str, ...]
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


def refused() -> list[tuple[str, str]]:
    return [(statuses, _(what)) for statuses, what in REFUSED]


def _operation(document: Mapping[str, Any], address: str, method: str, said: Mapping[str, Any]) -> Operation:
    body = said.get("requestBody", {}).get("content", {})
    media_type = next(iter(body), "")
    sent = example(document, body[media_type]["schema"]) if media_type else None
    status = min(status for status in said["responses"] if status.startswith("2"))
    content = said["responses"][status].get("content", {})
    is_file = bool(content) and wire.JSON not in content
    answered = None if is_file or not content else example(document, next(iter(content.values()))["schema"])
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        address=address,
        summary=_(said["summary"]),
        description=_(said["description"]) if said.get("description") else "",
        query=tuple(one["name"] for one in said["parameters"] if one["in"] == "query"),
        scope=said.get(SCOPES, ""),
        is_public={} in said.get("security", []),
        is_act="If-Match" in {one["name"] for one in said["parameters"]},
        request=_written(sent) if media_type == wire.JSON else "",
        answer=_written(answered),
        status=status,
        curl="\n".join(_curl(address, method, said, sent, media_type, is_file=is_file)),
    )


def _written(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _curl(
    address: str, method: str, said: Mapping[str, Any], sent: Any, media_type: str, *, is_file: bool
) -> Iterator[str]:
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
    yield "  -OJ" if is_file else f'  -H "Accept: {wire.OURS}"'


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
        return {name: _named(document, name, part, depth - 1) for name, part in properties.items()}
    if kind == "array":
        return [example(document, schema["items"], depth - 1)] if depth else []
    if kind == "string":
        return _text(schema)
    if kind in ("integer", "number"):
        return schema.get("default") or schema.get("minimum", 1)
    return schema.get("default", False) if kind == "boolean" else {}


def _named(document: Mapping[str, Any], name: str, part: Mapping[str, Any], depth: int) -> Any:
    """The example known by this name, when it fits; one made of the shape otherwise."""
    made = example(document, part, depth)
    known = VALUES.get(name, made)
    options = part.get("anyOf", [part])
    may_be_null = any(one.get("type") == "null" for one in options)
    fits = type(known) is type(made) or (known is None and may_be_null)
    return known if fits and not part.get("examples") and "enum" not in part else made


def _text(schema: Mapping[str, Any]) -> str:
    by_format = {
        "uuid": KEY,
        "date": "2026-03-18",
        "date-time": "2026-03-18T09:30:00+07:00",
        "binary": "@giay-to.pdf",
    }
    return by_format.get(schema.get("format", ""), str(schema.get("default", "…")))
