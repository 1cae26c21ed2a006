from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0015_submissions")]

    operations = [
        migrations.AddField(
            model_name="node", name="address", field=models.CharField(blank=True, max_length=200)
        ),
    ]
