from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_node_address")]

    operations = [
        migrations.AddField(
            model_name="lost", name="reason", field=models.CharField(blank=True, max_length=300)
        ),
    ]
