"""Rounds, the field, sheets of paper, questionnaires, and answering."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from motcua.surveys.models import PaperSheet, SampleUnit, Survey
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, sent_empty

WITHOUT_PAGE = {
    "surveys:worker": "a script",
    "surveys:response-file": "a file",
    "surveys:xlsform": "a file",
    "surveys:send": "takes an answer in, leads to the thanks",
}


def with_code(code: str) -> Callable[[Any], None]:
    def then(page: Any) -> None:
        page.fill("[name=code]", code)
        with page.expect_navigation():
            page.click("main button.act")

    return then


def looked_at_a_draw(page: Any) -> None:
    rows = [f"Ea Mẫu {n};Buôn {v};{120 + 10 * v}" for n in range(3) for v in range(4)]
    page.fill("[name=list]", "\n".join(["xa;thon;nguoi", *rows]))
    with page.expect_navigation():
        page.locator("main form button:not(.said)").last.click()


def visits(scene: Scene) -> Iterator[Visit]:
    begin = "/khao-sat/tra-loi/"
    yield Visit("survey-begin", "surveys:begin", begin)
    yield Visit("survey-unknown", "surveys:begin", begin, status=404, then=with_code("2222-2222-2222"))
    yield Visit("survey-spent", "surveys:begin", begin, status=409, then=with_code(scene.codes["spent"]))
    yield Visit("survey-questions", "surveys:begin", begin, then=with_code(scene.codes["free"]))
    yield Visit("survey-thanks", "surveys:thanks", "/khao-sat/cam-on/")
    officer = scene.others["home-affairs"]
    yield Visit("survey-rounds", "surveys:rounds", "/khao-sat/dot/", officer)
    yield Visit("survey-plan", "surveys:plan", "/khao-sat/dot/moi/", officer)
    yield Visit("survey-plan-empty", "surveys:plan", "/khao-sat/dot/moi/", officer, 422, sent_empty)
    for survey in Survey.objects.order_by("pk"):
        name = f"survey-round-{survey.state}"
        yield Visit(name, "surveys:round", reverse("surveys:round", args=[survey.pk]), officer)
    enumerator = scene.others["enumerator"]
    yield Visit("survey-field", "surveys:field", "/khao-sat/di-hoi/", enumerator)
    asking = Survey.objects.get(state="open").pk
    yield Visit("survey-tablet", "surveys:tablet", reverse("surveys:tablet", args=[asking]))
    yield Visit("survey-places", "surveys:places", reverse("surveys:places", args=[asking]), enumerator)
    yield Visit(
        "survey-station",
        "surveys:places",
        reverse("surveys:places", args=[asking]),
        enumerator,
        then=sent_empty,
    )
    yield Visit(
        "survey-own-places", "surveys:own-places", reverse("surveys:own-places", args=[asking]), enumerator
    )
    place = SampleUnit.objects.filter(survey=asking, cell__isnull=False).order_by("position", "pk")[0]
    yield Visit("survey-place", "surveys:place", reverse("surveys:place", args=[place.pk]), enumerator)
    office = SampleUnit.objects.get(survey=asking, stage=2, is_reserve=False).parent_id
    yield Visit("survey-office", "surveys:place", reverse("surveys:place", args=[office]), enumerator)
    yield Visit("survey-people", "surveys:people", reverse("surveys:people", args=[office]), enumerator)
    lists = reverse("surveys:lists", args=[asking])
    yield Visit("survey-list", "surveys:lists", lists, enumerator)
    yield Visit("survey-sheet", "surveys:lists", f"{lists}?noi={place.pk}", enumerator)
    # Settled before the round is closed, where the forms are sent.
    stack = PaperSheet.objects.order_by("pk")[0].sample_unit
    yield Visit("survey-paper", "surveys:paper", reverse("surveys:paper", args=[asking]), enumerator)
    sheets = reverse("surveys:paper-stack", args=[asking, stack.pk])
    yield Visit("survey-compare", "surveys:paper-compare", f"{sheets}1/so-sanh/", officer)
    yield Visit("survey-stack", "surveys:paper-stack", sheets, officer)
    yield Visit("survey-type", "surveys:paper-type", f"{sheets}4/", officer)
    yield Visit("survey-type-empty", "surveys:paper-type", f"{sheets}9/", officer, 422, sent_empty)
    closing = Survey.objects.get(state="open").pk
    assign = reverse("surveys:assign", args=[closing])
    yield Visit("survey-assign", "surveys:assign", assign, officer)
    yield Visit("survey-assign-empty", "surveys:assign", assign, officer, 422, sent_empty)
    yield Visit("survey-response", "surveys:response", reverse("surveys:response", args=[closing]), officer)
    yield Visit("survey-close", "surveys:close", reverse("surveys:close", args=[closing]), officer)
    into = reverse("surveys:import", args=[closing])
    yield Visit("survey-import", "surveys:import", into, officer)
    yield Visit("survey-import-nothing", "surveys:import", into, officer, 422, sent_empty)
    planned = Survey.objects.get(state="planned").pk
    yield Visit("survey-open", "surveys:open", reverse("surveys:open", args=[planned]), officer)
    draw = reverse("surveys:draw", args=[planned])
    yield Visit("survey-draw", "surveys:draw", draw, officer)
    yield Visit("survey-draw-empty", "surveys:draw", draw, officer, 422, sent_empty)
    yield Visit("survey-draw-looked", "surveys:draw", draw, officer, then=looked_at_a_draw)
    draw_people = reverse("surveys:draw-people", args=[planned])
    yield Visit("survey-draw-people", "surveys:draw-people", draw_people, officer)
    yield Visit("survey-draw-people-empty", "surveys:draw-people", draw_people, officer, 422, sent_empty)
    cards = reverse("surveys:invitations", args=[closing])
    yield Visit("survey-places-drawn", "surveys:invitations", cards, officer)
    place = SampleUnit.objects.filter(survey=closing, cell__isnull=False).order_by("position", "pk")[0]
    yield Visit("survey-cards", "surveys:invitations", f"{cards}?noi={place.pk}", officer)
    version = Survey.objects.order_by("pk")[0].version_id
    yield Visit(
        "survey-paper-form", "surveys:paper-form", reverse("surveys:paper-form", args=[version]), officer
    )
    yield Visit("survey-questionnaires", "surveys:questionnaires", "/khao-sat/bo-cau-hoi/", officer)
    yield Visit("survey-no-file", "surveys:questionnaires", "/khao-sat/bo-cau-hoi/", officer, 422, sent_empty)
    yield Visit(
        "survey-questionnaire",
        "surveys:questionnaire",
        reverse("surveys:questionnaire", args=[version]),
        officer,
    )
