"""A grammar of procedure names, for measuring how well they are found. Names are made up from real words of the trade.

About 6,000 names; thousands of pairs differ by one word only (cấp tỉnh, cấp xã; Cấp lại, Cấp đổi), which is what
makes finding hard.
"""

from collections import Counter
from itertools import product

ACTS = (
    "Cấp", "Cấp lại", "Cấp đổi", "Gia hạn", "Điều chỉnh", "Thu hồi", "Cấp bổ sung", "Công nhận", "Chấm dứt", "Chuyển nhượng",
)  # fmt: skip
PAPERS = (
    "giấy phép", "giấy chứng nhận", "chứng chỉ hành nghề", "thẻ", "quyết định chủ trương",
)  # fmt: skip
THINGS = (
    "khai thác khoáng sản", "kinh doanh thuốc thú y", "sản xuất phân bón", "hoạt động đo đạc và bản đồ", "khám bệnh, chữa bệnh",
    "kinh doanh lữ hành nội địa", "bán lẻ rượu", "xả nước thải vào công trình thủy lợi", "thành lập trường mầm non", "tư vấn du học",
    "đủ điều kiện an toàn thực phẩm", "kinh doanh xăng dầu", "vận tải hành khách bằng ô tô", "xuất bản tài liệu", "hướng dẫn viên du lịch",
    "giám định tư pháp", "công chứng viên", "đấu giá tài sản", "hành nghề luật sư", "đăng kiểm phương tiện thủy",
    "nuôi trồng thủy sản trên biển", "khai thác thủy sản", "sử dụng vật liệu nổ", "kinh doanh karaoke", "tổ chức lễ hội",
    "hoạt động nghệ thuật biểu diễn", "quảng cáo ngoài trời", "trùng tu di tích", "giám định cổ vật", "đào tạo lái xe",
    "kiểm định kỹ thuật an toàn lao động", "cho thuê lại lao động", "đưa người lao động đi nước ngoài", "nuôi con nuôi", "bảo trợ xã hội",
    "chăn nuôi trang trại", "giống cây trồng", "kiểm dịch thực vật", "trồng rừng thay thế", "khai thác lâm sản",
)  # fmt: skip
LIMITS = ("", "thuộc thẩm quyền cấp tỉnh", "thuộc thẩm quyền cấp xã")


def names(count: int = 6000) -> list[str]:
    """The first names of the grammar, the same ones every time."""
    every = [" ".join(part for part in parts if part) for parts in product(ACTS, PAPERS, THINGS, LIMITS)]
    # An even stride, so that a smaller set is as mixed as the whole.
    step = len(every) / count
    return [every[int(number * step)] for number in range(count)] if count < len(every) else every


def pairs_one_word_apart(found: list[str]) -> int:
    """How many pairs of names have the same words but for one in the same place."""
    holes: Counter[tuple[str, ...]] = Counter()
    for name in found:
        words = name.split()
        holes.update((*words[:place], "_", *words[place + 1 :]) for place in range(len(words)))
    return sum(times * (times - 1) // 2 for times in holes.values())
