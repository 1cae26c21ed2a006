"""What a form document means, worked out slowly and obviously, straight from the document. For comparison only."""

import itertools
import re
from datetime import date


def holds(condition, answers):
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    answer = answers.get(condition["field"])
    (verb,) = condition.keys() - {"field"}
    wanted = condition[verb]
    empty = answer in (None, "", [])
    if verb == "filled":
        return wanted is not empty
    if verb in ("is_not", "not_in", "lacks"):
        return empty or not holds(
            {"field": condition["field"], {"is_not": "is", "not_in": "in", "lacks": "has"}[verb]: wanted},
            answers,
        )
    if empty:
        return False
    if verb in ("more_than", "less_than", "at_least", "at_most") and (
        not isinstance(answer, int) or isinstance(answer, bool)
    ):
        return False  # what cannot be compared is not larger and not smaller
    return {
        "is": lambda: answer == wanted,
        "in": lambda: answer in wanted,
        "has": lambda: wanted in answer,
        "more_than": lambda: answer > wanted,
        "less_than": lambda: answer < wanted,
        "at_least": lambda: answer >= wanted,
        "at_most": lambda: answer <= wanted,
    }[verb]()


def visible_fields(document, data):
    """Walk the pages; an answer counts for what follows only when its field was visible."""
    seen, fields = {}, []
    for page in document["pages"]:
        if "when" in page and not holds(page["when"], seen):
            continue
        for field in page["fields"]:
            if "when" in field and not holds(field["when"], seen):
                continue
            fields.append(field)
            if data.get(field["code"]) not in (None, ""):
                seen[field["code"]] = data[field["code"]]
    return fields, seen


def is_sound(field, answer):
    if field["kind"] == "yes-no":
        return isinstance(answer, bool)
    if field["kind"] == "integer":
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        return whole and field.get("low", 0) <= answer <= field.get("high", 10**15)
    if field["kind"] == "choice":
        return any(option["code"] == answer for option in field["options"])
    if field["kind"] == "date":
        try:
            return isinstance(answer, str) and date.fromisoformat(answer).isoformat() == answer
        except ValueError:
            return False
    if field["kind"] == "identity-number":
        return isinstance(answer, str) and re.fullmatch("[0-9]{12}", answer) is not None
    raise NotImplementedError(field["kind"])


def faulty(document, data):
    """Codes of the visible fields whose answers are missing or unsound, in order."""
    fields, seen = visible_fields(document, data)
    return [
        field["code"]
        for field in fields
        if (field["code"] not in seen and field.get("required", True))
        or (field["code"] in seen and not is_sound(field, seen[field["code"]]))
    ]


def everything(field):
    answers = {"yes-no": [True, False], "integer": list(range(field.get("low", 0), field.get("high", 0) + 1))}
    found = answers.get(field["kind"]) or [option["code"] for option in field["options"]]
    return found if field.get("required", True) else [None, *found]


def worlds(document):
    """Every complete set of sound answers to a small form."""
    fields = [field for page in document["pages"] for field in page["fields"]]
    for answers in itertools.product(*(everything(field) for field in fields)):
        yield {
            field["code"]: answer for field, answer in zip(fields, answers, strict=True) if answer is not None
        }


def deciding(document):
    """For every condition the truth values it takes where its place is reached: page 'p0' or field 'f1' → {True, False}."""
    found = {}
    for data in worlds(document):
        seen = {}
        for page in document["pages"]:
            if "when" in page:
                truth = holds(page["when"], seen)
                found.setdefault(page["code"], set()).add(truth)
                if not truth:
                    continue
            for field in page["fields"]:
                if "when" in field:
                    truth = holds(field["when"], seen)
                    found.setdefault(field["code"], set()).add(truth)
                    if not truth:
                        continue
                if field["code"] in data:
                    seen[field["code"]] = data[field["code"]]
    return found
