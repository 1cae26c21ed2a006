"""Sample data of this room: the invented communes of the sample province as a named table. Only in the demo."""

from collections.abc import Mapping

from motcua.foundation.calendar import TZ
from motcua.foundation.forms.tables import Line
from motcua.foundation.sample import Plan
from motcua.people import queries as people
from motcua.people.rules import Level

from . import actions
from .models import TableLine

KEY = "communes"
BASIS = "Danh mục mô phỏng: các xã, phường trong dữ liệu mẫu, không phải đơn vị có thật"


def made() -> bool:
    return TableLine.objects.filter(table__key=KEY).exists()


def make(plan: Plan) -> Mapping[str, int]:
    """Codes that no directory has, so that nobody takes them for those of the statistics office."""
    day = plan.at.astimezone(TZ).date()
    communes = people.acting_agencies(on=day, levels=[Level.COMMUNE])
    # Their police are agencies of the same level and no places.
    names = sorted({one.name for one in communes if one.name.startswith(("Phường ", "Xã "))})
    lines = [Line(f"MP-{number:03d}", name, "Tỉnh Đắk Lắk") for number, name in enumerate(names, 1)]
    if not lines:
        return {"lines": 0}
    form = actions.TableForm(key=KEY, lines=lines, starts_on=day.replace(month=1, day=1), basis=BASIS)
    return {"lines": actions.bring_table(form=form, by="system:sample", at=plan.at).added}


def move_on(plan: Plan) -> Mapping[str, int]:
    return {}
