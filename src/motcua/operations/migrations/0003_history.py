from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0002_letters_of_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="import",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agencies", "agencies"),
                    ("officers", "officers"),
                    ("dossiers", "dossiers"),
                    ("register", "register"),
                    ("history", "history"),
                ],
                max_length=10,
            ),
        ),
    ]
