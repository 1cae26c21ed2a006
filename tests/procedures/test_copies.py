"""Writing the next version: nobody is bound by it, nothing typed is lost, two editors see each other."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.procedures import actions, files, queries
from motcua.procedures.models import Procedure, Version, WorkingCopy
from motcua.procedures.rules import (
    AlreadyInForce,
    CodeOfAnother,
    DatesOutOfOrder,
    EditedMeanwhile,
    FileRefused,
    LaterVersionPublished,
    NoSuchSuccessor,
    StartsInThePast,
    Status,
    VersionNotOpen,
)
from tests.people.cast import NOW, make_cast
from tests.procedures.test_pages import LAND, ONE
from tests.procedures.test_versions import AT, TODAY, load

BY = "system:test"
DEARER = ONE.replace("amount: 100000", "amount: 120000")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def version(db):
    return load(ONE, starts_on=date(2026, 1, 1)).version_id


@pytest.fixture
def begun(version):
    return queries.working_copy(actions.begin(version_id=version, by=BY, at=AT))


def write(copy, text, revision=None, by=BY):
    return actions.save(copy_id=copy.id, revision=revision or copy.revision, text=text, by=by, at=AT)


def publish(copy, day=TOMORROW, by=BY):
    now = queries.working_copy(copy.id)
    return actions.publish_copy(copy_id=copy.id, revision=now.revision, starts_on=day, by=by, at=AT)


# The acts -----------------------------------------------------------------------------------------------------


def test_a_copy_begins_with_the_text_of_the_version_and_is_one_for_all_editors(version, begun):
    assert begun.text == ONE and begun.based_on == version
    assert actions.begin(version_id=version, by=BY, at=AT) == begun.id


def test_what_is_wrong_is_kept_as_typed_and_binds_nobody(begun):
    wrong = ONE.replace("level: full", "level: whole")
    assert write(begun, wrong) == 2
    assert queries.working_copy(begun.id).text == wrong
    assert queries.in_force("1.001612", TODAY).definition.level == "full"
    assert not Entry.objects.filter(kind="procedure.published", subject="procedure:1.001612")[1:]


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(cast, version):
    first = queries.working_copy(actions.begin(version_id=version, by=cast.reach(cast.operator), at=NOW))
    write(first, DEARER, by=cast.reach(cast.operator))
    with pytest.raises(EditedMeanwhile) as refused:
        write(first, ONE + "\n")
    assert refused.value.facts["who"] == cast.operator.person.full_name
    assert queries.working_copy(first.id).text == DEARER


def test_published_from_tomorrow_it_is_in_force_tomorrow_and_not_today(begun):
    write(begun, DEARER)
    publish(begun)
    amount = lambda day: queries.in_force("1.001612", day).definition.cases[0].fees[0].amount  # noqa: E731
    assert (amount(TODAY), amount(TOMORROW)) == (100000, 120000)
    assert not WorkingCopy.objects.exists()


def test_with_a_fault_it_is_not_published_and_the_copy_stays(begun):
    write(begun, ONE.replace("level: full", "level: whole"))
    with pytest.raises(FileRefused):
        publish(begun)
    assert WorkingCopy.objects.count() == 1 and Version.objects.count() == 1


def test_a_change_cannot_reach_back(cast, begun):
    write(begun, DEARER)
    with pytest.raises(StartsInThePast):
        publish(begun, TODAY - timedelta(days=1), by=cast.reach(cast.operator))
    assert Version.objects.count() == 1
    publish(begun, TODAY, by=cast.reach(cast.operator))


def test_one_code_is_not_in_force_twice(begun):
    write(begun, DEARER)
    with pytest.raises(DatesOutOfOrder):
        publish(begun, date(2026, 1, 1))
    publish(begun)
    for day in (TODAY, TOMORROW, TOMORROW + timedelta(days=900)):
        assert len([one for one in queries.versions_of("1.001612") if _runs(one, day)]) == 1


def _runs(one, day):
    return one.starts_on <= day and (one.ends_on is None or one.ends_on > day)


def test_the_text_cannot_become_another_procedure(begun):
    write(begun, LAND)
    with pytest.raises(CodeOfAnother):
        publish(begun)
    assert not Procedure.objects.filter(code="1.012785").exists()


def test_a_copy_published_by_somebody_else_is_gone_for_the_second(begun):
    write(begun, DEARER)
    publish(begun)
    with pytest.raises(NotFound):
        write(begun, ONE)
    with pytest.raises(NotFound):
        actions.publish_copy(copy_id=begun.id, revision=2, starts_on=TOMORROW, by=BY, at=AT)


@pytest.mark.parametrize("player", ["hoa", "reception", "leader", "auditor"])
def test_others_write_nothing(cast, begun, player):
    by = cast.reach(getattr(cast, player))
    for act in (
        lambda: actions.begin(version_id=begun.based_on, by=by, at=AT),
        lambda: write(begun, DEARER, by=by),
        lambda: actions.discard(copy_id=begun.id, revision=1, by=by),
        lambda: publish(begun, by=by),
        lambda: actions.take_back(version_id=begun.based_on, by=by, at=AT),
    ):
        with pytest.raises(Forbidden):
            act()
    assert queries.working_copy(begun.id).text == ONE


# The day that comes ----------------------------------------------------------------------------------------------


def test_the_clock_says_once_that_a_version_is_in_force_and_gives_the_procedure_its_name(begun):
    write(begun, ONE.replace("vi: Đăng ký thành lập hộ kinh doanh", "vi: Ghi danh hộ kinh doanh", 1))
    publish(begun)
    name = lambda: Procedure.objects.get(code="1.001612").name  # noqa: E731
    assert actions.put_in_force(at=AT) == 0 and name() == "Đăng ký thành lập hộ kinh doanh"
    tomorrow = AT + timedelta(days=1)
    assert [actions.put_in_force(at=tomorrow), actions.put_in_force(at=tomorrow)] == [1, 0]
    assert name() == "Ghi danh hộ kinh doanh"
    assert Entry.objects.filter(kind="procedure.began").count() == 1


def test_before_its_day_it_is_taken_back_and_the_one_before_goes_on(begun):
    write(begun, DEARER)
    version = publish(begun)
    actions.take_back(version_id=version, by=BY, at=AT)
    assert queries.in_force("1.001612", TOMORROW + timedelta(days=30)).number == 1
    assert queries.version(version).status is Status.DRAFT
    assert Entry.objects.filter(kind="procedure.taken-back").count() == 1
    with pytest.raises(VersionNotOpen):
        actions.take_back(version_id=version, by=BY, at=AT)
    actions.publish(version_id=version, starts_on=TOMORROW, by=BY, at=AT)
    assert queries.in_force("1.001612", TOMORROW).number == 2


def test_on_its_day_it_is_not_taken_back_any_more(begun):
    write(begun, DEARER)
    version = publish(begun)
    with pytest.raises(AlreadyInForce):
        actions.take_back(version_id=version, by=BY, at=AT + timedelta(days=1))


def test_of_two_to_come_the_later_is_taken_back_first(begun):
    write(begun, DEARER)
    second = publish(begun)
    load(ONE.replace("amount: 100000", "amount: 130000"), starts_on=TOMORROW + timedelta(days=9))
    with pytest.raises(LaterVersionPublished):
        actions.take_back(version_id=second, by=BY, at=AT)


def test_a_procedure_that_was_closed_stays_closed_when_a_later_version_is_taken_back(begun):
    actions.close(code="1.001612", ends_on=TOMORROW, by=BY, at=AT)
    write(begun, DEARER)
    version = publish(begun)
    actions.take_back(version_id=version, by=BY, at=AT)
    assert queries.versions_of("1.001612")[1].ends_on == TOMORROW


def test_a_closed_procedure_leads_to_the_one_that_takes_its_place(client, version):
    load(LAND, starts_on=date(2026, 1, 1))
    with pytest.raises(NoSuchSuccessor):
        actions.close(code="1.001612", ends_on=TODAY, by=BY, at=AT, successor="9.999999")
    with pytest.raises(NoSuchSuccessor):
        actions.close(code="1.001612", ends_on=TODAY, by=BY, at=AT, successor="1.001612")
    actions.close(code="1.001612", ends_on=TODAY, by=BY, at=AT, successor="1.012785")
    page = client.get("/thu-tuc/1.001612/", follow=True)
    assert page.redirect_chain[-1][0] == "/thu-tuc/1.012785/" and "không còn" in page.text


# The pages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def operator(client, cast):
    client.force_login(cast.operator.account)
    return client


@pytest.fixture
def opened(operator, version):
    answer = operator.post(reverse("procedures:begin-copy", args=[version]))
    return WorkingCopy.objects.get(), answer.url


def part(copy, slug):
    return reverse("procedures:copy-part", args=[copy.pk, slug])


def fields_of(page):
    """What a browser would send back, untouched."""
    from html.parser import HTMLParser

    class Controls(HTMLParser):
        def __init__(self):
            super().__init__()
            self.found, self.area, self.chosen = {}, None, None

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag == "input" and given.get("name") and given.get("type") in ("hidden", "text", None):
                self.found[given["name"]] = [given.get("value", "")]
            elif tag == "input" and "checked" in given:
                self.found.setdefault(given["name"], []).append(given["value"])
            elif tag == "textarea":
                self.area, self.found[given["name"]] = given["name"], [""]
            elif tag == "select":
                self.chosen = given["name"]
            elif tag == "option" and "selected" in given:
                self.found[self.chosen] = [given["value"]]

        def handle_data(self, data):
            if self.area:
                self.found[self.area] = [self.found[self.area][0] + data]

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.found[self.area] = [self.found[self.area][0].removeprefix("\n")]
                self.area = None

    controls = Controls()
    controls.feed(page)
    return controls.found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_editor_sent_back_untouched_changes_nothing(
    operator, opened, language, django_assert_max_num_queries
):
    copy, home = opened
    operator.cookies["django_language"] = language
    slugs = [part for part in operator.get(home).text.split('"') if "/phan/" in part]
    assert len(set(slugs)) >= 8
    for address in sorted(set(slugs)):
        with django_assert_max_num_queries(15):
            page = operator.get(address).text
        assert operator.post(address, fields_of(page)).status_code == 302
    copy.refresh_from_db()
    assert (copy.text, copy.revision) == (ONE, 1)


def test_a_problem_leads_to_its_place_and_is_told_there(operator, opened):
    copy, home = opened
    sent = fields_of(operator.get(part(copy, "truong-hop-1")).text) | {"fees-0-amount": "nhiều"}
    operator.post(part(copy, "truong-hop-1"), sent)
    overview = operator.get(home).text
    assert f"{part(copy, 'truong-hop-1')}#f-fees-0-amount" in overview
    page = operator.get(part(copy, "truong-hop-1")).text
    assert 'value="nhiều"' in page and 'id="f-fees-0-amount-f"' in page
    assert (
        operator.post(
            reverse("procedures:publish-copy", args=[copy.pk]), {"day": "01/01/2100", "revision": 2}
        ).status_code
        == 422
    )
    assert operator.get(reverse("procedures:preview", args=[copy.pk])).status_code == 302


def test_text_that_cannot_be_read_is_kept_and_named_by_its_line(operator, opened):
    copy, _home = opened
    operator.post(part(copy, "tep"), {"text": ONE.replace("level: full", "level: [full"), "revision": 1})
    copy.refresh_from_db()
    assert "[full" in copy.text
    line = copy.text.splitlines().index("level: [full") + 1
    assert f"Dòng {line}" in operator.get(part(copy, "tep")).text
    assert operator.get(part(copy, "chung")).url == part(copy, "tep")


def test_a_script_that_saves_while_typing_learns_the_new_revision_or_of_the_conflict(operator, opened):
    copy, _home = opened
    sent = {"text": DEARER, "revision": 1}
    assert operator.post(part(copy, "tep"), sent, headers={"Accept": "application/json"}).json() == {
        "revision": 2
    }
    # The same again, as when a person presses the button while a save is under way.
    assert operator.post(part(copy, "tep"), sent).status_code == 302
    late = operator.post(
        part(copy, "tep"), {"text": ONE, "revision": 1}, headers={"Accept": "application/json"}
    )
    assert (late.status_code, late.json()) == (409, {"conflict": True})


def test_a_conflict_shows_both_and_saving_again_is_a_choice(operator, opened):
    copy, _home = opened
    sent = fields_of(operator.get(part(copy, "truong-hop-1")).text)
    write(queries.working_copy(copy.pk), DEARER)
    page = operator.post(part(copy, "truong-hop-1"), sent | {"fees-0-amount": "90000"})
    assert page.status_code == 409
    assert "120.000\xa0đ" in page.text and "90.000\xa0đ" in page.text and 'value="90000"' in page.text
    assert WorkingCopy.objects.get().text == DEARER
    operator.post(part(copy, "truong-hop-1"), fields_of(page.text))
    assert files.read(WorkingCopy.objects.get().text).document["cases"][0]["fees"][0]["amount"] == 90000


def test_cases_and_pages_come_and_go(operator, opened):
    copy, home = opened
    arrange = reverse("procedures:arrange-copy", args=[copy.pk])
    assert operator.post(arrange, {"add": "case", "revision": 1}).url.endswith("/truong-hop-3/")
    assert operator.post(arrange, {"remove": "truong-hop-3", "revision": 2}).status_code == 302
    assert WorkingCopy.objects.get().text == ONE
    assert "/to-khai-" in operator.post(arrange, {"add": "form", "revision": 3}).url
    assert operator.post(arrange, {"remove": "nothing", "revision": 4}).url == home


def test_the_preview_shows_the_page_and_walks_the_form_and_sends_nothing(operator, opened):
    copy, _home = opened
    write(queries.working_copy(copy.pk), DEARER)
    page = operator.get(reverse("procedures:preview", args=[copy.pk])).text
    assert "Xem thử" in page and "120.000" in page
    form = operator.get(reverse("procedures:preview-form", args=[copy.pk, "mot-ca-nhan", "0"]))
    assert form.status_code == 200 and "Xem thử" in form.text
    wrong = operator.post(form.request["PATH_INFO"], {})
    assert wrong.status_code == 422 and "Xem thử" in wrong.text
    for before in ("[", "[1]", '{"x": 1}', "[" * 30_000):
        assert operator.post(form.request["PATH_INFO"], {"before": before}).status_code == 422
    assert (
        operator.get(reverse("procedures:preview-form", args=[copy.pk, "khong-co", "0"])).status_code == 404
    )


def test_versions_are_compared_in_words(operator, version):
    newer = actions.load(text=DEARER, by=BY, at=AT).version_id
    page = operator.get(reverse("procedures:compare", args=[version, newer])).text
    assert "100.000\xa0đ" in page and "120.000\xa0đ" in page
    other = load(LAND).version_id
    assert operator.get(reverse("procedures:compare", args=[version, other])).status_code == 404


def test_a_copy_is_discarded_only_as_it_was_read(operator, opened):
    copy, _home = opened
    write(queries.working_copy(copy.pk), DEARER)
    discard = reverse("procedures:discard-copy", args=[copy.pk])
    assert operator.post(discard, {"revision": 1}).status_code == 409
    assert operator.post(discard, {"revision": 2}).status_code == 302
    assert not WorkingCopy.objects.exists()
