"""Evidence: attached, dropped, offered again, many at once by the codes in their names; criteria of departments."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.documents.models import Hold
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.indices import actions, rounds
from motcua.indices.models import Allocation, Evidence, Mark
from motcua.indices.rules import round_refusals as refusals
from motcua.indices.rules.evidence import (
    ArchiveTooLarge,
    ArchiveUnreadable,
    TooManyFiles,
    check_archive,
    match,
)
from motcua.notices.models import Notice
from motcua.notices.texts import text
from motcua.people.rules import Level, Role
from tests.documents.samples import PDF
from tests.indices.rounds import YEAR, given, make_scoring
from tests.people.cast import make_agency, make_officer

CODES = ("1.1", "1.2", "1.3.1", "1.3.2", "2.1")


def test_a_file_belongs_to_the_code_in_its_name_or_in_its_folder():
    names = {
        "1.3.2 Kế hoạch.pdf": "1.3.2",
        "1_3_1-bien-ban.pdf": "1.3.1",
        "Báo cáo (1.2).pdf": "1.2",
        "ho-so/2.1/anh 01.jpg": "2.1",
        "1.1/1.2 Quyết định số 12.3.2025.pdf": "1.2",
        "Kế hoạch.pdf": None,
        "1.3.9 Lạ.pdf": None,
        "11.1 Không phải.pdf": None,
        "1.1.1.1.1.pdf": None,
    }
    found = match(list(names), codes=CODES)
    assert {name: found.codes.get(name) for name in names} == names
    assert set(found.unmatched) == {name for name, code in names.items() if code is None}


def test_an_archive_that_is_too_much_or_shut_is_not_unpacked():
    with pytest.raises(TooManyFiles):
        check_archive([("a.pdf", 1, False)] * 301)
    with pytest.raises(ArchiveTooLarge):
        check_archive([("a.pdf", 201 * 1024 * 1024, False)])
    with pytest.raises(ArchiveUnreadable):
        check_archive([("a.pdf", 1, True)])


@pytest.fixture
def scoring(db, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return make_scoring()


def attach(scoring, n=0, code="1.1", name="ke-hoach.pdf", content=PDF, **more) -> Evidence:
    return scoring.act(
        actions.attach, scoring.officers[n], n, code=code, content=io.BytesIO(content), name=name, **more
    )


def test_evidence_is_held_shown_to_whom_it_concerns_and_dropped(scoring):
    row = attach(scoring)
    assert Hold.objects.get().holder == f"indices.evidence:{row.pk}"

    def case(player):
        return rounds.case_of(**scoring.of(), reach=scoring.reach(player), at=scoring.at)

    assert rounds.file_of(case(scoring.officers[0]), row.pk) == row.file_id
    with pytest.raises(NotFound):  # before the lock
        rounds.file_of(case(scoring.appraiser), row.pk)
    with pytest.raises(NotFound):
        case(scoring.officers[1])
    with pytest.raises(NotFound):
        scoring.act(actions.drop_evidence, scoring.officers[1], 1, evidence_id=row.pk)
    scoring.act(actions.drop_evidence, scoring.officers[0], evidence_id=row.pk)
    assert not Hold.objects.exists()
    with pytest.raises(NotFound):
        scoring.act(actions.drop_evidence, scoring.officers[0], evidence_id=row.pk)


def test_a_file_sent_twice_by_a_second_press_stands_at_its_component_once(scoring):
    row = attach(scoring)
    assert attach(scoring).pk == row.pk and Evidence.objects.get() == row
    attach(scoring, name="bien-ban.pdf")
    attach(scoring, code="1.2")
    scoring.act(actions.drop_evidence, scoring.officers[0], evidence_id=row.pk)
    assert attach(scoring).pk != row.pk, "what was dropped can be attached again"
    assert Evidence.objects.filter(dropped_at=None).count() == 3


def test_unreadable_or_late_evidence_and_that_of_a_surveyed_component_is_refused(scoring):
    with pytest.raises(Refusal):
        attach(scoring, content=b"MZ not a paper")
    with pytest.raises(refusals.NotSelfScored):
        attach(scoring, code="5.1")
    scoring.locked()
    with pytest.raises(refusals.StageMoved):
        attach(scoring)
    assert not Evidence.objects.exists()


def test_many_files_and_a_zip_go_where_their_names_say_and_the_report_names_the_rest(scoring):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.2/bao cao.pdf", PDF)
        archive.writestr("../../1.3.1 bien ban.pdf", PDF)
        archive.writestr("hong 2.1.pdf", b"MZ")
    files = [
        actions.Sent("1.1 ke hoach.pdf", PDF),
        actions.Sent("ghi chu.pdf", PDF),
        actions.Sent("tat ca.zip", packed.getvalue()),
    ]
    came = scoring.act(actions.attach_many, scoring.officers[0], files=files)
    assert [code for _name, code in came.attached] == ["1.1", "1.2", "1.3.1"]
    assert came.unmatched == ("ghi chu.pdf",) and [name for name, _why in came.refused] == ["hong 2.1.pdf"]
    assert set(Evidence.objects.values_list("name", flat=True)) == {"1.1 ke hoach.pdf", "bao cao.pdf", "1.3.1 bien ban.pdf"}  # fmt: skip
    with pytest.raises(ArchiveUnreadable):
        scoring.act(
            actions.attach_many, scoring.officers[0], files=[actions.Sent("x.zip", b"PK\x03\x04 broken")]
        )
    with pytest.raises(refusals.NotYourHand):
        scoring.act(actions.attach_many, scoring.appraiser, files=files)


def test_last_years_evidence_is_offered_again_with_its_year(scoring):
    before = attach(scoring)
    form = actions.NewRound(
        owner_id=scoring.cast.province.pk, framework_id=scoring.round.framework_id, year=YEAR + 1,
        locks_at=scoring.at + timedelta(days=3), ends_on=scoring.round.ends_on, units=(scoring.communes[0].pk, scoring.communes[1].pk),
    )  # fmt: skip
    reach = scoring.reach(scoring.appraiser)
    round_id = actions.plan_round(form=form, reach=reach, at=scoring.at)
    actions.open_scoring(round_id=round_id, reach=reach, at=scoring.at)
    scoring.round = type(scoring.round).objects.get(pk=round_id)
    case = rounds.case_of(**scoring.of(), reach=scoring.reach(scoring.officers[0]), at=scoring.at)
    assert [row.pk for row in rounds.offered(case, "1.1")] == [before.pk] and not rounds.offered(case, "1.2")
    with pytest.raises(NotFound):  # of the neighbour
        scoring.act(actions.offer_again, scoring.officers[1], 1, evidence_id=before.pk)
    again = scoring.act(actions.offer_again, scoring.officers[0], evidence_id=before.pk)
    assert again.file_id == before.file_id and again.offered_from == YEAR
    with pytest.raises(NotFound):
        scoring.act(actions.offer_again, scoring.officers[0], evidence_id=before.pk)


def test_a_department_fills_in_its_own_criteria_only_and_is_reminded_once_a_day(scoring):
    office = make_agency(
        name="Phòng Văn hóa", parent=scoring.communes[0], level=Level.UNIT, email="van-hoa@example.vn"
    )
    head = make_officer(full_name="Siu Thị Phòng", code="phongxa", role=Role.UNIT_HEAD, agency=office)
    due = scoring.at + timedelta(days=5)
    word = actions.Word(given("1.1"), "Có.")
    with pytest.raises(NotFound):
        scoring.act(actions.fill_in, head, code="1.1", word=word)
    with pytest.raises(InvalidInput) as refused:
        elsewhere = {"1.1": scoring.cast.department.pk, "5.1": office.pk}
        scoring.act(actions.allocate, scoring.officers[0], criteria=elsewhere, due_at=scoring.at)
    assert {one.field for one in refused.value.faults} == {"due_on", "lead-1.1", "lead-5.1"}
    criteria = {"1.1": office.pk, "1.3": office.pk, "1.2": None}
    assert scoring.act(actions.allocate, scoring.officers[0], criteria=criteria, due_at=due) == 2
    scoring.act(actions.fill_in, head, code="1.1", word=word)
    with pytest.raises(refusals.NotYourHand):
        scoring.act(actions.fill_in, head, code="1.2", word=replace(word, given=given("1.2")))
    assert Mark.objects.count() == 1
    assert actions.remind(at=scoring.at) == 0  # too early
    soon = due - timedelta(days=1)
    assert actions.remind(at=soon) == 1 and actions.remind(at=soon + timedelta(hours=2)) == 0
    told = Notice.objects.get(template="indices/criteria-due")
    assert told.email == office.email and told.values["criteria"] == "1.3"
    scoring.act(actions.fill_in, head, code="1.3.1", word=replace(word, given=given("1.3.1")))
    scoring.act(actions.fill_in, head, code="1.3.2", word=replace(word, given=given("1.3.2")))
    assert actions.remind(at=soon + timedelta(days=1)) == 0
    scoring.act(actions.allocate, scoring.officers[0], criteria={"1.1": None, "1.3": None}, due_at=due)
    assert not Allocation.objects.exists()


def test_a_department_is_told_in_the_same_act_what_is_given_to_it_and_until_when_and_not_twice(scoring):
    offices = [
        make_agency(name=f"Phòng {n}", parent=scoring.communes[0], level=Level.UNIT, email=f"phong-{n}@example.vn")
        for n in range(2)
    ]  # fmt: skip
    first, second = (one.pk for one in offices)
    due = scoring.at + timedelta(days=5)

    def give(**more):
        criteria = {"1.1": first, "1.2": first, "1.3": second, "2.1": None} | more.pop("criteria", {})
        scoring.act(actions.allocate, scoring.officers[0], criteria=criteria, **({"due_at": due} | more))
        told = Notice.objects.order_by("pk")
        found = [(one.email, one.values["criteria"], one.values["due"]) for one in told]
        told.delete()
        return found

    day = f"{due.astimezone(TZ):%d/%m/%Y %H:%M}"
    assert give() == [(offices[0].email, "1.1, 1.2", day), (offices[1].email, "1.3", day)]
    assert give() == []
    assert give(criteria={"1.2": second}) == [(offices[1].email, "1.2", day)]
    later = give(criteria={"1.2": second}, due_at=due + timedelta(days=1))
    assert [criteria for _email, criteria, _due in later] == ["1.1", "1.2, 1.3"]
    with pytest.raises(InvalidInput):  # refused whole: nobody hears of it
        give(criteria={"2.1": first, "5.1": first})
    assert not Notice.objects.exists() and Allocation.objects.count() == 3
    for language, words in {
        "vi": "giao cơ quan tự chấm những tiêu chí sau: 1.1.",
        "en": "to fill in: 1.1.",
    }.items():
        said = text(template="indices/criteria-given", language=language, values={"criteria": "1.1"}, name="")
        assert words in said.body
