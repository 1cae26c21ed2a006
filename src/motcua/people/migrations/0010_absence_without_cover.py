import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_ministries_by_name")]

    operations = [
        migrations.AlterField(
            model_name="absence",
            name="cover",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covers",
                to="people.officer",
            ),
        ),
    ]
