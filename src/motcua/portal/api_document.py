"""What the library does not write into the description: both media types, every refusal, headers, links."""

from typing import Any

from motcua.design import wire

METHODS = ("get", "post")
SCOPES = "x-motcua-scope"  # which right of a token an operation asks for
ALWAYS = (400, 405, 406, 422, 429, 503)
WITH_TOKEN = (401, 403, 404)
WITH_BODY = (413, 415)
CHANGING = (409,)
DESCRIPTION = """The open interface of this one-stop node: what is offered, sending a request, following and handling it.

Answers are `application/vnd.motcua.v1+json`; `application/json` means the newest v1. Refusals are
`application/problem+json`. How to begin: docs/how-to/integrate.md."""


def completed(document: Any) -> dict[str, Any]:
    found = dict(document)
    found["info"]["description"] = DESCRIPTION
    found["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    schemas = found["components"].setdefault("schemas", {})
    schemas |= _problem_schemas()
    found["components"]["responses"] = {
        f"Problem{status}": _refusal(status, text) for status, text in wire.PROBLEMS.items()
    }
    for address, item in found["paths"].items():
        for method in METHODS:
            if method in item:
                _complete(item[method], method, has_object="{" in address)
    return found


def _problem_schemas() -> dict[str, Any]:
    schema = wire.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = schema.pop("$defs")
    return {"Problem": schema, **inner}


def _refusal(status: int, text: str) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if status in (429, 503):
        headers["Retry-After"] = {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
    if status == 429:
        for name in ("RateLimit", "RateLimit-Policy"):
            headers[name] = {"required": True, "schema": {"type": "string"}}
    if status == 405:
        headers["Allow"] = {"required": True, "schema": {"type": "string"}}
    if status == 401:
        headers["WWW-Authenticate"] = {"required": True, "schema": {"type": "string"}}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "headers": headers, "content": {wire.PROBLEM: {"schema": schema}}}


def _complete(operation: dict[str, Any], method: str, *, has_object: bool) -> None:
    body = operation.get("requestBody", {}).get("content", {})
    if wire.JSON in body:
        body[wire.OURS] = body[wire.JSON]
    for answer in operation["responses"].values():
        content = answer.get("content", {})
        if wire.OURS in content:
            content[wire.JSON] = content[wire.OURS]
    statuses = [*ALWAYS, *WITH_TOKEN]
    if body:
        statuses += WITH_BODY
    if method == "post":
        statuses += CHANGING
    if any(one["name"] == "If-Match" for one in operation["parameters"]):
        statuses.append(412)
    for status in statuses:
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    operation["responses"] = {str(key): value for key, value in operation["responses"].items()}
