"""Keep beside each version the few facts lists need; fill them for versions that are already there."""

import json

from django.db import migrations, models


def fill(apps, schema_editor):
    Version = apps.get_model("procedures", "Version")
    for version in Version.objects.iterator():
        said = json.loads(version.document)
        both = lambda text: [text["vi"], text["en"]]  # noqa: E731
        facts = {
            "name": both(said["name"]),
            "field": [said["field"]["code"], *both(said["field"]["name"])],
            "summary": both(said["summary"]),
            "level": said["level"],
            "keywords": said.get("keywords", []),
            "life_events": said.get("life_events", []),
            "verified": said["terms_verified"]
            and said["fees_verified"]
            and all(basis["verified"] for basis in said["legal_basis"]),
        }
        Version.objects.filter(pk=version.pk).update(card=json.dumps(facts, ensure_ascii=False))


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_procedures")]
    operations = [
        migrations.AddField("version", "card", models.TextField(default="{}")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
