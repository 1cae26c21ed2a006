"""Small form documents for tests, and Hypothesis strategies that make them."""

from hypothesis import strategies as st


def both(text):
    return {"vi": text, "en": text}


def field(code, kind="text", **more):
    return {"code": code, "kind": kind, "label": both(code), **more}


def options(*codes):
    return [{"code": code, "name": both(code)} for code in codes]


def choice(code, *codes, **more):
    return field(code, "choice", options=options(*codes), **more)


def group(code, *fields, **more):
    return {"group": code, "label": both(code), "row_label": both("row"), **more, "fields": list(fields)}


def page(code, *fields, **more):
    return {"code": code, "title": both(code), **more, "fields": list(fields)}


def form(*pages, **more):
    return {"title": both("form"), "pages": list(pages), **more}


# Random forms of choices, yes-no and whole numbers, whose conditions may ask about anything before them. --------


@st.composite
def small_documents(draw, pages_max=3, fields_max=3, tied=False):
    """A form with conditions that may be dead, always true, or useful: whatever chance makes."""
    asked = []
    made_pages = []
    number = 0
    for p in range(draw(st.integers(1, pages_max))):
        fields = []
        when = draw(conditions(asked)) if asked and draw(st.booleans()) else None
        for _ in range(draw(st.integers(1, fields_max))):
            number += 1
            made = draw(simple_field(f"f{number}", choices=4 if tied else 1))
            if tied:
                draw(tie(made, asked))
            if asked and draw(st.booleans()):
                made["when"] = draw(conditions(asked))
            fields.append(made)
            asked.append(made)
        made_pages.append(page(f"p{p}", *fields, **({"when": when} if when else {})))
    return form(*made_pages)


@st.composite
def tie(draw, made, asked):
    """Now and then the options of a choice depend on a choice before it."""
    before = [each for each in asked if each["kind"] == "choice"]
    if made["kind"] != "choice" or not before or draw(st.integers(0, 5)) == 5:
        return
    first = draw(st.sampled_from(before))
    codes = [option["code"] for option in first["options"]]
    for option in made["options"]:
        option["under"] = draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))
    if any(option["under"] for option in made["options"]):
        made["options_by"] = first["code"]


@st.composite
def simple_field(draw, code, choices=1):
    required = draw(st.booleans())
    kind = draw(st.sampled_from([*["choice"] * choices, "yes-no", "integer"]))
    if kind == "choice":
        return choice(code, *"abc"[: draw(st.integers(2, 3))], required=required)
    if kind == "integer":
        return field(code, kind, low=0, high=3, required=required)
    return field(code, kind, required=required)


@st.composite
def tests(draw, asked):
    about = draw(st.sampled_from(asked))
    if draw(st.integers(0, 5)) == 0:
        return {"field": about["code"], "filled": draw(st.booleans())}
    if about["kind"] == "yes-no":
        return {"field": about["code"], draw(st.sampled_from(["is", "is_not"])): draw(st.booleans())}
    if about["kind"] == "integer":
        verb = draw(st.sampled_from(["is", "is_not", "more_than", "less_than", "at_least", "at_most"]))
        return {"field": about["code"], verb: draw(st.integers(0, 3))}
    codes = [option["code"] for option in about["options"]]
    if draw(st.booleans()):
        return {"field": about["code"], draw(st.sampled_from(["is", "is_not"])): draw(st.sampled_from(codes))}
    several = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    return {"field": about["code"], draw(st.sampled_from(["in", "not_in"])): several}


def conditions(asked):
    return st.recursive(
        tests(asked),
        lambda inner: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=2)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=2)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=3,
    )
