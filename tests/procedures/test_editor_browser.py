"""An office changes a procedure in a real browser: draft, problem, mend, preview, publish at a date, in force next day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.foundation.calendar import TZ
from motcua.people.models import SignInName
from motcua.procedures import actions, files, queries
from motcua.procedures.models import WorkingCopy
from tests.browser import expect, wait_for
from tests.people.cast import make_cast
from tests.procedures.test_copies import AT, BY
from tests.procedures.test_pages import ONE
from tests.procedures.test_versions import load

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_procedure_is_changed_without_code(live_browser, settings):
    settings.DEMO = True
    cast = make_cast()
    SignInName.objects.create(account=cast.operator.account, name="demo.operator")
    version = load(ONE).version_id
    page = live_browser.open(f"/quan-tri/thu-tuc/{version}/", account=cast.operator.account)
    page.get_by_role("button", name="Soạn bản sau").click()
    page.get_by_role("link", name="Trường hợp: Một cá nhân").first.click()
    amount = page.locator("[name='fees-0-amount']")
    # 1. What is typed is kept by itself, right or wrong, and the check of the whole leads back to it.
    amount.fill("một trăm nghìn")
    expect(page.locator("[data-saved]")).to_contain_text("đã lưu lúc")
    page.get_by_role("link", name="Nhìn nhanh").first.click()
    expect(page.get_by_text("Còn 1 chỗ phải sửa trước khi ban hành")).to_be_visible()
    page.locator(".faults a").click()
    expect(page.locator("#f-fees-0-amount-f")).to_be_visible()
    # 2. Mended, it can be looked at as people will see it, on every page marked as a preview.
    amount.fill("120.000")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").last.click()
    expect(page.locator(".faults")).to_have_count(0)
    page.get_by_role("link", name="Xem thử").first.click()
    expect(page.locator(".preview")).to_be_visible()
    expect(page.get_by_text("120.000").first).to_be_visible()
    page.get_by_role("link", name="Khai thử").click()
    expect(page.locator(".preview")).to_be_visible()
    page.get_by_role("button", name="Kiểm tra và tiếp tục").last.click()
    expect(page.locator(".faults")).to_be_visible()
    page.get_by_role("link", name="Về trang soạn thảo").click()
    # 3. What changes is told before it is published, from tomorrow on.
    expect(page.get_by_role("cell", name="120.000")).to_be_visible()
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_role("button", name="Rút lại")).to_be_visible()
    today = timezone.now().astimezone(TZ).date()
    fee = lambda day: queries.in_force("1.001612", day).definition.cases[0].fees[0].amount  # noqa: E731
    assert (fee(today), fee(today + timedelta(days=1))) == (100_000, 120_000)
    assert not WorkingCopy.objects.exists()
    assert actions.put_in_force(at=timezone.now() + timedelta(days=1)) == 1


def test_conditions_groups_and_computed_values_are_put_together_without_code(live_browser):
    cast = make_cast()
    copy = actions.begin(version_id=load(ONE).version_id, by=BY, at=AT)
    page = live_browser.open(
        f"/quan-tri/thu-tuc/soan/{copy}/phan/to-khai-1-7/", account=cast.operator.account
    )
    # 1. A condition gets a second part; another question brings its own comparisons, and the sentence follows.
    page.locator("#row-fields-1 > details > summary").click()
    built = page.locator("#b-fields-1-when")
    built.get_by_role("button", name="Thêm điều kiện").click()
    page.wait_for_url("**/#b-fields-1-when")
    expect(built.locator(".fault")).to_be_visible()
    built.locator("[name='fields-1-when-1-field']").select_option("workers")
    built.locator("[name='fields-1-when-1-verb']").select_option("at_least")
    expect(built.locator(".says")).to_contain_text(" và ")
    built.locator("[name='fields-1-when-1-value']").fill("3")
    built.locator("[name='fields-1-when-1-value']").press("Tab")
    expect(built.locator(".says")).to_contain_text("từ 3 người trở lên")
    built.locator("[name='fields-1-when-join']").select_option("any")
    expect(built.locator(".says")).to_contain_text(" hoặc ")
    expect(built.locator(".fault")).to_have_count(0)
    expect(page.locator("#mend .faults")).to_have_count(0)
    # 2. A group that repeats, and a value worked out of it. What is missing is said at its control.
    page.get_by_role("button", name="Thêm nhóm lặp lại").click()
    page.wait_for_url("**/#rows-fields")
    group = page.locator("#row-fields-5")
    for name, said in (("group", "branches"), ("label-vi", "Chi nhánh"), ("label-en", "Branches"), ("row_label-vi", "Chi nhánh"),
                       ("row_label-en", "Branch"), ("rows_max", "4"), ("fields-0-code", "branch_workers"),
                       ("fields-0-label-vi", "Số lao động"), ("fields-0-label-en", "Workers")):  # fmt: skip
        group.locator(f"[name='fields-5-{name}']").fill(said)
    group.locator("[name='fields-5-fields-0-kind']").select_option("integer")
    page.get_by_role("button", name="Thêm giá trị tự tính").last.click()
    page.wait_for_url("**/#rows-fields")
    value = page.locator("#row-fields-6")
    expect(value.locator(".fault").first).to_be_visible()
    for name, said in (("code", "all_workers"), ("label-vi", "Tổng lao động"), ("label-en", "All workers")):
        value.locator(f"[name='fields-6-{name}']").fill(said)
    value.locator("[name='fields-6-compute-rows']").select_option("branches.branch_workers")
    expect(value.locator(".says").first).to_contain_text("Tổng của “Số lao động”")
    expect(page.locator("#mend .faults")).to_have_count(0)
    expect(page.locator("#as-seen")).to_contain_text("Tổng lao động")
    # 3. Saved, it is told in words, and the file says what was put together.
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").last.click()
    page.get_by_role("link", name="Nhìn nhanh").first.click()
    expect(page.get_by_role("cell", name="từ 3 người trở lên")).to_be_visible()
    fields = files.read(queries.working_copy(copy).text).document["forms"]["ca-nhan"]["pages"][6]["fields"]
    assert fields[1]["when"] == {
        "any": [{"field": "tax_address_same", "is": False}, {"field": "workers", "at_least": 3}]
    }
    assert fields[5]["rows_max"] == 4 and fields[5]["fields"][0]["kind"] == "integer"
    assert fields[6]["compute"] == {"sum": {"group": "branches", "field": "branch_workers"}}


def condition_page(live_browser, **how):
    """The page of questions whose second one has a condition of one part, and the controls of that condition."""
    cast = make_cast()
    copy = actions.begin(version_id=load(ONE).version_id, by=BY, at=AT)
    address = f"/quan-tri/thu-tuc/soan/{copy}/phan/to-khai-1-7/"
    page = live_browser.open(address, account=cast.operator.account, **how)
    return copy, page, page.locator("#b-fields-1-when")


def condition_of(copy):
    fields = files.read(queries.working_copy(copy).text).document["forms"]["ca-nhan"]["pages"][6]["fields"]
    return fields[1]["when"]


BOTH = {"all": [{"field": "tax_address_same", "is": False}, {"field": "workers", "at_least": 3}]}


def test_without_script_a_condition_is_put_together_by_sending_the_page(live_browser):
    copy, page, built = condition_page(live_browser, javascript=False)
    save = page.get_by_role("button", name="Lưu").last
    page.locator("#row-fields-1 > details > summary").click()
    with page.expect_navigation():
        built.get_by_role("button", name="Thêm điều kiện").click()
    built.locator("[name='fields-1-when-1-field']").select_option("workers")
    # The comparisons of the other question come with the page that is sent back.
    with page.expect_navigation():
        save.click()
    built.locator("[name='fields-1-when-1-verb']").select_option("at_least")
    built.locator("[name='fields-1-when-1-value']").fill("3")
    with page.expect_navigation():
        save.click()
    expect(built.locator(".says")).to_contain_text("từ 3 người trở lên")
    assert condition_of(copy) == BOTH


def test_what_is_picked_with_quick_arrow_keys_stays_picked_while_an_answer_is_on_its_way(live_browser):
    copy, page, built = condition_page(live_browser)
    page.locator("#row-fields-1 > details > summary").click()
    question = built.locator("[name='fields-1-when-0-field']")
    options = question.locator("option").evaluate_all("all => all.map(one => one.value)")
    begun = options.index(question.input_value())
    held = []

    def hold_the_first(route):
        if not held and "hx-request" in route.request.headers:
            held.append(route)
        else:
            route.continue_()

    page.route("**/phan/**", hold_the_first)
    question.focus()
    with page.expect_request(lambda request: "hx-request" in request.headers):
        page.keyboard.press("ArrowUp")
    # The answer to the first key comes only after the others were pressed.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    held[0].continue_()
    says = lambda code: question.locator(f"option[value='{code}']").inner_text().rstrip("?")  # noqa: E731
    expect(built.locator(".says")).to_contain_text(says(options[begun - 3]))
    expect(question).to_have_value(options[begun - 3])
    # The keys go on where they were.
    expect(question).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(built.locator(".says")).to_contain_text(says(options[begun - 2]))
    expect(question).to_have_value(options[begun - 2])
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").last.click()
    assert condition_of(copy)["field"] == options[begun - 2]


def others_of(question):
    """What else may be asked instead: codes and words, in the order of the list."""
    asked = question.input_value()
    options = question.locator("option").evaluate_all("all => all.map(one => [one.value, one.innerText])")
    return [(code, words.rstrip("?")) for code, words in options if code not in ("", asked)]


def answer_held(page):
    """The next answer that draws a part anew is held back: what is returned lets it come, and waits until it was looked at."""
    held = []

    def hold(route):
        if not held and "hx-request" in route.request.headers:
            held.append(route)
        else:
            route.continue_()

    page.route("**/phan/**", hold)

    def come(**instead):
        wait_for(page, lambda: held)
        page.evaluate("delete document.body.dataset.came")
        page.evaluate(
            "document.addEventListener('htmx:afterRequest', () => (document.body.dataset.came = 'yes'), {once: true})"
        )
        held[0].fulfill(**instead) if instead else held[0].continue_()
        page.wait_for_selector("body[data-came=yes]")

    return come


def open_by_key(question):
    """A browser without windows opens no list: the page is told of the key that would."""
    question.focus()
    question.dispatch_event("keydown", {"key": "F4"})


@pytest.mark.parametrize("opened_by", ["mouse", "keyboard"])
def test_a_list_that_is_open_is_not_drawn_anew_under_the_hand(live_browser, opened_by):
    copy, page, built = condition_page(live_browser)
    page.locator("#row-fields-1 > details > summary").click()
    question = built.locator("[name='fields-1-when-0-field']")
    (first, first_words), (second, second_words) = others_of(question)[:2]
    comes = answer_held(page)
    question.select_option(first)
    # The list is opened once more before the answer to the first pick is there.
    before = question.element_handle()
    if opened_by == "mouse":
        question.hover()
        page.mouse.down()
    else:
        open_by_key(question)
    comes()
    assert before.evaluate("list => list.isConnected")
    before.select_option(second)
    expect(built.locator(".says")).to_contain_text(second_words)
    # Closed without another pick, the answer that had waited is shown.
    page.mouse.up()
    expect(question).to_have_value(second)
    page.unroute_all()
    comes = answer_held(page)
    question.select_option(first)
    question.click() if opened_by == "mouse" else open_by_key(question)
    comes()
    expect(built.locator(".says")).to_contain_text(second_words)
    # A second press closes the list without a pick, and so does Escape.
    question.click() if opened_by == "mouse" else page.keyboard.press("Escape")
    expect(built.locator(".says")).to_contain_text(first_words)
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").last.click()
    assert condition_of(copy)["field"] == first


def test_what_is_picked_right_after_a_part_was_drawn_anew_is_told(live_browser):
    _copy, page, built = condition_page(live_browser)
    page.locator("#row-fields-1 > details > summary").click()
    question = built.locator("[name='fields-1-when-0-field']")
    (first, _words), (second, second_words) = others_of(question)[:2]
    page.evaluate(
        """(second) => document.addEventListener("htmx:afterSwap", () => setTimeout(() => {
          const list = document.querySelector("[name='fields-1-when-0-field']");
          list.value = second;
          list.dispatchEvent(new Event("change", { bubbles: true }));
        }), { once: true })""",
        second,
    )
    question.select_option(first)
    expect(built.locator(".says")).to_contain_text(second_words)
    expect(question).to_have_value(second)


def test_what_is_typed_in_the_middle_of_a_word_while_a_part_is_drawn_anew_stays_in_its_place(live_browser):
    _copy, page, built = condition_page(live_browser)
    page.locator("#row-fields-1 > details > summary").click()
    question, value = (built.locator(f"[name='fields-1-when-0-{name}']") for name in ("field", "value"))
    question.select_option("workers")
    built.locator("[name='fields-1-when-0-verb']").select_option("at_least")
    value.fill("150")
    value.press("Tab")
    expect(built.locator(".says")).to_contain_text("từ 150 người trở lên")
    comes = answer_held(page)
    with page.expect_request(lambda request: "hx-request" in request.headers):
        built.locator("[name='fields-1-when-0-verb']").select_option("at_most")
    value.focus()
    page.keyboard.press("Home")
    page.keyboard.type("2")
    comes()
    expect(value).to_be_focused()
    page.keyboard.type("3")
    expect(value).to_have_value(re.compile(r"^23\.?150$"))


def test_what_was_typed_while_an_answer_failed_is_not_put_over_what_was_typed_after_it(live_browser):
    _copy, page, built = condition_page(live_browser)
    page.locator("#row-fields-1 > details > summary").click()
    question, verb, value = (
        built.locator(f"[name='fields-1-when-0-{name}']") for name in ("field", "verb", "value")
    )
    question.select_option("workers")
    verb.select_option("at_least")
    value.fill("150")
    value.press("Tab")
    expect(built.locator(".says")).to_contain_text("từ 150 người trở lên")
    comes = answer_held(page)
    with page.expect_request(lambda request: "hx-request" in request.headers):
        verb.select_option("at_most")
    value.fill("160")
    comes(status=503)
    value.fill("170")
    verb.select_option("at_least")
    expect(built.locator(".says")).to_contain_text("từ 170 người trở lên")
    expect(value).to_have_value("170")
    live_browser.troubles.clear()  # htmx tells the console of the answer that failed
    # The answer for a sentence that was drawn anew meanwhile belongs nowhere, and breaks nothing.
    held = []
    page.route("**/phan/**", lambda route: held.append(route), times=1)
    value.fill("180")
    value.press("Tab")
    wait_for(page, lambda: held)
    verb.select_option("at_most")
    expect(built.locator(".says")).to_contain_text("180")
    with page.expect_response("**/phan/**") as late:
        held[0].continue_()
    late.value.finished()
    expect(value).to_have_value("180")


def value_page(live_browser, **how):
    """The page of questions with one computed value more, and the controls of that value."""
    copy, page, _built = condition_page(live_browser, **how)
    with page.expect_navigation():
        page.get_by_role("button", name="Thêm giá trị tự tính").last.click()
    value = page.locator("#row-fields-5")
    for name, said in (("code", "units"), ("label-vi", "Số phần"), ("label-en", "Units")):
        value.locator(f"[name='fields-5-{name}']").fill(said)
    return copy, page, value


def computed_of(copy):
    fields = files.read(queries.working_copy(copy).text).document["forms"]["ca-nhan"]["pages"][6]["fields"]
    return fields[5]["compute"]


def test_a_value_is_chosen_by_conditions_and_worked_out_in_steps(live_browser):
    copy, page, value = value_page(live_browser)
    control = lambda name: value.locator(f"[name='fields-5-compute-{name}']")  # noqa: E731
    control("fn").select_option("choose")
    control("0-when-0-field").select_option("workers")
    control("0-when-0-verb").select_option("at_least")
    control("0-when-0-value").fill("3")
    control("0-of").select_option(":step")
    control("0-fn").select_option("product")
    control("0-0-of").select_option("workers")
    control("0-1-of").select_option(":written")
    control("0-1-written").fill("2")
    control("else-of").select_option(":written")
    control("else-written").fill("1")
    control("else-written").press("Tab")
    says = value.locator(".says").first
    expect(says).to_contain_text("(tích của “Số lao động, kể cả chủ hộ”, 2) khi “Số lao động, kể cả chủ hộ” từ 3 người trở lên; còn lại là 1")  # fmt: skip
    expect(page.locator("#mend .faults")).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").last.click()
    product = {"product": [{"field": "workers"}, 2]}
    assert computed_of(copy) == {
        "choose": [{"when": {"field": "workers", "at_least": 3}, "then": product}],
        "otherwise": 1,
    }


def test_without_script_a_table_is_filled_line_by_line(live_browser):
    copy, page, value = value_page(live_browser, javascript=False)
    control = lambda name: value.locator(f"[name='fields-5-compute-{name}']")  # noqa: E731

    def sent(press=None):
        with page.expect_navigation():
            (press or page.get_by_role("button", name="Lưu").last).click()

    control("fn").select_option("lookup")
    sent()
    control("0-of").select_option("tax_address_same")
    sent()
    control("t-0-key").select_option("yes")
    control("t-0-value").fill("0,5")
    sent(value.get_by_role("button", name="Thêm câu trả lời"))
    # What one line is for is not offered to another.
    expect(control("t-1-key").locator("option")).to_have_text(["– chọn –", "Không"])
    control("t-1-key").select_option("no")
    control("t-1-value").fill("2")
    sent()
    assert computed_of(copy) == {"lookup": {"field": "tax_address_same"}, "table": {"yes": 0.5, "no": 2}}
    expect(value.locator(".says").first).to_contain_text("0,5 với “Có”; 2 với “Không”")
