from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indices", "0006_plans_to_rise")]

    operations = [
        migrations.AddField(
            model_name="scoresheet",
            name="told_at",
            field=models.DateTimeField(
                help_text="When the chronicle was told that its hour had come", null=True
            ),
        ),
    ]
