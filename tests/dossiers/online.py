"""A procedure with two cases, a form with a condition, a group, hidden and computed answers, and papers of each way."""

from motcua.foundation.text import fold
from motcua.people.models import Agency
from motcua.people.rules import Level
from tests.dossiers.build import World, make_world
from tests.people.cast import make_agency

ONLINE = """\
code: "1.000002"
name:
  vi: Đăng ký mở quán thử nghiệm
  en: Register a test shop
field:
  code: ho-kinh-doanh
  name:
    vi: Hộ kinh doanh
    en: Household businesses
summary:
  vi: Cho người muốn mở một quán nhỏ trong kiểm thử.
  en: For people who open a small shop in a test.
audience:
  vi: Mọi người
  en: Everyone
level: full
minutes_to_fill: 10
cases:
  - code: mot-nguoi
    name:
      vi: Một người đứng tên
      en: One person
    papers:
      - code: to-khai
        name:
          vi: Tờ khai mở quán
          en: Declaration
        kind: electronic
        way: filled-in
      - code: hop-dong
        name:
          vi: Hợp đồng thuê nhà
          en: Lease
        kind: copy
        when: {field: place, is: thue}
        note:
          vi: Chụp rõ thời hạn thuê
          en: The term of the lease can be read
      - code: ban-ve
        name:
          vi: Bản vẽ mặt bằng
          en: Floor plan
        kind: copy
        required: false
      - code: giay-to-tuy-than
        name:
          vi: Giấy tờ tùy thân
          en: Identity paper
        kind: original
        way: shown
      - code: cu-tru
        name:
          vi: Thông tin cư trú
          en: Residence
        kind: copy
        way: looked-up
    terms:
      counter: {amount: 3, unit: working-days}
      online: {amount: 3, unit: working-days}
    fees:
      - code: le-phi
        name:
          vi: Lệ phí đăng ký
          en: Registration fee
        kind: le-phi
        amount: 100000
        unit:
          vi: một lần cấp
          en: each issue
    form: quan
  - code: nhieu-nguoi
    name:
      vi: Nhiều người góp vốn
      en: Several people together
    papers: []
    terms:
      counter: {amount: 3, unit: working-days}
      online: {amount: 5, unit: working-days}
    form: quan
forms:
  quan:
    title:
      vi: Tờ khai mở quán
      en: Declaration of a shop
    pages:
      - code: chu-quan
        title:
          vi: Ai đứng tên quán?
          en: In whose name is the shop?
        fields:
          - code: owner
            kind: name
            label:
              vi: Họ và tên
              en: Full name
            prefill: person.full_name
          - code: identity
            kind: identity-number
            label:
              vi: Số định danh
              en: Identity number
      - code: dia-diem
        title:
          vi: Quán ở đâu, từ ngày nào?
          en: Where is the shop, and from which day?
        fields:
          - code: place
            kind: choice
            label:
              vi: Loại địa điểm
              en: Kind of place
            options:
              - code: nha-minh
                name:
                  vi: Nhà của tôi
                  en: My own house
              - code: thue
                name:
                  vi: Nhà thuê
                  en: A rented house
          - code: street
            kind: text
            label:
              vi: Số nhà, tên đường
              en: House and street
          - code: since
            kind: date
            label:
              vi: Ngày bắt đầu
              en: First day
      - code: chu-nha
        title:
          vi: Chủ nhà là ai?
          en: Who is the landlord?
        when: {field: place, is: thue}
        fields:
          - code: landlord
            kind: name
            label:
              vi: Chủ nhà
              en: Landlord
      - code: von
        title:
          vi: Vốn và người làm
          en: Capital and staff
        fields:
          - code: capital
            kind: money
            label:
              vi: Vốn
              en: Capital
          - group: staff
            label:
              vi: Người làm
              en: Staff
            row_label:
              vi: Người làm
              en: Person
            rows_min: 0
            rows_max: 3
            fields:
              - code: staff_name
                kind: name
                label:
                  vi: Họ tên
                  en: Name
              - code: staff_identity
                kind: identity-number
                required: false
                label:
                  vi: Số định danh người làm
                  en: Identity number of the person
agencies:
  - level: department
    name:
      vi: Sở Tư pháp
      en: Department of Justice
steps:
  - code: tham-dinh
    name:
      vi: Thẩm định
      en: Examine
    role: case-officer
    share_percent: 60
  - code: ky
    name:
      vi: Lãnh đạo ký
      en: Leader signs
    role: leader
    share_percent: 30
  - code: phat-hanh
    name:
      vi: Văn thư phát hành
      en: Clerk issues
    role: clerk
    share_percent: 10
where:
  vi: Bộ phận Một cửa nơi có quán
  en: The one-stop desk where the shop is
result:
  kind: Giấy chứng nhận
  name:
    vi: Giấy chứng nhận
    en: Certificate
  is_document: true
legal_basis: [{number: "61/2018/NĐ-CP", name: Nghị định thử nghiệm, verified: false}]
pause_policy: resume
supplement_window_days: 30
terms_verified: false
fees_verified: false
starts_on: "2022-07-01"
source: Dữ liệu mô phỏng cho kiểm thử.
"""

# What each page is answered with, by code of the page.
PAGES = {
    "chu-quan": {"owner": "Nguyễn Thị Hoa", "identity": "066190000117"},
    "dia-diem": {"place": "thue", "street": "24 Trần Nhật Duật", "since": "19/04/2026"},
    "chu-nha": {"landlord": "Trần Văn Nam"},
    "von": {
        "capital": "80.000.000",
        "staff-0-staff_name": "Lê Thị Tâm",
        "staff-0-staff_identity": "066190000999",
    },
}


def online_world() -> World:
    return make_world(text=ONLINE)


def more_offices(world: World, count: int) -> list[Agency]:
    """Other departments that receive the procedure too."""
    return [
        make_agency(
            name=f"Sở Tư pháp chi nhánh {fold(str(number))}",
            parent=world.cast.province,
            level=Level.DEPARTMENT,
            code=f"000.00.{200 + number}.H15",
            code_new=f"H15.{200 + number}",
        )
        for number in range(count)
    ]


# Three shops of one firm, as the rows of a list.
LISTED = tuple(
    {
        "owner": f"Nguyễn Thị {name}",
        "identity": f"06619000{number:04d}",
        "place": "thue",
        "street": f"{number} Trần Nhật Duật",
        "since": "2026-04-19",
        "landlord": "Trần Văn Nam",
        "capital": 80_000_000,
    }
    for number, name in enumerate(("Hoa", "Lựu", "Đào"), 11)
)
