"""The offices of the sample: how many officers of each role they have, what they are called, and whom a visitor can be."""

from .rules import Level, Role

# How many of each role an office has.
DEPARTMENT_STAFF = {
    Role.RECEPTION: 2, Role.CASE_OFFICER: 4, Role.UNIT_HEAD: 2, Role.LEADER: 1, Role.CLERK: 1, Role.CASHIER: 1, Role.RETURN: 1,
}  # fmt: skip
COMMUNE_STAFF = {
    Role.RECEPTION: 2, Role.CASE_OFFICER: 2, Role.UNIT_HEAD: 1, Role.LEADER: 1, Role.CLERK: 1, Role.CASHIER: 1, Role.RETURN: 1,
}  # fmt: skip
POLICE_STAFF = {
    Role.RECEPTION: 1, Role.CASE_OFFICER: 2, Role.UNIT_HEAD: 1, Role.LEADER: 1, Role.CLERK: 1, Role.RETURN: 1,
}  # fmt: skip
PROVINCE_STAFF = {
    Role.WATCHER: 1,
    Role.AUDITOR: 1,
    Role.OPERATOR: 1,
    Role.HOME_AFFAIRS: 1,
    Role.ENUMERATOR: 1,
}
STAFF = {
    Level.PROVINCE: PROVINCE_STAFF,
    Level.DEPARTMENT: DEPARTMENT_STAFF,
    Level.BRANCH: DEPARTMENT_STAFF,
    Level.DISTRICT: DEPARTMENT_STAFF,
    Level.COMMUNE: COMMUNE_STAFF,
}
DEPARTMENT_PLAYERS = (Role.RECEPTION, Role.CASE_OFFICER, Role.LEADER)
# Beside the ward stand its police and the social insurance, where one bundle goes on: two players each, of whom the
# first has the hats of all who handle a request.
BESIDE_PLAYERS = (Role.RECEPTION, Role.LEADER)
BESIDE_HATS = (Role.CASE_OFFICER, Role.CLERK, Role.RETURN)
AT_COUNTER = frozenset({Role.RECEPTION, Role.RETURN, Role.CASHIER})
TITLES = {
    Role.RECEPTION: "Cán bộ Một cửa",
    Role.CASE_OFFICER: "Chuyên viên",
    Role.UNIT_HEAD: "Trưởng phòng",
    Role.LEADER: "Phó Giám đốc",
    Role.CLERK: "Văn thư",
    Role.CASHIER: "Kế toán",
    Role.RETURN: "Cán bộ Một cửa",
    Role.WATCHER: "Chánh Văn phòng",
    Role.AUDITOR: "Thanh tra viên",
    Role.OPERATOR: "Quản trị hệ thống",
    Role.HOME_AFFAIRS: "Chuyên viên Sở Nội vụ",
    Role.ENUMERATOR: "Điều tra viên",
}
POLICE_TITLES = {
    Role.CASE_OFFICER: "Cảnh sát khu vực",
    Role.UNIT_HEAD: "Tổ trưởng",
    Role.LEADER: "Phó Trưởng Công an",
    Role.RECEPTION: "Cán bộ Công an",
    Role.RETURN: "Cán bộ Công an",
}
ROLE_WORDS = {
    Role.RECEPTION: "tiep-nhan",
    Role.CASE_OFFICER: "thu-ly",
    Role.UNIT_HEAD: "lanh-dao-phong",
    Role.LEADER: "lanh-dao",
    Role.CLERK: "van-thu",
    Role.CASHIER: "thu-phi",
    Role.RETURN: "tra-ket-qua",
    Role.WATCHER: "theo-doi",
    Role.AUDITOR: "kiem-tra",
    Role.OPERATOR: "quan-tri",
    Role.HOME_AFFAIRS: "noi-vu",
    Role.ENUMERATOR: "dieu-tra",
}
