"""Names of places as papers write them: the authority at the head, the short name before the date."""

from .reach import Level

PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
AUTHORITY = "Ủy ban nhân dân"
# Kinds of places, longest first; a name that is only a number (Phường 4) keeps its kind.
_KINDS = ("Thành phố", "Đặc khu", "Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")


def place_name(name: str) -> str:
    """Đắk Lắk, of Tỉnh Đắk Lắk or Ủy ban nhân dân tỉnh Đắk Lắk."""
    rest = name.removeprefix(AUTHORITY).strip()
    for kind in _KINDS:
        if rest.lower().startswith(f"{kind.lower()} "):
            short = rest[len(kind) :].strip()
            return rest if short.isdigit() else short
    return rest


def authority_name(name: str, level: str) -> str:
    """Ủy ban nhân dân phường Tân Lợi, of Phường Tân Lợi; an office that is no place keeps its name."""
    if level not in PLACES or name.startswith(AUTHORITY):
        return name
    kind = next((kind for kind in _KINDS if name.startswith(f"{kind} ")), "")
    return f"{AUTHORITY} {name[0].lower()}{name[1:]}" if kind else name
