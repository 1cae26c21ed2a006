"""Every part renders in both languages; a fuller look is the pattern page in the browser."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils import translation

from motcua.design.fields import DrawnChoice, DrawnField, DrawnRow, Kind, faults_of
from motcua.foundation.calendar import TZ, Hours, Opening, Pause, Term, Unit, WorkCalendar, due


def drawn(source: str, language: str = "vi", **values) -> str:
    with translation.override(language):
        return Template(source).render(Context(values))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("number", range(1, 11))
def test_each_national_state_has_a_word_a_shape_and_a_colour(number, language):
    html = drawn("{% state n %}", language, n=number)
    assert f'data-state="{number}"' in html
    assert f"#i-s{number}" in html
    assert html.split("</svg>")[1].removesuffix("</span>")


def test_the_ten_states_are_translated():
    for number in range(1, 11):
        assert drawn("{% state n %}", "vi", n=number) != drawn("{% state n %}", "en", n=number)


def test_time_left_says_late_in_words_and_as_a_block_of_ink():
    html = drawn("{% left -390 4800 %}", "en")
    assert "left late" in html
    assert "6.5 hours late" in html


def test_time_left_after_the_last_hour_of_the_last_day_says_that_it_is_up():
    html = drawn("{% left 0 2400 %}", "en")
    assert "left soon" in html
    assert "time is up" in html
    assert "0 minutes" not in html


def test_time_left_within_a_working_day_is_amber():
    assert "left soon" in drawn("{% left 480 4800 %}")
    assert "left soon" not in drawn("{% left 481 4800 %}")


def test_a_paused_clock_is_grey_and_says_for_how_long():
    html = drawn("{% left 600 4800 3 %}", "en")
    assert "left still" in html and "paused 3 days" in html


MORNING, AFTERNOON = Opening(time(7), time(11, 30)), Opening(time(13, 30), time(17))
SPRING = WorkCalendar(
    hours=Hours(week=((MORNING, AFTERNOON),) * 5 + ((), ())),
    off={
        date(2024, 4, 29): "Nghỉ hoán đổi",
        date(2024, 4, 30): "Ngày Chiến thắng",
        date(2024, 5, 1): "Quốc tế Lao động",
    },
    worked={date(2024, 5, 4): "Làm bù 29/4"},
)


def counted(amount=5, unit=Unit.WORKING_DAYS, pauses=()):
    received = datetime(2024, 4, 24, 9, tzinfo=TZ)
    return due(received=received, term=Term(amount, unit), calendar=SPRING, pauses=pauses)


def test_an_explained_date_starts_in_the_column_of_its_weekday():
    assert "from-3" in drawn("{% count due %}", due=counted())


def test_an_explained_date_is_read_aloud_day_by_day_with_its_reason():
    html = drawn("{% count due %}", "en", due=counted())
    assert "Wednesday 24 April 2024, received" in html
    assert "Saturday 27 April 2024, weekend" in html
    assert "Tuesday 30 April 2024, Ngày Chiến thắng" in html
    assert "Saturday 4 May 2024, counted day 5, due" in html


def test_an_explained_date_says_its_rule_and_sums_up_its_days():
    html = drawn("{% count due %}", "en", due=counted())
    for words in ("The term is 5 working days.", "5 days counted", "2 weekend days", "3 public holidays"):
        assert words in html, words


def test_an_explained_date_says_why_the_clock_stood_still():
    waited = Pause(datetime(2024, 4, 25, 9, tzinfo=TZ), datetime(2024, 4, 26, 16, tzinfo=TZ), "supplement")
    html = drawn("{% count due %}", "en", due=counted(pauses=[waited]))
    assert "waiting for papers" in html and "2 days paused" in html
    open_still = replace(waited, end=None)
    assert "The clock stands still." in drawn("{% count due %}", "en", due=counted(pauses=[open_still]))


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_unit_of_a_term_has_its_sentence(unit, language):
    assert "%(" not in drawn("{% count due %}", language, due=counted(2, unit))


def test_a_qr_code_is_a_path_without_style_that_says_what_it_opens():
    html = drawn('{% qr "https://example.vn/h/1" label %}', label="Opens <the> request")
    assert "<path" in html and "style" not in html
    assert 'aria-label="Opens &lt;the&gt; request"' in html


ALL_KINDS = [
    DrawnField(
        kind=kind,
        name=f"a.{kind}",
        label="Nhãn <b>",
        hint="Gợi ý",
        value="1",
        values=("1",),
        error="Điền <số>.",
        choices=(DrawnChoice("1", "Một", "hint"), DrawnChoice("2", "Hai")),
        rows=(DrawnRow(1, (DrawnField(Kind.TEXT, "a.0.b", "Trong", error="Thiếu."),)),),
        add_label="Thêm",
        required=False,
        suffix="đ",
    )
    for kind in Kind
]


@pytest.mark.parametrize("field", ALL_KINDS, ids=lambda field: field.kind)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_field_of_each_kind_is_drawn_and_escapes_what_it_is_given(field, language):
    html = drawn("{% field f %}", language, f=field)
    assert "Nhãn <b>" not in html and "<số>" not in html


@pytest.mark.parametrize(
    "field",
    [f for f in ALL_KINDS if f.kind not in (Kind.HIDDEN, Kind.NOTE, Kind.COMPUTED, Kind.GROUP)],
    ids=lambda field: field.kind,
)
def test_a_wrong_field_says_so_where_it_stands_and_the_summary_leads_there(field):
    html = drawn("{% field f %}", f=field)
    (fault, *_) = faults_of([field])
    assert f'id="{fault.anchor}"' in html
    assert f'aria-describedby="{field.id}-h {field.id}-f"' in html
    assert f'id="{field.id}-f"' in html


def test_faults_inside_a_repeating_group_are_in_the_summary():
    group = next(f for f in ALL_KINDS if f.kind is Kind.GROUP)
    assert [fault.anchor for fault in faults_of([group])] == ["f-a-group", "f-a-0-b"]


def test_rows_are_added_and_removed_by_buttons_that_need_no_script():
    group = next(f for f in ALL_KINDS if f.kind is Kind.GROUP)
    html = drawn("{% field f %}", f=group)
    assert 'name="_add" value="a.group"' in html
    assert 'name="_remove" value="a.group.0"' in html
    assert "formnovalidate" in html


def test_a_field_of_a_django_form_is_drawn_by_the_same_parts():
    from django import forms

    class Asked(forms.Form):
        day = forms.DateField(label="Ngày sinh", help_text="Như trên giấy")
        sort = forms.ChoiceField(choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect)

    html = drawn(
        "{% faults form %}{% field form.day %}{% field form.sort %}",
        form=Asked({"day": "31/04/2023", "sort": "b"}),
    )
    assert 'value="31/04/2023"' in html
    assert 'href="#f-day"' in html
    assert html.count('type="radio"') == 2 and 'value="b" checked' in html


def test_dates_are_written_as_each_language_writes_them():
    at = datetime(2023, 4, 19, 2, 14, tzinfo=UTC)
    assert drawn("{{ at|moment }}", "vi", at=at) == "09:14, thứ Tư 19/04/2023"
    assert drawn("{{ at|moment }}", "en", at=at) == "09:14, Wednesday 19 April 2023"
    assert drawn("{{ at|day }} {{ at|short_day }} {{ at|clock }}", "vi", at=at) == "19/04/2023 19/4 09:14"


def test_numbers_are_written_as_each_language_writes_them():
    source = "{{ 1234.5|number }} {{ 0.964|percent }} {{ 100000|dong }} {{ 30|duration }}"
    assert drawn(source, "vi") == "1.234,5 96,4\u00a0% 100.000\u00a0đ 30 phút"
    assert drawn(source, "en") == "1,234.5 96.4% VND\u00a0100,000 30 minutes"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour"),
        (90, "1.5 hours"),
        (2400, "40 hours"),
        (2880, "6 days"),
    ],
)
def test_spans_of_working_time_in_words(minutes, words):
    assert drawn("{{ m|duration }}", "en", m=minutes) == words


def test_a_link_to_a_room_that_is_not_there_is_nothing():
    assert drawn('{% url_if "nowhere:at-all" as x %}[{{ x }}]') == "[]"
