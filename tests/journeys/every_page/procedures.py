"""What is offered, and its versions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from motcua.procedures import actions, queries
from motcua.procedures.models import Version
from tests.dossiers.walking import CODE
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form
from tests.people.cast import NOW
from tests.procedures.test_annex import BAD, HEAD, KNOWN, NEW, workbook

WITHOUT_PAGE = {
    "procedures:publish": "POST only, leads back to the version",
    "procedures:close": "POST only, leads back to the version",
    "procedures:export": "a file",
    "procedures:begin-copy": "POST only, leads to the working copy",
    "procedures:arrange-copy": "POST only, leads to the page that was added",
    "procedures:discard-copy": "POST only, leads to the list of versions",
    "procedures:publish-copy": "POST only, leads to the version",
    "procedures:take-back": "POST only, leads back to the version",
}


def visits(scene: Scene) -> Iterator[Visit]:
    operator = scene.world.cast.operator
    yield Visit("procedures", "procedures:list", "/thu-tuc/")
    yield Visit("procedures-found", "procedures:list", "/thu-tuc/?q=khai+sinh")
    yield Visit("procedures-nothing", "procedures:list", "/thu-tuc/?q=zzzz")
    yield Visit("life-event", "procedures:life-event", "/thu-tuc/viec/sinh-con/")
    for code in ("1.001612", "2.000635"):
        yield Visit(f"procedure-{code}", "procedures:detail", f"/thu-tuc/{code}/")
        yield Visit(f"procedure-paper-{code}", "procedures:paper", f"/thu-tuc/{code}/to-khai/")
    note_how_long(scene)
    yield Visit("procedure-places", "procedures:places", "/thu-tuc/2.000635/noi/")
    yield Visit("procedure-places-few", "procedures:places", "/thu-tuc/1.001612/noi/")
    yield Visit("procedure-places-none", "procedures:places", "/thu-tuc/2.000635/noi/?q=zzzz")
    yield Visit("versions", "procedures:admin", "/quan-tri/thu-tuc/", operator)
    yield Visit("versions-no-file", "procedures:load", "/quan-tri/thu-tuc/", operator, 422, of_form("form[action$='/nap/']"))  # fmt: skip
    for status in ("published", "draft"):
        version = Version.objects.get(procedure__code=CODE, status=status)
        path = reverse("procedures:version", args=[version.pk])
        yield Visit(f"version-{status}", "procedures:version", path, operator)
    first, second = Version.objects.filter(procedure__code=CODE).order_by("number")[:2]
    path = reverse("procedures:compare", args=[first.pk, second.pk])
    yield Visit("versions-compared", "procedures:compare", path, operator)
    yield Visit("procedures-table", "procedures:table", "/quan-tri/thu-tuc/bang/", operator)
    yield Visit(
        "procedures-table-report", "procedures:table", "/quan-tri/thu-tuc/bang/", operator, 200, send_table
    )
    yield from being_written(operator)
    path = reverse("procedures:version", args=[to_come(scene)])
    yield Visit("version-to-come", "procedures:version", path, operator)
    newest = Version.objects.order_by("-pk").first()
    yield Visit("version-not-there", "procedures:version", f"/quan-tri/thu-tuc/{newest.pk + 999}/", operator, 404)  # fmt: skip


def note_how_long(scene: Scene) -> None:
    """At two places, noted as later than what the walk counts itself."""
    took = actions.Took("2.000635", None, 1_240, 3, 2, 3, 9, 8, 10, True)
    places = (
        replace(
            took, agency_id=scene.world.cast.commune.pk, requests=31, nine=11, nine_low=8, nine_high=None
        ),
        replace(took, agency_id=scene.world.cast.department.pk, requests=208),
    )
    at = timezone.now() + timedelta(hours=1)
    actions.note_times(times=[took, *places], since=at.date() - timedelta(days=90), until=at.date(), as_of=at)


def send_table(page) -> None:
    """A table with a new row, a known one and one without a code: its columns and the report stand on the page."""
    sheet = {"name": "phu-luc.xlsx", "mimeType": "application/zip", "buffer": workbook(HEAD, NEW, KNOWN, BAD)}
    with page.expect_navigation():
        page.set_input_files("#f-file", files=[sheet])
        page.click("section[aria-labelledby=h-file] button")


def being_written(operator) -> Iterator[Visit]:
    """The pages of the editor: a sound copy, and one with something to mend."""
    for code, name in ((CODE, "copy"), ("2.000635", "copy-to-mend")):
        version = Version.objects.filter(procedure__code=code).order_by("number").first()
        copy_id = actions.begin(version_id=version.pk, by="system:test", at=NOW)
        if name == "copy-to-mend":
            found = queries.working_copy(copy_id)
            wrong = found.text.replace("share_percent: ", "share_percent: 1", 1).replace(
                "level: ", "level: x", 1
            )
            if found.revision == 1:
                actions.save(copy_id=copy_id, revision=1, text=wrong, by="system:test", at=NOW)
        else:
            case = version_case(version)
            yield Visit(
                "preview", "procedures:preview", reverse("procedures:preview", args=[copy_id]), operator
            )
            path = reverse("procedures:preview-form", args=[copy_id, case, "0"])
            yield Visit("preview-form", "procedures:preview-form", path, operator)
        yield Visit(name, "procedures:copy", reverse("procedures:copy", args=[copy_id]), operator)
        for slug in ("chung", "truong-hop-1", "thuc-hien", "can-cu", "to-khai-1-1", "ca-to-khai-1", "tep"):
            if name == "copy" or slug in ("thuc-hien", "tep"):
                path = reverse("procedures:copy-part", args=[copy_id, slug])
                yield Visit(f"{name}-{slug}", "procedures:copy-part", path, operator)


def to_come(scene: Scene) -> int:
    """A version that is published and not yet in force; when somebody took it back, it is published again."""
    first = Version.objects.filter(procedure__code="2.000635").order_by("number").first()
    text = queries.exported(first.pk).replace("minutes_to_fill: ", "minutes_to_fill: 1", 1)
    loaded = actions.load(text=text, by="system:test", at=scene.world.at)
    if Version.objects.get(pk=loaded.version_id).status == "draft":
        day = scene.world.at.date() + timedelta(days=30)
        actions.publish(version_id=loaded.version_id, starts_on=day, by="system:test", at=scene.world.at)
    return loaded.version_id


def version_case(version) -> str:
    return queries.version(version.pk).definition.cases[0].code
