"""An agency names the ministry that has it in a province or commune; until now that went by how its name began.

Social insurance: QĐ 2286/QĐ-BTC of 30/06/2025; the others are recalled. What no row of ministries is known for stays
empty and can be written on the agency's page.
"""

from typing import Any

from django.db import migrations

BEGINNINGS = {
    "cong an ": "ministry/cong-an",
    "bao hiem xa hoi ": "ministry/tai-chinh",
    "thue ": "ministry/tai-chinh",
    "kho bac ": "ministry/tai-chinh",
    "hai quan ": "ministry/tai-chinh",
    "thong ke ": "ministry/tai-chinh",
    "thi hanh an dan su ": "ministry/tu-phap",
    "bo chi huy quan su ": "ministry/quoc-phong",
    "ban chi huy quan su ": "ministry/quoc-phong",
}


def name_ministries(apps: Any, schema_editor: Any) -> None:
    agencies = apps.get_model("people", "Agency").objects
    ids = dict(agencies.filter(key__in=set(BEGINNINGS.values())).values_list("key", "pk"))
    below = agencies.exclude(level__in=("nation", "ministry", "province"))
    for words, key in BEGINNINGS.items():
        if key in ids:
            rows = below.filter(name_folded__startswith=words) | below.filter(name_folded=words.strip())
            rows.update(ministry_id=ids[key])


class Migration(migrations.Migration):
    dependencies = [("people", "0008_ministry_of_agency")]

    operations = [
        migrations.RunPython(name_ministries, migrations.RunPython.noop, elidable=True),
    ]
