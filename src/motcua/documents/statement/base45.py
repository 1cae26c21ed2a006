"""Base45 (RFC 9285): bytes as the characters that a QR code packs most densely. One text for the same bytes, no other."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    text: list[str] = []
    for start in range(0, len(data) - 1, 2):
        rest, first = divmod(data[start] * 256 + data[start + 1], 45)
        third, second = divmod(rest, 45)
        text += ALPHABET[first], ALPHABET[second], ALPHABET[third]
    if len(data) % 2:
        second, first = divmod(data[-1], 45)
        text += ALPHABET[first], ALPHABET[second]
    return "".join(text)


def decode(text: str) -> bytes:
    """Raises ValueError for what `encode` never writes."""
    if len(text) % 3 == 1:
        raise ValueError("a group is cut off")
    try:
        values = [_VALUE[character] for character in text]
    except KeyError:
        raise ValueError("a character is not of the alphabet") from None
    data = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        size = len(group) - 1
        number = sum(value * 45**place for place, value in enumerate(group))
        if number >= 256**size:
            raise ValueError("a group is larger than its bytes")
        data += number.to_bytes(size, "big")
    return bytes(data)
