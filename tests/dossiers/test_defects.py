"""What is ticked as wrong makes the letter, tells the person, and is counted; the count opens to its requests."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, FoundDefect, Movement, Wait
from motcua.dossiers.queries import defects
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import Defect, month_before
from motcua.foundation.refusal import InvalidInput
from motcua.notices import rules
from motcua.notices.models import Notice
from tests.dossiers.build import MORNING, act, submitted, taken_in

BASIS = "Luật thử nghiệm"
PAPER = inputs.PaperAsked(
    code="giay-chung-minh",
    name="Giấy chứng minh",
    what="dòng 3 không đọc được",
    defects=(Defect.EXPIRED, Defect.ILLEGIBLE),
    basis=BASIS,
)
ANSWER = inputs.PaperAsked(code="@place", name="Nơi ở", defects=(Defect.WRONG_CONTENT,))
ASK = inputs.AskSupplement(reason="", papers=(PAPER, ANSWER))
REFUSE = inputs.Refuse(reason="", legal_ground="Điều 5", papers=(PAPER,))


def sent_back(world, *, at=MORNING):
    done = submitted(world, at=at)
    act(world, actions.ask_supplement, done.number, world.cast.reception, ASK)
    return done


def wanted(**more):
    return defects.Wanted(first=date(2026, 1, 1), last=date(2026, 3, 1), **more)


def test_the_letter_for_supplements_names_each_defect_with_its_basis(client, world):
    done = sent_back(world)
    client.force_login(world.cast.reception.account)
    page = client.get(reverse("dossiers:paper", args=[done.number, "02"])).content.decode()
    assert "hết hạn; mờ, không đọc được; dòng 3 không đọc được (Luật thử nghiệm)" in page
    assert "Nơi ở" in page
    assert Wait.objects.get().items[0]["defects"] == ["expired", "illegible"]


def test_the_letter_of_refusal_names_what_is_wrong_and_the_person_is_told_of_all_of_it(client, world):
    done = submitted(world)
    act(world, actions.refuse, done.number, world.cast.reception, REFUSE)
    client.force_login(world.cast.reception.account)
    page = client.get(reverse("dossiers:paper", args=[done.number, "03"])).content.decode()
    assert (
        "<b>Giấy chứng minh</b>: đã hết hạn; mờ, không đọc được; dòng 3 không đọc được (Luật thử nghiệm)"
        in page
    )
    told = Notice.objects.get(template="dossiers/refused").values
    assert rules.said(told["papers"], language="vi") == [
        "Giấy chứng minh: đã hết hạn; mờ, không đọc được; dòng 3 không đọc được"
    ]
    # Whoever reads English finds the paper under its English name; what the officer wrote stays as it was written.
    assert rules.said(told["papers"], language="en") == [
        "Supporting paper: expired; illegible; dòng 3 không đọc được"
    ]


def test_a_reason_is_asked_for_only_where_the_list_says_nothing(world):
    done = submitted(world)
    silent = inputs.AskSupplement(reason="", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),))
    with pytest.raises(InvalidInput) as refused:
        act(world, actions.ask_supplement, done.number, world.cast.reception, silent)
    assert [fault.field for fault in refused.value.faults] == ["reason"]
    assert not FoundDefect.objects.exists()


def test_a_letter_that_is_taken_back_counts_no_more(world):
    done = sent_back(world)
    assert FoundDefect.objects.filter(undone_at=None).count() == 3
    actions.undo(number=done.number, reach=world.reach(world.cast.reception), at=world.later(minutes=1))
    assert FoundDefect.objects.filter(undone_at=None).count() == 0


def test_defects_are_codes_and_the_chronicle_holds_no_words(world):
    sent_back(world)
    assert {field.name for field in FoundDefect._meta.fields} == {
        "id", "dossier", "seq", "letter", "procedure", "code", "kind", "found_at", "undone_at"
    }  # fmt: skip
    movement = Movement.objects.get(act="dossier.supplement-asked")
    assert movement.facts["papers"] == ["giay-chung-minh", "@place"]


def test_the_count_is_of_requests_and_opens_to_exactly_these_inside_the_gate(world):
    first, second = sent_back(world), sent_back(world)
    taken_in(world)
    reach = world.reach(world.cast.reception)
    found = defects.causes(reach, wanted=wanted(), at=world.at)
    assert (found.sent_back, found.handed_in) == (2, 3)
    assert [name for _id, name in found.agencies] == ["Sở Tư pháp"]
    row = next(row for row in found.rows if row.code == "giay-chung-minh")
    assert row.cases == 2
    assert dict(row.kinds) == {Defect.EXPIRED: 2, Defect.ILLEGIBLE: 2}
    opened = defects.cases_of(reach, wanted=wanted(), code="giay-chung-minh", kind=None, at=world.at)
    assert {case.number for case in opened} == {first.number, second.number}
    stranger = world.reach(world.cast.stranger)
    assert defects.causes(stranger, wanted=wanted(), at=world.at).rows == ()
    assert defects.cases_of(stranger, wanted=wanted(), code="giay-chung-minh", kind=None, at=world.at) == ()


def test_months_count_by_the_day_of_viet_nam(world):
    sent_back(world)
    # The last evening of February in Greenwich is the first of March here.
    FoundDefect.objects.update(found_at=MORNING.replace(month=2, day=28, hour=17, minute=30))
    found = defects.causes(world.reach(world.cast.reception), wanted=wanted(), at=world.at)
    assert found.months == ((date(2026, 1, 1), 0), (date(2026, 2, 1), 0), (date(2026, 3, 1), 1))


def test_the_public_is_told_of_a_paper_only_from_ten_requests_on(world):
    one = sent_back(world)
    dossier = Dossier.objects.get(number=one.number)
    assert defects.often_returned("1.000001", at=world.at) == ()

    def more(n: int) -> None:
        for _ in range(n):
            other = submitted(world)
            FoundDefect.objects.create(
                dossier=Dossier.objects.get(number=other.number), seq=2, letter="supplement",
                procedure="1.000001", code="giay-chung-minh", kind="missing", found_at=world.at,
            )  # fmt: skip

    more(8)
    assert defects.often_returned("1.000001", at=world.at) == ()
    more(1)
    assert [name.vi for name in defects.often_returned("1.000001", at=world.at)] == ["Giấy chứng minh"]
    assert defects.often_returned("1.000001", at=world.at + timedelta(days=400)) == ()
    assert dossier.defects.count() == 3


@pytest.mark.parametrize("months", range(30))
def test_months_before_are_counted_as_on_a_calendar(months):
    day = date(2026, 3, 31)
    slow = day.replace(day=1)
    for _ in range(months):
        slow = (slow - timedelta(days=1)).replace(day=1)
    assert month_before(day, months=months) == slow
