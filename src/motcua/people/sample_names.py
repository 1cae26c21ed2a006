"""Words the sample is made of. Communes, districts, officers and people are invented; departments are of the usual kinds.

Clan and family names are those of the peoples who live there; nobody in particular is meant.
"""

# number in the identifier, slug, name, English name
DEPARTMENTS = (
    ("05", "so-cong-thuong", "Sở Công Thương", "Department of Industry and Trade"),
    ("06", "so-giao-duc-dao-tao", "Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    ("07", "so-xay-dung", "Sở Xây dựng", "Department of Construction"),
    (
        "10",
        "so-nong-nghiep-moi-truong",
        "Sở Nông nghiệp và Môi trường",
        "Department of Agriculture and Environment",
    ),
    ("12", "so-noi-vu", "Sở Nội vụ", "Department of Home Affairs"),
    ("13", "so-tai-chinh", "Sở Tài chính", "Department of Finance"),
    ("15", "so-tu-phap", "Sở Tư pháp", "Department of Justice"),
    (
        "17",
        "so-van-hoa-the-thao-du-lich",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Department of Culture, Sports and Tourism",
    ),
    ("18", "so-y-te", "Sở Y tế", "Department of Health"),
    ("19", "so-khoa-hoc-cong-nghe", "Sở Khoa học và Công nghệ", "Department of Science and Technology"),
    ("20", "so-dan-toc-ton-giao", "Sở Dân tộc và Tôn giáo", "Department of Ethnic and Religious Affairs"),
    ("33", "cong-an-tinh", "Công an tỉnh", "Provincial Police"),
)
BRANCHES = (
    (
        "31",
        "trung-tam-phuc-vu-hanh-chinh-cong",
        "Trung tâm Phục vụ hành chính công",
        "Public Administrative Service Centre",
    ),
    ("32", "van-phong-dang-ky-dat-dai", "Văn phòng Đăng ký đất đai", "Land Registration Office"),
)
# Of a ministry, not of the province’s People’s Committee. Social insurance is organised by province again, and called
# so, since 2025-07-01 (QĐ 2286/QĐ-BTC of 30/06/2025); the districts’ police ended on 2025-03-01, each commune has its own.
MINISTRIES = {"cong-an-tinh": "ministry/cong-an", "bao-hiem-xa-hoi-tinh": "ministry/tai-chinh"}
SOCIAL_INSURANCE = ("34", "bao-hiem-xa-hoi-tinh", "Bảo hiểm xã hội tỉnh", "Provincial Social Insurance")
DEPARTMENTS_2023 = (
    ("05", "so-cong-thuong", "Sở Công Thương", "Department of Industry and Trade"),
    ("06", "so-giao-duc-dao-tao", "Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    ("07", "so-giao-thong-van-tai", "Sở Giao thông vận tải", "Department of Transport"),
    ("08", "so-ke-hoach-dau-tu", "Sở Kế hoạch và Đầu tư", "Department of Planning and Investment"),
    (
        "10",
        "so-nong-nghiep",
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Department of Agriculture and Rural Development",
    ),
    (
        "11",
        "so-tai-nguyen-moi-truong",
        "Sở Tài nguyên và Môi trường",
        "Department of Natural Resources and Environment",
    ),
    ("12", "so-noi-vu", "Sở Nội vụ", "Department of Home Affairs"),
    ("14", "so-xay-dung", "Sở Xây dựng", "Department of Construction"),
    ("15", "so-tu-phap", "Sở Tư pháp", "Department of Justice"),
    (
        "16",
        "so-lao-dong",
        "Sở Lao động - Thương binh và Xã hội",
        "Department of Labour, War Invalids and Social Affairs",
    ),
    ("18", "so-y-te", "Sở Y tế", "Department of Health"),
)
WARDS = ("Tân Đồi", "Hòa Nắng", "Thành Gió", "Phú Sóng", "Xuân Cảng", "Bình Nương")
COMMUNES = (
    "Ea Siêk", "Ea Hlang", "Ea Tlêng", "Ea Drơi", "Ea Kmang", "Ea Pơi", "Krông Mơng", "Krông Hđua", "Krông Yông",
    "Cư Knuôl", "Cư Brê", "Cư Siêng", "Buôn Hmut", "Buôn Drai", "Hòa Mộc", "Tân Suối", "Phú Gành", "Xuân Đầm",
    "An Bãi", "Sơn Thác", "Đồng Muối", "Tuy Lúa", "Hòa Bến", "Phú Cát Vàng",
)  # fmt: skip
# name, English name, communes
DISTRICTS_2023 = (
    ("Thành phố Đồi Xanh", "Doi Xanh City", ("Phường Tân Đồi", "Phường Hòa Nắng", "Xã Cư Brê", "Xã Hòa Mộc")),
    ("Thị xã Buôn Hlang", "Buon Hlang Town", ("Phường Thành Gió", "Xã Ea Siêk", "Xã Ea Drơi", "Xã Buôn Drai")),
    ("Huyện Krông Siêk", "Krong Siek District", ("Xã Krông Mơng", "Xã Krông Yông", "Xã Ea Tlêng", "Xã Tân Suối")),
    ("Huyện Cư Tlang", "Cu Tlang District", ("Xã Cư Knuôl", "Xã Cư Siêng", "Xã Ea Kmang", "Xã Buôn Hmut")),
    ("Huyện Ea Mdrơng", "Ea Mdrong District", ("Xã Ea Hlang", "Xã Ea Pơi", "Xã Krông Hđua", "Xã Sơn Thác")),
)  # fmt: skip

# Kinh: family names with their weights.
FAMILIES = (
    ("Nguyễn", 38), ("Trần", 12), ("Lê", 10), ("Phạm", 7), ("Hoàng", 4), ("Huỳnh", 4), ("Phan", 5), ("Vũ", 3), ("Võ", 4),
    ("Đặng", 3), ("Bùi", 3), ("Đỗ", 2), ("Hồ", 2), ("Ngô", 2), ("Dương", 1), ("Lý", 1), ("Đinh", 1), ("Đoàn", 1),
)  # fmt: skip
MIDDLES_FEMALE = (
    "Thị",
    "Thị",
    "Thị",
    "Thị Ngọc",
    "Thị Thu",
    "Thị Kim",
    "Thị Mỹ",
    "Ngọc",
    "Thanh",
    "Bích",
    "Minh",
)
MIDDLES_MALE = ("Văn", "Văn", "Văn", "Hữu", "Đức", "Quốc", "Minh", "Thanh", "Đình", "Xuân", "Công", "Ngọc")
GIVEN_FEMALE = (
    "An", "Ánh", "Bình", "Châu", "Chi", "Diệp", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Hồng", "Huệ",
    "Hương", "Khánh", "Lan", "Liên", "Linh", "Loan", "Ly", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phượng", "Phương", "Quyên",
    "Sương", "Tâm", "Thảo", "Thủy", "Trang", "Trinh", "Tuyết", "Uyên", "Vân", "Xuân", "Yến",
)  # fmt: skip
GIVEN_MALE = (
    "An", "Anh", "Bảo", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Đông", "Hải", "Hiếu", "Hòa", "Hoàng", "Hùng", "Huy",
    "Khoa", "Kiên", "Lâm", "Long", "Lộc", "Mạnh", "Minh", "Nam", "Nghĩa", "Nhân", "Phong", "Phúc", "Phước", "Quang", "Quân",
    "Sơn", "Tài", "Tân", "Thắng", "Thành", "Thịnh", "Tiến", "Toàn", "Trung", "Tú", "Tuấn", "Tùng", "Việt", "Vinh", "Vũ",
)  # fmt: skip
# Ê Đê: men are Y …, women H’…; the clan comes last.
CLANS_EDE = ("Niê", "Êban", "Kbuôr", "Mlô", "Ayun", "Knul", "Kđoh", "Hmok", "Byă", "Êñuôl", "Hđơk", "Buôn Yă")
GIVEN_EDE_FEMALE = (
    "Duyên",
    "Linh",
    "Bliăk",
    "Nguôm",
    "Loan",
    "Hiền",
    "Mrai",
    "Djuên",
    "Wiên",
    "Yuôn",
    "Rim",
    "Lan",
)
GIVEN_EDE_MALE = (
    "Bhiăng",
    "Thuận",
    "Khoa",
    "Bliêo",
    "Wê",
    "Nguyên",
    "Sơn",
    "Djŭ",
    "Kuăn",
    "Moan",
    "Phiên",
    "Siêng",
)
# Gia Rai: the clan comes first.
CLANS_JRAI = ("Rơ Châm", "Ksor", "Siu", "Rah Lan", "Kpă", "Nay")
GIVEN_JRAI_FEMALE = ("H’Uyên", "H’Nga", "H’Lan", "H’Yên", "H’Bia", "H’Oanh")
GIVEN_JRAI_MALE = ("Thuân", "Hân", "Blưi", "Phong", "Krông", "Chăm")
# Tày, Nùng
FAMILIES_NORTH = ("Nông", "Lương", "Hoàng", "Lục", "Triệu", "Vi", "Bế", "Lý")
STREETS = (
    "Đồi Thông",
    "Hoa Cà Phê",
    "Suối Trong",
    "Nắng Mới",
    "Gió Ngàn",
    "Bến Sông",
    "Hương Rừng",
    "Sao Mai",
)
