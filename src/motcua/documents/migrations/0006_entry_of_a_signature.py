from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_signatures")]

    operations = [
        migrations.AddField("signing", "entry_hash", models.BinaryField(default=bytes, max_length=32)),
    ]
