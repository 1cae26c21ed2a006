from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0047_dates_before_open_waits")]

    operations = [
        migrations.AddField("wait", "paid_amount", models.BigIntegerField(null=True)),
        migrations.AddField("wait", "paid_on", models.DateField(null=True)),
        migrations.AddField(
            "wait", "payer", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
    ]
