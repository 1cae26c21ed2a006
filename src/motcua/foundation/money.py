"""Vietnamese đồng: whole numbers, no minor unit."""


def dong(amount: int, language: str = "vi") -> str:
    """An amount as a person of that language writes it: 100.000 đ, or VND 100,000."""
    return f"{amount:,}".replace(",", ".") + "\u00a0đ" if language == "vi" else f"VND\u00a0{amount:,}"
