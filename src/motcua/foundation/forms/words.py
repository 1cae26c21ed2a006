"""Numbers and dates in Vietnamese words, as papers ask for them (bằng chữ)."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu", " tỷ")
NUMBER_MAX = 10**15


def number_in_words(number: int) -> str:
    """1.234 → một nghìn hai trăm ba mươi tư"""
    if number < 0:
        return "âm " + number_in_words(-number)
    if number >= NUMBER_MAX:
        return str(number)
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    words = f"{number_in_words(billions)} tỷ" if billions else ""
    for scale in (2, 1, 0):
        group = rest // 1000**scale % 1000
        if group:
            words += f" {_group(group, full=bool(words))}{_SCALES[scale]}"
    return words.strip()


def _group(group: int, *, full: bool) -> str:
    """Three digits; `full` says that something stands before, so the hundreds are spoken even when zero."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    if ones:
        words.append(_one(tens, ones))
    return " ".join(words)


def _one(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    if ones == 5 and tens > 0:
        return "lăm"
    return _DIGITS[ones]


def date_in_words(iso: str) -> str:
    """2023-04-19 → ngày mười chín tháng tư năm hai nghìn không trăm hai mươi ba"""
    year, month, day = (int(part) for part in iso.split("-"))
    # The first ten days are spoken with “mùng”; April is “tháng tư”.
    days = f"mùng {number_in_words(day)}" if day <= 10 else number_in_words(day)
    months = "tư" if month == 4 else number_in_words(month)
    return f"ngày {days} tháng {months} năm {number_in_words(year)}"
