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


def offered(field, answers):
    """Codes of the options that go with the answer they depend on."""
    first = answers.get(field.get("options_by"))
    return [one["code"] for one in field["options"] if not one.get("under") or first in one["under"]]


def is_sound(field, answer, answers):
    if field["kind"] == "choice" and answer not in offered(field, answers):
        return False
    return is_well_formed(field, answer)


def is_well_formed(field, answer):
    if field["kind"] == "yes-no":
        return isinstance(answer, bool)
    if field["kind"] == "integer":
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        return whole and field.get("low", 0) <= answer <= field.get("high", 10**15)
    if field["kind"] == "choice":
        return any(option["code"] == answer for option in field["options"])
    if field["kind"] == "date":
        try:
            day = date.fromisoformat(answer) if isinstance(answer, str) else None
            return day is not None and day.isoformat() == answer and 1800 <= day.year <= 2200
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
        if (field["code"] not in seen and is_needed(field, seen))
        or (field["code"] in seen and not is_sound(field, seen[field["code"]], seen))
    ]


def is_needed(field, answers):
    """Where nothing is offered, nothing can be answered: it is the answer before that is missing."""
    return field.get("required", True) and (field["kind"] != "choice" or offered(field, answers) != [])


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


def complete(document):
    """Every set of answers, of visible questions only, that the form takes."""
    fields = [field for page in document["pages"] for field in page["fields"]]
    found = []
    for answers in itertools.product(*([None, *everything(field)] for field in fields)):
        data = {field["code"]: said for field, said in zip(fields, answers, strict=True) if said is not None}
        if not faulty(document, data) and visible_fields(document, data)[1] == data and data not in found:
            found.append(data)
    return found


def wrong_offers(document):
    """What is wrong with the lists: (question, what, option or answer)."""
    found = set()
    fields = [field for page in document["pages"] for field in page["fields"]]
    for field in fields:
        if "options_by" not in field:
            continue
        before = [
            data.get(field["options_by"])
            for data in complete(document)
            if field in visible_fields(document, data)[0]
        ]
        for option in field["options"]:
            if option.get("under") and not any(answer in option["under"] for answer in before):
                found.add((field["code"], "never", option["code"]))
        for answer in before:
            if offered(field, {field["options_by"]: answer}):
                continue
            if answer is not None:
                found.add((field["code"], "nothing", answer))
            elif field.get("required", True):
                found.add((field["code"], "unanswered", ""))
    return found


def deciding(document):
    """For every condition the truth values it takes where its place is reached: page 'p0' or field 'f1' → {True, False}."""
    found = {}
    for data in complete(document):
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
